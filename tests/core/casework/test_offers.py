"""Offers: at most three places that fit, or what stands in the way."""

from datetime import date, timedelta

import pytest
from tests.instances import FIRST, WOMEN

from cara.access import NotAllowed
from cara.casework import (
    NotAccepted,
    PlaceSearch,
    hold_another_place,
    offer_places,
    offer_places_for,
    record_needs,
    withdraw,
)
from cara.casework.details import AccessNeed, KeepApart, Needs
from cara.scheduling import Constraint
from cara.vocabulary import Pathway, Relationship, Sex


def offers(area, *, now=None, search=None, **facts):
    return offer_places(area.instance, area.officer, area.facts(**facts), search or PlaceSearch(), now=now or area.now)


def codes(found):
    return [offer.place.cohort for offer in found.offers]


def bindings(found):
    return [binding.constraint for binding in found.bindings]


def test_the_earliest_three_of_the_pathway_are_offered(area):
    assert codes(offers(area)) == ["N1", "N2", "S1"]


def test_offering_stores_nothing(area):
    before = area.rows()
    offers(area)
    assert area.rows() == before


def test_the_persons_own_district_comes_first(area):
    assert codes(offers(area, search=PlaceSearch(district="south"))) == ["S1", "S2", "N1"]


def test_a_far_district_is_still_found_behind_many_earlier_cohorts(area):
    for number in range(26):
        area.cohort(f"M{number}")
    area.cohort("far", venue="south-1", weeks=5)
    south_has_no_other = PlaceSearch("south", frozenset({FIRST + timedelta(weeks=1), FIRST + timedelta(weeks=2)}))
    assert codes(offers(area, search=south_has_no_other))[0] == "far"


def test_another_pathway_is_offered_its_own_cohorts(area):
    assert codes(offers(area, sex="female")) == ["W1"]
    assert codes(offers(area, relationship="family")) == ["F1"]


def test_impossible_days_are_left_out_whichever_workshop_they_hit(area):
    search = PlaceSearch(impossible=frozenset({FIRST, FIRST + timedelta(days=7 + 28)}))
    assert codes(offers(area, search=search)) == ["S2"]


def test_only_venues_with_the_access_needed_are_offered(area):
    assert codes(offers(area, search=PlaceSearch(step_free=True))) == ["S1", "S2"]
    assert codes(offers(area, search=PlaceSearch(hearing_loop=True))) == ["S1", "S2"]


def test_a_cohort_that_begins_today_is_not_offered(area):
    on_the_day = area.later(days=12)
    assert on_the_day.date() == FIRST
    assert codes(offers(area, now=on_the_day)) == ["N2", "S1", "S2"]


def test_a_pair_that_ends_one_day_after_the_deadline_is_not_offered(area):
    ends = FIRST + timedelta(days=28)
    in_time, late = ends - timedelta(days=112), ends - timedelta(days=113)
    assert "N1" in codes(offers(area, offence_on=in_time))
    assert codes(offers(area, offence_on=late)) == []


def test_a_full_cohort_is_not_offered(area):
    area.cohort("one", weeks=0, capacity=1)
    area.hold("one")
    assert "one" not in codes(offers(area, search=PlaceSearch(district="north")))


def test_a_hold_that_has_run_out_counts_as_free_before_anybody_released_it(area):
    area.cohort("one", WOMEN, "south-1", weeks=0, capacity=1)
    area.hold("one", sex="female")
    assert "one" not in codes(offers(area, sex="female"))
    assert "one" in codes(offers(area, sex="female", now=area.later(minutes=60)))


def test_when_nobody_can_be_placed_what_binds_is_named(area):
    blind_alley = PlaceSearch(step_free=True, impossible=frozenset({FIRST + timedelta(weeks=n) for n in range(3)}))
    found = offers(area, search=blind_alley)
    assert codes(found) == []
    assert bindings(found) == [Constraint.IMPOSSIBLE]


def test_every_seat_taken_is_what_binds(area):
    area.cohort("one", Pathway(Sex.FEMALE, Relationship.FAMILY), "south-1", capacity=1)
    held = {"sex": "female", "relationship": "family"}
    area.hold("one", **held)
    found = offers(area, **held)
    assert bindings(found) == [Constraint.FULL]
    assert "if a seat came free" in found.bindings[0].in_words


def test_a_pathway_without_a_cohort_is_what_binds(area):
    found = offers(area, sex="female", relationship="family")
    assert bindings(found) == [Constraint.PATHWAY]


