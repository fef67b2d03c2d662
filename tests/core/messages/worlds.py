"""Pairs of worlds that differ in the victim alone: in each the same person is booked, told and reminded.

Both are lived in one database and undone again, one after the other, so that thousands can be looked at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy import select
from tests.core.sending.office import Office
from tests.instances import MEN, Area

from cara.casework import (
    PlaceOutcome,
    PlaceSearch,
    ask_for_place,
    confirm_booking,
    decide_place,
    hold_place,
    participant_view,
    withdraw,
)
from cara.casework.details import Needs
from cara.casework.expecting import NoLonger
from cara.casework.opening import NewCohort, open_cohort
from cara.casework.worklist import give_place
from cara.messages.calendar import calendar_file
from cara.messages.letters import letter_of
from cara.messages.typesetting import typeset
from cara.messages.wording import wording_in
from cara.policy import RestrictedFacts
from cara.records import tables as t
from cara.vocabulary import Attendance, Occasion, Reference, WrittenLanguage
from cara.workshops import (
    GoingOn,
    Marked,
    ReturnReason,
    WhatAgain,
    book_again,
    decide_going_on,
    defer,
    give_other_days,
    move_booking,
    record_register,
    return_to_police,
    see_register,
)
from cara.workshops.cancelling import _end as carry_out

Leak = Callable[[Area, RestrictedFacts], None]
Step = Callable[[Area, Reference, datetime], None]


@dataclass(frozen=True)
class Life:
    """What the participant is and what happens to him; it is the same in both worlds."""

    phone: str | None
    email: str | None
    language: str
    ways: str
    hour: int


class _Undone(Exception):
    """The world is over."""


def live(
    area: Area, life: Life, facts: RestrictedFacts, *, pdf: bool = False, leak: Leak | None = None
) -> list[object]:
    """Live one world and give everything that leaves it, with when: text, file names, PDF, calendar; then undo it."""
    seen: list[object] = []
    try:
        with area.database.write():
            seen.extend(_lived(area, life, facts, pdf=pdf, leak=leak))
            raise _Undone  # noqa: TRY301 - this is how a unit is undone
    except _Undone:
        return seen


def _lived(area: Area, life: Life, facts: RestrictedFacts, *, pdf: bool, leak: Leak | None) -> Iterator[object]:
    here = replace(area)
    here.now = area.now.replace(hour=life.hour)
    numbers = count(1)
    drawn = replace(
        area.instance, draw_reference=lambda: Reference.parse("7KQ4M2XR"), draw_code=lambda: f"M{next(numbers):07}"
    )
    here.instance = drawn
    reference = _booked(here, life, facts)
    if leak is not None:
        leak(here, facts)
    office = Office(here, here.now)
    office.look_at_wording()
    yield from _letters(here, reference, pdf=pdf)
    for day in range(45):
        office.moment = here.now + timedelta(days=day)
        for step in STEPS.get(life.ways, {}).get(day, ()):
            step(here, reference, office.moment)
        office.worker.work_off()
    for outgoing, at in office.provider.took:
        yield (outgoing, at.isoformat())
    yield from _stored(here)


def _withdraw(here: Area, reference: Reference, now: datetime) -> None:
    withdraw(here.instance, here.officer, reference, "Caution set aside", now=now)


def _move(here: Area, reference: Reference, now: datetime) -> None:
    move_booking(here.instance, here.manager, reference, "S1", reason="Away", now=now)


def _give_other_days(here: Area, reference: Reference, now: datetime) -> None:
    days = (date(2026, 12, 12), date(2027, 1, 9))
    give_other_days(here.instance, here.manager, "N1", *days, reason="The hall is closed", now=now)


def _cancel(here: Area, reference: Reference, now: datetime, *cohorts: str) -> None:
    """Cancel cohorts as the use case does once it was previewed: a preview cannot be undone within a world."""
    today = here.instance.today(now)
    why = NoLonger.NOT_HELD if today >= date(2026, 12, 5) else NoLonger.CANCELLED
    with here.database.write() as unit:
        for cohort in cohorts or ("N1",):
            carry_out(here.instance, unit, here.manager, cohort, why, "The hall is closed", now)


def _cancel_all(here: Area, reference: Reference, now: datetime) -> None:
    _cancel(here, reference, now, "N2", "S1", "S2", "N1")


def _book_again(here: Area, reference: Reference, now: datetime) -> None:
    days = (date(2027, 1, 2), date(2027, 1, 30))
    here.now = now
    open_cohort(here.instance, here.manager, NewCohort("N9", MEN, here.venues["north-1"], *days, 12), now=now)
    book_again(here.instance, here.manager, reference, "N9", WhatAgain.BOTH, reason="New days", now=now)


def _defer(here: Area, reference: Reference, now: datetime) -> None:
    until = here.instance.today(now) + timedelta(days=14)
    defer(here.instance, here.manager, reference, until, reason="In hospital", now=now)


def _return(here: Area, reference: Reference, now: datetime) -> None:
    why = ReturnReason.OWN_WISH
    return_to_police(here.instance, here.manager, reference, why=why, reason="Said so", now=now)


def _mark(code: str, mark: Attendance) -> Step:
    def step(here: Area, reference: Reference, now: datetime) -> None:
        (line,) = see_register(here.instance, here.manager, code, now=now).lines
        marked = Marked(seat=line.seat, mark=mark, seen=line.latest.key if line.latest else None)
        record_register(here.instance, here.manager, code, [marked], now=now)

    return step


def _decide(outcome: GoingOn) -> Step:
    def step(here: Area, reference: Reference, now: datetime) -> None:
        here.now = now
        item = here.item_of(reference, here.supervisor)
        decide_going_on(here.instance, here.supervisor, item, outcome=outcome, reason="Spoken with", now=now)

    return step


_HERE, _MISSED = _mark("N1-1", Attendance.HERE), _mark("N1-1", Attendance.ABSENT)
STEPS: Mapping[str, Mapping[int, Sequence[Step]]] = {
    "withdrawn": {9: [_withdraw]},
    "moved": {3: [_move]},
    "other_days": {4: [_give_other_days]},
    "cancelled": {5: [_cancel]},
    "cancelled_for_good": {5: [_cancel_all], 8: [_book_again]},
    "cancelled_and_booked_at_once": {5: [_cancel_all, _book_again]},
    "not_held": {13: [_cancel]},
    "deferred": {2: [_defer]},
    "returned": {2: [_return]},
    "missed": {12: [_MISSED]},
    "missed_by_mistake": {12: [_MISSED, _HERE]},
    "missed_and_ended": {12: [_MISSED], 14: [_decide(GoingOn.ENDS)]},
    "missed_and_repeated": {12: [_MISSED], 14: [_decide(GoingOn.REPEAT_BOTH)], 16: [_book_again]},
    "completed": {12: [_HERE], 40: [_mark("N1-2", Attendance.HERE)]},
}
"""What happens after the booking, by the day after it."""


def _booked(here: Area, life: Life, facts: RestrictedFacts) -> Reference:
    if life.ways == "given":
        reference = ask_for_place(here.instance, here.officer, here.facts(), facts, PlaceSearch(), now=here.now)
        outcome = PlaceOutcome.ACCEPTED
        due = here.now.date() + timedelta(days=30)
        item = here.item_of(reference, here.manager)
        decide_place(here.instance, here.manager, item, outcome=outcome, reason="Soon", place_by=due, now=here.now)
    else:
        held = hold_place(here.instance, here.officer, here.facts(), facts, "N1", PlaceSearch(), now=here.now)
        reference = held.reference
    needs = Needs.model_validate({"language": life.language})
    here.record(reference, person=here.person(phone=life.phone, email=life.email), needs=needs)
    here.sign(reference)
    confirm_booking(here.instance, here.officer, reference, now=here.now)
    if life.ways == "given":
        give_place(here.instance, here.manager, reference, "N2", now=here.now)
    return reference


def _letters(here: Area, reference: Reference, *, pdf: bool) -> Iterator[object]:
    view = participant_view(here.instance, here.officer, reference, now=here.now)
    letter = letter_of(view, Occasion.BOOKED, None, wording_in(WrittenLanguage.ENGLISH))
    yield letter
    yield calendar_file(view, here.instance.zone, now=here.now)
    if pdf:
        yield typeset([letter])


def _stored(here: Area) -> Iterator[object]:
    """Every message as it is kept, letters to print included: what it says, its status and its moments."""
    columns = (t.Message.code, t.Message.channel, t.Message.status, t.Message.due_at, t.Message.content)
    with here.database.read() as unit:
        for code, channel, status, due_at, content in unit.execute(select(*columns).order_by(t.Message.id)).all():
            text = unit.unseal(t.Message.content, code, content) if content else ""
            yield (code, channel, status, due_at.isoformat(), text)
