"""The pages about the quality of delivery."""

from cara_web.quality.checklist_pages import ChecklistPages

QUALITY_PAGES = (ChecklistPages,)

__all__ = ["QUALITY_PAGES"]
