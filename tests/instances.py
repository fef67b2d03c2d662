"""A whole instance of an invented area for tests: accounts, venues, cohorts, and builders of what people enter.

The area is Testshire with West Yorkshire's gaps: how far back earlier matters count, what the deadline runs from, how
much notice is needed and what a missed workshop means are unknown. Ask for the fixture ``area`` after importing it in
a ``conftest.py``, or make one with :func:`area_on`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.areas_for_tests import Testshire, areas_of, eligible_facts, eligible_restricted, stated

from cara.access import Role, Subject
from cara.areas import Areas
from cara.casework import (
    Held,
    Instance,
    PlaceSearch,
    ReferralView,
    confirm_booking,
    hold_place,
    record_caution,
    record_needs,
    record_person,
    refer_to_person,
    see_referral,
    worklist,
)
from cara.casework.details import CautionDetails, Needs, PersonDetails
from cara.casework.opening import NewCohort, NewVenue, open_cohort, open_venue
from cara.policy import (
    CaseFacts,
    DeadlineRunsFrom,
    EarlierMatterClass,
    EarlierMattersExcluded,
    LookBack,
    MissedWorkshopMeans,
    Notice,
    RestrictedFacts,
    Rule,
)
from cara.records import Base, Database
from cara.staff import NewAccount, add_account
from cara.vocabulary import OutcomeKind, Pathway, PoliceRank, Reference, Relationship, Sex

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday morning."""

MEN = Pathway(Sex.MALE, Relationship.INTIMATE_PARTNER)
WOMEN = Pathway(Sex.FEMALE, Relationship.INTIMATE_PARTNER)
MEN_IN_FAMILIES = Pathway(Sex.MALE, Relationship.FAMILY)

FIRST = date(2026, 12, 5)
"""The first Saturday that pairs with an open one: 28 November pairs with Boxing Day."""

ACCOUNTS = (
    ("officer-1", Role.POLICE_OFFICER, "testshire_police"),
    ("officer-2", Role.POLICE_OFFICER, "testshire_police"),
    ("supervisor-1", Role.POLICE_SUPERVISOR, "testshire_police"),
    ("manager-1", Role.AREA_MANAGER, "provider"),
    ("facilitator-1", Role.FACILITATOR, "provider"),
    ("officer-3", Role.POLICE_OFFICER, "othershire_police"),
    ("supervisor-3", Role.POLICE_SUPERVISOR, "othershire_police"),
)
COHORTS = (
    # code, pathway, venue, weeks after FIRST, capacity
    ("N1", MEN, "north-1", 0, 12),
    ("N2", MEN, "north-1", 1, 12),
    ("S1", MEN, "south-1", 1, 12),
    ("S2", MEN, "south-1", 2, 12),
    ("W1", WOMEN, "south-1", 1, 12),
    ("F1", MEN_IN_FAMILIES, "north-1", 2, 12),
)


def west_yorkshire_like(*changes: Rule) -> Areas:
    """Build Testshire with West Yorkshire's gaps, and with changes of the given kinds."""
    look_back = LookBack(offence_class=EarlierMatterClass.ANY, window="unknown", counts=tuple(OutcomeKind))
    gaps: tuple[Rule, ...] = (
        stated(EarlierMattersExcluded, value=(look_back,)),
        stated(DeadlineRunsFrom, value="unknown"),
        stated(Notice, value="unknown"),
        stated(MissedWorkshopMeans, value="unknown"),
    )
    kinds = {type(change) for change in changes}
    return areas_of(Testshire(*(rule for rule in gaps if type(rule) not in kinds), *changes))


_usual_areas = cache(west_yorkshire_like)


