"""Pairs of worlds that differ in the victim alone: in each the same person is booked, told and reminded.

Both are lived in one database and undone again, one after the other, so that thousands can be looked at.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

from sqlalchemy import select
from tests.core.sending.office import Office
from tests.instances import Area

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
from cara.casework.worklist import give_place
from cara.messages.calendar import calendar_file
from cara.messages.letters import letter_of
from cara.messages.typesetting import typeset
from cara.messages.wording import wording_in
from cara.policy import RestrictedFacts
from cara.records import tables as t
from cara.vocabulary import Occasion, Reference, WrittenLanguage

Leak = Callable[[Area, RestrictedFacts], None]


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
        if day == 9 and life.ways == "withdrawn":
            withdraw(here.instance, here.officer, reference, "Caution set aside", now=office.moment)
        office.worker.work_off()
    for outgoing, at in office.provider.took:
        yield (outgoing, at.isoformat())
    yield from _stored(here)


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
