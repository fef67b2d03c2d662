"""Days on the command line, and the one place where the clock is read."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from cara.cli.layout import printable

ZONE = ZoneInfo("Europe/London")
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

F = TypeVar("F", bound=Callable[..., Any])  # Any: whatever a command takes


def now() -> datetime:
    """Give this moment in the zone in which the law's days begin and end."""
    return datetime.now(ZONE)


def today() -> date:
    """Give this day in the zone in which the law's days begin and end."""
    return now().date()


def read_day(typed: str, first: date = FIRST_DAY, last: date = LAST_DAY) -> date:
    """Read a day written YYYY-MM-DD in ASCII digits, between two days that are both included.

    Raises:
        ValueError: saying what the day must be.
    """
    if not _WRITTEN.match(typed):
        raise ValueError("must be a day written YYYY-MM-DD, for example 2026-11-23")
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise ValueError("must be a day of the calendar") from error
    if not first <= day <= last:
        raise ValueError(f"must be a day from {first} to {last}")
    return day


def _day_given(_context: click.Context, _parameter: click.Parameter, typed: str) -> date:
    try:
        return read_day(typed)
    except ValueError as error:
        raise click.BadParameter(f"'{printable(typed[:40])}' {error}.") from error


def on_option(command: F) -> F:
    """Add ``--on DATE``, which is today unless it is given."""
    return click.option(
        "--on",
        type=str,
        callback=_day_given,
        metavar="YYYY-MM-DD",
        default=lambda: today().isoformat(),
        show_default="today in Europe/London",
        help="The day whose rules are used.",
    )(command)
