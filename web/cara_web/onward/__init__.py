"""Help for victims: what one victim is offered, what waits for an answer, and the manager's numbers."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from cara_web.onward.offering import OfferingPages
from cara_web.onward.waiting import NumberPages, WaitingPages

ONWARD_PAGES: Sequence[ControllerRouterHandler] = (OfferingPages, WaitingPages, NumberPages)

__all__ = ["ONWARD_PAGES"]
