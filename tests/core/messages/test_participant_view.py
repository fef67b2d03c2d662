"""Two worlds: what a participant is told is the same whatever the victim said or did."""

import shutil
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args, get_type_hints

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.instances import area_on

from cara.casework import confirm_booking, hold_place, participant_view
from cara.casework.places import PlaceSearch
from cara.messages import ParticipantView
from cara.policy import RestrictedFacts
from cara.records import Database, Keyring
from cara.vocabulary import Reference, VictimPosition

WORDS_ABOUT_THE_VICTIM = ("victim", "partner", "complain", "feedback", "safeguard", "views", "position")


def field_names(kind: type) -> list[str]:
    """Name every field of a view, those of its parts included."""
    names = []
    for one in fields(kind):
        hint = get_type_hints(kind)[one.name]
        parts = [part for part in (hint, *get_args(hint)) if is_dataclass(part)]
        names += [one.name, *(name for part in parts for name in field_names(part))]
    return names


def test_no_field_of_the_view_is_about_the_victim():
    named = field_names(ParticipantView)
    assert "day" in named
    assert "step_free" in named
    assert not [name for name in named for word in WORDS_ABOUT_THE_VICTIM if word in name]


@st.composite
def restricted(draw):
    """Draw what concerns the victim of a case that is booked all the same: his or her views were sought."""
    position = draw(st.none() | st.sampled_from(VictimPosition))
    return RestrictedFacts(victim_views_sought=True, victim_position=position)


def world(template: Path, facts: RestrictedFacts) -> ParticipantView:
    """Book one invented person in a database of its own and give what he is told."""
    with TemporaryDirectory() as folder:
        database = Database.open(
            f"sqlite:///{shutil.copyfile(template, Path(folder) / 'cara.db')}", Keyring.development()
        )
        area = area_on(database)
        area.instance = replace(area.instance, draw_reference=lambda: Reference.parse("7KQ4M2XR"))
        held = hold_place(area.instance, area.officer, area.facts(), facts, "N1", PlaceSearch(), now=area.now)
        area.complete(held.reference)
        confirm_booking(area.instance, area.officer, held.reference, now=area.now)
        seen = participant_view(area.instance, area.officer, held.reference, now=area.now)
        database.close()
    return seen


@settings(max_examples=5)
@given(one=restricted(), other=restricted())
def test_two_worlds_that_differ_in_the_victim_alone_look_the_same(sqlite_template, one, other):
    assume(one != other)
    assert repr(world(sqlite_template, one)) == repr(world(sqlite_template, other))
