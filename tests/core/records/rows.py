"""Rows of invented people and workshops, one call each."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, insert, select

from cara.records import Account, Base, Cohort, Entry, Membership, Person, Referral, Unit, Venue

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def entry(action: str = "tried", **changes: Any) -> Entry:  # Any: the fields of an entry
    said = {"at": NOW, "actor": "officer-1", "action": action, "resource": "referral/7KQ4M2XH", "request_id": "r-1"}
    return Entry(**{**said, **changes})


def add(unit: Unit, table: type[Base], **values: Any) -> int:  # Any: each column has its own type
    """Insert a row and give its id; the change is audited."""
    unit.audit(entry("added"))
    return unit.execute(insert(table).values(**values)).inserted_primary_key[0]


def count(unit: Unit, table: type[Base]) -> int:
    return unit.scalar(select(func.count()).select_from(table))


def add_account(unit: Unit, code: str = "officer-1") -> int:
    name = unit.seal(Account.display_name, code, "Alex Example")
    return add(unit, Account, code=code, display_name=name, role="police_officer", organisation="testshire_police")


def add_person(unit: Unit, key: str = "person-1", details: str = "Sam Sample") -> int:
    return add(
        unit,
        Person,
        key=key,
        details=unit.seal(Person.details, key, details),
        name_index=unit.blind("name", details),
        name_birth_index=unit.blind("name_birth", details),
    )


def add_referral(unit: Unit, account: int, reference: str = "7KQ4M2XH", **values: Any) -> int:  # Any: as above
    said = {
        "reference": reference,
        "area": "testshire",
        "status": "held",
        "source": "testshire_police",
        "entered_on": NOW.date(),
        "entered_at": NOW,
        "entered_by": account,
        "facts": unit.seal(Referral.facts, reference, "{}"),
        "restricted_facts": unit.seal(Referral.restricted_facts, reference, "{}"),
    }
    return add(unit, Referral, **{**said, **values})


def add_venue(unit: Unit, code: str = "hall") -> int:
    said = {"name": "The Hall", "address": "1 High Street", "district": "north", "travel": "Bus 1"}
    return add(unit, Venue, code=code, step_free=True, hearing_loop=False, **said)


def add_cohort(unit: Unit, venue: int, code: str = "C1", **values: Any) -> int:  # Any: as above
    said = {
        "pathway": "men",
        "capacity": 12,
        "status": "open",
        "first_day": date(2027, 1, 9),
        "second_day": date(2027, 2, 6),
    }
    return add(unit, Cohort, code=code, venue_id=venue, **{**said, **values})


def add_membership(unit: Unit, referral: int, cohort: int, **values: Any) -> int:  # Any: as above
    said = {"capacity": 12, "pathway": "men", "seat": 1, "status": "booked", "active": True, "made_at": NOW}
    return add(unit, Membership, referral_id=referral, cohort_id=cohort, **{**said, **values})
