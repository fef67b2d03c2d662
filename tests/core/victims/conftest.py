"""An area with victim contact workers, and victims of confirmed referrals."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import pytest
from tests.instances import Area, area_on

from cara.access import Role, Subject
from cara.records import Database
from cara.staff import NewAccount, add_account
from cara.victims.details import HoursSaid, SafeContactSaid, VictimDetails
from cara.victims.entering import enter_victim
from cara.victims.words import ContactWay, Told, VictimRelationship
from cara.victims.workers import take_contact
from cara.vocabulary import Reference

EVERY_DAY = tuple(HoursSaid(weekday=day, begins=time(9), ends=time(21)) for day in range(7))


def details(**changes: Any) -> VictimDetails:  # Any: each field has its own type
    said = {
        "given_names": "Ana",
        "family_name": "Sample",
        "date_of_birth": date(1990, 4, 2),
        "relationship": VictimRelationship.EX_PARTNER,
        "told": Told.EXPECTS_CALL,
    }
    return VictimDetails.model_validate(said | changes)


def safe(**changes: Any) -> SafeContactSaid:  # Any: as above
    said = {
        "phone": "07700 900111",
        "ways": (ContactWay.CALL,),
        "hours": EVERY_DAY,
        "review_on": date(2027, 1, 31),
    }
    return SafeContactSaid.model_validate(said | changes)


@dataclass
class VictimsArea:
    """An area, its workers, and builders of victims; every builder takes changes by name."""

    area: Area
    workers: dict[str, Subject] = field(default_factory=dict)
    number: int = 0

    @property
    def worker(self) -> Subject:
        return self.workers["worker-1"]

    @property
    def other_worker(self) -> Subject:
        return self.workers["worker-2"]

    @property
    def now(self) -> datetime:
        return self.area.now

    def booked(self, **changes: Any) -> str:  # Any: as above
        self.number += 1
        return str(self.area.booked(**{"crime_reference": f"13/{self.number}/26", **changes}))

    def victim(self, reference: str, said: SafeContactSaid | None = None, **changes: Any) -> Reference:  # Any: as above
        return enter_victim(
            self.area.instance, self.area.officer, reference, details(**changes), said or safe(), now=self.now
        )

    def taken(self, reference: str, said: SafeContactSaid | None = None, **changes: Any) -> Reference:  # Any: as above
        code = self.victim(reference, said, **changes)
        take_contact(self.area.instance, self.worker, code, now=self.now)
        return code


def victims_area(database: Database) -> VictimsArea:
    made = VictimsArea(area_on(database))
    for code in ("worker-1", "worker-2"):
        new = NewAccount(code, f"Account {code}", Role.VICTIM_CONTACT_WORKER, "provider")
        account = add_account(database, new, now=made.now)
        made.workers[code] = Subject(account, code, Role.VICTIM_CONTACT_WORKER, "provider")
    return made


@pytest.fixture
def victims(database: Database) -> VictimsArea:
    return victims_area(database)
