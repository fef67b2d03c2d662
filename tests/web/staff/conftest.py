"""Testshire with its people on each kind of database in turn, and the browsers of those who look after them."""

import pytest
from tests.instances import NOW
from tests.web.inhabited import MANAGER, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.access import Role
from cara.records import Database
from cara.staff import NewAccount, add_account

AUDITOR, OTHER_MANAGER = "auditor-1", "manager-2"


@pytest.fixture
def here(database: Database) -> Inhabited:
    """Testshire at work, with an auditor."""
    here = inhabit(database)
    add_account(database, NewAccount(AUDITOR, "Account auditor-1", Role.AUDITOR, "provider"), now=NOW)
    return here


@pytest.fixture
def manager(here: Inhabited) -> Browser:
    """The browser of the area manager."""
    return here.sign_in(MANAGER)


@pytest.fixture
def auditor(here: Inhabited) -> Browser:
    """The browser of the auditor."""
    return here.sign_in(AUDITOR)


@pytest.fixture
def other_manager(here: Inhabited) -> Browser:
    """The browser of a second area manager."""
    new = NewAccount(OTHER_MANAGER, "Account manager-2", Role.AREA_MANAGER, "provider")
    add_account(here.area.database, new, now=NOW)
    return here.sign_in(OTHER_MANAGER)
