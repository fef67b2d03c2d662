"""Pairs of workshop days: both open, the policy's gap apart, and in the area's rhythm where it has one."""

from datetime import date
from typing import NamedTuple

from cara.policy import SchedulingPolicy
from cara.scheduling.days import ONE_DAY, days_between, is_open
from cara.vocabulary.dates import in_words


class Pair(NamedTuple):
    """The days of workshop one and of workshop two. Pairs order by workshop one, then workshop two."""

    first_day: date
    second_day: date

    def in_words(self) -> str:
        """Write both days as people read them."""
        return f"{in_words(self.first_day)} and {in_words(self.second_day)}"


def has_gap(policy: SchedulingPolicy, first_day: date, second_day: date) -> bool:
    """Tell whether workshop two lies the policy's days after workshop one, and after it at all."""
    days = (second_day - first_day).days
    return days > 0 and policy.gap.least <= days <= policy.gap.most


def second_days(policy: SchedulingPolicy, first_day: date) -> tuple[date, ...]:
    """List the open days on which workshop two can follow workshop one, earliest first.

    Only the days of the policy's gap count, both ends included. Where the gap has no tolerance and its one day is
    closed there is none: a workshop two is never moved to the next open day.
    """
    candidates = days_between(first_day + policy.gap.least * ONE_DAY, first_day + policy.gap.most * ONE_DAY)
    return tuple(day for day in candidates if day > first_day and is_open(policy, day))


def pairs(policy: SchedulingPolicy, first: date, last: date, *, rhythm_from: date | None = None) -> tuple[Pair, ...]:
    """List every pair whose workshop one lies from the first to the last day, both included; workshop two may lie later.

    Args:
        policy: days of the week, gap, closed days and, if known, the rhythm.
        first: the earliest workshop one.
        last: the latest workshop one.
        rhythm_from: a day on which a pair starts or started. With it, and if the policy knows a rhythm, only days a
            whole number of rhythms before or after it start a pair; a closed one is left out, not moved.
    """
    starts = (day for day in days_between(first, last) if is_open(policy, day) and _in_rhythm(policy, day, rhythm_from))
    return tuple(Pair(day, second) for day in starts for second in second_days(policy, day))


def _in_rhythm(policy: SchedulingPolicy, day: date, rhythm_from: date | None) -> bool:
    if rhythm_from is None or not isinstance(policy.rhythm_days, int) or policy.rhythm_days == 0:
        return True
    return (day - rhythm_from).days % policy.rhythm_days == 0
