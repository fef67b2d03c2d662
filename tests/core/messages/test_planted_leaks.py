"""Leaks from the victim's side, planted one by one: two worlds that show each, and none before it is planted."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute
from tests.core.messages.victims_side import VictimSide, side_of
from tests.core.messages.worlds import Life, first_difference, live, world_on
from tests.instances import Area

from cara.casework.moving import note_in_history
from cara.casework.outbox import telling
from cara.casework.referral_rows import find_by_id
from cara.messages import writing
from cara.records import Database, Keyring
from cara.records.tables import victims as v
from cara.victims import attempts
from cara.victims.states import ContactStatus
from cara.victims.words import ConcernStatus
from cara.workshops import rescheduling

NOBODY = VictimSide()
MOVED = Life("07700 900982", None, "en", "moved", 10)
"""Moved on the third day: until then anything may have been done on the victim's side."""


@pytest.fixture(scope="module")
def world(sqlite_template, tmp_path_factory) -> Iterator[Area]:
    """The area in which every world is lived and undone."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("leaks") / "cara.db")
    with closing(Database.open(f"sqlite:///{path}", Keyring.development())) as database:
        yield world_on(database)


def difference(world: Area, course: str) -> tuple[object, object] | None:
    """Live a world without a victim and one with a course of things done; give what differs first."""
    return first_difference(live(world, MOVED, NOBODY), live(world, MOVED, side_of(course)))


def any_row(world: Area, column: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> bool:
    """Tell whether there is any such row on the victim's side of the world that is being lived."""
    with world.database.read() as unit:
        return unit.scalar(select(column).where(*where).limit(1)) is not None


def test_asking_to_come_early_where_something_was_said_is_caught(world, monkeypatch):
    """Planted: the message says nothing of any victim, and more where feedback was recorded."""
    assert difference(world, "spoken") is None
    usual = writing.short_text

    def leaking(view, occasion, number, wording):
        early = " Please arrive early." if any_row(world, v.VictimFeedback.id) else ""
        return usual(view, occasion, number, wording) + early

    monkeypatch.setattr(writing, "short_text", leaking)
    assert "arrive early" in str(difference(world, "spoken"))
    assert difference(world, "declined") is None


def test_a_reminder_an_hour_later_where_a_concern_is_open_is_caught(world, monkeypatch):
    """Planted: no word of any message differs."""
    assert difference(world, "concern") is None
    usual, is_open = telling.reminders, v.Concern.status != ConcernStatus.CLOSED.value

    def leaking(appointments, channel, zone, now):
        later = timedelta(hours=1 if any_row(world, v.Concern.id, is_open) else 0)
        return ((occasion, one, at + later) for occasion, one, at in usual(appointments, channel, zone, now))

    monkeypatch.setattr(telling, "reminders", leaking)
    one, other = difference(world, "concern")
    assert (one, other) != (None, None)
    assert difference(world, "unsafe") is None  # it is closed by the time


def test_another_order_of_offers_where_the_victim_was_reached_is_caught(world, monkeypatch):
    """Planted: the same days are offered, in another order; nothing is sent otherwise."""
    assert difference(world, "spoken") is None
    usual, reached = rescheduling.places_again, v.Victim.status == ContactStatus.REACHED.value

    def leaking(*looked_for):
        places = usual(*looked_for)
        return tuple(reversed(places)) if any_row(world, v.Victim.id, reached) else places

    monkeypatch.setattr(rescheduling, "places_again", leaking)
    one, _ = difference(world, "spoken")
    assert one[0] == "reschedulable"
    assert difference(world, "declined") is None


def test_one_more_line_in_the_history_where_somebody_tried_is_caught(world, monkeypatch):
    """Planted: an attempt leaves a trace on the participant's side, without a word."""
    assert difference(world, "not_reached") is None
    usual = attempts._store

    def leaking(unit, row, attempt, actor, now):
        usual(unit, row, attempt, actor, now)
        note_in_history(unit, find_by_id(unit, row.referral_id), "", at=now)

    monkeypatch.setattr(attempts, "_store", leaking)
    one, _ = difference(world, "not_reached")
    assert one[0] == "referral"
    assert difference(world, "entered") is None
