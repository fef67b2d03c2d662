"""Can one absence still be recovered? The golden table of the design, over every caution day of a rhythm.

Gap 28 days, limit 112 days inclusive, both workshops repeated, 14 days' notice, no closed days.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest
from tests.core.scheduling.policies import NO_HOLIDAYS, SATURDAYS, days

from cara.scheduling import (
    Pair,
    deadline_for,
    earliest_first_day,
    latest_recoverable_first_day,
    pairs,
    recoverable,
    recovery,
)
from cara.vocabulary import Weekday

MONDAY = date(2026, 11, 23)

GOLDEN = [
    (1, (42, 48), (49, 55), (77, 83), 7, 100),
    (4, (42, 69), (70, 97), (98, 125), 15, 54),
    (5, (42, 76), (77, 111), (77, 111), 35, 100),
    (6, (42, 83), (84, 125), (84, 125), 29, 69),
]


class Outcome(NamedTuple):
    first_try: int
    after_missing_one: int
    after_missing_two: int
    recovered: bool


def outcomes(weeks: int, weekday: Weekday) -> Iterator[Outcome]:
    policy = replace(SATURDAYS, weekdays=frozenset({weekday}), rhythm_days=7 * weeks, closed=NO_HOLIDAYS)
    rhythm_from = MONDAY + days(weekday.position)
    for caution_on in (MONDAY + days(offset) for offset in range(7 * weeks)):
        coming = pairs(policy, caution_on, caution_on + days(200), rhythm_from=rhythm_from)
        earliest = earliest_first_day(policy, caution_on).day
        pair = next(pair for pair in coming if pair.first_day >= earliest)
        deadline = deadline_for(policy, caution_on=caution_on, offence_on=None)
        one, two = (recovery(policy, pair, missed, deadline, coming) for missed in (1, 2))
        assert one.finish
        assert two.finish
        recovered = recoverable(policy, pair, deadline, coming)
        assert recovered == (one.possible and two.possible)
        yield Outcome(*((day - caution_on).days for day in (pair.second_day, one.finish, two.finish)), recovered)


@pytest.mark.parametrize("weekday", Weekday)
@pytest.mark.parametrize(("weeks", "first_try", "missing_one", "missing_two", "recovered", "share"), GOLDEN)
def test_the_golden_table(
    weekday: Weekday,
    weeks: int,
    first_try: tuple[int, int],
    missing_one: tuple[int, int],
    missing_two: tuple[int, int],
    recovered: int,
    share: int,
) -> None:
    found = list(outcomes(weeks, weekday))
    for column, expected in enumerate((first_try, missing_one, missing_two)):
        finishes = {outcome[column] for outcome in found}
        assert finishes == set(range(expected[0], expected[1] + 1))
    assert sum(outcome.recovered for outcome in found) == recovered
    assert round(100 * recovered / len(found)) == share


def test_a_pair_every_five_weeks_leaves_one_day_to_spare_at_worst() -> None:
    assert 112 - max(outcome.after_missing_two for outcome in outcomes(5, Weekday.SATURDAY)) == 1


def test_the_day_of_a_missed_workshop_two_is_not_used_again() -> None:
    policy = replace(SATURDAYS, rhythm_days=28, closed=NO_HOLIDAYS)
    coming = pairs(policy, MONDAY, MONDAY + days(200), rhythm_from=date(2026, 12, 12))
    deadline = deadline_for(policy, caution_on=MONDAY, offence_on=None)
    missed_two = recovery(policy, coming[0], 2, deadline, coming)
    assert coming[1].first_day == coming[0].second_day
    assert missed_two.finish == coming[2].second_day


@pytest.mark.parametrize(("weeks", "latest"), [(1, date(2027, 1, 9)), (4, None), (5, date(2027, 1, 2))])
def test_the_latest_workshop_one_after_which_an_absence_can_be_recovered(weeks: int, latest: date | None) -> None:
    policy = replace(SATURDAYS, rhythm_days=7 * weeks, closed=NO_HOLIDAYS)
    deadline = deadline_for(policy, caution_on=MONDAY, offence_on=None)
    coming = pairs(policy, earliest_first_day(policy, MONDAY).day, deadline.binding, rhythm_from=date(2027, 1, 2))
    assert latest_recoverable_first_day(policy, deadline, coming) == latest


def test_a_closed_day_takes_the_room_that_the_table_promises() -> None:
    policy = replace(SATURDAYS, rhythm_days=35)
    caution_on = date(2026, 8, 10)
    coming = pairs(policy, caution_on, caution_on + days(200), rhythm_from=date(2026, 8, 15))
    deadline = deadline_for(policy, caution_on=caution_on, offence_on=None)
    booked = Pair(date(2026, 10, 24), date(2026, 11, 21))
    assert date(2026, 11, 28) not in [pair.first_day for pair in coming]
    assert not recoverable(policy, booked, deadline, coming)
