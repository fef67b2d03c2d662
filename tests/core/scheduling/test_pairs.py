from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.scheduling.policies import CAUTION_DAYS, NO_HOLIDAYS, SATURDAYS, days, policies

from cara.policy import UNKNOWN, Gap, SchedulingPolicy
from cara.scheduling import Pair, has_gap, is_open, pairs, second_days
from cara.vocabulary import Weekday

FOUR_TO_FIVE_WEEKS = replace(SATURDAYS, gap=Gap(least=28, most=35))


def test_no_pair_ends_on_a_closed_day() -> None:
    assert second_days(SATURDAYS, date(2026, 11, 28)) == ()
    assert date(2026, 11, 28) not in [
        pair.first_day for pair in pairs(SATURDAYS, date(2026, 11, 1), date(2026, 12, 31))
    ]


def test_a_known_tolerance_passes_over_a_closed_day() -> None:
    assert second_days(FOUR_TO_FIVE_WEEKS, date(2026, 11, 28)) == (date(2027, 1, 2),)
    assert second_days(FOUR_TO_FIVE_WEEKS, date(2027, 1, 9)) == (date(2027, 2, 6), date(2027, 2, 13))


def test_no_pair_begins_on_a_closed_day() -> None:
    assert pairs(SATURDAYS, date(2026, 12, 26), date(2026, 12, 26)) == ()


def test_both_ends_of_the_range_of_workshop_one_count() -> None:
    found = pairs(SATURDAYS, date(2026, 12, 5), date(2026, 12, 12))
    assert found == (Pair(date(2026, 12, 5), date(2027, 1, 2)), Pair(date(2026, 12, 12), date(2027, 1, 9)))


@pytest.mark.parametrize("rhythm_from", [date(2026, 12, 5), date(2027, 4, 24), date(2026, 6, 13)])
def test_a_rhythm_counts_from_its_anchor_in_both_directions(rhythm_from: date) -> None:
    policy = replace(SATURDAYS, rhythm_days=35)
    found = pairs(policy, date(2026, 12, 1), date(2027, 3, 1), rhythm_from=rhythm_from)
    assert [pair.first_day for pair in found] == [date(2026, 12, 5), date(2027, 1, 9), date(2027, 2, 13)]


@pytest.mark.parametrize("rhythm", [UNKNOWN, 0])
def test_a_rhythm_that_nobody_published_binds_nobody(rhythm: int) -> None:
    policy = replace(SATURDAYS, rhythm_days=rhythm)
    bound = pairs(policy, date(2026, 12, 1), date(2027, 3, 1), rhythm_from=date(2026, 12, 5))
    assert bound == pairs(SATURDAYS, date(2026, 12, 1), date(2027, 3, 1))


def test_workshop_two_is_never_on_workshop_ones_day() -> None:
    any_day = replace(SATURDAYS, weekdays=frozenset(Weekday), gap=Gap(least=0, most=1), closed=NO_HOLIDAYS)
    assert second_days(any_day, date(2026, 12, 5)) == (date(2026, 12, 6),)
    assert not has_gap(any_day, date(2026, 12, 5), date(2026, 12, 5))


@given(policy=policies(), first=CAUTION_DAYS, length=st.integers(0, 60))
def test_pairs_are_exactly_the_open_days_the_gap_apart(policy: SchedulingPolicy, first: date, length: int) -> None:
    last = first + days(length)
    expected = [
        (first + days(start), first + days(start + gap))
        for start in range(length + 1)
        for gap in range(policy.gap.least, policy.gap.most + 1)
        if is_open(policy, first + days(start)) and is_open(policy, first + days(start + gap))
    ]
    assert list(pairs(policy, first, last)) == expected
