"""Telling a participant something: the message is written in the very transaction that causes it.

Whether, when, by which way and in which language is decided by the participant's own number, address and language and
by the area's policy, and by nothing else: everything comes from a view that has no field about the victim.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from cara.acting import SYSTEM, tell
from cara.areas import AreaUnavailable
from cara.casework.instance import Instance
from cara.casework.letters import view_for_message
from cara.casework.outbox.days import Days, days_about
from cara.casework.outbox.rows import MESSAGES, SEND, MessageRow, NewMessage, found, move_message, store
from cara.casework.outbox.words import MessageEventKind, MessageStatus, WhyNot
from cara.casework.referral_rows import ReferralRow
from cara.messages import Appointment, ParticipantView
from cara.messages.calendar import calendar_file
from cara.messages.letters import WITH_DAYS, appointments_about
from cara.messages.moments import next_loud, reminders
from cara.messages.wording import Wording
from cara.messages.writing import USUAL_CHANNELS, Written, channels_for, language_for, write
from cara.policy import UNKNOWN, MessageChannels, MessageTemplates, PolicyBook, TemplateText
from cara.records import Unit, jobs
from cara.records import tables as t
from cara.vocabulary import Channel, Occasion

REMINDERS = frozenset({Occasion.REMINDER_WEEK, Occasion.REMINDER_DAY})
UNSENT = frozenset({MessageStatus.WAITING, MessageStatus.TO_PRINT, MessageStatus.HELD})
"""Where a message has not gone, and may still be cancelled without anybody having seen it."""

_OF_PLACES = REMINDERS | {
    Occasion.BOOKED,
    Occasion.PLACE_TO_FOLLOW,
    Occasion.MOVED,
    Occasion.CANCELLED,
    Occasion.WITHDRAWN,
}
REPLACES: Mapping[Occasion, frozenset[Occasion]] = {
    Occasion.BOOKED: frozenset({Occasion.PLACE_TO_FOLLOW}),
    Occasion.MOVED: _OF_PLACES,
    Occasion.CANCELLED: REMINDERS,  # of days that were told last and have not gone, it must still be clear what they were
    Occasion.WITHDRAWN: _OF_PLACES | {Occasion.MISSED},
    Occasion.COMPLETED: _OF_PLACES | {Occasion.MISSED},
}
"""What an occasion makes wrong, or needless: such messages are cancelled if they have not gone."""

_APPROVED = select(t.WordingApproval.digest).where(t.WordingApproval.translator.is_not(None))


@dataclass(frozen=True, slots=True)
class _Writing:
    """Everything that one telling writes from."""

    instance: Instance
    unit: Unit
    row: ReferralRow
    view: ParticipantView
    wording: Wording
    channels: Sequence[Channel]
    now: datetime


def tell_participant(
    instance: Instance,
    unit: Unit,
    row: ReferralRow,
    occasion: Occasion,
    *,
    now: datetime,
    number: int | None = None,
    day: date | None = None,
) -> None:
    """Write what a participant is told on an occasion, and plan or drop the reminders that follow from it.

    A message whose wording fails is held with its reason; whatever causes it goes on.

    Args:
        instance: whose area and zone.
        unit: the transaction that causes it.
        row: the referral.
        occasion: what has happened.
        now: the moment.
        number: the workshop that it is about, where it is about one.
        day: that workshop's day.
    """
    days = days_about(unit, row.id, occasion, number, day, at=now)
    writing = _writing(instance, unit, row, occasion, days, now)
    supersede(unit, row, REPLACES.get(occasion, ()), now=now)
    at = next_loud(now, instance.zone)
    made = [_store(writing, occasion, number, channel, at) for channel in writing.channels]
    if occasion in WITH_DAYS:
        made += _plan_reminders(writing)
    tell(unit, None, "messages_made", row.reference, now, occasion=occasion.value, messages=tuple(made))


def plan_reminders(
    instance: Instance, unit: Unit, row: ReferralRow, *, now: datetime, but: Collection[tuple[Occasion, date | None]]
) -> None:
    """Plan the reminders of the days that are still to come, without those that are planned already."""
    occasion = Occasion.REMINDER_WEEK
    writing = _writing(instance, unit, row, occasion, days_about(unit, row.id, occasion, None, None, at=now), now)
    made = tuple(_plan_reminders(writing, but))
    if made:
        tell(unit, None, "messages_made", row.reference, now, occasion=occasion.value, messages=made)


def _writing(
    instance: Instance, unit: Unit, row: ReferralRow, occasion: Occasion, days: Days | None, now: datetime
) -> _Writing:
    book = current_book(instance, unit, row)
    view = view_for_message(instance, unit, row, days=days, now=now)
    wording = language_for(view, own_texts(instance, book, now), approved_digests(unit))
    channels = channels_for(view.contact, occasion, _order(instance, book, now))
    return _Writing(instance, unit, row, view, wording, channels, now)


def _plan_reminders(writing: _Writing, but: Collection[tuple[Occasion, date | None]] = ()) -> list[str]:
    channel, zone = writing.channels[0], writing.instance.zone
    return [
        _store(writing, occasion, appointment.number, channel, at, appointment)
        for occasion, appointment, at in reminders(writing.view.appointments, channel, zone, writing.now)
        if (occasion, appointment.day) not in but
    ]


def _store(
    writing: _Writing,
    occasion: Occasion,
    number: int | None,
    channel: Channel,
    at: datetime,
    appointment: Appointment | None = None,
) -> str:
    about = appointment or next(iter(appointments_about(writing.view, number)) if number else iter(()), None)
    code = writing.instance.draw_code()
    new = NewMessage(
        referral_id=writing.row.id,
        code=code,
        occasion=occasion,
        number=number,
        day=about.day if about else None,
        channel=channel,
        language=writing.wording.language.value,
        written=_written(writing, occasion, number, channel, at),
        due_at=at,
    )
    store(writing.unit, new, now=writing.now)
    return code


def _written(
    writing: _Writing, occasion: Occasion, number: int | None, channel: Channel, at: datetime
) -> Written | None:
    view = replace(writing.view, written_on=writing.instance.today(at))
    return try_to_write(writing.instance, view, occasion, number, channel, writing.wording, writing.now)


def try_to_write(
    instance: Instance,
    view: ParticipantView,
    occasion: Occasion,
    number: int | None,
    channel: Channel,
    wording: Wording,
    now: datetime,
) -> Written | None:
    """Write a message, or nothing where its wording fails."""
    try:
        written = write(view, occasion, number, channel, wording)
        if channel is Channel.EMAIL and occasion in WITH_DAYS:
            return replace(written, calendar=calendar_file(view, instance.zone, now=now).decode())
    except Exception:  # noqa: BLE001 - whatever is wrong with a text, the booking that causes it goes on
        return None
    return written


def drop_reminders(unit: Unit, row: ReferralRow, *, now: datetime) -> int:
    """Cancel the reminders that have not gone, visibly, and tell how many: the place was left or moved."""
    return supersede(unit, row, REMINDERS, now=now)


def supersede(
    unit: Unit,
    row: ReferralRow,
    occasions: Collection[Occasion],
    *,
    now: datetime,
    why: WhyNot = WhyNot.PLACE_LEFT,
    number: int | None = None,
) -> int:
    """Cancel the messages of some occasions that have not gone, visibly, and tell how many."""
    if not occasions:
        return 0
    waiting = MESSAGES.where(
        t.Message.referral_id == row.id,
        t.Message.occasion.in_([occasion.value for occasion in occasions]),
        t.Message.status.in_([status.value for status in UNSENT]),
    )
    about = waiting if number is None else waiting.where(t.Message.number == number)
    rows = [found(one) for one in unit.execute(about.with_for_update(of=t.Message)).mappings().all()]
    for one in rows:
        cancel_as(unit, one, why, now=now)
    return len(rows)


def cancel_as(unit: Unit, row: MessageRow, why: WhyNot, *, now: datetime) -> None:
    """Cancel a message that would be wrong now."""
    jobs.drop(unit, SEND, row.code, now=now)
    move_message(unit, row, MessageStatus.CANCELLED, MessageEventKind.CANCELLED, by=SYSTEM, at=now, problem=why)


def current_book(instance: Instance, unit: Unit, row: ReferralRow) -> PolicyBook:
    """Give the area's book as it is installed, whose wording is the newest, or else the one the referral entered by."""
    try:
        return instance.book
    except AreaUnavailable:
        return instance.book_of(unit, row.book_digest)


def own_texts(instance: Instance, book: PolicyBook, now: datetime) -> tuple[TemplateText, ...]:
    """Give the templates that the area words in its own way today."""
    rules = book.of_kind(MessageTemplates, instance.today(now))
    return tuple(text for rule in rules if rule.value != UNKNOWN for text in rule.value)


def _order(instance: Instance, book: PolicyBook, now: datetime) -> Sequence[Channel]:
    rules = book.of_kind(MessageChannels, instance.today(now))
    return next((rule.value for rule in rules if rule.value != UNKNOWN), USUAL_CHANNELS)


def approved_digests(unit: Unit) -> Collection[str]:
    """Give the digests of the wordings that a translator has approved."""
    return set(unit.execute(_APPROVED).scalars())
