"""What a person decides about a message: try it again, hold it, cancel it."""

from collections.abc import Collection
from datetime import datetime

from cara.access import Access, Action, NotAllowed, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework.instance import Instance
from cara.casework.letters import view_for_message
from cara.casework.outbox.days import days_about
from cara.casework.outbox.rows import SEND, MessageRow, find_message, move_message
from cara.casework.outbox.telling import approved_digests, current_book, own_texts, try_to_write
from cara.casework.outbox.words import (
    MAY_BE_CANCELLED,
    MAY_BE_HELD,
    MAY_BE_TRIED_AGAIN,
    MessageEventKind,
    MessageStatus,
    WhyNot,
)
from cara.casework.referral_rows import find_by_id
from cara.messages.letters import WITH_DAYS, WITH_ONE_DAY
from cara.messages.moments import next_loud
from cara.messages.writing import Written, language_for
from cara.records import Unit, jobs
from cara.records import tables as t
from cara.vocabulary import CaraError, Channel, Occasion

S, E = MessageStatus, MessageEventKind

ABOUT_DAYS = WITH_DAYS | WITH_ONE_DAY | {Occasion.CANCELLED, Occasion.MISSED}
"""The occasions whose message names days, and must not go without."""


class NoSuchMessage(CaraError):
    """There is no such message, or this person may not see it; the two look alike."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("There is no such message here. Look for it in the list of messages.")


def look_up(unit: Unit, actor: Subject, code: str, action: Action, now: datetime) -> tuple[MessageRow, Access]:
    """Find a message for somebody who may do this to it.

    Raises:
        ProofNeeded: this person may, once he or she has proved again who it is.
        NoSuchMessage: there is none, or this person may not do this to it.
    """
    row = find_message(unit, code.upper().replace("-", ""))
    if row is None:
        permit(actor, action, None, now)
        raise NoSuchMessage(code)
    try:
        return row, permit(actor, action, find_by_id(unit, row.referral_id, actor).resource, now)
    except NotAllowed as refused:
        raise NoSuchMessage(code) from refused


def hold_message(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Hold a message that waits, until somebody lets it go.

    Raises:
        NoSuchMessage: there is none that this person may change.
        NotAccepted: it does not wait any more.
    """

    def work(unit: Unit) -> None:
        row, access = look_up(unit, actor, code, Action.CHANGE_MESSAGE, now)
        _stop(unit, row, MAY_BE_HELD, "held", now)
        move_message(unit, row, S.HELD, E.HELD, by=actor.code, at=now, problem=WhyNot.BY_A_PERSON)
        tell(unit, actor, "message_held", row.reference, now, access, message=row.code)

    instance.database.run(work)


def cancel_message(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Cancel a message that has not gone: it never goes.

    Raises:
        NoSuchMessage: there is none that this person may change.
        NotAccepted: it has gone, or is just being sent.
    """

    def work(unit: Unit) -> None:
        row, access = look_up(unit, actor, code, Action.CHANGE_MESSAGE, now)
        _stop(unit, row, MAY_BE_CANCELLED, "cancelled", now)
        move_message(unit, row, S.CANCELLED, E.CANCELLED, by=actor.code, at=now, problem=WhyNot.BY_A_PERSON)
        tell(unit, actor, "message_cancelled", row.reference, now, access, message=row.code)

    instance.database.run(work)


def _stop(unit: Unit, row: MessageRow, permitted: Collection[MessageStatus], done: str, now: datetime) -> None:
    _refuse_unless(row, permitted, done)
    if row.channel is not Channel.LETTER and not jobs.drop(unit, SEND, row.code, now=now) and row.status is S.WAITING:
        raise NotAccepted([Problem("message", "It is just being sent: look again in a minute")])


def _refuse_unless(row: MessageRow, permitted: Collection[MessageStatus], done: str) -> None:
    if row.status not in permitted:
        sentence = f"It cannot be {done} any more: it stands at '{row.status.label}'"
        raise NotAccepted([Problem("message", sentence)])


def try_again(instance: Instance, actor: Subject, code: str, *, now: datetime) -> MessageStatus:
    """Write a message anew, as things stand now, and let it go; gives where it stands then.

    Raises:
        NoSuchMessage: there is none that this person may change.
        NotAccepted: it has gone, waits already, what it was about is no longer so, or its wording fails still.
    """

    def work(unit: Unit) -> MessageStatus:
        row, access = look_up(unit, actor, code, Action.CHANGE_MESSAGE, now)
        _refuse_unless(row, MAY_BE_TRIED_AGAIN, "tried again")
        status = let_go(instance, unit, row, by=actor.code, now=now)
        tell(unit, actor, "message_let_go", row.reference, now, access, message=row.code)
        return status

    return instance.database.run(work)


def let_go(instance: Instance, unit: Unit, row: MessageRow, *, by: str, now: datetime) -> MessageStatus:
    """Write a message anew and let it wait for its turn.

    Raises:
        NotAccepted: what it was about is no longer so, its wording fails still, or it is just being sent.
    """
    written = _written_anew(instance, unit, row, now)
    at = next_loud(max(now, row.due_at), instance.zone)
    status = S.TO_PRINT if row.channel is Channel.LETTER else S.WAITING
    if status is S.WAITING and not jobs.again(unit, SEND, row.code, due_at=at):
        raise NotAccepted([Problem("message", "It is just being sent: look again in a minute")])
    sealed = unit.seal(t.Message.content, row.code, written.as_json())
    language = written.language.value
    move_message(unit, row, status, E.AGAIN, by=by, at=now, next_at=at, content=sealed, language=language)
    return status


def _written_anew(instance: Instance, unit: Unit, row: MessageRow, now: datetime) -> Written:
    referral = find_by_id(unit, row.referral_id)
    days = days_about(unit, referral.id, row.occasion, row.number, row.day, at=row.made_at)
    view = view_for_message(instance, unit, referral, days=days, now=now)
    if row.occasion in ABOUT_DAYS and not _still(row, [one.day for one in view.appointments]):
        raise NotAccepted([Problem("message", "The days that it was about are no longer this person's: cancel it")])
    wording = language_for(
        view, own_texts(instance, current_book(instance, unit, referral), now), approved_digests(unit)
    )
    written = try_to_write(instance, view, row.occasion, row.number, row.channel, wording, now)
    if written is None:
        raise NotAccepted([Problem("message", "The wording still cannot be filled in: have it corrected first")])
    return written


def _still(row: MessageRow, days: Collection[object]) -> bool:
    return bool(days) and (row.day is None or row.day in days)
