"""Seeing messages: the area manager all of them, an officer that there was one. Lists open nothing and name nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework.instance import Instance
from cara.casework.outbox.deciding import look_up
from cara.casework.outbox.rows import MESSAGES, MessageRow, found
from cara.casework.outbox.words import HAS_LEFT, MessageEventKind, MessageStatus, WhyNot
from cara.casework.referral_rows import find_head_for
from cara.casework.standing import IN_CONFLICT
from cara.messages.writing import Written
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Channel, Occasion, Reference, Word

PAGE = 50
MOST_DOWNLOADED = 20_000
S = MessageStatus


class Tab(Word):
    """A part of the outbox."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    HELD = "held", "Held"
    KEPT = "kept", "Kept here"
    CANCELLED = "cancelled", "Cancelled"


IN_TAB: Mapping[Tab, frozenset[MessageStatus]] = {
    Tab.WAITING: frozenset({S.WAITING, S.SENDING, S.TO_PRINT}),
    Tab.SENT: HAS_LEFT,
    Tab.FAILED: frozenset({S.FAILED, S.NOT_KNOWN}),
    Tab.HELD: frozenset({S.HELD}),
    Tab.KEPT: frozenset({S.KEPT}),
    Tab.CANCELLED: frozenset({S.CANCELLED}),
}
"""Each status stands in one tab."""


@dataclass(frozen=True, slots=True)
class MessageSearch:
    """What the outbox is narrowed to; ``before`` is the number of the message after which the page begins."""

    tab: Tab = Tab.WAITING
    occasion: Occasion | None = None
    channel: Channel | None = None
    about: Reference | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message in a list: no name and no word of it."""

    id: int
    code: str
    reference: Reference
    occasion: Occasion
    channel: Channel
    status: MessageStatus
    problem: WhyNot | None
    due_at: datetime
    changed_at: datetime

    @property
    def at(self) -> datetime:
        """Give the moment that matters: when it is due, or when it last changed."""
        return self.due_at if self.status in IN_TAB[Tab.WAITING] else self.changed_at


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Up to 50 messages; where the next page begins; how many stand in each tab.

    What waits stands in the order in which it is due, everything else with the newest first.
    """

    lines: tuple[MessageLine, ...]
    next_before: int | None
    counts: Mapping[Tab, int]


def list_messages(instance: Instance, actor: Subject, search: MessageSearch, *, now: datetime) -> MessagePage:
    """List messages. Those of participants whom this person may not see are not there, nor counted.

    Raises:
        NotAllowed: this person may not see messages.
    """
    permit(actor, Action.SEE_MESSAGES, None, now)
    with instance.database.read() as unit:
        rows = _rows(unit, actor, search, PAGE + 1)
        lines = tuple(line_of(row) for row in rows[:PAGE])
        return MessagePage(lines, lines[-1].id if len(rows) > PAGE else None, _counts(unit, actor))


def download_messages(
    instance: Instance, actor: Subject, search: MessageSearch, *, now: datetime
) -> tuple[MessageLine, ...]:
    """Give everything that a search finds, to take it away.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NotAccepted: it is more than can be taken away at once.
    """
    access = permit(actor, Action.EXPORT_MESSAGES, None, now)

    def work(unit: Unit) -> tuple[MessageLine, ...]:
        rows = _rows(unit, actor, search, MOST_DOWNLOADED + 1)
        if len(rows) > MOST_DOWNLOADED:
            sentence = f"These are more than {MOST_DOWNLOADED:,} messages: choose fewer"
            raise NotAccepted([Problem("occasion", sentence)])
        tell(unit, actor, "messages_downloaded", "messages", now, access, tab=search.tab.value)
        return tuple(line_of(row) for row in rows)

    return instance.database.run(work)


def _rows(unit: Unit, actor: Subject, search: MessageSearch, most: int) -> Sequence[MessageRow]:
    query = MESSAGES.where(~IN_CONFLICT, *_narrowed(search))
    order = (t.Message.due_at, t.Message.id) if search.tab is Tab.WAITING else (t.Message.id.desc(),)
    rows = unit.execute(query.order_by(*order).limit(most), {"asks": actor.account}).mappings()
    return [found(row) for row in rows]


