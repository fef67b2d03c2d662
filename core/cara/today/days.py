"""Workshops that have nobody to run them, or almost nobody to come, and registers that were not kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, func, select

from cara.policy import SchedulingPolicy
from cara.records import Unit
from cara.records import tables as t
from cara.today.lines import DueKind, DueLine
from cara.vocabulary.dates import in_words
from cara.workshops.states import CohortStatus, WorkshopStatus

_RUN_BY = (
    select(func.count())
    .where(t.WorkshopFacilitator.workshop_id == t.Workshop.id, t.WorkshopFacilitator.active)
    .scalar_subquery()
)
_TAKEN = (
    select(func.count()).where(t.Membership.cohort_id == t.Workshop.cohort_id, t.Membership.active).scalar_subquery()
)
_UNMARKED = (
    select(func.count())
    .where(
        t.ExpectedAttendance.workshop_id == t.Workshop.id,
        t.ExpectedAttendance.ended_at.is_(None),
        ~select(t.AttendanceMark.id).where(t.AttendanceMark.expected_id == t.ExpectedAttendance.id).exists(),
    )
    .scalar_subquery()
)
_WORKSHOPS = (
    select(
        t.Workshop.code,
        t.Workshop.number,
        t.Workshop.day,
        t.Cohort.code.label("cohort"),
        t.Cohort.status,
        t.Cohort.capacity,
        t.Venue.name.label("venue"),
        _RUN_BY.label("run_by"),
        _TAKEN.label("taken"),
        _UNMARKED.label("unmarked"),
    )
    .join(t.Cohort, t.Cohort.id == t.Workshop.cohort_id)
    .join(t.Venue, t.Venue.id == t.Cohort.venue_id)
    .where(
        t.Workshop.day <= bindparam("until", type_=Date()),
        t.Workshop.status != WorkshopStatus.CANCELLED.value,
        t.Cohort.status != CohortStatus.CANCELLED.value,
    )
)
_PLURAL = {1: "1 person"}


def workshops_due(unit: Unit, policy: SchedulingPolicy | None, today: date, horizon: int) -> Iterator[DueLine]:
    """Give registers not kept, workshops without enough facilitators, and cohorts with too few people.

    Args:
        unit: the transaction.
        policy: what binds the area today; without it, only what needs no rule is given.
        today: the day.
        horizon: so many days are looked ahead.
    """
    for row in unit.execute(_WORKSHOPS, {"until": today + timedelta(days=horizon)}).all():
        if row.day < today:
            yield from _register(row)
        else:
            yield from _facilitators(row, policy)
            yield from _people(row, policy)


def _register(row: Any) -> Iterator[DueLine]:  # Any: a row of the columns above
    if row.unmarked:
        why = f"Nobody has recorded whether {_people_in_words(row.unmarked)} came on {in_words(row.day)}"
        yield DueLine(row.day, DueKind.REGISTER, row.code, row.code, why)


def _facilitators(row: Any, policy: SchedulingPolicy | None) -> Iterator[DueLine]:  # Any: as above
    wanted = policy.facilitators if policy is not None and isinstance(policy.facilitators, int) else 1
    if row.taken and row.run_by < wanted:
        where = f"workshop {'one' if row.number == 1 else 'two'} on {in_words(row.day)}, {row.venue}"
        yield DueLine(
            row.day, DueKind.FACILITATORS, row.cohort, row.cohort, f"{row.run_by} of {wanted} facilitators for {where}"
        )


def _people(row: Any, policy: SchedulingPolicy | None) -> Iterator[DueLine]:  # Any: as above
    least = policy.size.least if policy is not None and isinstance(policy.size.least, int) else 1
    if row.number != 1 or row.taken >= least or row.status == CohortStatus.COMPLETED.value:
        return
    taken = "Nobody is booked" if not row.taken else f"{_people_in_words(row.taken)} of at least {least} booked"
    why = f"{taken} for {in_words(row.day)}, {row.venue}"
    yield DueLine(row.day, DueKind.SMALL_COHORT, row.cohort, row.cohort, why)


def _people_in_words(count: int) -> str:
    return _PLURAL.get(count, f"{count} people")
