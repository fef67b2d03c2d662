"""Dates as people type them, in three fields: day, month and year."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Part = Literal["day", "month", "year"]
PARTS: tuple[Part, ...] = ("day", "month", "year")
_DIGITS = re.compile(r"[0-9]{1,4}\Z")
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class DateProblem:
    """Why three fields are no date: the kind in the catalogue, and the parts that are wrong."""

    kind: str
    wrong: tuple[Part, ...]


def read_date(typed: dict[Part, str]) -> date | DateProblem | None:
    """Read the three parts; ``None`` if all of them are empty. Only the digits 0 to 9 are read."""
    given = {part: text.strip() for part, text in typed.items()}
    if not any(given.values()):
        return None
    empty: tuple[Part, ...] = tuple(part for part in PARTS if not given[part])
    if empty:
        return DateProblem("date_incomplete", empty)
    wrong: tuple[Part, ...] = tuple(part for part in PARTS if not _DIGITS.match(given[part]))
    if wrong:
        return DateProblem("date_digits", wrong)
    if len(given["year"]) != _YEAR_DIGITS:
        return DateProblem("date_year", ("year",))
    try:
        return date(int(given["year"]), int(given["month"]), int(given["day"]))
    except ValueError:
        return DateProblem("date_real", PARTS)
