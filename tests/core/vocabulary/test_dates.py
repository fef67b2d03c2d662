"""Months, ages and the day it is, with 29 February and both clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cara.vocabulary import CaraError
from cara.vocabulary.dates import NaiveTime, add_months, age_on, day_in, in_words

LONDON = ZoneInfo("Europe/London")
LEAP_DAY = date(2004, 2, 29)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 2, 29), -24, date(2022, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_a_day_that_a_month_lacks_becomes_its_last(day, months, moved):
    assert add_months(day, months) == moved


@given(DAYS, st.integers(-600, 600))
def test_a_move_by_months_keeps_the_day_or_takes_the_months_last(day, months):
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(1)).day == 1)


@given(DAYS, DAYS, st.integers(-600, 600))
def test_a_move_by_months_keeps_the_order_of_days(first, second, months):
    assume(first <= second)
    assert add_months(first, months) <= add_months(second, months)


@pytest.mark.parametrize(("day", "months"), [(date(1, 1, 1), -1), (date(9999, 12, 1), 1)])
def test_a_move_out_of_the_calendar_is_an_error(day, months):
    with pytest.raises(ValueError, match="year"):
        add_months(day, months)


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2022, 2, 28), 17),
        (date(2022, 3, 1), 18),
        (date(2024, 2, 28), 19),
        (date(2024, 2, 29), 20),
        (date(2004, 2, 29), 0),
    ],
)
def test_somebody_born_on_29_february_is_older_on_1_march_of_a_common_year(day, age):
    assert age_on(day, LEAP_DAY) == age


def test_an_age_is_reached_on_the_birthday():
    born = date(2008, 11, 23)
    assert [age_on(born.replace(year=2026) + timedelta(day), born) for day in (-1, 0, 1)] == [17, 18, 18]


@given(DAYS, st.integers(0, 40_000))
def test_an_age_grows_by_one_on_one_day_of_a_year(born, days):
    day = born + timedelta(days)
    step = age_on(day + timedelta(1), born) - age_on(day, born)
    assert step in {0, 1}
    assert age_on(add_months(born, 12 * 18) + timedelta(1), born) == 18


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_the_day_is_the_zones(now, day):
    assert day_in(LONDON, now) == day


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(NaiveTime, match="has no time zone") as refusal:
        day_in(LONDON, datetime(2026, 11, 23))
    assert isinstance(refusal.value, CaraError)


def test_a_day_is_written_as_people_read_it():
    assert in_words(date(2026, 11, 28)) == "Saturday 28 November 2026"
    assert in_words(date(2026, 11, 8), weekday=False) == "8 November 2026"
