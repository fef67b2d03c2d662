"""Testshire with two area managers, and a service in the directory."""

from tests.web.engagement.conftest import here, manager, other

__all__ = ["here", "manager", "other"]
