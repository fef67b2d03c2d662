"""Testshire with a victim who was spoken to, and the browsers of those on both sides."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from tests.core.victims.conftest import details, safe
from tests.web.inhabited import FACILITATOR, MANAGER, VICTIM_CONTACT, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.access import Role, Subject
from cara.records import Database
from cara.staff import NewAccount, add_account
from cara.staff.accounts import find_account
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.entering import enter_victim
from cara.victims.words import ContactWay, Outcome
from cara.victims.workers import take_contact
from cara.workshops import assign_facilitator

SECOND_WORKER = "victim-contact-2"


@dataclass
class Contact:
    """One contact and the people around it."""

    here: Inhabited
    code: str
    reference: str

    def browser(self, account: str) -> Browser:
        return self.here.sign_in(account)


@pytest.fixture
def contact(sqlite_database: Database) -> Contact:
    here = inhabit(sqlite_database)
    area, now = here.area, here.area.now
    add_account(area.database, NewAccount(SECOND_WORKER, "Account", Role.VICTIM_CONTACT_WORKER, "provider"), now=now)
    with area.database.read() as unit:
        account = find_account(unit, VICTIM_CONTACT)
    worker = Subject(account.id, VICTIM_CONTACT, Role.VICTIM_CONTACT_WORKER, "provider")
    reference = str(area.booked())
    code = str(enter_victim(area.instance, area.officer, reference, details(), safe(), now=now))
    take_contact(area.instance, worker, code, now=now)
    spoke = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE)
    record_attempt(area.instance, worker, code, spoke, now=now)
    for workshop in ("N1-1", "N1-2"):
        assign_facilitator(area.instance, area.manager, workshop, FACILITATOR, now=now)
    return Contact(here, code, reference)


@pytest.fixture
def worker(contact: Contact) -> Browser:
    return contact.browser(VICTIM_CONTACT)


@pytest.fixture
def second(contact: Contact) -> Browser:
    return contact.browser(SECOND_WORKER)


@pytest.fixture
def manager(contact: Contact) -> Browser:
    return contact.browser(MANAGER)


def before_workshop_two(contact: Contact) -> Browser:
    """Let time pass until the day before workshop two, and sign the facilitator in."""
    contact.here.go_on(seconds=timedelta(days=39).total_seconds())
    return contact.browser(FACILITATOR)
