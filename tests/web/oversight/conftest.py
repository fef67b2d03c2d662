"""Testshire with those who look after the records' use, and their browsers."""

import pytest
from tests.oversight import overseen
from tests.web.inhabited import Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import Database


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """Testshire at work, overseen."""
    found = inhabit(sqlite_database)
    found.area = overseen(found.area)
    return found


@pytest.fixture
def manager(here: Inhabited) -> Browser:
    """The browser of the area manager."""
    return here.sign_in("manager-1")


@pytest.fixture
def auditor(here: Inhabited) -> Browser:
    """The browser of the auditor."""
    return here.sign_in("auditor-1")


@pytest.fixture
def director(here: Inhabited) -> Browser:
    """The browser of a director."""
    return here.sign_in("director-1")


@pytest.fixture
def officer(here: Inhabited) -> Browser:
    """The browser of an officer who entered nothing."""
    return here.sign_in("officer-2")
