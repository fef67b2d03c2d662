"""Workshops as they are stored: found for those who may, with who is expected and what was recorded about each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from cara.access import Action, NotAllowed, Resource, Role, Subject, Window, decide
from cara.acting import new_key
from cara.casework import Instance
from cara.casework.standing import STANDING, resource_of
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Attendance, CaraError, Pathway, Reference
from cara.workshops.states import CohortStatus, WorkshopStatus, check_cohort_way, check_workshop_way

OPENS_BEFORE = timedelta(days=7)
"""How long before workshop one its facilitators may see who will come."""

CLOSES_AFTER = timedelta(days=7)
"""How long after workshop two they still may; its last day included."""


class NoSuchWorkshop(CaraError):
    """There is no such workshop, or it is not for this person; the two look alike."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("There is no such workshop. Check its code.")


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """One workshop and its cohort. The two days are the cohort's, so that the row says which pair it belongs to."""

    id: int
    code: str
    number: int
    day: date
    status: WorkshopStatus
    version: int
    cohort_id: int
    cohort: str
    cohort_status: CohortStatus
    pathway: Pathway
    capacity: int
    first_day: date
    second_day: date
    venue: str
    district: str

    def open_to_facilitators(self, instance: Instance) -> Window:
        """Give the time during which its facilitators see who comes: whole days in the instance's zone."""
        opens = datetime.combine(self.first_day - OPENS_BEFORE, time(), instance.zone)
        ends = datetime.combine(self.second_day + CLOSES_AFTER + timedelta(days=1), time(), instance.zone)
        return Window(opens, ends)


_WORKSHOPS = (
    select(
        t.Workshop.id,
        t.Workshop.code,
        t.Workshop.number,
        t.Workshop.day,
        t.Workshop.status,
        t.Workshop.version,
        t.Workshop.cohort_id,
        t.Cohort.code.label("cohort"),
        t.Cohort.status.label("cohort_status"),
        t.Cohort.pathway,
        t.Cohort.capacity,
        t.Cohort.first_day,
        t.Cohort.second_day,
        t.Venue.name.label("venue"),
        t.Venue.district,
    )
    .join(t.Cohort, t.Cohort.id == t.Workshop.cohort_id)
    .join(t.Venue, t.Venue.id == t.Cohort.venue_id)
)
_BY_CODE = _WORKSHOPS.where(t.Workshop.code == bindparam("code"))
_LOCKED_COHORT = (
    select(t.Cohort.id)
    .join(t.Workshop, t.Workshop.cohort_id == t.Cohort.id)
    .where(t.Workshop.code == bindparam("code"))
    .with_for_update(of=t.Cohort)
)
_MINE = (
    _WORKSHOPS.join(t.WorkshopFacilitator, t.WorkshopFacilitator.workshop_id == t.Workshop.id)
    .where(t.WorkshopFacilitator.account_id == bindparam("account"), t.WorkshopFacilitator.active)
    .order_by(t.Workshop.day, t.Workshop.code)
)
_OWN_COHORTS = (
    select(t.Cohort.code)
    .join(t.Workshop, t.Workshop.cohort_id == t.Cohort.id)
    .join(t.WorkshopFacilitator, t.WorkshopFacilitator.workshop_id == t.Workshop.id)
    .where(t.WorkshopFacilitator.account_id == bindparam("account"), t.WorkshopFacilitator.active)
    .distinct()
)
_TO_STATUS = {
    table: update(table)
    .where(table.id == bindparam("own_id"))
    .values(status=bindparam("after"), version=table.version + 1)
    for table in (t.Workshop, t.Cohort)
}


def with_cohorts(unit: Unit, actor: Subject) -> Subject:
    """Give somebody with the cohorts whose workshops he or she runs, as they are at this moment."""
    if actor.role is not Role.FACILITATOR:
        return actor
    own = unit.execute(_OWN_COHORTS, {"account": actor.account}).scalars()
    return replace(actor, cohorts=actor.cohorts | frozenset(own))


def own_workshops(unit: Unit, actor: Subject) -> tuple[WorkshopRow, ...]:
    """Give the workshops that somebody runs, the earliest first."""
    return tuple(_workshop(row) for row in unit.execute(_MINE, {"account": actor.account}).mappings())


def find_workshop(unit: Unit, code: str, *, lock: bool = False) -> WorkshopRow:
    """Find one workshop; with ``lock`` nobody else changes its cohort before this transaction ends.

    Raises:
        NoSuchWorkshop: there is none.
    """
    if lock and unit.dialect != "sqlite":  # whoever writes to SQLite has locked the whole file
        unit.execute(_LOCKED_COHORT, {"code": code})
    found = unit.execute(_BY_CODE, {"code": code}).mappings().one_or_none()
    if found is None:
        raise NoSuchWorkshop(code)
    return _workshop(found)


def find_workshop_for(
    instance: Instance, unit: Unit, actor: Subject, action: Action, code: str, now: datetime, *, lock: bool = False
) -> WorkshopRow:
    """Find one workshop for somebody who may do this at it.

    Raises:
        NoSuchWorkshop: there is none, or this person may not; the two look alike.
    """
    asks = with_cohorts(unit, actor)
    try:
        row = find_workshop(unit, code, lock=lock)
        resource = Resource(cohort=row.cohort, cohort_open=row.open_to_facilitators(instance))
    except NoSuchWorkshop:
        row, resource = None, Resource()
    access = decide(asks, action, resource, now)
    if row is None or not access.allowed:
        raise NoSuchWorkshop(code) from NotAllowed(action)
    return row


