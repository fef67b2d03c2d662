"""Dates as the law and people use them: whole days in the instance's time zone."""

from calendar import isleap, monthrange
from datetime import date, datetime, tzinfo
from functools import lru_cache

from cara.vocabulary.errors import CaraError

_MONTHS_A_YEAR = 12
_DAYS_KEPT = 4096


class NaiveTime(CaraError, ValueError):
    """Refuse a time without a zone: which day it falls on cannot be known."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        super().__init__(f"The time {now.isoformat()} has no time zone; pass one that has, such as UTC.")


def day_in(zone: tzinfo, now: datetime) -> date:
    """Give the day that it is in a zone at an instant. Clock changes are the zone's; the day itself has no hours.

    Raises:
        NaiveTime: the instant has no zone of its own.
    """
    if now.utcoffset() is None:
        raise NaiveTime(now)
    return now.astimezone(zone).date()


def add_months(day: date, months: int) -> date:
    """Move a day by whole months, back for a negative number; a day that the month lacks becomes its last day."""
    total = day.year * _MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(total, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age_on(day: date, born: date) -> int:
    """Give the age in completed years on a day.

    An age is reached at the start of the birthday (Family Law Reform Act 1969, s.9). Somebody born on 29 February
    reaches it on 1 March in a common year: the later, and so the more careful, of the two readings.
    """
    birthday = date(day.year, 3, 1) if _born_on_leap_day(born) and not isleap(day.year) else born.replace(year=day.year)
    return day.year - born.year - (day < birthday)


def _born_on_leap_day(born: date) -> bool:
    return (born.month, born.day) == (2, 29)


@lru_cache(_DAYS_KEPT)
def in_words(day: date, *, weekday: bool = True) -> str:
    """Write a day as people read it: ``Saturday 28 November 2026``."""
    text = f"{day.day} {day:%B} {day.year}"
    return f"{day:%A} {text}" if weekday else text


def in_moment(moment: datetime, zone: tzinfo) -> str:
    """Write a moment as people read it in a zone: ``28 November 2026 at 9.30am``."""
    local = moment.astimezone(zone)
    hour, half = local.hour % 12 or 12, "am" if local.hour < 12 else "pm"  # noqa: PLR2004 - noon
    minutes = f".{local.minute:02}" if local.minute else ""
    return f"{in_words(local.date(), weekday=False)} at {hour}{minutes}{half}"