def test_what_a_missed_day_means_is_unknown_here(area):
    assert offers(area).missed_means == "Unknown here: ask Testshire Police"


def test_without_sex_and_relationship_nothing_can_be_offered(area):
    with pytest.raises(NotAccepted) as refused:
        offers(area, sex=None, relationship=None)
    assert [problem.field for problem in refused.value.problems] == ["sex", "relationship"]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2026, 10, 25), date(2026, 11, 19), date(9999, 12, 31)])
def test_an_impossible_day_of_the_caution_is_refused(area, day):
    with pytest.raises(NotAccepted, match="Date of the caution must"):
        offers(area, search=PlaceSearch(caution_on=day))


def test_too_many_impossible_days_are_refused(area):
    days = frozenset(FIRST + timedelta(days=n) for n in range(61))
    with pytest.raises(NotAccepted, match="at most 60 days"):
        offers(area, search=PlaceSearch(impossible=days))


def test_absurd_facts_are_refused_here_too(area):
    with pytest.raises(NotAccepted):
        offers(area, offence_on=date(9999, 12, 31))


def test_a_facilitator_sees_no_places(area):
    with pytest.raises(NotAllowed):
        offer_places(area.instance, area.subjects["facilitator-1"], area.facts(), PlaceSearch(), now=area.now)


def recorded(area, reference, **needs):
    area.record(reference, needs=Needs(**needs))


def offers_for(area, reference, search=None):
    return codes(offer_places_for(area.instance, area.officer, reference, search, now=area.now))


def test_what_was_recorded_narrows_the_offers_of_a_referral(area):
    reference = area.hold("N1")
    recorded(area, reference, access=(AccessNeed.STEP_FREE,), unavailable=(FIRST + timedelta(weeks=1),))
    assert offers_for(area, reference) == ["S2"]


def test_a_search_adds_to_what_was_recorded(area):
    reference = area.hold("N1")
    recorded(area, reference, access=(AccessNeed.STEP_FREE,))
    search = PlaceSearch(impossible=frozenset({FIRST + timedelta(weeks=1)}))
    assert offers_for(area, reference, search) == ["S2"]


def test_a_referrals_own_seat_counts_as_free(area):
    area.cohort("one", weeks=0, capacity=1)
    reference = area.hold("one")
    assert "one" in offers_for(area, reference)


def keep_apart(area, whose, **other):
    record_needs(area.instance, area.officer, whose, Needs(keep_apart=(KeepApart(**other),)), now=area.now)


def two(area):
    """Hold N1 for one person and N2 for another, both recorded."""
    first, second = area.hold("N1"), area.hold("N2")
    area.record(first)
    area.record(second, person=area.person(given_names="Bilal James", family_name="Óther-Name", crime_reference="B100"))
    return first, second


@pytest.mark.parametrize("by", ["reference", "name", "name_without_middle"])
@pytest.mark.parametrize("says", ["first", "second"])
def test_two_who_are_kept_apart_are_never_offered_one_cohort(area, by, says):
    first, second = two(area)
    named = {
        "reference": ({"reference": second}, {"reference": first}),
        "name": ({"name": "bilal james other name"}, {"name": "ADAM TESTPERSON"}),
        "name_without_middle": ({"name": "Bilal Other-Name"}, {"name": "Adam Middle Testperson"}),
    }[by]
    keep_apart(area, *((first, second)[says == "second"],), **named[says == "second"])
    assert "N2" not in offers_for(area, first)
    assert "N1" not in offers_for(area, second)


def test_holding_beside_somebody_kept_apart_is_refused_with_other_places(area):
    first, second = two(area)
    keep_apart(area, first, reference=second)
    gone = hold_another_place(area.instance, area.officer, second, "N1", None, now=area.now)
    assert gone.why == ("It holds somebody from whom the person is kept apart",)
    assert codes(gone.offers) == ["N2", "S1", "S2"]


def test_who_has_left_keeps_nobody_away(area):
    first, second = two(area)
    keep_apart(area, first, reference=second)
    withdraw(area.instance, area.officer, second, "Not proceeding", now=area.now)
    assert "N2" in offers_for(area, first)


def test_nobody_is_kept_apart_from_himself(area):
    reference = area.hold("N1")
    area.record(reference)
    keep_apart(area, reference, name="Adam Testperson")
    assert "N1" in offers_for(area, reference)
    with pytest.raises(NotAccepted, match="own referral"):
        keep_apart(area, reference, reference=reference)
