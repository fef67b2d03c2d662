"""What a worker is just writing, kept sealed on the server while the call lasts: one draft for each form and worker."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select

from cara.access import Action, Subject
from cara.acting import NotAccepted, Problem, tell
from cara.casework import Instance
from cara.records import Unit
from cara.records.tables import victims as v
from cara.victims.rows import VictimRow, find_victim
from cara.vocabulary import Word

Typed = Mapping[str, Sequence[str]]
"""The fields of a form as they were typed: checked when the form is stored, not before."""

LONGEST = 60_000


class DraftKind(Word):
    """Which form a draft is of."""

    ATTEMPT = "attempt", "What came of an attempt"
    DETAILS = "details", "Who the victim is"
    SAFE_CONTACT = "safe_contact", "How contact is safe"
    FEEDBACK = "feedback", "What was said"
    BRIEFING = "briefing", "The briefing for the facilitators"
    CONCERN = "concern", "A safeguarding concern"


def save_draft(instance: Instance, actor: Subject, code: str, kind: DraftKind, typed: Typed, *, now: datetime) -> None:
    """Keep what is typed, in the place of what this worker's draft of that form held before.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
        NotAccepted: it is longer than anything that could be stored.
    """
    body = json.dumps({name: list(values) for name, values in typed.items()}, sort_keys=True)
    if len(body) > LONGEST:
        raise NotAccepted([Problem("draft", "This is too long to be kept. Shorten the longest answer")])

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.RECORD_CONTACT, code, now, lock=True)
        drop_draft(unit, row, actor, kind)
        sealed = unit.seal(v.VictimDraft.body, _key(row, actor, kind), body)
        whose = {"account_id": actor.account, "victim_id": row.id, "kind": kind.value}
        unit.execute(insert(v.VictimDraft).values(body=sealed, saved_at=now, **whose))
        tell(unit, actor, "draft_kept", row.told_as, now, row.access, kind=kind.value)

    instance.database.run(work)


def draft_of(instance: Instance, actor: Subject, code: str, kind: DraftKind, *, now: datetime) -> Typed:
    """Give what this worker had typed into a form and not stored; nothing if there is no draft.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> Typed:
        row = find_victim(unit, actor, Action.RECORD_CONTACT, code, now)
        body = unit.scalar(select(v.VictimDraft.body).where(*_mine(row, actor), v.VictimDraft.kind == kind.value))
        tell(unit, actor, "draft_read", row.told_as, now, row.access, kind=kind.value)
        if body is None:
            return {}
        kept = json.loads(unit.unseal(v.VictimDraft.body, _key(row, actor, kind), body))
        return {name: tuple(values) for name, values in kept.items()}

    return instance.database.run(work)


def give_up_draft(instance: Instance, actor: Subject, code: str, kind: DraftKind, *, now: datetime) -> None:
    """Take a draft away that is not wanted any more.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.RECORD_CONTACT, code, now)
        drop_draft(unit, row, actor, kind)
        tell(unit, actor, "draft_dropped", row.told_as, now, row.access, kind=kind.value)

    instance.database.run(work)


def drop_draft(unit: Unit, row: VictimRow, actor: Subject, kind: DraftKind) -> None:
    """Take a draft away in the transaction that stores what it was of."""
    unit.execute(delete(v.VictimDraft).where(*_mine(row, actor), v.VictimDraft.kind == kind.value))


def drop_drafts_about(unit: Unit, victim_id: int) -> None:
    """Take every draft about a victim away, since whoever wrote them contacts him or her no longer."""
    unit.execute(delete(v.VictimDraft).where(v.VictimDraft.victim_id == victim_id))


def _mine(row: VictimRow, actor: Subject) -> tuple[ColumnElement[bool], ...]:
    return (v.VictimDraft.victim_id == row.id, v.VictimDraft.account_id == actor.account)


def _key(row: VictimRow, actor: Subject, kind: DraftKind) -> str:
    return f"{row.key}/{actor.code}/{kind.value}"
