"""The pages about the quality of delivery."""

from cara_web.quality.answers_pages import AnswersPages
from cara_web.quality.checklist_pages import ChecklistPages

QUALITY_PAGES = (ChecklistPages, AnswersPages)

__all__ = ["QUALITY_PAGES"]
