"""An area that needs the victim's agreement: what came of asking is decided by, and the participant is told nothing of it."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.areas_for_tests import stated
from tests.core.messages.test_two_worlds import LIFE, lives
from tests.core.messages.victims_side import VictimSide, victim_sides
from tests.core.messages.worlds import first_difference, live, screens, world_on
from tests.instances import Area, west_yorkshire_like

from cara.access import FieldGroup
from cara.casework import (
    NotClearedYet,
    PlaceSearch,
    check_eligibility,
    hold_place,
    refer_to_person,
    see_decisions,
    see_referral,
)
from cara.decisions import Verdict
from cara.policy import RestrictedFacts, VictimPositionPermitted
from cara.records import Database, Keyring
from cara.vocabulary import Reference, VictimPosition

V = VictimPosition
AGREED = (V.AGREES, V.SUPPORTS, V.CONTACTED_NO_SPECIFIC_RISK)
REFUSED = (V.OBJECTS, V.NOT_CONTACTED, V.WISHES_CONSIDERED)
NOT_KNOWN = (None, V.UNKNOWN)
OUTCOMES = {Verdict.ELIGIBLE: AGREED, Verdict.NOT_ELIGIBLE: REFUSED, Verdict.NEEDS_A_PERSON: NOT_KNOWN}


@pytest.fixture(scope="module")
def agreeing(sqlite_template, tmp_path_factory) -> Iterator[Area]:
    """An area that takes nobody on whose victim does not agree."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("agreement") / "cara.db")
    areas = west_yorkshire_like(stated(VictimPositionPermitted, value=AGREED))
    with closing(Database.open(f"sqlite:///{path}", Keyring.development())) as database:
        yield world_on(database, areas)


def said(position: VictimPosition | None) -> RestrictedFacts:
    return RestrictedFacts(victim_views_sought=True, victim_position=position)


class _Undone(Exception):
    """What was tried is undone."""


@pytest.mark.parametrize(
    ("verdict", "position"), [(verdict, one) for verdict, positions in OUTCOMES.items() for one in positions]
)
def test_the_rule_decides_and_a_position_that_is_not_known_is_no_pass(agreeing, verdict, position):
    decision = check_eligibility(
        agreeing.instance, agreeing.officer, agreeing.facts(), said(position), now=agreeing.now
    )
    assert decision.verdict is verdict


@settings(max_examples=6, deadline=None)
@given(
    life=lives,
    side=victim_sides(),
    positions=st.lists(st.sampled_from(AGREED), min_size=2, max_size=3, unique=True),
)
def test_whoever_agreed_and_however_the_participant_is_told_the_same(agreeing, life, side, positions):
    first, *others = (live(agreeing, life, replace(side, facts=said(one))) for one in positions)
    alone = live(agreeing, life, VictimSide(said(positions[0])))
    for other in (first, *others):
        assert first_difference(alone, other) is None


def refused(area: Area, **facts: object) -> str:
    """Give what an officer reads who asks for a place that is refused."""
    position = facts.pop("position", V.AGREES)
    with pytest.raises(NotClearedYet) as error:
        hold_place(area.instance, area.officer, area.facts(**facts), said(position), "N1", PlaceSearch(), now=area.now)
    return str(error.value)


def test_one_sentence_refuses_for_every_position_and_for_every_other_cause(agreeing):
    sentences = {refused(agreeing, position=one) for one in REFUSED} | {refused(agreeing, age=17)}
    assert len(sentences) == 1
    assert "victim" not in sentences.pop()


def referred(area: Area, position: VictimPosition | None) -> list[object]:
    """Refer somebody to a person, see what those see who may not know of the victim, and undo it."""
    instance = replace(area.instance, draw_reference=lambda: Reference.parse("7KQ4M2XR"))
    here = replace(area, instance=instance)
    seen: list[object] = []
    try:
        with area.database.write():
            reference = refer_to_person(instance, area.officer, area.facts(), said(position), now=area.now)
            view = see_referral(instance, area.manager, reference, now=area.now)
            assert FieldGroup.RESTRICTED not in view.fields
            seen += [view, *see_decisions(instance, area.manager, reference, now=area.now)]
            seen += screens(here, reference, area.now)
            raise _Undone  # noqa: TRY301 - this is how a unit is undone
    except _Undone:
        return seen


@pytest.mark.parametrize("positions", [REFUSED, NOT_KNOWN])
def test_whoever_may_not_know_of_the_victim_sees_the_same_of_everybody_with_that_outcome(agreeing, positions):
    first, *others = (referred(agreeing, one) for one in positions)
    for other in others:
        assert first_difference(first, other) is None


def test_a_position_that_changes_what_is_told_is_caught_here_too(agreeing):
    """Planted: those whose victim agrees, and did not just support it, are offered another hour."""

    def leak(here, side):
        if side.facts.victim_position is V.AGREES:
            here.venue("east-1")

    one, other = (live(agreeing, LIFE, VictimSide(said(position)), leak=leak) for position in AGREED[:2])
    assert first_difference(one, other) is not None
