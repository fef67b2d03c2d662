"""The states of a referral as a graph, and what the use cases make of it in any order."""

import pytest
from tests.core.graphs import reachable_from

from cara.casework import OPEN, WAYS, ReferralStatus, WrongStatus
from cara.casework.items import LASTING, WAITS_FOR, ItemKind
from cara.casework.states import ANSWERABLE, BEGINNINGS, CONFIRMED, CORRECTIONS, DECIDED, ENDS, PLACED, check_way

S = ReferralStatus


def test_every_state_has_its_ways():
    assert set(WAYS) == set(S)


def test_every_state_can_be_reached_from_a_beginning():
    assert set().union(*(reachable_from(WAYS, start) for start in BEGINNINGS)) == set(S)


@pytest.mark.parametrize("status", S)
def test_from_every_state_an_end_can_be_reached(status):
    assert reachable_from(WAYS, status) & ENDS


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
    first = {status for status, ways in WAYS.items() if S.BOOKED in ways} - CONFIRMED
    assert first == {S.HELD}
    assert {status for status, ways in WAYS.items() if S.PLACE_TO_FOLLOW in ways} == {S.ACCEPTED}


def test_nobody_comes_back_to_the_desk_once_the_caution_is_signed():
    assert not set().union(*(WAYS[status] for status in CONFIRMED)) & ANSWERABLE


def test_a_correction_goes_only_where_a_register_can_lead_and_only_by_itself():
    led = {S.ATTENDED_ONE, S.COMPLETED, S.TO_REBOOK, S.ASK_POLICE}
    assert set(CORRECTIONS) == led == set().union(*CORRECTIONS.values())
    with pytest.raises(WrongStatus):
        check_way("7KQ4M2XR", S.COMPLETED, S.ASK_POLICE)
    check_way("7KQ4M2XR", S.COMPLETED, S.ASK_POLICE, correcting=True)


def test_nobody_is_told_of_days_who_has_none():
    assert PLACED < CONFIRMED
    assert not {S.TO_REBOOK, S.DEFERRED, S.RETURNED} & PLACED


def test_the_kinds_of_states_do_not_overlap():
    assert OPEN == ANSWERABLE | CONFIRMED
    assert not ANSWERABLE & CONFIRMED
    assert DECIDED | {S.RULES_PENDING, S.AWAITING_DECISION} == ANSWERABLE


def test_each_kind_of_item_waits_in_one_state():
    assert sorted(WAITS_FOR.values()) == sorted(set(ItemKind) - set(LASTING))
