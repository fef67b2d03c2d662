"""The pages about the quality of delivery."""

from cara_web.quality.answers_pages import AnswersPages
from cara_web.quality.checklist_pages import ChecklistPages
from cara_web.quality.complaint_pages import ComplaintPages
from cara_web.quality.observation_pages import ObservationPages
from cara_web.quality.practice_pages import PracticePages
from cara_web.quality.sample_pages import SamplePages
from cara_web.quality.supervision_pages import SupervisionPages

QUALITY_PAGES = (
    ChecklistPages,
    AnswersPages,
    ObservationPages,
    SupervisionPages,
    SamplePages,
    ComplaintPages,
    PracticePages,
)

__all__ = ["QUALITY_PAGES"]
