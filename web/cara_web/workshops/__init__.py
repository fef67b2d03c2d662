"""The facilitator's room: the own workshops, the register, and the sheet of paper for when nothing else works."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from cara_web.workshops.own_pages import OwnWorkshopPages
from cara_web.workshops.register_pages import RegisterPages

WORKSHOP_PAGES: Sequence[ControllerRouterHandler] = (OwnWorkshopPages, RegisterPages)

__all__ = ["WORKSHOP_PAGES"]
