"""The participant's workshops: to which days he or she was to come, what was recorded there, what was answered."""

from typing import Any

from sqlalchemy import select

from cara.areas import AreaUnavailable
from cara.casework import Instance
from cara.casework.referral_rows import ReferralRow
from cara.disclosure.copies import FreeText
from cara.disclosure.participants.held import AnswersHeld, DayHeld, MarkHeld
from cara.quality.content import statements_of
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Attendance
from cara.vocabulary.dates import in_words


def days_of(unit: Unit, row: ReferralRow) -> tuple[DayHeld, ...]:
    """Give the workshops to which somebody was to come, in the order in which they were arranged."""
    query = (
        select(t.Workshop.number, t.Workshop.day, t.Venue.name, t.ExpectedAttendance.ended_at)
        .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
        .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
        .join(t.Cohort, t.Cohort.id == t.Workshop.cohort_id)
        .join(t.Venue, t.Venue.id == t.Cohort.venue_id)
        .where(t.Membership.referral_id == row.id)
        .order_by(t.ExpectedAttendance.id)
    )
    rows = unit.execute(query).all()
    return tuple(DayHeld(one.number, one.day, one.name, one.ended_at is None) for one in rows)


def marks_of(unit: Unit, row: ReferralRow) -> tuple[MarkHeld, ...]:
    """Give what was recorded at workshops, what was corrected later included."""
    query = (
        select(t.AttendanceMark, t.Workshop.number, t.Workshop.day)
        .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.AttendanceMark.expected_id)
        .join(t.Workshop, t.Workshop.id == t.ExpectedAttendance.workshop_id)
        .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
        .where(t.Membership.referral_id == row.id)
        .order_by(t.Workshop.day, t.Workshop.number, t.AttendanceMark.id)
    )
    rows = unit.execute(query).mappings().all()
    corrected = {one["corrects_id"] for one in rows}
    return tuple(_mark(unit, one, corrected=one["id"] in corrected) for one in rows)


def _mark(unit: Unit, one: Any, *, corrected: bool) -> MarkHeld:  # Any: a row of the columns above
    where = f"at workshop {one['number']} on {in_words(one['day'], weekday=False)}"

    def text(name: str, about: str) -> FreeText | None:
        if one[name] is None:
            return None
        said = unit.unseal(getattr(t.AttendanceMark, name), one["key"], one[name])
        return FreeText(f"{name}/{one['id']}", f"{about} {where}", said)

    return MarkHeld(
        number=one["number"],
        day=one["day"],
        mark=Attendance(one["mark"]),
        minutes=one["minutes"],
        corrected=corrected,
        reason=text("reason", "The reason that was noted"),
        behaviour=text("behaviour", "What was noted about how the person was"),
    )


def answers_of(instance: Instance, unit: Unit, row: ReferralRow) -> tuple[AnswersHeld, ...]:
    """Give what somebody answered, by workshop: the last entry of each."""
    query = (
        select(t.ParticipantAnswers.id, t.ParticipantAnswers.expected_id, t.Workshop.number)
        .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.ParticipantAnswers.expected_id)
        .join(t.Workshop, t.Workshop.id == t.ExpectedAttendance.workshop_id)
        .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
        .where(t.Membership.referral_id == row.id)
        .order_by(t.Workshop.day, t.ParticipantAnswers.id)
    )
    last = {one.expected_id: one for one in unit.execute(query).all()}
    asked = _statements(instance)
    return tuple(AnswersHeld(one.number, _agreed(unit, one.id, asked)) for one in last.values())


def _statements(instance: Instance) -> dict[str, str]:
    try:
        return {one.code: one.text for one in statements_of(instance)}
    except AreaUnavailable:
        return {}


def _agreed(unit: Unit, answers: int, asked: dict[str, str]) -> tuple[tuple[str, int], ...]:
    query = select(t.ParticipantAnswer.statement, t.ParticipantAnswer.agreed)
    rows = unit.execute(query.where(t.ParticipantAnswer.answers_id == answers).order_by(t.ParticipantAnswer.statement))
    return tuple((asked.get(str(one.statement), str(one.statement)), int(one.agreed)) for one in rows.all())
