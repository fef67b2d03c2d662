"""When a period is over: months as people count them."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara.retention.periods import latest_beginning, period_end

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
MONTHS = st.integers(1, 240)


@pytest.mark.parametrize(
    ("began", "months", "ends"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_a_period_ends_on_the_same_day_of_the_month_or_its_last(began, months, ends):
    assert period_end(began, months) == ends


@given(DAYS, MONTHS)
def test_a_period_ends_in_the_month_that_is_so_many_later_and_never_early(began, months):
    ends = period_end(began, months)
    assert (ends.year * 12 + ends.month) - (began.year * 12 + began.month) == months
    assert ends.day == began.day or (ends.day < began.day and ends.day == monthrange(ends.year, ends.month)[1])


@given(DAYS, MONTHS)
def test_whoever_began_later_never_ends_earlier(began, months):
    assert period_end(began, months) <= period_end(began + timedelta(days=1), months)


@given(DAYS, MONTHS, st.integers(-40, 40))
def test_the_latest_beginning_parts_what_is_over_from_what_is_not(today, months, days):
    latest = latest_beginning(today, months)
    began = latest + timedelta(days=days)
    assert (period_end(began, months) <= today) == (began <= latest)
