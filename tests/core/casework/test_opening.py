"""Opening an instance: accounts, venues and cohorts as the area's policy has them."""

from datetime import date, timedelta

import pytest
from tests.instances import FIRST, MEN

from cara.access import NotAllowed
from cara.casework import NotAccepted
from cara.casework.opening import NewCohort, open_cohort
from cara.scheduling import ClosedDaysNotKnown


def fields(refused):
    return [problem.field for problem in refused.value.problems]


def test_a_code_is_taken_once(area):
    before = area.rows()
    with pytest.raises(NotAccepted):
        area.venue("north-1")
    with pytest.raises(NotAccepted):
        area.cohort("N1")
    assert area.rows() == before


def test_only_the_manager_opens(area):
    cohort = NewCohort("x", MEN, area.venues["north-1"], FIRST, FIRST + timedelta(28), 12)
    with pytest.raises(NotAllowed):
        open_cohort(area.instance, area.officer, cohort, now=area.now)


def test_a_venue_lies_in_a_district_of_the_area(area):
    with pytest.raises(NotAccepted) as refused:
        area.venue("west-1", district="west")
    assert fields(refused) == ["district"]


def test_everything_that_is_wrong_with_a_cohort_is_named_at_once(area):
    cohort = NewCohort("x", MEN, area.venues["north-1"], date(2026, 12, 26), date(2027, 1, 29), 13)
    with pytest.raises(NotAccepted) as refused:
        open_cohort(area.instance, area.manager, cohort, now=area.now)
    assert fields(refused) == ["first_day", "second_day", "second_day", "capacity"]


@pytest.mark.parametrize("capacity", [0, -1, 13, 10**9])
def test_a_cohort_has_one_to_twelve_places(area, capacity):
    with pytest.raises(NotAccepted) as refused:
        area.cohort("x", capacity=capacity)
    assert fields(refused) == ["capacity"]


def test_a_cohort_needs_a_venue_that_is_there(area):
    area.venues["nowhere"] = 10**6
    with pytest.raises(NotAccepted) as refused:
        area.cohort("x", venue="nowhere")
    assert fields(refused) == ["venue"]


def test_a_day_whose_holidays_nobody_knows_is_refused(area):
    cohort = NewCohort("x", MEN, area.venues["north-1"], date(1, 1, 6), date(1, 2, 3), 12)
    with pytest.raises(ClosedDaysNotKnown):
        open_cohort(area.instance, area.manager, cohort, now=area.now)
