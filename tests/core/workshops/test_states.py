"""The graphs of cohorts and workshops: every state can be reached, and from every open one an end."""

from collections.abc import Mapping

import pytest

from cara.workshops.states import COHORT_BEGINNINGS, COHORT_WAYS, WORKSHOP_BEGINNINGS, WORKSHOP_WAYS, CohortStatus
from cara.workshops.states import WorkshopStatus as W

GRAPHS = {"cohort": (COHORT_BEGINNINGS, COHORT_WAYS), "workshop": (WORKSHOP_BEGINNINGS, WORKSHOP_WAYS)}


def reached(ways: Mapping, begin):
    found, fresh = set(), set(begin)
    while fresh:
        found |= fresh
        fresh = {after for state in fresh for after in ways[state]} - found
    return found


@pytest.mark.parametrize(("beginnings", "ways"), GRAPHS.values(), ids=GRAPHS)
def test_every_state_is_in_the_graph_and_can_be_reached(beginnings, ways):
    (kind,) = {type(state) for state in ways}
    assert set(ways) == set(kind)
    assert reached(ways, beginnings) == set(kind)


@pytest.mark.parametrize(("beginnings", "ways"), GRAPHS.values(), ids=GRAPHS)
def test_from_every_state_an_end_can_be_reached_and_ends_are_ends(beginnings, ways):
    ends = {state for state, after in ways.items() if not after}
    assert ends
    assert not ends & beginnings
    assert all(reached(ways, {state}) & ends for state in ways)


def test_what_was_held_or_cancelled_stays_so():
    assert not WORKSHOP_WAYS[W.HELD]
    assert not WORKSHOP_WAYS[W.CANCELLED]
    assert not COHORT_WAYS[CohortStatus.CANCELLED]
