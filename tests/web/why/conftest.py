"""Testshire with its people."""

import pytest
from tests.web.inhabited import Inhabited, inhabit

from cara.records import Database


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """Testshire at work."""
    return inhabit(sqlite_database)
