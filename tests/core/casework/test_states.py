"""The states of a referral as a graph, and what the use cases make of it in any order."""

import pytest

from cara.casework import OPEN, WAYS, ReferralStatus, WrongStatus
from cara.casework.items import WAITS_FOR, ItemKind
from cara.casework.states import ANSWERABLE, BEGINNINGS, CONFIRMED, DECIDED, check_way

S = ReferralStatus
ENDS = {S.DECLINED, S.WITHDRAWN}


def reachable_from(start):
    seen, ahead = set(), [start]
    while ahead:
        status = ahead.pop()
        if status not in seen:
            seen.add(status)
            ahead += WAYS[status]
    return seen


def test_every_state_has_its_ways():
    assert set(WAYS) == set(S)


def test_every_state_can_be_reached_from_a_beginning():
    assert set().union(*(reachable_from(start) for start in BEGINNINGS)) == set(S)


@pytest.mark.parametrize("status", S)
def test_from_every_state_an_end_can_be_reached(status):
    assert reachable_from(status) & ENDS


@pytest.mark.parametrize("end", sorted(ENDS))
@pytest.mark.parametrize("after", S)
def test_nobody_leaves_an_end(end, after):
    with pytest.raises(WrongStatus):
        check_way("7KQ4M2XR", end, after)


def test_the_ends_are_what_is_not_open():
    assert set(S) - OPEN == ENDS
    assert {status for status, ways in WAYS.items() if not ways} == ENDS


def test_every_open_state_can_be_withdrawn():
    assert all(S.WITHDRAWN in WAYS[status] for status in OPEN)


def test_only_what_is_held_or_promised_is_booked():
    assert {status for status, ways in WAYS.items() if S.BOOKED in ways} == {S.HELD, S.PLACE_TO_FOLLOW}
    assert {status for status, ways in WAYS.items() if S.PLACE_TO_FOLLOW in ways} == {S.ACCEPTED}


def test_what_was_confirmed_is_never_undone_but_withdrawn():
    assert WAYS[S.BOOKED] == {S.WITHDRAWN}
    assert WAYS[S.PLACE_TO_FOLLOW] == {S.BOOKED, S.WITHDRAWN}


def test_the_kinds_of_states_do_not_overlap():
    assert OPEN == ANSWERABLE | CONFIRMED
    assert not ANSWERABLE & CONFIRMED
    assert DECIDED | {S.RULES_PENDING, S.AWAITING_DECISION} == ANSWERABLE


def test_each_kind_of_item_waits_in_one_state():
    assert sorted(WAITS_FOR.values()) == sorted(set(ItemKind) - {ItemKind.POSSIBLE_DUPLICATE})
