"""What a participant is told after the booking: other days, none for now, none at all, one missed, both attended.

Each is told once. A message that has not gone when it no longer holds is cancelled, and stays to be seen.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, select

from cara.casework.instance import Instance
from cara.casework.outbox.days import days_ended, days_to_come
from cara.casework.outbox.rows import MESSAGES, found
from cara.casework.outbox.telling import (
    REMINDERS,
    UNSENT,
    cancel_as,
    drop_reminders,
    plan_reminders,
    supersede,
    tell_participant,
)
from cara.casework.outbox.words import MessageStatus, WhyNot
from cara.casework.referral_rows import ReferralRow
from cara.messages.letters import WITH_DAYS
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Occasion

BOTH = frozenset({1, 2})

_TOLD = (
    select(t.Message.occasion, t.Message.number, t.Message.day)
    .where(
        t.Message.referral_id == bindparam("referral"),
        t.Message.status != MessageStatus.CANCELLED.value,
        t.Message.occasion.not_in([occasion.value for occasion in REMINDERS]),
    )
    .order_by(t.Message.id)
)


def tell_of_other_days(instance: Instance, unit: Unit, row: ReferralRow, *, now: datetime) -> None:
    """Tell somebody the days of another place, or other days of the same one; nobody of whom none is to come."""
    days = days_to_come(unit, row.id)
    if not days:
        return
    told_before = {occasion for occasion, *_ in _told(unit, row)} & WITH_DAYS
    first = days.keys() == BOTH and not told_before
    tell_participant(instance, unit, row, Occasion.BOOKED if first else Occasion.MOVED, now=now)


def tell_of_no_days(instance: Instance, unit: Unit, row: ReferralRow, *, now: datetime) -> None:
    """Tell somebody who has just lost a place that its days will not be, and that others follow."""
    if days_ended(unit, row.id, now):
        tell_participant(instance, unit, row, Occasion.CANCELLED, now=now)


def tell_of_ending(instance: Instance, unit: Unit, row: ReferralRow, *, now: datetime) -> None:
    """Tell somebody that he or she need not come any more, unless that was the last thing told."""
    told = _told(unit, row)
    if not told or told[-1][0] is not Occasion.WITHDRAWN:
        tell_participant(instance, unit, row, Occasion.WITHDRAWN, now=now)


def tell_of_missing(instance: Instance, unit: Unit, row: ReferralRow, *, number: int, day: date, now: datetime) -> None:
    """Ask somebody once to make contact about a workshop of a day."""
    if (Occasion.MISSED, number, day) not in _told(unit, row):
        tell_participant(instance, unit, row, Occasion.MISSED, now=now, number=number, day=day)


def tell_of_completing(instance: Instance, unit: Unit, row: ReferralRow, *, now: datetime) -> None:
    """Thank somebody for coming to both, unless that was the last thing told."""
    told = _told(unit, row)
    if not told or told[-1][0] is not Occasion.COMPLETED:
        tell_participant(instance, unit, row, Occasion.COMPLETED, now=now)


def take_back(
    unit: Unit, row: ReferralRow, occasions: Collection[Occasion], *, now: datetime, number: int | None = None
) -> None:
    """Cancel what has not gone and was never so, because a register is corrected."""
    supersede(unit, row, occasions, now=now, why=WhyNot.REGISTER_CORRECTED, number=number)


def keep_reminders_right(instance: Instance, unit: Unit, row: ReferralRow, *, now: datetime) -> None:
    """Cancel the reminders of days that are no longer somebody's, and plan those of days that are his or hers again."""
    days = days_to_come(unit, row.id)
    if not days:
        drop_reminders(unit, row, now=now)
        return
    kept = set()
    of_reminders = t.Message.occasion.in_([occasion.value for occasion in REMINDERS])
    for one in unit.execute(MESSAGES.where(t.Message.referral_id == row.id, of_reminders)).mappings().all():
        reminder = found(one)
        if reminder.status is MessageStatus.CANCELLED:
            continue
        if reminder.status in UNSENT and reminder.day not in days.values():
            cancel_as(unit, reminder, WhyNot.PLACE_LEFT, now=now)
        else:
            kept.add((reminder.occasion, reminder.day))
    plan_reminders(instance, unit, row, now=now, but=kept)


def _told(unit: Unit, row: ReferralRow) -> list[tuple[Occasion, int | None, date | None]]:
    """Give what somebody was told or is about to be, the earliest first; reminders apart."""
    return [
        (Occasion(occasion), number, day) for occasion, number, day in unit.execute(_TOLD, {"referral": row.id}).all()
    ]
