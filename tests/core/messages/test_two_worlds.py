"""Two worlds: whatever the victim said or did, the participant is sent the same bytes at the same moments.

Pairs: 40 in ``ci``; 10,000 under the exhaustive profile, with the bytes of PDFs on 200 of them.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from tests.core.messages.worlds import STEPS, Life, live
from tests.instances import Area, area_on

from cara.casework.details import Language
from cara.casework.outbox import afterwards
from cara.messages import writing
from cara.policy import RestrictedFacts
from cara.records import Database, Keyring
from cara.records import tables as t
from cara.vocabulary import Occasion, VictimPosition

EXHAUSTIVE = os.environ.get("CARA_HYPOTHESIS_PROFILE") == "exhaustive"
PAIRS, PDF_PAIRS = (10_000, 200) if EXHAUSTIVE else (40, 3)


@pytest.fixture(scope="module")
def world(sqlite_template, tmp_path_factory) -> Iterator[Area]:
    """The area in which every world is lived and undone."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("worlds") / "cara.db")
    with closing(Database.open(f"sqlite:///{path}", Keyring.development())) as database:
        yield area_on(database)


victims = st.builds(
    RestrictedFacts,
    victim_views_sought=st.just(True),  # nobody is booked by the national floor without
    victim_position=st.none() | st.sampled_from(VictimPosition),
)
lives = st.builds(
    Life,
    phone=st.sampled_from([None, "07700 900982", "+44 7700 900983", "01632 960001"]),
    email=st.sampled_from([None, "adam@example.org"]),
    language=st.sampled_from([language.value for language in Language]),
    ways=st.sampled_from(["booked", "given", *STEPS]),
    hour=st.sampled_from([7, 10, 19, 22]),
)


@settings(max_examples=PAIRS, deadline=None)
@given(life=lives, one=victims, other=victims)
def test_everything_that_leaves_is_the_same_and_at_the_same_moment(world, life, one, other):
    assume(one != other)
    assert live(world, life, one) == live(world, life, other)


@settings(max_examples=PDF_PAIRS, deadline=None)
@given(life=lives, one=victims, other=victims)
def test_the_bytes_of_pdfs_are_the_same(world, life, one, other):
    assume(one != other)
    assert live(world, life, one, pdf=True) == live(world, life, other, pdf=True)


USUAL = Life("07700 900982", None, "en", "booked", 10)
OBJECTS, AGREES = (
    RestrictedFacts(victim_views_sought=True, victim_position=position)
    for position in (VictimPosition.OBJECTS, VictimPosition.AGREES)
)


def test_a_leak_without_any_word_about_the_victim_is_caught(world, monkeypatch):
    """Planted: whoever's victim objects is asked to come early."""
    said, usual = [OBJECTS], writing.short_text

    def leaking(view, occasion, number, wording):
        early = " Please arrive early to speak to staff." if said[0] is OBJECTS else ""
        return usual(view, occasion, number, wording) + early

    monkeypatch.setattr(writing, "short_text", leaking)
    first = live(world, USUAL, OBJECTS)
    said[0] = AGREES
    assert first != live(world, USUAL, AGREES)


@pytest.mark.parametrize("ways", STEPS)
def test_each_step_after_the_booking_is_the_same(world, ways):
    life = replace(USUAL, ways=ways)
    assert live(world, life, OBJECTS) == live(world, life, AGREES)


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
    life, said, usual = replace(USUAL, ways=ways), [OBJECTS], writing.short_text

    def leaking(view, about, number, wording):
        more = " Please come early." if said[0] is OBJECTS and about is occasion else ""
        return usual(view, about, number, wording) + more

    monkeypatch.setattr(writing, "short_text", leaking)
    first = live(world, life, OBJECTS)
    said[0] = AGREES
    assert first != live(world, life, AGREES)


def test_a_leak_in_whether_anything_is_told_after_the_booking_is_caught(world, monkeypatch):
    """Planted: whoever's victim objects is never asked why he was away."""
    life, said, usual = replace(USUAL, ways="missed"), [OBJECTS], afterwards.tell_participant

    def leaking(instance, unit, row, occasion, **more):
        if said[0] is not OBJECTS:
            usual(instance, unit, row, occasion, **more)

    monkeypatch.setattr(afterwards, "tell_participant", leaking)
    first = live(world, life, OBJECTS)
    said[0] = AGREES
    assert first != live(world, life, AGREES)


def test_a_leak_in_the_moment_of_sending_alone_is_caught(world):
    """Planted: where the victim objects everything waits for an hour more."""

    def later(area, facts):
        if facts is OBJECTS:
            with area.database.write() as unit:
                changed = {"due_at": area.now + timedelta(hours=25)}
                unit.execute(update(t.Job).values(**changed))

    assert live(world, USUAL, AGREES, leak=later) == live(world, USUAL, AGREES)
    assert live(world, USUAL, OBJECTS, leak=later) != live(world, USUAL, AGREES, leak=later)
