"""What was recorded about somebody at workshops, as far as whoever asks is told of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from cara.access import FieldGroup
from cara.casework.instance import Instance
from cara.casework.referral_rows import ReferralRow
from cara.policy import Told, ToldToPolice
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Attendance


@dataclass(frozen=True, slots=True)
class AttendanceFact:
    """What was recorded of one workshop, the last correction alone."""

    number: int
    day: date
    workshop: str
    """The workshop's code, by which its register is found."""
    mark: Attendance
    minutes: int | None
    reason: str | None
    """The reason that the person gave."""
    behaviour: str | None
    """How the person was; to the police always ``None`` where the area tells attendance alone or has not published it."""


_MARKS = (
    select(t.AttendanceMark, t.Workshop.number, t.Workshop.day, t.Workshop.code.label("workshop"))
    .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.AttendanceMark.expected_id)
    .join(t.Workshop, t.Workshop.id == t.ExpectedAttendance.workshop_id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .where(t.Membership.referral_id == bindparam("referral"))
    .order_by(t.Workshop.day, t.Workshop.number, t.AttendanceMark.id)
)


def attended(
    instance: Instance, unit: Unit, row: ReferralRow, fields: frozenset[FieldGroup]
) -> tuple[AttendanceFact, ...]:
    """Give what was recorded about somebody, the earliest workshop first; nothing of anybody who was never booked."""
    if row.confirmed_at is None or FieldGroup.ATTENDANCE not in fields:
        return ()
    marks = _latest(unit, row)
    told = bool(marks) and (FieldGroup.BEHAVIOUR in fields or _is_told_to_police(instance, unit, row))
    return tuple(_fact(unit, mark, with_behaviour=told) for mark in marks)


def last_workshop_recorded(unit: Unit, row: ReferralRow) -> int:
    """Tell whether workshop one or two is the last about which something was recorded; 1 where nothing was."""
    latest = _latest(unit, row)
    return latest[-1]["number"] if latest else 1


def _latest(unit: Unit, row: ReferralRow) -> list[Any]:  # Any: rows of the columns above
    found = {mark["expected_id"]: mark for mark in unit.execute(_MARKS, {"referral": row.id}).mappings()}
    return list(found.values())


def _is_told_to_police(instance: Instance, unit: Unit, row: ReferralRow) -> bool:
    book = instance.book_of(unit, row.book_digest)
    return any(rule.value == Told.ATTENDANCE_AND_BEHAVIOUR for rule in book.of_kind(ToldToPolice, row.on))


def _fact(unit: Unit, mark: Any, *, with_behaviour: bool) -> AttendanceFact:  # Any: as above
    def text(name: str) -> str | None:
        sealed = mark[name]
        return unit.unseal(getattr(t.AttendanceMark, name), mark["key"], sealed) if sealed is not None else None

    return AttendanceFact(
        number=mark["number"],
        day=mark["day"],
        workshop=mark["workshop"],
        mark=Attendance(mark["mark"]),
        minutes=mark["minutes"],
        reason=text("reason"),
        behaviour=text("behaviour") if with_behaviour else None,
    )
