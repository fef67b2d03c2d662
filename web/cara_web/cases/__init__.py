"""Cases and the board of workshops: where every booking stands, and other days for one person or a whole cohort."""

from cara_web.cases.action_pages import ActionPages
from cara_web.cases.board_pages import BoardPages, CohortPages
from cara_web.cases.case_pages import CasePages
from cara_web.cases.view_pages import ViewPages
from cara_web.cases.waiting_pages import WaitingPages

CASE_PAGES = (CasePages, ActionPages, BoardPages, CohortPages, WaitingPages, ViewPages)

__all__ = ["CASE_PAGES"]
