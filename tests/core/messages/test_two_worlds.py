"""Two worlds: whatever the victim said or did, the participant is sent the same bytes at the same moments.

Pairs: 40 in ``ci``; 10,000 under the exhaustive profile, with the bytes of PDFs on 200 of them.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from tests.core.messages.worlds import Life, live
from tests.instances import Area, area_on

from cara.casework.details import Language
from cara.messages import writing
from cara.policy import RestrictedFacts
from cara.records import Database, Keyring
from cara.records import tables as t
from cara.vocabulary import VictimPosition

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
    ways=st.sampled_from(["booked", "given", "withdrawn"]),
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


def test_a_leak_in_the_moment_of_sending_alone_is_caught(world):
    """Planted: where the victim objects everything waits for an hour more."""

    def later(area, facts):
        if facts is OBJECTS:
            with area.database.write() as unit:
                changed = {"due_at": area.now + timedelta(hours=25)}
                unit.execute(update(t.Job).values(**changed))

    assert live(world, USUAL, AGREES, leak=later) == live(world, USUAL, AGREES)
    assert live(world, USUAL, OBJECTS, leak=later) != live(world, USUAL, AGREES, leak=later)
