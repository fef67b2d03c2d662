"""Whose time runs out: those without a place, and those whose place lies after the end of their time."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Date, and_, bindparam, or_, select

from cara.access import Subject
from cara.casework import Instance, ReferralStatus
from cara.casework.referral_rows import ReferralRow
from cara.casework.standing import IN_CONFLICT
from cara.policy.wording import days_in_words
from cara.records import Unit
from cara.records import tables as t
from cara.today.lines import DueKind, DueLine
from cara.vocabulary import Reference
from cara.vocabulary.dates import in_words
from cara.workshops import Ways
from cara.workshops.cases import LAST_DAY
from cara.workshops.waiting import waiting_rows

S = ReferralStatus

# Built once: building a statement takes longer than running it.
_PLACED = (
    select(t.Referral.reference, LAST_DAY.label("last_day"), t.Cohort.second_day)
    .outerjoin(t.Membership, and_(t.Membership.referral_id == t.Referral.id, t.Membership.active))
    .outerjoin(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
    .where(
        t.Referral.status.in_((S.BOOKED.value, S.ATTENDED_ONE.value)),
        or_(bindparam("today", type_=Date()) > LAST_DAY, t.Cohort.second_day > LAST_DAY),
        ~IN_CONFLICT,
    )
)


def time_ended(unit: Unit, actor: Subject, today: date) -> Iterator[DueLine]:
    """Give those who have a place and whose time has ended, or ends before their workshop two."""
    for row in unit.execute(_PLACED, {"asks": actor.account, "today": today}).all():
        why = f"Both workshops had to be done by {in_words(row.last_day)}"
        if row.last_day >= today:
            why = f"Workshop two on {in_words(row.second_day)} is after the last day, {in_words(row.last_day)}"
        yield DueLine(row.last_day, DueKind.TIME_ENDED, Reference(row.reference).spoken, row.reference, why)


def without_a_place(instance: Instance, unit: Unit, actor: Subject, now: datetime) -> list[DueLine]:
    """Give those who wait for a place, each with the ways that are left."""
    today = instance.today(now)
    return [_line(row, ways, today) for row, ways in waiting_rows(instance, unit, actor, now=now)]


def _line(row: ReferralRow, ways: Ways, today: date) -> DueLine:
    by = ways.runs_out_on if ways.count else min(ways.runs_out_on, today)
    if row.place_by is not None:
        by = min(by, row.place_by)
    said = "; ".join(part for part in (_stands(row), _ways(ways), _time(ways, today)) if part)
    return DueLine(by, DueKind.NO_PLACE, row.reference.spoken, str(row.reference), said)


def _stands(row: ReferralRow) -> str:
    if row.place_by is not None:
        return f"A place was promised by {in_words(row.place_by)}"
    if row.status is S.DEFERRED and row.deferred_until is not None:
        return f"Deferred until {in_words(row.deferred_until)}"
    return row.status.label


def _ways(ways: Ways) -> str:
    if not ways.count or ways.last is None:
        return "no way is left"
    many = "1 way is left" if ways.count == 1 else f"{ways.count} ways are left"
    return f"{many}, the last on {in_words(ways.last)}"


def _time(ways: Ways, today: date) -> str:
    days = (ways.deadline - today).days
    if days < 0:
        return f"the time ended on {in_words(ways.deadline)}"
    return f"{days_in_words(days)} until the last day, {in_words(ways.deadline)}"
