"""Somebody with an account, and how he or she signs in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from tests.authenticator import Authenticator

from cara.access import Role
from cara.records import AuditEntry, Base, Database
from cara.staff import Account, Arrival, NewAccount, SignedIn, add_account
from cara.staff.accounts import find_account
from cara.staff.invitations import Invited, invite, invite_first
from cara.staff.passkeys import (
    Site,
    accept_with_passkey,
    add_passkey,
    begin_making,
    begin_showing,
    sign_in_with_passkey,
)
from cara.staff.second_person import decide_as_operator, waiting_for_operator
from cara.staff.sign_ins import find

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SITE = Site("https://cara.example.org", "cara.example.org", "CARA Testshire")
BROWSER, OTHER_BROWSER = "b" * 43, "o" * 43
ARRIVAL = Arrival("Firefox on Windows", request_id="0123456789abcdef")


@dataclass
class Office:
    """An instance's records, and the moment."""

    database: Database
    now: datetime = NOW
    devices: dict[str, Authenticator] = field(default_factory=dict)

    def later(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now

    def device(self) -> Authenticator:
        return Authenticator(SITE.origin, SITE.host)

    def manager(self) -> tuple[SignedIn, Authenticator]:
        """Sign the first area manager in, with a passkey."""
        return self.join(invite_first(self.database, "Bryn Oakes", "provider", now=self.now))

    def invite(self, manager: SignedIn, name: str = "Alder Quill") -> Invited:
        """Invite a police officer, and have it confirmed."""
        invited = invite(
            self.database,
            manager.subject,
            name=name,
            role=Role.POLICE_OFFICER,
            organisation="testshire_police",
            now=self.now,
        )
        self.confirm_all()
        return invited

    def confirm_all(self) -> None:
        """Confirm whatever waits, as whoever has the machine does."""
        for code, *_ in waiting_for_operator(self.database):
            decide_as_operator(self.database, code, confirm=True, now=self.now)

    def join(self, invited: Invited) -> tuple[SignedIn, Authenticator]:
        """Accept an invitation with a new device."""
        device = self.device()
        step = begin_making(self.database, SITE, self.account(invited.account), BROWSER, now=self.now)
        token = accept_with_passkey(
            self.database,
            SITE,
            invited.code,
            step.key,
            device.make(step.options),
            "Work laptop",
            ARRIVAL,
            browser=BROWSER,
            now=self.now,
        )
        return self.found(token), device

    def add_device(self, person: SignedIn, label: str = "Phone") -> Authenticator:
        device = self.device()
        step = begin_making(self.database, SITE, self.account(person.subject.code), BROWSER, now=self.now)
        answer = device.make(step.options)
        add_passkey(self.database, SITE, person, step.key, answer, label, browser=BROWSER, now=self.now)
        return device

    def sign_in(self, device: Authenticator, **wrong: object) -> str:
        """Sign in with a device, and give the token."""
        step = begin_showing(self.database, SITE, BROWSER, now=self.now)
        answer = device.show(step.options, **wrong)
        return sign_in_with_passkey(self.database, SITE, step.key, answer, ARRIVAL, browser=BROWSER, now=self.now)

    def find(self, token: str) -> SignedIn | None:
        return find(self.database, token, now=self.now, request_id="0" * 16)

    def found(self, token: str) -> SignedIn:
        person = self.find(token)
        assert person
        return person

    def account(self, code: str) -> Account:
        with self.database.read() as unit:
            return find_account(unit, code)

    def add(self, code: str, role: Role = Role.POLICE_OFFICER) -> Account:
        add_account(self.database, NewAccount(code, "Alder Quill", role, "testshire_police"), now=self.now)
        return self.account(code)

    def rows(self) -> dict[str, int]:
        with self.database.read() as unit:
            tables = Base.metadata.sorted_tables
            return {table.name: unit.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    def told(self) -> list[str]:
        with self.database.read() as unit:
            return list(unit.execute(select(AuditEntry.action).order_by(AuditEntry.seq)).scalars())
