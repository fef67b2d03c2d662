"""When a victim may be contacted: hours of the clock on the wall, on days of the week, until a day of review."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cara.victims.words import ContactWay, WhyNotNow

DAY = timedelta(days=1)
AHEAD = 14
"""How many days ahead the next safe time is looked for."""


@dataclass(frozen=True, slots=True, order=True)
class SafeHours:
    """From an hour until just before another, on one day of the week (0 is Monday), by the clock on the wall."""

    weekday: int
    begins: time
    ends: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:  # noqa: PLR2004 - the days of a week
            raise ValueError("a day of the week is 0 (Monday) to 6 (Sunday)")
        if self.begins >= self.ends:
            raise ValueError("the hours must end after they begin, on the same day")

    def hold(self, local: datetime) -> bool:
        """Tell whether a moment, by the clock on the wall, is in them."""
        return local.weekday() == self.weekday and self.begins <= local.time() < self.ends


@dataclass(frozen=True, slots=True)
class Instructions:
    """How a victim may be contacted safely, as far as it decides about a moment.

    ``ways`` are those that are allowed, ``hours`` when; ``review_on`` is the last day on which they hold.
    """

    ways: frozenset[ContactWay]
    hours: tuple[SafeHours, ...]
    review_on: date
    confirmed: bool = True


def why_not(
    instructions: Instructions | None,
    way: ContactWay,
    blocked: Collection[ContactWay],
    now: datetime,
    zone: ZoneInfo,
    *,
    wanted: bool = True,
) -> WhyNotNow | None:
    """Say why somebody may not be contacted in a way now, or nothing if it is safe as far as anybody has said.

    Args:
        instructions: the newest; ``None`` while there are none, and then there is no contact.
        way: the way that is asked about.
        blocked: the ways that may reach the participant.
        now: the moment, with its offset.
        zone: whose clock hangs on the wall.
        wanted: whether the victim wants any contact.

    The hours are those of a call or a text message; a letter or an email is not read when it is sent, so the hours
    hold for them too: whoever says when it is safe says it for all of them.
    """
    if instructions is None:
        return WhyNotNow.NO_INSTRUCTIONS
    local = now.astimezone(zone)
    against = {
        WhyNotNow.DOES_NOT_WANT: not wanted,
        WhyNotNow.NOT_CONFIRMED: not instructions.confirmed,
        WhyNotNow.REVIEW_DUE: local.date() > instructions.review_on,
        WhyNotNow.NOT_THIS_WAY: way not in instructions.ways,
        WhyNotNow.MAY_REACH_PARTICIPANT: way in blocked,
        WhyNotNow.OUTSIDE_HOURS: not any(hours.hold(local) for hours in instructions.hours),
    }
    return next((why for why, holds in against.items() if holds), None)


def next_safe_time(instructions: Instructions, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Give now if it is within the hours, or else when the next begin; nothing if none begin before the review.

    Where the clocks leave out the moment at which some hours begin, they begin when the clocks have gone forward; where
    they strike an hour twice, it is safe both times.
    """
    if any(hours.hold(now.astimezone(zone)) for hours in instructions.hours):
        return now if now.astimezone(zone).date() <= instructions.review_on else None
    return next(_beginnings(instructions, now, zone), None)


def _beginnings(instructions: Instructions, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    today = now.astimezone(zone).date()
    for day in (today + DAY * ahead for ahead in range(AHEAD)):
        if day > instructions.review_on:
            return
        of_day = [hours for hours in instructions.hours if hours.weekday == day.weekday()]
        for at in sorted(_candidates(day, of_day, zone)):
            if at > now and any(hours.hold(at.astimezone(zone)) for hours in of_day):
                yield at


def _candidates(day: date, of_day: Collection[SafeHours], zone: ZoneInfo) -> Iterator[datetime]:
    """Give every moment of a day at which hours can begin: at their time, or when the clocks change, on a whole hour."""
    for begins in {hours.begins for hours in of_day}:
        for fold in (0, 1):
            yield datetime.combine(day, begins.replace(fold=fold), zone).astimezone(UTC)
    for hour in range(24):
        yield datetime.combine(day, time(hour), zone).astimezone(UTC)
