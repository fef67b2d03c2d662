"""The laws of the ways left: what is counted is what would fit, and what is called free fits."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from tests.core.scheduling.policies import MEN, SATURDAYS, cases, days, place

from cara.scheduling import (
    AttendedOne,
    Wanted,
    both_left,
    deadline_for,
    fits,
    fits_workshop_two,
    is_open,
    pairs_that_would_fit,
    two_alone_left,
)
from cara.vocabulary import MissedWorkshop

CAUTION = date(2026, 11, 23)
PERSON = Wanted(MEN, CAUTION, district="north")
REPEATED = replace(SATURDAYS, missed=MissedWorkshop.REPEAT_MISSED)


@given(cases())
def test_the_places_called_free_are_exactly_those_that_fit(case) -> None:
    policy, wanted, places, today = case
    left = both_left(policy, wanted, places, today)
    assert {one.cohort for one in left.places} == {one.cohort for one in places if not fits(policy, wanted, one, today)}
    assert left.first_days == tuple(pair.first_day for pair in pairs_that_would_fit(policy, wanted, today))


@given(cases())
def test_no_place_is_free_where_no_way_is_left(case) -> None:
    policy, wanted, places, today = case
    left = both_left(policy, wanted, places, today)
    assert left.count or not left.places
    assert left.last is None or all(one.first_day <= left.last for one in left.places)


@given(cases())
def test_a_day_later_no_more_ways_are_left(case) -> None:
    policy, wanted, places, today = case
    assert both_left(policy, wanted, places, today + days(1)).count <= both_left(policy, wanted, places, today).count


@given(cases())
def test_workshop_two_alone_is_counted_on_open_days_until_the_deadline(case) -> None:
    policy, wanted, places, today = case
    attended = AttendedOne(today)
    left = two_alone_left(policy, wanted, places, today, attended)
    deadline = deadline_for(policy, caution_on=wanted.caution_on, offence_on=wanted.offence_on).binding
    assert all(today < day <= deadline and is_open(policy, day) for day in left.first_days)
    assert {one.second_day for one in left.places} <= set(left.first_days)
    assert all(not fits_workshop_two(policy, wanted, one, today, attended) for one in left.places)


def test_the_own_district_comes_first_and_the_latest_is_named() -> None:
    near, far = place("NEAR", date(2027, 1, 2)), replace(place("FAR", date(2026, 12, 12)), district="south")
    left = both_left(SATURDAYS, PERSON, (far, near), CAUTION)
    assert [one.cohort for one in left.places] == ["NEAR", "FAR"]
    assert left.last_place == near


def test_whoever_missed_workshop_two_has_no_way_to_it_alone_where_both_are_repeated() -> None:
    missed = AttendedOne(date(2026, 12, 5), missed_two=True)
    both = replace(SATURDAYS, missed=MissedWorkshop.REPEAT_BOTH)
    assert two_alone_left(both, PERSON, (), CAUTION, missed).count == 0
    assert two_alone_left(REPEATED, PERSON, (), date(2027, 1, 2), missed).count > 0
