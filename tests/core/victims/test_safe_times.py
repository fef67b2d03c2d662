"""When a victim may be contacted: nothing is safe unless somebody has said so, by the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from cara.victims.safe_times import Instructions, SafeHours, next_safe_time, why_not
from cara.victims.words import ContactWay, WhyNotNow

LONDON = ZoneInfo("Europe/London")
MONDAY_EVENING = SafeHours(0, time(18), time(20))
LAST = date(2027, 12, 31)
MINUTE = timedelta(minutes=1)
CHANGES = [date(2026, 10, 25), date(2027, 3, 28)]
"""A Sunday on which the clocks go back, and one on which they go forward."""


def instructions(*hours: SafeHours, **changes) -> Instructions:
    return Instructions(**{"ways": frozenset({ContactWay.CALL}), "hours": hours, "review_on": LAST, **changes})


def asked(given_now: datetime, said: Instructions | None, **changes) -> WhyNotNow | None:
    return why_not(said, ContactWay.CALL, changes.pop("blocked", ()), given_now, LONDON, **changes)


MONDAY = datetime(2026, 11, 30, 18, 30, tzinfo=LONDON)


def test_it_is_safe_within_the_hours_that_were_agreed():
    assert asked(MONDAY, instructions(MONDAY_EVENING)) is None


@pytest.mark.parametrize(
    ("said", "changes", "why"),
    [
        (None, {}, WhyNotNow.NO_INSTRUCTIONS),
        (instructions(), {}, WhyNotNow.OUTSIDE_HOURS),
        (instructions(MONDAY_EVENING, ways=frozenset()), {}, WhyNotNow.NOT_THIS_WAY),
        (instructions(MONDAY_EVENING, ways=frozenset({ContactWay.TEXT})), {}, WhyNotNow.NOT_THIS_WAY),
        (instructions(MONDAY_EVENING, confirmed=False), {}, WhyNotNow.NOT_CONFIRMED),
        (instructions(MONDAY_EVENING, review_on=date(2026, 11, 29)), {}, WhyNotNow.REVIEW_DUE),
        (instructions(MONDAY_EVENING), {"blocked": {ContactWay.CALL}}, WhyNotNow.MAY_REACH_PARTICIPANT),
        (instructions(MONDAY_EVENING), {"wanted": False}, WhyNotNow.DOES_NOT_WANT),
        (instructions(SafeHours(1, time(18), time(20))), {}, WhyNotNow.OUTSIDE_HOURS),
    ],
)
def test_anything_else_is_a_no_with_its_reason(said, changes, why):
    assert asked(MONDAY, said, **changes) is why


def test_the_day_of_review_is_the_last_one():
    assert asked(MONDAY, instructions(MONDAY_EVENING, review_on=MONDAY.date())) is None


@pytest.mark.parametrize(
    ("at", "safe"),
    [("17:59:59", False), ("18:00", True), ("19:59:59", True), ("20:00", False)],
)
def test_the_hours_begin_on_their_minute_and_end_just_before_theirs(at: str, safe: bool):
    moment = datetime.combine(MONDAY.date(), time.fromisoformat(at), LONDON)
    assert (asked(moment, instructions(MONDAY_EVENING)) is None) is safe


def test_the_clock_on_the_wall_counts_on_both_sides_of_a_change():
    sunday = instructions(SafeHours(6, time(9), time(10)))
    assert asked(datetime(2026, 10, 18, 8, 30, tzinfo=UTC), sunday) is None
    assert asked(datetime(2026, 10, 25, 8, 30, tzinfo=UTC), sunday) is WhyNotNow.OUTSIDE_HOURS
    assert asked(datetime(2026, 10, 25, 9, 30, tzinfo=UTC), sunday) is None


quarters = some.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@some.composite
def hours_of_the_night(draw) -> SafeHours:
    begins, ends = sorted(
        draw(some.lists(quarters.filter(lambda one: one < time(5)), min_size=2, max_size=2, unique=True))
    )
    return SafeHours(draw(some.sampled_from([5, 6])), begins, ends)


@example(CHANGES[0], 110, (SafeHours(6, time(1, 15), time(1, 45)),))
@settings(max_examples=40)
@given(
    some.sampled_from(CHANGES),
    some.integers(-26 * 60, 26 * 60),
    some.lists(hours_of_the_night(), min_size=1, max_size=3).map(tuple),
)
def test_the_next_safe_time_is_the_first_minute_that_is_safe(change: date, minutes: int, hours: tuple[SafeHours, ...]):
    said = instructions(*hours, review_on=change)
    now = datetime.combine(change, time(), LONDON).astimezone(UTC) + minutes * MINUTE
    minute_by_minute = (now + number * MINUTE for number in range(52 * 60))
    first = next((at for at in minute_by_minute if asked(at, said) is None), None)
    assert next_safe_time(said, now, LONDON) == first


@pytest.mark.parametrize(
    "wrong",
    [(7, time(9), time(10)), (-1, time(9), time(10)), (0, time(10), time(10)), (0, time(22), time(2))],
)
def test_hours_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must end|day of the week"):
        SafeHours(*wrong)
