"""Nothing leaves at night, both changes of the clock included."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara.casework.instance import LONDON
from cara.messages.moments import is_quiet, next_loud


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23T19:59:59+00:00", "2026-11-23T19:59:59+00:00"),
        ("2026-11-23T20:00:00+00:00", "2026-11-24T08:00:00+00:00"),
        ("2026-11-24T07:59:59+00:00", "2026-11-24T08:00:00+00:00"),
        ("2026-06-01T19:00:00+00:00", "2026-06-02T07:00:00+00:00"),
        ("2026-10-24T22:00:00+00:00", "2026-10-25T08:00:00+00:00"),  # the clocks go back that night
        ("2026-10-24T18:30:00+00:00", "2026-10-24T18:30:00+00:00"),
        ("2027-03-27T23:00:00+00:00", "2027-03-28T07:00:00+00:00"),  # and forward in that one
        ("2027-03-28T00:30:00+00:00", "2027-03-28T07:00:00+00:00"),
        ("2027-03-28T19:30:00+00:00", "2027-03-29T07:00:00+00:00"),
    ],
)
def test_what_would_leave_at_night_leaves_at_eight(now, then):
    assert next_loud(datetime.fromisoformat(now), LONDON) == datetime.fromisoformat(then)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2045, 12, 31), timezones=st.just(UTC)))
def test_whenever_it_is_something_leaves_by_day_and_within_half_a_day(now):
    then = next_loud(now, LONDON)
    assert not is_quiet(then, LONDON)
    assert time(8) <= then.astimezone(LONDON).time() < time(20)
    assert timedelta(0) <= then - now <= timedelta(hours=13)
