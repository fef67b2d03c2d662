"""Testshire with two victim contact workers, and the browsers of everybody who works on the victim's side."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from tests.core.victims.conftest import details, safe
from tests.web.inhabited import MANAGER, OFFICER, VICTIM_CONTACT, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.access import Role, Subject
from cara.records import Database
from cara.records import tables as t
from cara.staff import NewAccount, add_account
from cara.victims.details import SafeContactSaid
from cara.victims.entering import enter_victim
from cara.victims.workers import take_contact
from cara.vocabulary import Reference

OTHER_WORKER = "victim-contact-2"
NUMBER = "07700900111"


@dataclass
class Side:
    """The victim's side of Testshire."""

    here: Inhabited
    number: int = 0

    def subject(self, code: str) -> Subject:
        """Give somebody as the use cases see him or her."""
        with self.here.area.database.read() as unit:
            account = unit.execute(select(t.Account.id, t.Account.role).where(t.Account.code == code)).one()
        return Subject(account.id, code, Role(account.role), "provider")

    @property
    def worker(self) -> Subject:
        return self.subject(VICTIM_CONTACT)

    @property
    def now(self) -> Any:  # Any: a moment
        return self.here.site.clock.moment

    def booked(self) -> str:
        self.number += 1
        return str(self.here.area.booked(crime_reference=f"13/{self.number}/26"))

    def victim(self, said: SafeContactSaid | None = None, **changes: Any) -> Reference:  # Any: each has its own type
        area = self.here.area
        return enter_victim(
            area.instance, area.officer, self.booked(), details(**changes), said or safe(), now=area.now
        )

    def taken(self, said: SafeContactSaid | None = None, **changes: Any) -> Reference:  # Any: as above
        code = self.victim(said, **changes)
        take_contact(self.here.area.instance, self.worker, code, now=self.here.area.now)
        return code


def side_of(here: Inhabited) -> Side:
    """Put a second worker beside the first."""
    new = NewAccount(OTHER_WORKER, "Account of the second worker", Role.VICTIM_CONTACT_WORKER, "provider")
    add_account(here.area.database, new, now=here.area.now)
    return Side(here)


@pytest.fixture
def side(sqlite_database: Database) -> Side:
    return side_of(inhabit(sqlite_database))


@pytest.fixture
def worker(side: Side) -> Browser:
    """The browser of the first worker."""
    return side.here.sign_in(VICTIM_CONTACT)


@pytest.fixture
def other(side: Side) -> Browser:
    """The browser of the second worker."""
    return side.here.sign_in(OTHER_WORKER)


@pytest.fixture
def manager(side: Side) -> Browser:
    """The browser of the area manager."""
    return side.here.sign_in(MANAGER)


@pytest.fixture
def officer(side: Side) -> Browser:
    """The browser of the officer who refers."""
    return side.here.sign_in(OFFICER)
