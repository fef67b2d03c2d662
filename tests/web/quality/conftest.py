"""Testshire on the Saturday of a workshop, and the browsers of those who say what it covered."""

from tests.web.workshops.conftest import facilitator, hall, here, manager, saturday

__all__ = ["facilitator", "hall", "here", "manager", "saturday"]
