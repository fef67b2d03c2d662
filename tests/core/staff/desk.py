"""Testshire, and those who look after its accounts: each has just proved who it is."""

from dataclasses import dataclass, replace

import pytest
from tests.instances import NOW, Area
from tests.programs import ForceProgram, calling_program

from cara.access import Role, Subject
from cara.records import Database
from cara.staff import NewAccount, add_account
from cara.staff.second_person import decide_as_operator, waiting_for_operator
from cara.staff.seeing import AccountSeen, see_account


@dataclass
class Desk:
    """The area manager's desk."""

    area: Area

    @property
    def database(self) -> Database:
        return self.area.database

    @property
    def manager(self) -> Subject:
        return replace(self.area.manager, proved_at=self.area.now)

    def subject(self, code: str) -> Subject:
        return replace(self.area.subjects[code], proved_at=self.area.now)

    def second_manager(self) -> Subject:
        """Add another area manager."""
        added = add_account(self.database, NewAccount("manager-2", "Other", Role.AREA_MANAGER, "provider"), now=NOW)
        return Subject(added, "manager-2", Role.AREA_MANAGER, "provider", proved_at=NOW)

    def see(self, code: str) -> AccountSeen:
        return see_account(self.database, self.manager, code, now=self.area.now)

    def confirm_all(self) -> None:
        """Confirm whatever waits, as whoever has the machine does."""
        for code, *_ in waiting_for_operator(self.database):
            decide_as_operator(self.database, code, confirm=True, now=self.area.now)

    def program(self, account: str = "officer-1") -> ForceProgram:
        return calling_program(self.database, f"program-{account}", account, self.area.now)


@pytest.fixture
def desk(area: Area) -> Desk:
    return Desk(area)
