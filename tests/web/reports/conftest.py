"""Testshire with somebody of every role, and the area manager's browser."""

import pytest
from tests.web.inhabited import MANAGER, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import Database


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """Testshire at work."""
    return inhabit(sqlite_database)


@pytest.fixture
def manager(here: Inhabited) -> Browser:
    """The browser of the area manager."""
    return here.sign_in(MANAGER)
