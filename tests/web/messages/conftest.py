"""Testshire at work, whose participants have been told something."""

import pytest
from tests.web.inhabited import MANAGER, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import Database


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """The area and its site."""
    return inhabit(sqlite_database)


@pytest.fixture
def manager(here: Inhabited) -> Browser:
    """A browser in which the area manager has just signed in."""
    return here.sign_in(MANAGER)
