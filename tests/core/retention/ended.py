"""Cases that have ended, and people who decide how long they are kept."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.instances import NOW, Area

from cara.access import Role, Subject
from cara.casework import Instance, withdraw
from cara.retention.register import ErasureRegister
from cara.settings import RetentionSettings
from cara.staff import NewAccount, add_account

LATER = datetime(2028, 12, 1, 9, tzinfo=UTC)
"""A moment at which every period of the schedule below is over for whatever ended in 2026."""

MONTHS = {"case_months": 12, "victim_months": 18, "concern_months": 24}


def schedule(register: Path | None, **changes: object) -> RetentionSettings:
    """A schedule that nobody has decided: it is for tests alone."""
    said = {"decided_by": "Nobody: for tests", "decided_on": date(2026, 11, 1), "source": "tests"}
    return RetentionSettings.model_validate({**MONTHS, **said, "erasures": register, **changes})


@dataclass
class Office:
    """An area with two managers and a director who have just proved who they are, whenever they are asked."""

    area: Area
    instance: Instance
    codes: dict[str, Subject]

    def who(self, code: str, now: datetime) -> Subject:
        return replace(self.codes[code], proved_at=now)

    def manager(self, now: datetime) -> Subject:
        return self.who("manager-1", now)

    def other(self, now: datetime) -> Subject:
        return self.who("manager-2", now)

    @property
    def register(self) -> ErasureRegister:
        return ErasureRegister(self.instance.retention.erasures)

    def ended(self, cohort: str = "N1", **person: object) -> str:
        """Take somebody to a booking and let the police withdraw it."""
        reference = self.area.booked(cohort, **person)
        withdraw(self.instance, self.area.officer, reference, "Moved away to Uluru", now=NOW + timedelta(hours=1))
        return reference


def office_on(area: Area, folder: Path) -> Office:
    """Give an area a schedule, a register and a second manager."""
    instance = replace(area.instance, retention=schedule(folder / "erasures.register"))
    ErasureRegister(instance.retention.erasures).make()
    codes = dict(area.subjects)
    for code, role in (("manager-2", Role.AREA_MANAGER), ("director-1", Role.DIRECTOR)):
        account = add_account(area.database, NewAccount(code, f"Account {code}", role, "provider"), now=NOW)
        codes[code] = Subject(account, code, role, "provider")
    return Office(replace(area, instance=instance), instance, codes)
