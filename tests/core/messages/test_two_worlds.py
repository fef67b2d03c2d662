"""Two worlds: whatever is done on the victim's side, the participant is sent and shown the same at the same moments.

Each life is lived without any victim, and then again with other victim's sides; all of them are compared with the first.
Pairs: 40 in ``ci``; 10,000 under the exhaustive profile, with the bytes of PDFs on 200 of them.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from tests.core.messages.victims_side import COURSES, USUAL, Act, VictimSide, side_of, victim_sides
from tests.core.messages.worlds import STEPS, Life, first_difference, live, world_on
from tests.core.victims.conftest import details
from tests.instances import Area

from cara.casework.details import Language
from cara.casework.outbox import afterwards
from cara.messages import writing
from cara.policy import RestrictedFacts
from cara.records import Database, Keyring
from cara.records import tables as t
from cara.vocabulary import Occasion, VictimPosition

EXHAUSTIVE = os.environ.get("CARA_HYPOTHESIS_PROFILE") == "exhaustive"
LIVES, PDF_LIVES = (2_000, 40) if EXHAUSTIVE else (8, 3)
SIDES, PDF_SIDES = (5, 5) if EXHAUSTIVE else (5, 1)
"""With how many victim's sides each life is compared."""
NOBODY = VictimSide()


@pytest.fixture(scope="module")
def world(sqlite_template, tmp_path_factory) -> Iterator[Area]:
    """The area in which every world is lived and undone."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("worlds") / "cara.db")
    with closing(Database.open(f"sqlite:///{path}", Keyring.development())) as database:
        yield world_on(database)


def sides(number: int) -> st.SearchStrategy[Sequence[VictimSide]]:
    """Draw so many different victim's sides, each with something in it."""
    something = victim_sides().filter(lambda side: side != NOBODY)
    return st.lists(something, min_size=number, max_size=number, unique_by=repr)


lives = st.builds(
    Life,
    phone=st.sampled_from([None, "07700 900982", "+44 7700 900983", "01632 960001"]),
    email=st.sampled_from([None, "adam@example.org"]),
    language=st.sampled_from([language.value for language in Language]),
    ways=st.sampled_from(["booked", "given", *STEPS]),
    hour=st.sampled_from([7, 10, 19, 22]),
)


def the_same(area: Area, life: Life, others: Sequence[VictimSide], *, pdf: bool = False) -> None:
    """Fail with the first thing that is not as it is without any victim."""
    alone = live(area, life, NOBODY, pdf=pdf)
    for side in others:
        assert first_difference(alone, live(area, life, side, pdf=pdf)) is None, side


@settings(max_examples=LIVES, deadline=None)
@given(life=lives, others=sides(SIDES))
def test_everything_that_leaves_or_is_shown_is_the_same_and_at_the_same_moment(world, life, others):
    the_same(world, life, others)


@settings(max_examples=PDF_LIVES, deadline=None)
@given(life=lives, others=sides(PDF_SIDES))
def test_the_bytes_of_pdfs_are_the_same(world, life, others):
    the_same(world, life, others, pdf=True)


LIFE = Life("07700 900982", None, "en", "booked", 10)
OBJECTS, AGREES = (
    VictimSide(RestrictedFacts(victim_views_sought=True, victim_position=position))
    for position in (VictimPosition.OBJECTS, VictimPosition.AGREES)
)
DAY_BEFORE = 39 * 24
"""The hours from the booking to the morning before workshop two."""


@pytest.mark.parametrize("course", COURSES)
def test_each_course_of_the_victim_s_side_can_be_gone_through_and_changes_nothing(world, course):
    life = replace(LIFE, ways="completed")
    who = replace(USUAL, details=details(date_of_birth=None)) if course == "decided" else USUAL
    alone = live(world, life, NOBODY)
    for begins, must in ((0, False), (11 * 24, False), (DAY_BEFORE, True)):
        side = side_of(course, begins=begins, who=who)
        assert first_difference(alone, live(world, life, side, must=must)) is None


