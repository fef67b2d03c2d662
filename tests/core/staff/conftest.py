"""Testshire with the desk at which its accounts are looked after, and an office whose people sign in."""

import pytest
from tests.core.staff.desk import desk
from tests.core.staff.people import Office
from tests.instances import area

from cara.records import Database

__all__ = ["area", "desk", "office"]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)
