"""Quarters of a year, as a commissioner counts them: whole days of the instance's zone."""

import re
from dataclasses import dataclass
from datetime import date

from cara.vocabulary import CaraError
from cara.vocabulary.dates import add_months

_WRITTEN = re.compile(r"(20[0-9]{2})-Q([1-4])\Z")


class NoSuchQuarter(CaraError):
    """What was asked for is no quarter."""

    def __init__(self, typed: str) -> None:
        self.typed = typed[:40]
        super().__init__("A quarter is written as 2026-Q3: the year, and the quarter from 1 to 4.")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a calendar year."""

    year: int
    number: int

    @classmethod
    def parse(cls, typed: str) -> "Quarter":
        """Read a quarter that is written as ``2026-Q3``.

        Raises:
            NoSuchQuarter: it is none.
        """
        found = _WRITTEN.match(typed)
        if found is None:
            raise NoSuchQuarter(typed)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Give the quarter in which a day lies."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first(self) -> date:
        """Give its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def until(self) -> date:
        """Give the first day after it."""
        return add_months(self.first, 3)

    @property
    def before(self) -> "Quarter":
        """Give the quarter before it."""
        return Quarter.of(add_months(self.first, -3))

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies in it."""
        return day is not None and self.first <= day < self.until

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"
