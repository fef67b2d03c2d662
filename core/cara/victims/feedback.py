"""What a victim said between the workshops: kept for the worker alone, with what may be raised and how."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import Field
from sqlalchemy import func, insert, select

from cara.access import Action, Subject
from cara.acting import new_key, tell
from cara.casework import Instance
from cara.casework.details import Details
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.details import OptionalParagraph
from cara.victims.drafts import DraftKind, drop_draft
from cara.victims.rows import VictimRow, find_victim, place_in_use
from cara.victims.states import ContactStatus, WrongContact
from cara.victims.words import SafetyNow
from cara.vocabulary.text import Paragraph

MOST_RAISED = 6


class MayRaise(Details):
    """One thing that the victim agreed may be raised, and in which way."""

    what: Paragraph = Field(title="what may be raised")
    how: Paragraph = Field(title="how it may be raised")


class FeedbackSaid(Details):
    """What was said. Whatever is left out was not said, and nothing of it may be raised that is not named."""

    better: OptionalParagraph = Field(default=None, title="what is better")
    worse: OptionalParagraph = Field(default=None, title="what is worse")
    safety: SafetyNow = Field(title="how safe he or she feels")
    needs: OptionalParagraph = Field(default=None, title="what help is wanted")
    children: OptionalParagraph = Field(default=None, title="the children")
    never: OptionalParagraph = Field(default=None, title="what must never be raised")
    may_raise: tuple[MayRaise, ...] = Field(default=(), max_length=MOST_RAISED, title="what may be raised")

    @property
    def not_agreed(self) -> Iterator[str]:
        """Give every text of it that was not agreed to be raised."""
        texts = (self.better, self.worse, self.needs, self.children, self.never)
        return (text for text in texts if text)


@dataclass(frozen=True, slots=True)
class FeedbackSeen:
    """What was said on one day, as the worker sees it again."""

    number: int
    said: FeedbackSaid = field(repr=False)
    at: datetime
    by: str


def record_feedback(instance: Instance, actor: Subject, code: str, said: FeedbackSaid, *, now: datetime) -> int:
    """Record what a victim said, and give its number; a later one adds to the earlier.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
        WrongContact: nobody has spoken to the victim.
    """

    def work(unit: Unit) -> int:
        row = find_victim(unit, actor, Action.RECORD_FEEDBACK, code, now, lock=True)
        if row.status is not ContactStatus.REACHED:
            raise WrongContact(row.code, row.status, "Recording what was said")
        number = _store(unit, row, said, actor, now)
        drop_draft(unit, row, actor, DraftKind.FEEDBACK)
        tell(unit, actor, "feedback_recorded", row.told_as, now, row.access, about=row.reference, number=number)
        return number

    return instance.database.run(work)


def _store(unit: Unit, row: VictimRow, said: FeedbackSaid, actor: Subject, now: datetime) -> int:
    earlier = unit.scalar(select(func.max(v.VictimFeedback.number)).where(v.VictimFeedback.victim_id == row.id)) or 0
    key, number = new_key(), earlier + 1
    sealed = unit.seal(v.VictimFeedback.said, key, said.model_dump_json())
    about = {"victim_id": row.id, "membership_id": place_in_use(unit, row.referral_id), "number": number}
    unit.execute(insert(v.VictimFeedback).values(key=key, said=sealed, at=now, by=actor.account, **about))
    return number


def see_feedback(instance: Instance, actor: Subject, code: str, *, now: datetime) -> tuple[FeedbackSeen, ...]:
    """See what a victim said, the newest first; the reading is audited before it is shown.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> tuple[FeedbackSeen, ...]:
        row = find_victim(unit, actor, Action.RECORD_FEEDBACK, code, now)
        tell(unit, actor, "feedback_seen", row.told_as, now, row.access, about=row.reference)
        return feedback_of(unit, row.id)

    return instance.database.run(work)


def feedback_of(unit: Unit, victim_id: int) -> tuple[FeedbackSeen, ...]:
    """Open what a victim said, the newest first."""
    query = (
        select(v.VictimFeedback, t.Account.code.label("by_code"))
        .join(t.Account, t.Account.id == v.VictimFeedback.by)
        .where(v.VictimFeedback.victim_id == victim_id)
        .order_by(v.VictimFeedback.number.desc())
    )
    return tuple(
        FeedbackSeen(
            number=row["number"],
            said=FeedbackSaid.model_validate_json(unit.unseal(v.VictimFeedback.said, row["key"], row["said"])),
            at=row["at"],
            by=row["by_code"],
        )
        for row in unit.execute(query).mappings().all()
    )
