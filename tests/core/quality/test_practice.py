"""Practice in numbers: what is given, and what is withheld because it is small."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from tests.core.workshops.running import Running

from cara.access import NotAllowed, Role, Subject
from cara.quality.agreed import Agreed, agree
from cara.quality.content import content
from cara.quality.observations import ObservationDetails, record_observation
from cara.quality.practice import THRESHOLD, CohortInNumbers, given, see_practice
from cara.vocabulary import Attendance

NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Ivy")


@for_all(st.integers(0, 40), st.integers(0, 40))
def test_nothing_below_the_threshold_is_given_or_can_be_worked_out(number: int, rest: int):
    counted = given(number, number + rest)
    assert counted.is_withheld == (min(number, rest) < THRESHOLD)
    assert (counted.of is None) == (number + rest < THRESHOLD)
    assert counted.number in {None, number}


@pytest.fixture
def supervisor(running: Running) -> Subject:
    """The practice supervisor."""
    return replace(running.manager, code="ht-1", role=Role.HT_SUPERVISOR)


def cohort(running: Running, supervisor: Subject, code: str = "N1") -> CohortInNumbers:
    lines = see_practice(running.area.instance, supervisor, now=running.moment()).cohorts.lines
    return next(one for one in lines if one.code == code)


def test_a_cohort_with_few_people_shows_no_number(running: Running, supervisor: Subject):
    running.mark(seat_1=Attendance.HERE, seat_2=Attendance.ABSENT)
    found = cohort(running, supervisor)
    assert (found.booked, found.came[1].number, found.came[1].of) == (None, None, None)
    assert 2 not in found.came


def test_numbers_that_are_large_enough_are_given(running: Running, supervisor: Subject):
    running.book(*NAMES[3:], "Juniper")
    marks = {f"seat_{seat}": Attendance.HERE for seat in range(1, 6)}
    running.mark(**marks, **{f"seat_{seat}": Attendance.ABSENT for seat in range(6, 10)})
    found = cohort(running, supervisor)
    assert (found.booked, found.came[1].of) == (10, 9)
    assert found.came[1].number is None, "four were absent"
    running.mark(seat_10=Attendance.ABSENT)
    assert cohort(running, supervisor).came[1].number == 5


def test_a_corrected_mark_counts_once_as_it_stands_now(running: Running, supervisor: Subject):
    running.book(*NAMES[3:], "Juniper")
    running.mark(**{f"seat_{seat}": Attendance.HERE for seat in range(1, 11)})
    running.mark(**{f"seat_{seat}": Attendance.ABSENT for seat in range(1, 6)})
    counted = cohort(running, supervisor).came[1]
    assert (counted.number, counted.of) == (5, 10)


def test_a_facilitator_stands_by_code_with_observations_and_supervision(running: Running, supervisor: Subject):
    running.mark(seat_1=Attendance.HERE)
    director = replace(running.manager, role=Role.DIRECTOR)
    agree(running.area.instance, director, Agreed(score_tenths=30), now=running.moment())
    scores = dict.fromkeys([aim.code for aim in content().aims][:2], 3)
    details = ObservationDetails(facilitator="facilitator-1", scores=scores)
    record_observation(running.area.instance, director, "N1-1", details, now=running.moment())
    (found,) = see_practice(running.area.instance, supervisor, now=running.moment()).facilitators
    assert (found.code, found.workshops, found.observations, found.mean) == ("facilitator-1", 1, 1, 3)
    assert (found.good_enough, found.judged, found.minutes) == (1, 1, 0)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.AREA_MANAGER, Role.DIRECTOR, Role.HT_SUPERVISOR}]
)
def test_nobody_else_sees_it(running: Running, role: Role):
    with pytest.raises(NotAllowed):
        see_practice(running.area.instance, replace(running.manager, role=role), now=running.moment())
