"""The site with a participant and a victim who ask for copies."""

import pytest
from tests.web.briefings.conftest import Contact, contact, second, worker
from tests.web.inhabited import MANAGER
from tests.web.visitors import Browser

from cara.access import Role
from cara.staff import NewAccount, add_account

__all__ = ["contact", "second", "worker"]

DIRECTOR = "director-1"


@pytest.fixture
def manager(contact: Contact) -> Browser:
    return contact.browser(MANAGER)


@pytest.fixture
def director(contact: Contact) -> Browser:
    new = NewAccount(DIRECTOR, "Account director", Role.DIRECTOR, "provider")
    add_account(contact.here.area.database, new, now=contact.here.area.now)
    return contact.browser(DIRECTOR)
