"""Testshire with three people booked on cohort N1, and the area manager's browser."""

from tests.web.cases.conftest import booked, here, manager

__all__ = ["booked", "here", "manager"]
