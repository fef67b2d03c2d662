"""How far a contact can come: a graph, and what attempts make of it."""

import pytest
from tests.core.graphs import reachable_from

from cara.victims.attempts import LEADS_TO, after_attempt
from cara.victims.calls import IN_TAB
from cara.victims.states import BEGINNINGS, OPEN, RESULTS, TO_CALL, WAYS, ContactStatus, WrongContact, check_way
from cara.victims.words import Outcome

S = ContactStatus


def test_every_state_has_its_ways_and_can_be_reached():
    assert set(WAYS) == set(S)
    assert set().union(*(reachable_from(WAYS, start) for start in BEGINNINGS)) == set(S)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_every_open_contact_can_end_and_can_come_to_a_result(status: ContactStatus):
    assert S.ENDED in WAYS[status]
    assert reachable_from(WAYS, status) & RESULTS


@pytest.mark.parametrize("after", S)
def test_nobody_leaves_the_end(after: ContactStatus):
    with pytest.raises(WrongContact):
        check_way("7KQ4M2XR", S.ENDED, after)


def test_every_open_state_stands_in_one_tab():
    tabbed = [status for statuses in IN_TAB.values() for status in statuses]
    assert sorted(tabbed) == sorted(OPEN)


def test_every_outcome_leads_somewhere_and_every_result_is_an_outcome():
    assert set(LEADS_TO) == set(Outcome)
    assert set(LEADS_TO.values()) >= RESULTS


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("outcome", Outcome)
def test_what_an_attempt_makes_of_a_contact_is_a_way_of_the_graph(before: ContactStatus, outcome: Outcome):
    after = after_attempt(before, outcome)
    if after is not None:
        check_way("7KQ4M2XR", before, after)


@pytest.mark.parametrize("before", [S.TO_DECIDE, S.NO_CONTACT, S.UNSAFE, S.ENDED])
@pytest.mark.parametrize("outcome", Outcome)
def test_where_there_was_no_contact_to_be_made_none_is_recorded(before: ContactStatus, outcome: Outcome):
    assert after_attempt(before, outcome) is None


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.CALL_BACK, Outcome.SOMEBODY_ELSE, Outcome.WRONG_NUMBER])
def test_whoever_was_spoken_to_stays_so(outcome: Outcome):
    assert after_attempt(S.REACHED, outcome) is S.REACHED


def test_who_is_to_be_called_has_no_result_yet():
    assert not TO_CALL & RESULTS
