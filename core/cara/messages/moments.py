"""When something may leave: never between eight in the evening and eight in the morning, local time."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cara.messages.participant import Appointment
from cara.vocabulary import Channel, Occasion

QUIET_FROM, QUIET_UNTIL = time(20), time(8)
REMINDED_AT = time(10)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
POST_TAKES = timedelta(days=3)
"""How much earlier a letter is printed than a short message would be sent."""


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether nothing may leave now."""
    local = now.astimezone(zone).time()
    return local >= QUIET_FROM or local < QUIET_UNTIL


def next_loud(now: datetime, zone: ZoneInfo) -> datetime:
    """Give now, or the next eight in the morning where it is quiet now."""
    local = now.astimezone(zone)
    if not is_quiet(now, zone):
        return now
    day = local.date() + (DAY if local.time() >= QUIET_FROM else timedelta(0))
    return datetime.combine(day, QUIET_UNTIL, zone).astimezone(UTC)


def reminders(
    appointments: tuple[Appointment, ...], channel: Channel, zone: ZoneInfo, now: datetime
) -> Iterator[tuple[Occasion, Appointment, datetime]]:
    """Give the reminders that are still to come: a week and a day before each appointment, at ten in the morning.

    A letter goes out three days earlier, and there is none the day before: it would come too late.
    """
    by_post = channel is Channel.LETTER
    ahead = {Occasion.REMINDER_WEEK: WEEK + (POST_TAKES if by_post else timedelta(0)), Occasion.REMINDER_DAY: DAY}
    for appointment in appointments:
        for occasion, before in ahead.items():
            at = datetime.combine(appointment.day - before, REMINDED_AT, zone).astimezone(UTC)
            if at > now and not (by_post and occasion is Occasion.REMINDER_DAY):
                yield occasion, appointment, at
