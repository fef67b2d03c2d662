"""Worlds that differ in the victim alone: in each the same person is booked, told and reminded.

They are lived in one database and undone again, one after the other, so that thousands can be looked at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count, zip_longest
from typing import Any

from sqlalchemy import Select, func, select
from tests.core.messages.victims_side import SERVICE, Act, Acting, VictimSide, moments
from tests.core.sending.office import Office
from tests.instances import MEN, Area, area_on

from cara.access import Role, Subject
from cara.areas import Areas
from cara.casework import (
    PlaceOutcome,
    PlaceSearch,
    ask_for_place,
    confirm_booking,
    decide_place,
    hold_place,
    offer_places,
    participant_view,
    see_referral,
    withdraw,
)
from cara.casework.details import Needs
from cara.casework.expecting import NoLonger
from cara.casework.letters import PLACED
from cara.casework.opening import NewCohort, open_cohort
from cara.casework.referral_rows import find
from cara.casework.states import CONFIRMED
from cara.casework.worklist import give_place
from cara.disclosure.participants.collecting import held_about
from cara.disclosure.participants.writing import copy_of
from cara.engagement.directory import add_service
from cara.messages.calendar import calendar_file
from cara.messages.letters import letter_of
from cara.messages.typesetting import typeset
from cara.messages.wording import wording_in
from cara.policy import RestrictedFacts
from cara.records import Base, Database
from cara.records import tables as t
from cara.records.columns import OF_VICTIMS, Sealed
from cara.staff import NewAccount, add_account
from cara.victims.concerns import ARRANGEMENTS
from cara.vocabulary import Attendance, Occasion, Reference, WrittenLanguage
from cara.workshops import (
    GoingOn,
    Marked,
    ReturnReason,
    WhatAgain,
    assign_facilitator,
    book_again,
    decide_going_on,
    defer,
    give_other_days,
    move_booking,
    record_register,
    return_to_police,
    see_register,
    see_reschedulable,
)
from cara.workshops.cancelling import _end as carry_out

Leak = Callable[[Area, VictimSide], None]
Step = Callable[[Area, Reference, datetime], None]

LASTS = timedelta(days=45)
LOOKED_AT = (7, 26)
"""On which days after the booking somebody looks at the screens, before the end."""
OTHERS = (
    ("worker-1", Role.VICTIM_CONTACT_WORKER),
    ("worker-2", Role.VICTIM_CONTACT_WORKER),
    ("director-1", Role.DIRECTOR),
)
TRAIL = {"audit_entry", "audit_head"}
DRAWN: Mapping[str, set[str]] = {"worklist_item": {"code"}}
"""Columns that are drawn at random, by table; a record's key is one in each."""
_NEXT_DUE = select(func.min(t.Job.due_at)).where(t.Job.status == "open")


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


def world_on(database: Database, areas: Areas | None = None) -> Area:
    """Make the area in which every world is lived: with those who contact victims, and a facilitator of N1."""
    area = area_on(database, areas)
    subjects = dict(area.subjects)
    for code, role in OTHERS:
        account = add_account(database, NewAccount(code, f"Account {code}", role, "provider"), now=area.now)
        subjects[code] = Subject(account, code, role, "provider")
    for workshop in ("N1-1", "N1-2"):
        assign_facilitator(area.instance, area.manager, workshop, "facilitator-1", now=area.now)
    add_service(area.instance, area.manager, SERVICE, now=area.now)
    return replace(area, subjects=subjects)


def live(
    area: Area, life: Life, side: VictimSide, *, pdf: bool = False, leak: Leak | None = None, must: bool = False
) -> list[object]:
    """Live one world and give everything that leaves it or that can be seen of the participant in it; then undo it.

    Args:
        area: where it is lived.
        life: the participant's.
        side: the victim's.
        pdf: whether letters are typeset too.
        leak: what is done after the booking besides.
        must: whether every step of the victim's side has to be taken, rather than left where it is refused.
    """
    seen: list[object] = []
    try:
        with area.database.write():
            seen.extend(_lived(area, life, side, pdf=pdf, leak=leak, must=must))
            raise _Undone  # noqa: TRY301 - this is how a unit is undone
    except _Undone:
        return seen


def first_difference(one: Sequence[object], other: Sequence[object]) -> tuple[object, object] | None:
    """Give what differs first between two worlds, or nothing."""
    return next(((a, b) for a, b in zip_longest(one, other) if a != b), None)


