"""The two nights on which the clocks change: a call is refused in every quarter of an hour outside the safe hours.

What hangs on the wall is reckoned here from when the law changes it, and not by the library that the service asks.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.core.victims.conftest import VictimsArea, details, safe

from cara.victims.details import HoursSaid
from cara.victims.entering import enter_victim
from cara.victims.opening import open_safe_contact
from cara.victims.problems import NotSafeNow
from cara.victims.safe_times import Instructions, SafeHours, why_not
from cara.victims.words import ContactWay, WhyNotNow, WhyOpened
from cara.victims.workers import take_contact

LONDON, QUARTER, HOUR = ZoneInfo("Europe/London"), timedelta(minutes=15), timedelta(hours=1)
FORWARD, BACK = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)
"""Summer Time Act 1972, as amended in 2002: both changes are at one in the morning, Greenwich mean time."""

NIGHTS = [FORWARD, BACK]
CALL = frozenset({ContactWay.CALL})


def on_the_wall(moment: datetime) -> datetime:
    """Give what the clock on the wall says, without a zone."""
    ahead = HOUR if FORWARD <= moment < BACK else timedelta(0)
    return (moment + ahead).replace(tzinfo=None)


def quarters_of(change: datetime) -> Iterator[datetime]:
    """Give every quarter of an hour from the evening before to the morning after."""
    return (change + number * QUARTER for number in range(-28, 29))


clock = some.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@some.composite
def some_hours(draw: some.DrawFn) -> SafeHours:
    begins, ends = sorted(draw(some.lists(clock, min_size=2, max_size=2, unique=True)))
    return SafeHours(draw(some.sampled_from([5, 6])), begins, ends)


@given(some.sampled_from(NIGHTS), some.lists(some_hours(), min_size=1, max_size=3).map(tuple))
def test_a_call_is_refused_in_every_quarter_outside_the_hours(change: datetime, hours: tuple[SafeHours, ...]):
    said = Instructions(CALL, hours, change.date())
    for moment in quarters_of(change):
        wall = on_the_wall(moment)
        inside = any(one.weekday == wall.weekday() and one.begins <= wall.time() < one.ends for one in hours)
        expected = None if inside else WhyNotNow.OUTSIDE_HOURS
        assert why_not(said, ContactWay.CALL, (), moment, LONDON) is expected, moment


@given(some.integers(0, 500), some.integers(-90, 90))
def test_instructions_hold_until_midnight_of_their_last_day_and_no_second_longer(day: int, seconds: int):
    last = date(2026, 11, 1) + timedelta(days=day)
    said = Instructions(CALL, tuple(SafeHours(one, time(0), time.max) for one in range(7)), last)
    greenwich = datetime.combine(last + timedelta(days=1), time(), UTC)
    midnight = greenwich - (HOUR if FORWARD < greenwich < BACK else timedelta(0))
    moment = midnight + timedelta(seconds=seconds)
    expected = WhyNotNow.REVIEW_DUE if moment >= midnight else None
    assert why_not(said, ContactWay.CALL, (), moment, LONDON) is expected


@pytest.mark.parametrize("change", NIGHTS)
@pytest.mark.parametrize("after", [0, 1])
def test_they_do_so_on_the_nights_of_change_too(change: datetime, after: int):
    last = change.date() - timedelta(days=1 - after)
    said = Instructions(CALL, tuple(SafeHours(one, time(0), time.max) for one in range(7)), last)
    moments = [change + number * QUARTER for number in range(-120, 121)]
    against = [why_not(said, ContactWay.CALL, (), moment, LONDON) for moment in moments]
    ended = against.index(WhyNotNow.REVIEW_DUE)
    assert on_the_wall(moments[ended]) == datetime.combine(last + timedelta(days=1), time())
    assert (set(against[:ended]), set(against[ended:])) == ({None}, {WhyNotNow.REVIEW_DUE})


@pytest.mark.parametrize("change", NIGHTS)
def test_the_number_stays_closed_all_that_night_but_in_its_hours(victims: VictimsArea, change: datetime):
    hours = (HoursSaid(weekday=5, begins=time(21), ends=time(23)), HoursSaid(weekday=6, begins=time(1), ends=time(2)))
    before = change - timedelta(days=1)
    said = safe(hours=hours, review_on=change.date())
    code = enter_victim(victims.area.instance, victims.area.officer, victims.booked(), details(), said, now=before)
    take_contact(victims.area.instance, victims.worker, code, now=before)
    opened, refused = [], set()
    for moment in quarters_of(change):
        try:
            number = open_safe_contact(
                victims.area.instance, victims.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=moment
            )
        except NotSafeNow as not_safe:
            refused.add(not_safe.why)
        else:
            assert number
            opened.append(on_the_wall(moment))
    assert refused == {WhyNotNow.OUTSIDE_HOURS}
    evening = [datetime.combine(change.date() - timedelta(days=1), time(21)) + n * QUARTER for n in range(8)]
    night = [datetime.combine(change.date(), time(1)) + n * QUARTER for n in range(4)]
    assert opened == evening + (night * 2 if change is BACK else [])  # one o'clock strikes never, or twice
