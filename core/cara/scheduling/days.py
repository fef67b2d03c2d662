"""Which days are open for a workshop: the policy's days of the week, less public holidays and the area's own dates."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import holidays

from cara.policy import ClosedDates, SchedulingPolicy
from cara.vocabulary import CaraError, Weekday

ONE_DAY = timedelta(days=1)


class ClosedDaysNotKnown(CaraError):
    """Say that the public holidays of a place and year are not known, so that no workshop day can be told."""

    def __init__(self, country: str, subdivision: str | None, year: int) -> None:
        self.country, self.subdivision, self.year = country, subdivision, year
        place = country if subdivision is None else f"{country}-{subdivision}"
        super().__init__(
            f"The public holidays of {place} in {year} are not known. "
            f"Check the date, and the country and subdivision in the area's rule about closed days."
        )


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    """Give a year's public holidays of a place (ISO 3166 codes) by day, substitute days included.

    Raises:
        ClosedDaysNotKnown: the place does not exist, or the year lies outside what is published about it.
    """
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=year)
    except NotImplementedError as problem:
        raise ClosedDaysNotKnown(country, subdivision, year) from problem
    if not found.start_year <= year <= found.end_year:
        raise ClosedDaysNotKnown(country, subdivision, year)
    return MappingProxyType(dict(found.items()))


def why_closed(policy: SchedulingPolicy, day: date) -> str | None:
    """Say in a few words why no workshop is held on a day; ``None`` if the day is open."""
    if day.weekday() not in _weekday_numbers(policy.weekdays):
        return "not a day of the week on which workshops are held"
    if day in policy.closed.own:
        return "a closed day of the area"
    return _holiday(policy.closed, day)


@lru_cache(maxsize=256)
def _weekday_numbers(weekdays: frozenset[Weekday]) -> frozenset[int]:
    return frozenset(weekday.position for weekday in weekdays)


def _holiday(closed: ClosedDates, day: date) -> str | None:
    if not closed.public_holidays:
        return None
    name = public_holidays(closed.country, closed.subdivision, day.year).get(day)
    return None if name is None else f"a public holiday ({name})"


def is_open(policy: SchedulingPolicy, day: date) -> bool:
    """Tell whether a workshop can be held on a day: a permitted day of the week that is not closed."""
    return why_closed(policy, day) is None


def days_between(first: date, last: date) -> Iterator[date]:
    """Go through the days from the first to the last, both included; none if the last is the earlier."""
    return (first + offset * ONE_DAY for offset in range((last - first).days + 1))


def open_days(policy: SchedulingPolicy, first: date, last: date) -> tuple[date, ...]:
    """List the open days from the first to the last, both included."""
    return tuple(day for day in days_between(first, last) if is_open(policy, day))
