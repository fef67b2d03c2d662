from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests.instances import FIRST, WOMEN

from cara.access import NotAllowed
from cara.casework import (
    NoSuchItem,
    NoSuchReferral,
    PlaceSearch,
    SomebodyElseChanged,
    ask_for_place,
    change_answers,
    hold_place,
    record_person,
    see_decisions,
)
from cara.casework.before_deciding import decide_disposal_as_seen, look_for_places, see_possible_duplicates
from cara.records import tables as t
from cara.vocabulary import PoliceRank


@pytest.fixture
def nobody(area):
    search = PlaceSearch(impossible=frozenset({FIRST + timedelta(weeks=1)}))
    return ask_for_place(area.instance, area.officer, area.facts(sex="female"), area.restricted(), search, now=area.now)


def test_the_manager_sees_what_was_looked_for_and_what_binds(area, nobody):
    looked = look_for_places(area.instance, area.manager, nobody, now=area.now)
    assert looked.search.impossible == {FIRST + timedelta(weeks=1)}
    assert looked.offers.offers == ()
    assert [binding.constraint.value for binding in looked.offers.bindings] == ["impossible"]


def test_the_manager_sees_places_opened_since(area, nobody):
    area.cohort("W2", WOMEN, "south-1", weeks=2)
    looked = look_for_places(area.instance, area.manager, nobody, now=area.now)
    assert [offer.place.cohort for offer in looked.offers.offers] == ["W2"]


def test_the_last_day_of_a_promise_leaves_room_for_the_gap(area, nobody):
    looked = look_for_places(area.instance, area.manager, nobody, now=area.now)
    assert looked.latest_promise == looked.offers.deadline.binding - timedelta(days=28) == date(2027, 2, 12)


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1", "facilitator-1", "supervisor-3"])
def test_nobody_else_looks_on_the_managers_behalf(area, nobody, who):
    with pytest.raises(NoSuchReferral):
        look_for_places(area.instance, area.subjects[who], nobody, now=area.now)


@pytest.fixture
def alike(area):
    first = area.booked("N1")
    second = area.hold("N2")
    area.record(second, person=area.person(crime_reference="13/777/26"))
    return first, second


def test_the_other_referral_of_the_same_person_is_named(area, alike):
    first, second = alike
    assert see_possible_duplicates(area.instance, area.manager, second, now=area.now) == (first,)
    assert see_possible_duplicates(area.instance, area.supervisor, first, now=area.now) == (second,)


def test_a_referral_of_another_force_is_not_named_to_the_police(area, alike):
    stranger = area.subjects["officer-3"]
    held = hold_place(
        area.instance, stranger, area.facts(), area.restricted(), "S1", PlaceSearch(), now=area.now
    ).reference
    record_person(area.instance, stranger, held, area.person(crime_reference="13/888/26"), now=area.now)
    assert held not in see_possible_duplicates(area.instance, area.supervisor, alike[0], now=area.now)
    assert held in see_possible_duplicates(area.instance, area.manager, alike[0], now=area.now)


@pytest.mark.parametrize("who", ["officer-1", "facilitator-1", "supervisor-3"])
def test_who_does_not_review_duplicates_sees_none(area, alike, who):
    with pytest.raises(NoSuchReferral):
        see_possible_duplicates(area.instance, area.subjects[who], alike[0], now=area.now)


def test_looking_at_duplicates_is_audited(area, alike):
    see_possible_duplicates(area.instance, area.manager, alike[0], now=area.now)
    newest = select(t.AuditEntry.actor, t.AuditEntry.action, t.AuditEntry.resource).order_by(t.AuditEntry.seq.desc())
    with area.database.read() as unit:
        assert tuple(unit.execute(newest).first()) == ("manager-1", "possible_duplicates_seen", alike[0])


@pytest.fixture
def referred(area):
    return area.referred()


def decide_as_seen(area, reference, seen, actor=None, **changes):
    said = {"approve": True, "rank": PoliceRank.SERGEANT, "reason": "It was long ago", **changes}
    actor = actor or area.supervisor
    code = area.item_of(reference, area.supervisor)
    return decide_disposal_as_seen(area.instance, actor, code, seen=seen, now=area.now, **said)


def test_what_was_seen_is_decided(area, referred):
    assert decide_as_seen(area, referred, seen=1).value == "cleared"


@pytest.mark.parametrize("approve", [True, False])
def test_what_was_decided_again_since_is_not(area, referred, approve):
    changed = area.facts(current_orders=("community_order",))
    change_answers(area.instance, area.officer, referred, changed, area.restricted(), now=area.now)
    with pytest.raises(SomebodyElseChanged):
        decide_as_seen(area, referred, seen=1, approve=approve)
    assert area.see(referred).status.value == "awaiting_decision"
    assert [len(kept.persons) for kept in see_decisions(area.instance, area.officer, referred, now=area.now)] == [0, 0]


def test_having_seen_the_new_one_it_can_be_decided(area, referred):
    changed = area.facts(current_orders=("community_order",))
    change_answers(area.instance, area.officer, referred, changed, area.restricted(), now=area.now)
    assert decide_as_seen(area, referred, seen=2).value == "cleared"


@pytest.mark.parametrize("who", ["manager-1", "officer-1", "supervisor-3"])
def test_whose_item_it_is_not_is_told_that_there_is_none(area, referred, who):
    with pytest.raises((NoSuchItem, NotAllowed)):
        decide_as_seen(area, referred, seen=1, actor=area.subjects[who])
