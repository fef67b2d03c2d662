"""Letters to print: taken as one document, and marked once they are in the post."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework.instance import Instance
from cara.casework.outbox.listing import MessageLine, line_of
from cara.casework.outbox.rows import MESSAGES, MessageRow, found, move_message
from cara.casework.outbox.words import MessageEventKind, MessageStatus
from cara.casework.standing import IN_CONFLICT
from cara.messages.letters import Letter
from cara.records import Unit
from cara.records import tables as t

MOST_AT_ONCE = 100
S, E = MessageStatus, MessageEventKind


def letters_to_print(instance: Instance, actor: Subject, *, now: datetime) -> tuple[tuple[MessageLine, bool], ...]:
    """List the letters whose day has come, the oldest first, each with whether it was taken to be printed before.

    Raises:
        NotAllowed: this person does not print.
    """
    permit(actor, Action.PRINT_LETTERS, None, now)
    with instance.database.read() as unit:
        rows = _due(unit, actor, now)
        taken = _taken(unit, [row.id for row in rows])
        return tuple((line_of(row), row.id in taken) for row in rows)


def print_letters(instance: Instance, actor: Subject, *, now: datetime) -> tuple[Letter, ...]:
    """Take the letters whose day has come, at most 100 at once, for one document. Each is an entry of the audit trail.

    Raises:
        NotAllowed: this person does not print.
        NotAccepted: there is none.
    """
    access = permit(actor, Action.PRINT_LETTERS, None, now)

    def work(unit: Unit) -> tuple[Letter, ...]:
        letters = []
        for row in _due(unit, actor, now):
            written = row.open(unit)
            if written is not None and written.letter is not None:
                letters.append(written.letter)
                move_message(unit, row, S.TO_PRINT, E.TAKEN_TO_PRINT, by=actor.code, at=now)
                tell(unit, actor, "letters_taken", row.reference, now, access, message=row.code)
        if not letters:
            raise NotAccepted([Problem("letters", "There is no letter to print")])
        return tuple(letters)

    return instance.database.run(work)


def mark_printed(instance: Instance, actor: Subject, codes: Collection[str], *, now: datetime) -> int:
    """Mark letters as printed and posted, and tell how many; one that is marked already stays as it is.

    Raises:
        NotAllowed: this person does not print.
        NotAccepted: none is chosen.
    """
    access = permit(actor, Action.PRINT_LETTERS, None, now)
    if not codes:
        raise NotAccepted([Problem("letters", "Select the letters that you have printed and posted")])

    def work(unit: Unit) -> int:
        chosen = [row for row in _due(unit, actor, now) if row.code in codes]
        for row in chosen:
            move_message(unit, row, S.PRINTED, E.PRINTED, by=actor.code, at=now)
            tell(unit, actor, "letters_printed", row.reference, now, access, message=row.code)
        return len(chosen)

    return instance.database.run(work)


def _due(unit: Unit, actor: Subject, now: datetime) -> Sequence[MessageRow]:
    query = (
        MESSAGES.where(~IN_CONFLICT, t.Message.status == S.TO_PRINT.value, t.Message.due_at <= now)
        .order_by(t.Message.id)
        .limit(MOST_AT_ONCE)
    )
    query = query.with_for_update(of=t.Message) if unit.writable else query
    return [found(row) for row in unit.execute(query, {"asks": actor.account}).mappings()]


def _taken(unit: Unit, ids: Sequence[int]) -> set[int]:
    events = t.MessageEvent
    query = select(events.message_id).where(events.message_id.in_(ids), events.what == E.TAKEN_TO_PRINT.value)
    return set(unit.execute(query).scalars())
