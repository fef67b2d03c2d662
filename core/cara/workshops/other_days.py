"""Other days for a whole cohort: its workshops move, everybody in it stays, and nothing moves that has been."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, reason_given, tell
from cara.casework import Instance, ReferralStatus
from cara.casework.moving import move, note_in_history
from cara.casework.open_places import own_place
from cara.casework.outbox.afterwards import tell_of_other_days
from cara.casework.outbox.days import days_to_come
from cara.casework.referral_rows import ReferralRow
from cara.policy import SchedulingPolicy, scheduling_policy
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.scheduling import Pair, has_gap, why_closed
from cara.vocabulary.dates import in_words
from cara.workshops.again import WhatAgain, again
from cara.workshops.members import may_see, members_of, workshops_of
from cara.workshops.rows import NoSuchWorkshop, WorkshopRow, move_workshop
from cara.workshops.states import CohortStatus, WorkshopStatus, WrongStep

S = ReferralStatus

SOMEBODY = "Somebody whom you may not see"
GOING_ON = frozenset({CohortStatus.PROVISIONAL, CohortStatus.OPEN, CohortStatus.CLOSED})
_FIELDS = {1: "first_day", 2: "second_day"}


def give_other_days(
    instance: Instance,
    actor: Subject,
    cohort: str,
    first_day: date,
    second_day: date,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Give a cohort's workshops other days; whoever is in it stays, and each booking's history says so.

    A workshop that has been, or whose day has begun, keeps its day. Both days are given so that the gap is always seen.

    Raises:
        NotAllowed: this person may not give workshops other days.
        NoSuchWorkshop: there is no such cohort.
        NotAccepted: no reason is given, a day is closed, past or not the policy's gap apart, somebody cannot come then or
            would be beyond the deadline, a place is held at this moment, or a facilitator is elsewhere; all at once.
        WrongStep: the cohort is cancelled or completed, or a workshop that would move has been.
    """
    permit(actor, Action.CANCEL_WORKSHOP, None, now)
    said, pair = reason_given(reason), Pair(first_day, second_day)

    def work(unit: Unit) -> None:
        rows = workshops_of(unit, cohort, lock=True)
        moving = _moving(rows, pair, instance.today(now), cohort)
        members = tuple(members_of(unit, rows[0].cohort_id, actor))
        problems = [
            *_problems_of_days(
                scheduling_policy(instance.book, instance.today(now)), moving, pair, instance.today(now)
            ),
            *_problems_of_people(instance, unit, actor, members, pair, now),
        ]
        if problems:
            raise NotAccepted(dict.fromkeys(problems))
        _move(unit, actor, moving, pair, said, now)
        numbers = {workshop.number for workshop in moving}
        for row in members:
            _tell_in_history(unit, actor, row, said, now)
            if numbers & days_to_come(unit, row.id).keys():
                tell_of_other_days(instance, unit, row, now=now)

    instance.database.run(work)


def _moving(rows: tuple[WorkshopRow, ...], pair: Pair, today: date, cohort: str) -> tuple[WorkshopRow, ...]:
    if not rows:
        raise NoSuchWorkshop(cohort)
    if rows[0].cohort_status not in GOING_ON:
        raise WrongStep(rows[0].cohort, rows[0].cohort_status, "Giving it other days")
    moving = tuple(row for row, day in zip(rows, pair, strict=True) if row.day != day)
    for row in moving:
        if row.status is not WorkshopStatus.PLANNED or row.day <= today:
            raise WrongStep(row.code, row.status, f"Moving what was on {in_words(row.day)}")
    if not moving:
        raise NotAccepted([Problem("first_day", "These are the days that it has now")])
    return moving


def _problems_of_days(
    policy: SchedulingPolicy, moving: tuple[WorkshopRow, ...], pair: Pair, today: date
) -> Iterator[Problem]:
    for row in moving:
        day = pair[row.number - 1]
        if day <= today:
            yield Problem(_FIELDS[row.number], f"{in_words(day)} is not after today")
        closed = why_closed(policy, day)
        if closed:
            yield Problem(_FIELDS[row.number], f"{in_words(day)} is {closed}")
    if not has_gap(policy, *pair):
        gap = policy.gap
        days = f"{gap.least}" if gap.least == gap.most else f"{gap.least} to {gap.most}"
        yield Problem("second_day", f"Workshop two must be {days} days after workshop one")


def _problems_of_people(
    instance: Instance, unit: Unit, actor: Subject, members: tuple[ReferralRow, ...], pair: Pair, now: datetime
) -> Iterator[Problem]:
    for row in members:
        if row.status in {S.HELD, S.AWAITING_DECISION}:
            yield Problem(
                "first_day", "A place is held for somebody at this moment: wait until it is booked or runs out"
            )
            continue
        who = str(row.reference) if may_see(actor, row, now) else SOMEBODY
        for why in _misfits(instance, unit, row, pair, now):
            yield Problem("second_day", f"{who}: {why}")


def _misfits(instance: Instance, unit: Unit, row: ReferralRow, pair: Pair, now: datetime) -> tuple[str, ...]:
    own = own_place(unit, row.id, now)
    if own is None:
        return ()
    wanted = again(instance, unit, row, now)
    what = WhatAgain.BOTH if row.status is S.BOOKED else WhatAgain.TWO_ALONE
    moved = replace(own.place, first_day=pair.first_day, second_day=pair.second_day)
    if what is WhatAgain.TWO_ALONE and wanted.attended is None:
        deadline = wanted.looking.deadline.binding
        return (f"Workshop two is after {in_words(deadline)}, the deadline",) if pair.second_day > deadline else ()
    return wanted.misfits(moved, what)


def _move(unit: Unit, actor: Subject, moving: tuple[WorkshopRow, ...], pair: Pair, reason: str, now: datetime) -> None:
    cohort = moving[0]
    unit.execute(
        update(t.Cohort)
        .where(t.Cohort.id == cohort.cohort_id)
        .values(first_day=pair.first_day, second_day=pair.second_day, version=t.Cohort.version + 1)
    )
    for row in moving:
        day = pair[row.number - 1]
        try:
            with unit.attempt():
                move_workshop(unit, row, WorkshopStatus.PLANNED, by=actor.code, at=now, day=day, reason=reason)
        except Conflict as conflict:
            sentence = f"A facilitator of workshop {row.number} runs another one on {in_words(day)}: release one first"
            raise NotAccepted([Problem(_FIELDS[row.number], sentence)]) from conflict
    first, second = pair.first_day.isoformat(), pair.second_day.isoformat()
    tell(unit, actor, "workshops_moved", f"cohort:{cohort.cohort}", now, first_day=first, second_day=second)


def _tell_in_history(unit: Unit, actor: Subject, row: ReferralRow, reason: str, now: datetime) -> None:
    if row.status in {S.BOOKED, S.ATTENDED_ONE}:
        move(unit, row, row.status, by=actor.code, at=now, reason=reason)
    else:
        note_in_history(unit, row, reason, at=now, by=actor.code)
    tell(unit, actor, "other_day_given", row.reference, now)
