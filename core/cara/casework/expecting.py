"""The workshops of a cohort as they are planned, and who is expected at them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import String, bindparam, insert, select, update

from cara.acting import new_key
from cara.casework.referral_rows import ReferralRow
from cara.records import Unit, UtcDateTime
from cara.records import tables as t
from cara.vocabulary import Word

BOTH: Collection[int] = (1, 2)
"""The numbers of both workshops of a cohort."""


class NoLonger(Word):
    """Why somebody is no longer expected at a workshop."""

    WITHDRAWN = "withdrawn", "The referral was withdrawn"
    MOVED = "moved", "Moved to another place"
    MISSED_ONE = "missed_one", "An earlier workshop was missed"
    DEFERRED = "deferred", "Deferred"
    RETURNED = "returned", "Returned to the police"
    CANCELLED = "cancelled", "The workshop was cancelled"
    NOT_HELD = "not_held", "The workshop was not held"


_PLAN = insert(t.Workshop).returning(t.Workshop.id)
_BEGIN = insert(t.WorkshopChange)
_EXPECT = insert(t.ExpectedAttendance).from_select(
    ["membership_id", "workshop_id"],
    select(t.Membership.id, t.Workshop.id)
    .join(t.Workshop, t.Workshop.cohort_id == t.Membership.cohort_id)
    .where(
        t.Membership.referral_id == bindparam("referral"),
        t.Membership.active,
        t.Workshop.number.in_(bindparam("numbers", expanding=True)),
    ),
)
_UNMARKED = ~select(t.AttendanceMark.id).where(t.AttendanceMark.expected_id == t.ExpectedAttendance.id).exists()
_NO_LONGER = (
    update(t.ExpectedAttendance)
    .where(
        t.ExpectedAttendance.membership_id.in_(
            select(t.Membership.id).where(t.Membership.referral_id == bindparam("referral"))
        ),
        t.ExpectedAttendance.ended_at.is_(None),
        _UNMARKED,
    )
    .values(ended_at=bindparam("at", type_=UtcDateTime()), ended_why=bindparam("why", type_=String()))
)


def plan_workshops(
    unit: Unit, cohort_id: int, cohort: str, days: Iterable[date], *, by: str, at: datetime, reason: str | None = None
) -> None:
    """Plan both workshops of a cohort, each with the first line of its history."""
    for number, day in enumerate(days, start=1):
        values = {"code": f"{cohort}-{number}", "cohort_id": cohort_id, "number": number, "day": day}
        workshop = unit.execute(_PLAN, {**values, "status": "planned", "version": 1}).scalar_one()
        key = new_key()
        sealed = unit.seal(t.WorkshopChange.reason, key, reason) if reason else None
        step = {"before": None, "after": "planned", "day": day, "at": at, "by": by, "reason": sealed}
        unit.execute(_BEGIN, {"key": key, "workshop_id": workshop, **step})


def expect(unit: Unit, row: ReferralRow, numbers: Collection[int] = BOTH) -> None:
    """Expect somebody at workshops of the cohort in which he or she has the active place."""
    unit.execute(_EXPECT, {"referral": row.id, "numbers": list(numbers)})


def no_longer_expected(unit: Unit, row: ReferralRow, why: NoLonger, *, at: datetime) -> None:
    """End what is still expected of somebody; a workshop about which something was recorded stays as it is."""
    unit.execute(_NO_LONGER, {"referral": row.id, "at": at, "why": why.value})
