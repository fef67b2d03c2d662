"""Messages as they are stored: written once, moved on with an event each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from cara.acting import SYSTEM
from cara.casework.outbox.words import MessageEventKind, MessageStatus, WhyNot
from cara.messages.writing import Written
from cara.records import Unit, jobs
from cara.records import tables as t
from cara.vocabulary import Channel, Occasion

SEND = "send_message"
"""The kind of job that sends a message; its resource is the message's code."""

# Built once: building a statement takes longer than running it.
_ADD = insert(t.Message).returning(t.Message.id)
_NOTE = insert(t.MessageEvent)
_MOVE = update(t.Message).where(t.Message.id == bindparam("own_id")).values(version=t.Message.version + 1)
_COLUMNS = (
    t.Message.id,
    t.Message.code,
    t.Message.referral_id,
    t.Message.occasion,
    t.Message.number,
    t.Message.day,
    t.Message.channel,
    t.Message.language,
    t.Message.status,
    t.Message.problem,
    t.Message.content,
    t.Message.due_at,
    t.Message.made_at,
    t.Message.changed_at,
    t.Referral.reference,
)
MESSAGES = select(*_COLUMNS).join(t.Referral, t.Referral.id == t.Message.referral_id)
_BY_CODE = MESSAGES.where(t.Message.code == bindparam("wanted"))
_LOCKED = _BY_CODE.with_for_update(of=t.Message)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be stored; ``written`` is nothing where its wording could not be filled in.

    ``happened_at`` is when what it tells happened, where that is not now.
    """

    referral_id: int
    code: str
    occasion: Occasion
    number: int | None
    day: date | None
    channel: Channel
    language: str
    written: Written | None
    due_at: datetime
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message, found."""

    id: int
    code: str
    referral_id: int
    reference: str
    occasion: Occasion
    number: int | None
    day: date | None
    channel: Channel
    language: str
    status: MessageStatus
    problem: WhyNot | None
    content: bytes | None
    due_at: datetime
    made_at: datetime
    changed_at: datetime

    def open(self, unit: Unit) -> Written | None:
        """Open what it says."""
        return Written.from_json(unit.unseal(t.Message.content, self.code, self.content)) if self.content else None


def store(unit: Unit, new: NewMessage, *, now: datetime) -> MessageStatus:
    """Store a message with what it waits for: to be sent, to be printed, or, where it could not be written, a person."""
    status, problem = _beginning(new)
    sealed = unit.seal(t.Message.content, new.code, new.written.as_json()) if new.written else None
    values = {
        "code": new.code,
        "referral_id": new.referral_id,
        "occasion": new.occasion.value,
        "number": new.number,
        "day": new.day,
        "channel": new.channel.value,
        "language": new.language,
        "status": status.value,
        "problem": problem.value if problem else None,
        "content": sealed,
        "due_at": new.due_at,
        "made_at": new.happened_at or now,
        "changed_at": now,
        "version": 1,
    }
    own_id = unit.execute(_ADD, values).scalar_one()
    note(unit, own_id, MessageEventKind.MADE, by=SYSTEM, at=now, next_at=new.due_at)
    if status is MessageStatus.HELD:
        note(unit, own_id, MessageEventKind.HELD, by=SYSTEM, at=now, problem=problem)
    if new.channel is not Channel.LETTER:
        jobs.enqueue(unit, SEND, new.code, due_at=new.due_at, now=now)
    return status


def _beginning(new: NewMessage) -> tuple[MessageStatus, WhyNot | None]:
    if new.written is None:
        return MessageStatus.HELD, WhyNot.TEMPLATE
    return (MessageStatus.TO_PRINT if new.channel is Channel.LETTER else MessageStatus.WAITING), None


def note(
    unit: Unit,
    message_id: int,
    what: MessageEventKind,
    *,
    by: str,
    at: datetime,
    problem: WhyNot | None = None,
    next_at: datetime | None = None,
) -> None:
    """Add an event."""
    values = {"what": what.value, "at": at, "by": by, "problem": problem.value if problem else None}
    unit.execute(_NOTE, {"message_id": message_id, "next_at": next_at, **values})


def move_message(
    unit: Unit,
    row: MessageRow,
    status: MessageStatus,
    what: MessageEventKind,
    *,
    by: str,
    at: datetime,
    problem: WhyNot | None = None,
    next_at: datetime | None = None,
    **values: object,
) -> None:
    """Move a message on, with its event."""
    changed = {"status": status.value, "problem": problem.value if problem else None, "changed_at": at, **values}
    if next_at is not None:
        changed["due_at"] = next_at
    unit.execute(_MOVE, {"own_id": row.id, **changed})
    note(unit, row.id, what, by=by, at=at, problem=problem, next_at=next_at)


def find_message(unit: Unit, code: str) -> MessageRow | None:
    """Find a message by its code; in a unit that writes nobody else changes it before that ends."""
    row = unit.execute(_LOCKED if unit.writable else _BY_CODE, {"wanted": code}).mappings().one_or_none()
    return found(row) if row is not None else None


def found(row: Mapping[Any, Any]) -> MessageRow:  # Any: SQLAlchemy's row mapping
    """Give a row of ``MESSAGES`` as a message."""
    read = {str(name): value for name, value in row.items()}
    return MessageRow(
        **{
            **read,
            "occasion": Occasion(read["occasion"]),
            "channel": Channel(read["channel"]),
            "status": MessageStatus(read["status"]),
            "problem": WhyNot(read["problem"]) if read["problem"] else None,
        }
    )
