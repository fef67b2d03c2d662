"""What was said and what is told on: the worker's record, the briefing, the second person, the facilitators' reading."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from cara_web.briefings.approving_pages import ApprovingPages
from cara_web.briefings.reading_pages import CompletenessPages, ReadingPages
from cara_web.briefings.writing_pages import WritingPages

BRIEFING_PAGES: Sequence[ControllerRouterHandler] = (WritingPages, ApprovingPages, ReadingPages, CompletenessPages)

__all__ = ["BRIEFING_PAGES"]