@dataclass
class Area:
    """One instance with its people; every builder gives what somebody could enter, with changes by name."""

    instance: Instance
    subjects: Mapping[str, Subject]
    venues: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW

    @property
    def database(self) -> Database:
        return self.instance.database

    @property
    def officer(self) -> Subject:
        return self.subjects["officer-1"]

    @property
    def other_officer(self) -> Subject:
        return self.subjects["officer-2"]

    @property
    def supervisor(self) -> Subject:
        return self.subjects["supervisor-1"]

    @property
    def manager(self) -> Subject:
        return self.subjects["manager-1"]

    @property
    def other_force(self) -> Subject:
        return self.subjects["supervisor-3"]

    @property
    def today(self) -> date:
        return self.instance.today(self.now)

    def later(self, **ago: float) -> datetime:
        """Give the moment so much after now, e.g. ``later(minutes=61)``."""
        return self.now + timedelta(**ago)

    def with_areas(self, areas: Areas) -> Instance:
        """Give the same instance with other plugins installed."""
        return replace(self.instance, areas=areas)

    def venue(self, code: str, **changes: Any) -> int:  # Any: each field has its own type
        """Open a venue and give its id."""
        venue = NewVenue(
            code, f"Hall {code}", f"{code}\nTestshire", "north", "Bus 1", step_free=False, hearing_loop=False
        )
        self.venues[code] = open_venue(self.instance, self.manager, replace(venue, **changes), now=self.now)
        return self.venues[code]

    def cohort(
        self, code: str, pathway: Pathway = MEN, venue: str = "north-1", weeks: int = 0, capacity: int = 12
    ) -> int:
        """Open a cohort whose workshop one is so many weeks after the first possible Saturday."""
        first = FIRST + timedelta(weeks=weeks)
        cohort = NewCohort(code, pathway, self.venues[venue], first, first + timedelta(days=28), capacity)
        return open_cohort(self.instance, self.manager, cohort, now=self.now)

    def facts(self, **changes: Any) -> CaseFacts:  # Any: as above
        """Give the facts of an eligible man; what is settled at the signing is not known yet."""
        unsigned = {"authorising_rank": None, "effect_explained": None, "admission_signed": None}
        return eligible_facts(**{**unsigned, **changes})

    def restricted(self, **changes: Any) -> RestrictedFacts:  # Any: as above
        return eligible_restricted(**changes)

    def person(self, **changes: Any) -> PersonDetails:  # Any: as above
        details = {
            "given_names": "Adam",
            "family_name": "Testperson",
            "date_of_birth": "1992-06-01",
            "phone": "07700 900982",
            "email": "adam@example.org",
            "address": "1 Example Road\nTestshire",
            "crime_reference": "13/12345/26",
        }
        return PersonDetails.model_validate({**details, **changes})

    def caution(self, **changes: Any) -> CautionDetails:  # Any: as above
        details = {
            "officer_name": "Officer Example",
            "collar_number": "1234",
            "authorising_name": "Sergeant Example",
            "authorising_rank": PoliceRank.SERGEANT,
            "caution_on": self.today,
            "effect_explained": True,
            "admission_signed": True,
        }
        return CautionDetails.model_validate({**details, **changes})

    def hold(self, cohort: str = "N1", search: PlaceSearch | None = None, **facts: Any) -> Reference:  # Any: as above
        """Hold a place for a new referral and give its reference."""
        answer = self.try_to_hold(cohort, search, **facts)
        assert isinstance(answer, Held), answer
        return answer.reference

    def try_to_hold(
        self, cohort: str = "N1", search: PlaceSearch | None = None, **facts: Any
    ) -> object:  # Any: as above
        return hold_place(
            self.instance,
            self.officer,
            self.facts(**facts),
            self.restricted(),
            cohort,
            search or PlaceSearch(),
            now=self.now,
        )

    def record(self, reference: str, *, person: PersonDetails | None = None, needs: Needs | None = None) -> None:
        """Record person and needs."""
        record_person(self.instance, self.officer, reference, person or self.person(), now=self.now)
        record_needs(self.instance, self.officer, reference, needs or Needs(), now=self.now)

    def sign(self, reference: str, **changes: Any) -> None:  # Any: as above
        """Record the caution."""
        record_caution(self.instance, self.officer, reference, self.caution(**changes), now=self.now)

    def complete(self, reference: str, **person: Any) -> None:  # Any: as above
        """Record everything that a confirmation needs."""
        self.record(reference, person=self.person(**person))
        self.sign(reference)

    def confirm(self, reference: str, **later: float) -> object:
        return confirm_booking(self.instance, self.officer, reference, now=self.later(**later))

    def booked(self, cohort: str = "N1", **person: Any) -> Reference:  # Any: as above
        """Take a referral from the check to the booking."""
        reference = self.hold(cohort)
        self.complete(reference, **person)
        self.confirm(reference)
        return reference

    def book_with(self, needs: Needs, cohort: str = "N1", **person: Any) -> Reference:  # Any: as above
        """Book somebody who needs something."""
        reference = self.hold(cohort)
        self.record(reference, person=self.person(**person), needs=needs)
        self.sign(reference)
        self.confirm(reference)
        return reference

    def referred(self, **facts: Any) -> Reference:  # Any: as above
        """Refer somebody with an earlier caution, about which a person must decide."""
        history = {"earlier_matters": ({"outcome": "caution", "violence": False, "domestic_abuse": False},)}
        changed = self.facts(**{**history, **facts})
        return refer_to_person(self.instance, self.officer, changed, self.restricted(), now=self.now)

    def see(self, reference: str, actor: Subject | None = None, **later: float) -> ReferralView:
        return see_referral(self.instance, actor or self.officer, reference, now=self.later(**later))

    def item_of(self, reference: str, actor: Subject) -> str:
        """Give the code of the one item about a referral on somebody's worklist."""
        (found,) = (item for item in worklist(self.instance, actor, now=self.now) if item.reference == reference)
        return found.code

    def rows(self) -> dict[str, int]:
        """Count the rows of every table."""
        with self.database.read() as unit:
            tables = Base.metadata.sorted_tables
            return {table.name: unit.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def area_on(database: Database, areas: Areas | None = None) -> Area:
    """Open an instance on an empty database: accounts, two venues, six cohorts."""
    instance = Instance("testshire", database, areas or _usual_areas())
    with database.write():
        subjects = {
            code: Subject(
                add_account(instance.database, NewAccount(code, f"Account {code}", role, organisation), now=NOW),
                code,
                role,
                organisation,
            )
            for code, role, organisation in ACCOUNTS
        }
        area = Area(instance, subjects)
        area.venue("north-1")
        area.venue("south-1", district="south", step_free=True, hearing_loop=True)
        for code, pathway, venue, weeks, capacity in COHORTS:
            area.cohort(code, pathway, venue, weeks, capacity)
    return area


@pytest.fixture
def area(database: Database) -> Area:
    """An instance with its people, venues and cohorts, on each kind of database in turn."""
    return area_on(database)