def test_a_place_held_for_somebody_s_safety_looks_like_any_other_that_is_held_back(world):
    """A named person's decision is all that moves a place, and nothing tells on whose side its cause lies."""
    steps = ("police raise", "acknowledge", "do something", "hold", "do something", "close")
    held = VictimSide(acts=tuple(Act(hour, 0, step) for hour, step in zip((1, 2, 3, 48, 49, 50), steps, strict=True)))
    assert first_difference(live(world, LIFE, NOBODY), live(world, LIFE, held, must=True)) is not None
    deferred = live(world, replace(LIFE, ways="deferred"), NOBODY)
    assert first_difference(deferred, live(world, LIFE, held, must=True)) is None


def test_a_leak_without_any_word_about_the_victim_is_caught(world, monkeypatch):
    """Planted: whoever's victim objects is asked to come early."""
    said, usual = [OBJECTS], writing.short_text

    def leaking(view, occasion, number, wording):
        early = " Please arrive early to speak to staff." if said[0] is OBJECTS else ""
        return usual(view, occasion, number, wording) + early

    monkeypatch.setattr(writing, "short_text", leaking)
    first = live(world, LIFE, OBJECTS)
    said[0] = AGREES
    assert first != live(world, LIFE, AGREES)


@pytest.mark.parametrize("ways", STEPS)
def test_each_step_after_the_booking_is_the_same(world, ways):
    the_same(world, replace(LIFE, ways=ways), [OBJECTS, AGREES, side_of("spoken", begins=1)])


@pytest.mark.parametrize(
    ("ways", "occasion"),
    [
        ("moved", Occasion.MOVED),
        ("other_days", Occasion.MOVED),
        ("cancelled", Occasion.MOVED),
        ("cancelled_for_good", Occasion.CANCELLED),
        ("deferred", Occasion.CANCELLED),
        ("returned", Occasion.WITHDRAWN),
        ("missed", Occasion.MISSED),
        ("missed_and_repeated", Occasion.CANCELLED),
        ("missed_and_ended", Occasion.WITHDRAWN),
        ("completed", Occasion.COMPLETED),
    ],
)
def test_a_leak_in_what_is_told_after_the_booking_is_caught(world, monkeypatch, ways, occasion):
    """Planted: whoever's victim objects is told something else, on this one occasion."""
    life, said, usual = replace(LIFE, ways=ways), [OBJECTS], writing.short_text

    def leaking(view, about, number, wording):
        more = " Please come early." if said[0] is OBJECTS and about is occasion else ""
        return usual(view, about, number, wording) + more

    monkeypatch.setattr(writing, "short_text", leaking)
    first = live(world, life, OBJECTS)
    said[0] = AGREES
    assert first != live(world, life, AGREES)


def test_a_leak_in_whether_anything_is_told_after_the_booking_is_caught(world, monkeypatch):
    """Planted: whoever's victim objects is never asked why he was away."""
    life, said, usual = replace(LIFE, ways="missed"), [OBJECTS], afterwards.tell_participant

    def leaking(instance, unit, row, occasion, **more):
        if said[0] is not OBJECTS:
            usual(instance, unit, row, occasion, **more)

    monkeypatch.setattr(afterwards, "tell_participant", leaking)
    first = live(world, life, OBJECTS)
    said[0] = AGREES
    assert first != live(world, life, AGREES)


def test_a_leak_in_the_moment_of_sending_alone_is_caught(world):
    """Planted: where the victim objects everything waits for an hour more."""

    def later(area, side):
        if side is OBJECTS:
            with area.database.write() as unit:
                changed = {"due_at": area.now + timedelta(hours=25)}
                unit.execute(update(t.Job).values(**changed))

    assert live(world, LIFE, AGREES, leak=later) == live(world, LIFE, AGREES)
    assert live(world, LIFE, OBJECTS, leak=later) != live(world, LIFE, AGREES, leak=later)
