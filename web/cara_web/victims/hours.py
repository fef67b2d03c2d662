"""The hours in which contact is safe, as people type them: a beginning and an end for each day of the week."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from cara.victims.details import MOST_HOURS, HoursSaid
from cara_web.layout.form_body import NotAForm, Submitted
from cara_web.layout.forms import FieldError, Form

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EDGES = ("from", "until")
MOST_A_DAY = MOST_HOURS // len(DAYS)
_FIELD = re.compile(r"(from|until)-([0-6])-([1-9][0-9]?)\Z")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?\Z", re.IGNORECASE)
_NOON = 12
_DAY = 24
_HOUR = 60


@dataclass(frozen=True, slots=True)
class HoursRead:
    """What was typed: the hours that can be read, and what is wrong with the others."""

    hours: tuple[HoursSaid, ...]
    errors: tuple[FieldError, ...]


def is_of_hours(name: str) -> bool:
    """Tell whether a field is one of the hours."""
    return _FIELD.match(name) is not None


def read_hours(submitted: Submitted) -> HoursRead:
    """Read the hours of a form; a row with nothing in it is a day without hours."""
    rows = sorted({_row(name) for name in submitted.fields if is_of_hours(name)})
    if len(rows) > MOST_HOURS:
        raise NotAForm(f"it has hours in more than {MOST_HOURS} rows")
    read = [_read(day, number, submitted) for day, number in rows]
    return HoursRead(
        tuple(one for one in read if isinstance(one, HoursSaid)),
        tuple(one for one in read if isinstance(one, FieldError)),
    )


def _row(name: str) -> tuple[int, int]:
    found = _FIELD.match(name)
    assert found
    return int(found[2]), int(found[3])


def _read(day: int, number: int, submitted: Submitted) -> HoursSaid | FieldError | None:
    names = [f"{edge}-{day}-{number}" for edge in EDGES]
    typed = [submitted.one(name).strip() for name in names]
    if not any(typed):
        return None
    moments = [read_time(text) for text in typed]
    for name, moment in zip(names, moments, strict=True):
        if moment is None:
            return FieldError(name, f"{DAYS[day]}: enter both times like 18:00 or 6pm", name)
    begins, ends = moments
    assert begins
    assert ends
    if begins >= ends:
        return FieldError(names[1], f"{DAYS[day]}: the end must be later than the beginning, on the same day", names[1])
    return HoursSaid(weekday=day, begins=begins, ends=ends)


def read_time(typed: str) -> time | None:
    """Read ``18:00``, ``18.00``, ``6pm`` or ``6.30 pm``; of an hour alone it cannot be told which half of the day it is."""
    found = _CLOCK.match(typed.strip())
    if found is None or (found[2] is None and found[3] is None):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return None
    hour = hour % _NOON + (_NOON if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < _DAY and minute < _HOUR else None


def typed_of(hours: Sequence[HoursSaid]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Write hours as the form holds them."""
    seen: dict[int, int] = {}
    for said in sorted(hours, key=lambda one: (one.weekday, one.begins)):
        number = seen[said.weekday] = seen.get(said.weekday, 0) + 1
        yield f"from-{said.weekday}-{number}", (in_clock(said.begins),)
        yield f"until-{said.weekday}-{number}", (in_clock(said.ends),)


def in_clock(moment: time) -> str:
    """Write a time as the form holds it."""
    return moment.strftime("%H:%M")


def rows_of(form: Form) -> Sequence[tuple[str, Sequence[int]]]:
    """Give each day with the numbers of its rows: those that were typed, and one at least."""
    numbers: Mapping[int, set[int]] = {day: {1} for day in range(len(DAYS))}
    for name in form.typed:
        if is_of_hours(name):
            day, number = _row(name)
            numbers[day].add(number)
    return [(name, sorted(numbers[day])) for day, name in enumerate(DAYS)]


def in_lines(hours: Sequence[HoursSaid]) -> list[str]:
    """Write hours as people read them, a line for each run of days that are alike; days without hours are left out."""
    spans = [_spans(hours, day) for day in range(len(DAYS))]
    lines, first = [], 0
    for day in range(len(DAYS)):
        if day + 1 < len(DAYS) and spans[day + 1] == spans[day]:
            continue
        if spans[day]:
            days = DAYS[first] if first == day else f"{DAYS[first]} to {DAYS[day]}"
            lines.append(f"{days}: {spans[day]}")
        first = day + 1
    return lines


def _spans(hours: Sequence[HoursSaid], day: int) -> str:
    of_day = sorted((said.begins, said.ends) for said in hours if said.weekday == day)
    return " and ".join(f"{in_clock(begins)} to {in_clock(ends)}" for begins, ends in of_day)
