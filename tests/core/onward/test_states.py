"""How far an onward referral comes: a graph in which every state is reached and every open one can close."""

import pytest
from tests.core.graphs import reachable_from

from cara.engagement.offers import OPEN, WAYS, OfferStatus
from cara.onward.states import BEGINNINGS, OnwardElsewhere, check_way

S = OfferStatus


def test_every_state_has_its_ways_and_can_be_reached():
    assert set(WAYS) == set(S)
    assert set().union(*(reachable_from(WAYS, start) for start in BEGINNINGS)) == set(S)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_every_open_one_can_close(status):
    assert reachable_from(WAYS, status) - OPEN


@pytest.mark.parametrize("status", sorted(set(S) - OPEN))
def test_nobody_leaves_an_end(status):
    for after in S:
        with pytest.raises(OnwardElsewhere):
            check_way(status, after)


def test_nothing_is_reached_that_was_not_accepted():
    assert {before for before, ways in WAYS.items() if S.REACHED in ways} == {S.ACCEPTED}
