"""The days that a message is about: those still to come for somebody, those that were cancelled, or the one missed."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from cara.records import Unit, UtcDateTime
from cara.records import tables as t
from cara.vocabulary import Occasion

Days = Mapping[int, date]
"""Days by the number of the workshop."""

_WORKSHOPS = (
    select(t.Workshop.number, t.Workshop.day)
    .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .where(t.Membership.referral_id == bindparam("referral"))
    .order_by(t.Workshop.number)
)
_UNMARKED = ~select(t.AttendanceMark.id).where(t.AttendanceMark.expected_id == t.ExpectedAttendance.id).exists()
_TO_COME = _WORKSHOPS.where(t.Membership.active, t.ExpectedAttendance.ended_at.is_(None), _UNMARKED)
_LEFT = select(func.max(t.Membership.id)).where(
    t.Membership.referral_id == bindparam("referral"), t.Membership.active.is_(False)
)
_ENDED = _WORKSHOPS.where(
    t.Membership.id == _LEFT.scalar_subquery(), t.ExpectedAttendance.ended_at == bindparam("at", type_=UtcDateTime())
)


def days_to_come(unit: Unit, referral_id: int) -> Days:
    """Give the days on which somebody is expected and about which nothing is recorded."""
    return {row.number: row.day for row in unit.execute(_TO_COME, {"referral": referral_id}).all()}


def days_ended(unit: Unit, referral_id: int, at: datetime) -> Days:
    """Give the days on which somebody ceased to be expected at a moment, of the place that was left last."""
    return {row.number: row.day for row in unit.execute(_ENDED, {"referral": referral_id, "at": at}).all()}


def days_about(
    unit: Unit, referral_id: int, occasion: Occasion, number: int | None, day: date | None, *, at: datetime
) -> Days | None:
    """Give the days that a message is about; ``None`` for both days of the place.

    Args:
        at: the moment at which what it tells happened.
    """
    match occasion:
        case Occasion.MISSED:
            return {number: day} if number is not None and day is not None else {}
        case Occasion.CANCELLED:
            return days_ended(unit, referral_id, at)
        case Occasion.BOOKED:
            return None
        case _:
            return days_to_come(unit, referral_id)
