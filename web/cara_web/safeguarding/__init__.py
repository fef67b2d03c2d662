"""The safeguarding room: raising a concern from any screen, and working on it."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from cara_web.safeguarding.anywhere_pages import AnywherePages
from cara_web.safeguarding.concern_pages import ConcernPages
from cara_web.safeguarding.raising_pages import RaisingPages

SAFEGUARDING_PAGES: Sequence[ControllerRouterHandler] = (AnywherePages, RaisingPages, ConcernPages)

__all__ = ["SAFEGUARDING_PAGES"]
