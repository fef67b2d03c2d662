"""An office on each kind of database."""

import pytest
from tests.core.staff.people import Office

from cara.records import Database


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)