def _workshop(row: Mapping[Any, Any]) -> WorkshopRow:  # Any: a row of the columns above
    words = {
        "status": WorkshopStatus(row["status"]),
        "cohort_status": CohortStatus(row["cohort_status"]),
        "pathway": Pathway.from_code(row["pathway"]),
    }
    return WorkshopRow(**{**row, **words})


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark as it was recorded. Its texts are opened where they are shown."""

    id: int
    key: str
    mark: Attendance
    minutes: int | None
    reason: str | None
    behaviour: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """Somebody who is expected at a workshop, or was when it was held."""

    id: int
    membership_id: int
    referral_id: int
    reference: Reference
    seat: int
    resource: Resource
    """How whoever asks stands to the person, the cohort included."""
    latest: MarkRow | None


_EXPECTED = (
    select(
        t.ExpectedAttendance.id,
        t.ExpectedAttendance.membership_id,
        t.Membership.referral_id,
        t.Membership.seat,
        t.Referral.reference,
        t.Referral.source,
        t.Account.code.label("entered_by_code"),
        *STANDING,
    )
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .join(t.Referral, t.Referral.id == t.Membership.referral_id)
    .join(t.Account, t.Account.id == t.Referral.entered_by)
    .where(t.ExpectedAttendance.workshop_id == bindparam("workshop"), t.ExpectedAttendance.ended_at.is_(None))
    .order_by(t.Membership.seat, t.ExpectedAttendance.id)
)
_MARKS = (
    select(t.AttendanceMark, t.Account.code.label("by_code"))
    .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.AttendanceMark.expected_id)
    .join(t.Account, t.Account.id == t.AttendanceMark.recorded_by)
    .where(t.ExpectedAttendance.workshop_id == bindparam("workshop"))
    .order_by(t.AttendanceMark.id)
)


def expected_at(unit: Unit, workshop: WorkshopRow, asks: Subject, window: Window) -> tuple[ExpectedRow, ...]:
    """Give who is expected at a workshop, by seat, each with the mark that counts."""
    latest = {expected: marks[-1] for expected, marks in marks_at(unit, workshop).items()}
    rows = unit.execute(_EXPECTED, {"workshop": workshop.id, "asks": asks.account}).mappings()
    return tuple(
        ExpectedRow(
            id=row["id"],
            membership_id=row["membership_id"],
            referral_id=row["referral_id"],
            reference=Reference(row["reference"]),
            seat=row["seat"],
            resource=replace(resource_of(row, asks), cohort=workshop.cohort, cohort_open=window),
            latest=latest.get(row["id"]),
        )
        for row in rows
    )


def marks_at(unit: Unit, workshop: WorkshopRow) -> dict[int, list[MarkRow]]:
    """Give every mark of a workshop by who was expected, the earliest first."""
    found: dict[int, list[MarkRow]] = {}
    for row in unit.execute(_MARKS, {"workshop": workshop.id}).mappings():
        found.setdefault(row["expected_id"], []).append(_mark(unit, row))
    return found


def _mark(unit: Unit, row: Mapping[Any, Any]) -> MarkRow:  # Any: a row of the columns above
    def text(column: Any, name: str) -> str | None:  # Any: whichever column is sealed
        return unit.unseal(column, row["key"], row[name]) if row[name] is not None else None

    return MarkRow(
        id=row["id"],
        key=row["key"],
        mark=Attendance(row["mark"]),
        minutes=row["minutes"],
        reason=text(t.AttendanceMark.reason, "reason"),
        behaviour=text(t.AttendanceMark.behaviour, "behaviour"),
        by=row["by_code"],
        at=row["recorded_at"],
    )


def move_workshop(
    unit: Unit,
    row: WorkshopRow,
    after: WorkshopStatus,
    *,
    by: str,
    at: datetime,
    day: date | None = None,
    reason: str | None = None,
) -> None:
    """Move a workshop to another status, or to another day, with a line of its history.

    Raises:
        WrongStep: there is no way from where it stands.
    """
    check_workshop_way(row.code, row.status, after)
    unit.execute(_TO_STATUS[t.Workshop], {"own_id": row.id, "after": after.value})
    if day is not None and day != row.day:
        unit.execute(update(t.Workshop).where(t.Workshop.id == row.id).values(day=day))
    key = new_key()
    sealed = unit.seal(t.WorkshopChange.reason, key, reason) if reason else None
    step = {"before": row.status.value, "after": after.value, "day": day or row.day, "at": at, "by": by}
    unit.execute(insert(t.WorkshopChange), {"key": key, "workshop_id": row.id, "reason": sealed, **step})


def move_cohort(
    unit: Unit, row: WorkshopRow, after: CohortStatus, *, by: str, at: datetime, reason: str | None = None
) -> None:
    """Move a workshop's cohort to another status, with a line of its history.

    Raises:
        WrongStep: there is no way from where it stands.
    """
    check_cohort_way(row.cohort, row.cohort_status, after)
    unit.execute(_TO_STATUS[t.Cohort], {"own_id": row.cohort_id, "after": after.value})
    key = new_key()
    sealed = unit.seal(t.CohortChange.reason, key, reason) if reason else None
    step = {"before": row.cohort_status.value, "after": after.value, "at": at, "by": by, "reason": sealed}
    unit.execute(insert(t.CohortChange), {"key": key, "cohort_id": row.cohort_id, **step})
