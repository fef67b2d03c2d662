"""Testshire, and the desk at which its accounts are looked after."""

from tests.core.staff.office import office
from tests.instances import area

__all__ = ["area", "office"]