def _narrowed(search: MessageSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [t.Message.status.in_([status.value for status in IN_TAB[search.tab]])]
    if search.occasion is not None:
        conditions.append(t.Message.occasion == search.occasion.value)
    if search.channel is not None:
        conditions.append(t.Message.channel == search.channel.value)
    if search.about is not None:
        conditions.append(t.Referral.reference == str(search.about))
    if search.before is not None:
        conditions.append(_on_later_pages(search.tab, search.before))
    return conditions


def _on_later_pages(tab: Tab, last: int) -> ColumnElement[bool]:
    """Give the condition that a message comes after one: what waits in the order in which it is due, the rest backwards."""
    if tab is not Tab.WAITING:
        return t.Message.id < last
    earlier = aliased(t.Message)
    due_at = select(earlier.due_at).where(earlier.id == last).scalar_subquery()
    return or_(t.Message.due_at > due_at, and_(t.Message.due_at == due_at, t.Message.id > last))


def _counts(unit: Unit, actor: Subject) -> Mapping[Tab, int]:
    query = (
        select(t.Message.status, func.count())
        .join(t.Referral, t.Referral.id == t.Message.referral_id)
        .where(~IN_CONFLICT)
        .group_by(t.Message.status)
    )
    counted = {row[0]: row[1] for row in unit.execute(query, {"asks": actor.account}).all()}
    return {tab: sum(counted.get(status.value, 0) for status in statuses) for tab, statuses in IN_TAB.items()}


def line_of(row: MessageRow) -> MessageLine:
    """Give a message as a list shows it."""
    return MessageLine(
        id=row.id,
        code=row.code,
        reference=Reference(row.reference),
        occasion=row.occasion,
        channel=row.channel,
        status=row.status,
        problem=row.problem,
        due_at=row.due_at,
        changed_at=row.changed_at,
    )


@dataclass(frozen=True, slots=True)
class EventSeen:
    """One thing that happened to a message."""

    what: MessageEventKind
    at: datetime
    by: str
    problem: WhyNot | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """One message with what it says, to whom, and everything that happened to it, the newest first."""

    line: MessageLine
    language: str
    written: Written | None
    events: tuple[EventSeen, ...]


def see_message(instance: Instance, actor: Subject, code: str, *, now: datetime) -> MessageSeen:
    """See one message.

    Raises:
        NoSuchMessage: there is none that this person may see.
    """

    def work(unit: Unit) -> MessageSeen:
        row, access = look_up(unit, actor, code, Action.SEE_MESSAGES, now)
        tell(unit, actor, "message_seen", row.reference, now, access, message=row.code)
        return MessageSeen(line_of(row), row.language, row.open(unit), _events(unit, row.id))

    return instance.database.run(work)


def _events(unit: Unit, message_id: int) -> tuple[EventSeen, ...]:
    events = t.MessageEvent
    query = (
        select(events.what, events.at, events.by, events.problem, events.next_at)
        .where(events.message_id == message_id)
        .order_by(events.id.desc())
    )
    return tuple(
        EventSeen(MessageEventKind(row.what), row.at, row.by, WhyNot(row.problem) if row.problem else None, row.next_at)
        for row in unit.execute(query).all()
    )


@dataclass(frozen=True, slots=True)
class ToldLine:
    """That a participant was told something: on which occasion, by which way and when, and not what."""

    occasion: Occasion
    channel: Channel
    status: MessageStatus
    at: datetime


def told_of(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> tuple[ToldLine, ...]:
    """Give what the participant of a referral was told, the newest first; the page that shows it is audited itself.

    Raises:
        NoSuchReferral: there is none that this person may see.
    """
    with instance.database.read() as unit:
        head = find_head_for(unit, actor, Action.SEE_REFERRAL, reference, now)
        query = (
            select(t.Message.occasion, t.Message.channel, t.Message.status, t.Message.due_at, t.Message.changed_at)
            .where(t.Message.referral_id == head.id)
            .order_by(t.Message.id.desc())
        )
        return tuple(
            ToldLine(Occasion(row.occasion), Channel(row.channel), MessageStatus(row.status), _moment(row))
            for row in unit.execute(query).all()
        )


def _moment(row: object) -> datetime:
    waits = getattr(row, "status", "") in {S.WAITING.value, S.TO_PRINT.value}
    moment: datetime = getattr(row, "due_at" if waits else "changed_at")
    return moment