def _lived(area: Area, life: Life, side: VictimSide, *, pdf: bool, leak: Leak | None, must: bool) -> Iterator[object]:
    here = replace(area)
    here.now = area.now.replace(hour=life.hour)
    numbers = count(1)
    drawn = replace(
        area.instance, draw_reference=lambda: Reference.parse("7KQ4M2XR"), draw_code=lambda: f"M{next(numbers):07}"
    )
    here.instance = drawn
    booked = here.now
    reference = _booked(here, life, side.facts)
    if leak is not None:
        leak(here, side)
    office = Office(here, booked)
    office.look_at_wording()
    yield from _letters(here, reference, pdf=pdf)
    acting = Acting(here, reference, side, booked, must)
    for moment, act in _in_order(life, side, booked):
        _work_until(office, moment)
        office.moment = moment
        match act:
            case Act():
                acting.act(act, moment)
            case None:
                yield from screens(here, reference, moment)
            case step:
                step(here, reference, moment)
    _work_until(office, booked + LASTS)
    yield from screens(here, reference, booked + LASTS)
    for outgoing, at in office.provider.took:
        yield (outgoing, at.isoformat())
    yield from _messages(here)
    yield from _rows(here)


def _in_order(life: Life, side: VictimSide, booked: datetime) -> list[tuple[datetime, Step | Act | None]]:
    """Give what happens when, on both sides; nothing stands for looking at the screens."""
    days = STEPS.get(life.ways, {})
    happens: list[tuple[datetime, Step | Act | None]] = [
        (booked + timedelta(days=day), step) for day, steps in days.items() for step in steps
    ]
    happens += [(booked + timedelta(days=day), None) for day in LOOKED_AT]
    return sorted([*happens, *moments(side, booked)], key=lambda one: one[0])


def _work_until(office: Office, end: datetime) -> None:
    """Send what falls due, each at the very moment at which it does."""
    while (due := _next_due(office)) is not None and due <= end:
        office.moment = max(due, office.moment)
        if not office.worker.work_off():
            raise AssertionError(f"a job is due at {due} and nobody can do it")


def _next_due(office: Office) -> datetime | None:
    with office.area.database.read() as unit:
        return unit.scalar(_NEXT_DUE)


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
    defer(here.instance, here.manager, reference, until, reason=ARRANGEMENTS, now=now)


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


def screens(here: Area, reference: Reference, now: datetime) -> Iterator[object]:
    """Give what the participant can be told off a screen: how far his case is, when he comes, and what is offered."""
    seen = see_referral(here.instance, here.officer, reference, now=now)
    yield ("referral", replace(seen, restricted=None, decision=None, uncovered=()))
    if seen.status in CONFIRMED:
        yield ("reschedulable", see_reschedulable(here.instance, here.manager, reference, now=now))
    if seen.status in PLACED:
        yield ("told", participant_view(here.instance, here.officer, reference, now=now))
    yield ("offered", offer_places(here.instance, here.officer, here.facts(), PlaceSearch(), now=now))


def _messages(here: Area) -> Iterator[object]:
    """Every message as it is kept, letters to print included: what it says, its status and its moments."""
    columns = (t.Message.code, t.Message.channel, t.Message.status, t.Message.due_at, t.Message.content)
    with here.database.read() as unit:
        for code, channel, status, due_at, content in unit.execute(select(*columns).order_by(t.Message.id)).all():
            text = unit.unseal(t.Message.content, code, content) if content else ""
            yield (code, channel, status, due_at.isoformat(), text)


def _copy(here: Area, reference: Reference, now: datetime) -> object:
    """Give the participant's copy of what is held, with every text in it, whatever was written there."""
    with here.database.read() as unit:
        held = held_about(here.instance, unit, find(unit, reference))
    return ("copy", copy_of(held, here.instance.today(now)))


def _rows(here: Area) -> Iterator[object]:
    """Every row but the victim's side's and the trail's, without what is sealed and what is drawn at random."""
    with here.database.read() as unit:
        for name, query in _PLAIN:
            yield from ((name, *row) for row in unit.execute(query).all())


def _plain() -> Iterator[tuple[str, Select[*tuple[Any, ...]]]]:  # Any: whatever columns a table has
    for table in Base.metadata.sorted_tables:
        if table.info == OF_VICTIMS or table.name in TRAIL:
            continue
        drawn = {"key"} | DRAWN.get(table.name, set())
        columns = [one for one in table.columns if one.name not in drawn and not isinstance(one.type, Sealed)]
        yield table.name, select(*columns).order_by(*table.primary_key.columns)


_PLAIN = tuple(_plain())
