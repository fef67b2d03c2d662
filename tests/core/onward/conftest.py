"""An area with a victim who was spoken to, and a directory of services."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from tests.core.casework.conftest import database, database_url, kept_open, sqlite_path
from tests.core.victims.conftest import VictimsArea, safe, victims_area

from cara.access import Subject
from cara.casework.details import Language
from cara.engagement import Need
from cara.engagement.directory import add_service
from cara.engagement.words import ServiceDetails
from cara.onward.offering import offer_onward, services_that_fit
from cara.records import Database
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.words import ContactWay, Outcome
from cara.vocabulary import Reference

__all__ = ["database", "database_url", "kept_open", "sqlite_path"]


@dataclass
class Helped:
    """A victim who was spoken to, and what can be done about him or her."""

    side: VictimsArea
    reference: str
    victim: Reference

    def service(self, name: str = "Safe Harbour", **changes: Any) -> str:  # Any: each field has its own type
        said = {
            "name": name,
            "needs": (Need.DOMESTIC_ABUSE,),
            "contact": "07700 900333",
            "how_to_refer": "Ring",
            "checked_on": date(2026, 11, 1),
            "review_on": date(2027, 5, 1),
        }
        area = self.side.area
        return add_service(area.instance, area.manager, ServiceDetails.model_validate(said | changes), now=area.now)

    def fitting(
        self, need: Need = Need.DOMESTIC_ABUSE, district: str | None = None, victim: Reference | None = None
    ) -> list[str]:
        found = services_that_fit(
            self.side.area.instance, self.side.worker, victim or self.victim, need, district, now=self.side.now
        )
        return [one.details.name for one in found]

    def offer(
        self, service: str, actor: Subject | None = None, need: Need = Need.DOMESTIC_ABUSE, district: str | None = None
    ) -> Reference:
        instance, asks = self.side.area.instance, actor or self.side.worker
        return offer_onward(instance, asks, self.victim, service, need, district, now=self.side.now)


def spoken_to(
    side: VictimsArea, reference: str, phone: str = "07700 900111", **changes: Any
) -> Reference:  # Any: as above
    """Enter a victim, take the contact on and speak."""
    code = side.taken(reference, safe(phone=phone), **changes)
    spoke = AttemptMade(way=ContactWay.CALL, outcome=Outcome.SPOKE)
    record_attempt(side.area.instance, side.worker, code, spoke, now=side.now)
    return code


@pytest.fixture
def helped(database: Database) -> Helped:
    side = victims_area(database)
    side.area.subjects = {**side.area.subjects, **side.workers}
    reference = side.booked()
    return Helped(side, reference, spoken_to(side, reference))


POLISH = (Language.ENGLISH, Language.POLISH)
