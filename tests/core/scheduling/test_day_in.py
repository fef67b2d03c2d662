"""A deadline is counted in days of the instance's zone; the hour at which somebody asks must not move it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.core.scheduling.policies import SATURDAYS

from cara.scheduling import deadline_for
from cara.vocabulary.dates import NaiveTime, day_in

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), date(2027, 3, 29)),
    ],
)
def test_the_day_in_spring_when_the_clocks_go_forward(utc: datetime, day: date) -> None:
    assert day_in(LONDON, utc) == day


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 10, 24, 22, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_the_day_in_autumn_when_the_clocks_go_back(utc: datetime, day: date) -> None:
    assert day_in(LONDON, utc) == day


def test_the_zone_of_the_given_time_does_not_matter() -> None:
    now = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert day_in(LONDON, now) == day_in(LONDON, now.astimezone(ZoneInfo("Asia/Karachi"))) == date(2026, 7, 2)


@pytest.mark.parametrize("caution_on", [date(2026, 10, 24), date(2026, 10, 25), date(2027, 3, 27), date(2027, 3, 28)])
def test_a_deadline_across_a_clock_change_is_112_days_for_every_hour_of_the_day(caution_on: date) -> None:
    midnight = datetime(caution_on.year, caution_on.month, caution_on.day, tzinfo=LONDON)
    asked = {day_in(LONDON, midnight.replace(hour=hour, minute=59)) for hour in range(24)}
    deadlines = {deadline_for(SATURDAYS, caution_on=day, offence_on=None).binding for day in asked}
    assert [(last - caution_on).days for last in deadlines] == [112]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveTime, match="has no time zone"):
        day_in(LONDON, datetime(2026, 11, 23, 12, 0))
