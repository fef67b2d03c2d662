"""Writing a message anew, as things stand now: a person lets it go, or it would go to a number or address that was wrong.

When a participant's number or address is corrected, what waits to go to the old one is cancelled visibly and made anew to
the new one, in the same transaction. What has gone, or is just being sent, stays as it is. Nothing goes to both.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cara.acting import SYSTEM, tell
from cara.casework.details import PersonContact
from cara.casework.instance import Instance
from cara.casework.letters import view_for_message
from cara.casework.outbox.days import days_about
from cara.casework.outbox.rows import MESSAGES, SEND, MessageRow, NewMessage, find_message, found, move_message, store
from cara.casework.outbox.telling import (
    REMINDERS,
    UNSENT,
    approved_digests,
    cancel_as,
    current_book,
    order_of_ways,
    own_texts,
    try_to_write,
)
from cara.casework.outbox.words import MessageEventKind, MessageStatus, WhyNot
from cara.casework.personal import read_person
from cara.casework.referral_rows import ReferralRow, find_by_id
from cara.messages import Contact, ParticipantView
from cara.messages.letters import WITH_DAYS, WITH_ONE_DAY
from cara.messages.moments import next_loud, reminders
from cara.messages.writing import AS_LETTER_TOO, Written, channels_for, goes_to, language_for
from cara.policy import PolicyBook
from cara.records import Unit, jobs
from cara.records import tables as t
from cara.vocabulary import Channel, Occasion

S, E = MessageStatus, MessageEventKind

ABOUT_DAYS = WITH_DAYS | WITH_ONE_DAY | {Occasion.CANCELLED, Occasion.MISSED}
"""The occasions whose message names days, and must not go without."""


def view_anew(
    instance: Instance, unit: Unit, referral: ReferralRow, row: MessageRow, now: datetime
) -> ParticipantView | None:
    """Give what a message is written anew from; nothing where the days it was about are no longer this person's."""
    days = days_about(unit, referral.id, row.occasion, row.number, row.day, at=row.made_at)
    view = view_for_message(instance, unit, referral, days=days, now=now)
    still = {one.day for one in view.appointments}
    holds = row.occasion not in ABOUT_DAYS or (bool(still) and (row.day is None or row.day in still))
    return view if holds else None


def write_to_corrected(
    instance: Instance, unit: Unit, referral: ReferralRow, before: PersonContact, after: PersonContact, *, now: datetime
) -> None:
    """Cancel what waits to go to a number or address that was corrected, and write it anew to the right one."""
    for row in _waiting(unit, referral, _ways_changed(before, after)):
        write_elsewhere(instance, unit, row, now=now)


def _ways_changed(before: PersonContact, after: PersonContact) -> Collection[Channel]:
    was, now_is = (Contact(one.phone, one.email) for one in (before, after))
    ways = {way for way in (Channel.SMS, Channel.EMAIL) if goes_to(was, way) != goes_to(now_is, way)}
    return ways if before.address == after.address else ways | {Channel.LETTER}


def _waiting(unit: Unit, referral: ReferralRow, ways: Collection[Channel]) -> list[MessageRow]:
    query = MESSAGES.where(
        t.Message.referral_id == referral.id,
        t.Message.channel.in_([way.value for way in ways]),
        t.Message.status.in_([status.value for status in UNSENT]),
    )
    rows = unit.execute(query.order_by(t.Message.id).with_for_update(of=t.Message)).mappings().all()
    return [found(row) for row in rows]


def goes_elsewhere(unit: Unit, row: MessageRow, written: Written) -> bool:
    """Tell whether a text message or an email would go to another number or address than the participant's own now."""
    person = read_person(unit, find_by_id(unit, row.referral_id))
    return person is not None and written.to != goes_to(Contact(person.phone, person.email), row.channel)


def write_elsewhere(instance: Instance, unit: Unit, row: MessageRow, *, now: datetime) -> None:
    """Cancel a message that would go to a wrong number or address, and write it anew to where it reaches the person.

    It goes the same way while that is possible, and at the same time. What somebody held stays held. It is not made
    anew where its days are no longer the person's, where a letter goes anyhow, or would come too late.
    """
    cancel_as(unit, row, WhyNot.CONTACT_CORRECTED, now=now)
    referral = find_by_id(unit, row.referral_id)
    view = view_anew(instance, unit, referral, row, now)
    if view is None:
        return
    book = current_book(instance, unit, referral)
    way = _way(instance, book, view, row, now)
    due_at = _due(row, way, view, instance.zone, now) if way else None
    if way is None or due_at is None:
        return
    new = _again(instance, unit, book, view, row, way, due_at, now)
    store(unit, new, now=now)
    if row.problem is WhyNot.BY_A_PERSON:
        _hold(unit, new.code, now)
    tell(unit, None, "messages_made", row.reference, now, occasion=row.occasion.value, messages=(new.code,))


def _again(
    instance: Instance,
    unit: Unit,
    book: PolicyBook,
    view: ParticipantView,
    row: MessageRow,
    way: Channel,
    due_at: datetime,
    now: datetime,
) -> NewMessage:
    wording = language_for(view, own_texts(instance, book, now), approved_digests(unit))
    dated = replace(view, written_on=instance.today(due_at))
    return NewMessage(
        referral_id=row.referral_id,
        code=instance.draw_code(),
        occasion=row.occasion,
        number=row.number,
        day=row.day,
        channel=way,
        language=wording.language.value,
        written=try_to_write(instance, dated, row.occasion, row.number, way, wording, now),
        due_at=due_at,
        happened_at=row.made_at,
    )


def _way(instance: Instance, book: PolicyBook, view: ParticipantView, row: MessageRow, now: datetime) -> Channel | None:
    """Give the way that it went before if that is still possible, or else the area's first; nothing beside a letter."""
    if channels_for(view.contact, row.occasion, (row.channel,))[0] is row.channel:
        return row.channel
    first = channels_for(view.contact, row.occasion, order_of_ways(instance, book, now))[0]
    return None if first is Channel.LETTER and row.occasion in AS_LETTER_TOO else first


def _due(row: MessageRow, way: Channel, view: ParticipantView, zone: ZoneInfo, now: datetime) -> datetime | None:
    if row.occasion not in REMINDERS or way is row.channel or way is not Channel.LETTER:
        return next_loud(max(now, row.due_at), zone)
    planned = reminders(view.appointments, way, zone, now)
    return next((at for occasion, one, at in planned if (occasion, one.day) == (row.occasion, row.day)), None)


def _hold(unit: Unit, code: str, now: datetime) -> None:
    jobs.drop(unit, SEND, code, now=now)
    made = find_message(unit, code)
    if made is not None:
        move_message(unit, made, S.HELD, E.HELD, by=SYSTEM, at=now, problem=WhyNot.BY_A_PERSON)
