"""The deadline bar: how much of the time that a caution leaves is used, in words as well as in lengths."""

from dataclasses import dataclass
from datetime import date, timedelta

from cara.policy.wording import days_in_words
from cara.vocabulary.dates import in_words
from cara.workshops import Reschedulable

WIDTH = 600
"""The bar's length in units of its own picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One case's time: lengths from 0 to ``WIDTH``, and the sentences that say the same."""

    used: int
    last_first: int
    sentences: tuple[str, ...]
    over: bool


def bar_of(seen: Reschedulable, today: date) -> Bar:
    """Draw the time of one case as it stands today."""
    deadline = seen.deadline
    last = deadline.binding
    begins = last - timedelta(days=deadline.limit_days)
    left = (last - today).days
    return Bar(
        used=_length(begins, last, today),
        last_first=_length(begins, last, seen.last_first_day),
        sentences=(*_used(begins, last, today, left), _room(seen, today)),
        over=left < 0,
    )


def _length(begins: date, last: date, day: date) -> int:
    part = (day - begins).days / max(1, (last - begins).days)
    return round(WIDTH * min(1.0, max(0.0, part)))


def _used(begins: date, last: date, today: date, left: int) -> tuple[str, str]:
    used = f"{days_in_words((today - begins).days)} of {days_in_words((last - begins).days)} are used."
    if left < 0:
        return used, f"The time ended on {in_words(last)}, {days_in_words(-left)} ago."
    return used, f"{days_in_words(left).capitalize()} are left: both workshops must be done by {in_words(last)}."


def _room(seen: Reschedulable, today: date) -> str:
    last = in_words(seen.last_first_day)
    if today < seen.last_first_day:
        return f"Somebody without a place can still begin: the last possible day is {last}."
    if seen.longest is not None:
        return f"The last day on which a pair could begin was {last}. Only an extension would leave room."
    return f"The last day on which a pair could begin was {last}. Nothing leaves room any more."
