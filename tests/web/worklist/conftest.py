"""Testshire with its people, and their browsers."""

import pytest
from tests.web.inhabited import MANAGER, SUPERVISOR, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import Database


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """Testshire at work."""
    return inhabit(sqlite_database)


@pytest.fixture
def supervisor(here: Inhabited) -> Browser:
    """The browser of the police supervisor."""
    return here.sign_in(SUPERVISOR)


@pytest.fixture
def manager(here: Inhabited) -> Browser:
    """The browser of the area manager."""
    return here.sign_in(MANAGER)
