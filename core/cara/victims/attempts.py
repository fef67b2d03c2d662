"""Attempts to contact a victim: each is recorded with what came of it, and none of the results is a failure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import Field
from sqlalchemy import RowMapping, insert, select

from cara.access import Action, FieldGroup, Subject
from cara.acting import NotAccepted, Problem, new_key, tell
from cara.casework import Instance
from cara.casework.details import Details
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.details import OptionalParagraph
from cara.victims.drafts import DraftKind, drop_draft
from cara.victims.opening import forbidden_ways
from cara.victims.rows import VictimRow, find_victim, move, place_in_use, safe_contact_of
from cara.victims.states import ContactStatus, WrongContact
from cara.victims.words import ContactWay, Outcome

S = ContactStatus

TRIED_IN_VAIN = frozenset({Outcome.NO_ANSWER, Outcome.SOMEBODY_ELSE, Outcome.WRONG_NUMBER})
"""What comes of an attempt that we made ourselves: it can only have been made in a way that is allowed."""

MESSAGE_LEFT = re.compile(
    r"(?<!not )(?<!n't )(?<!n\N{RIGHT SINGLE QUOTATION MARK}t )(?<!never )(?<!without )\b(?:left|leave|leaving)\s+"
    r"(?:(?!no\b|not\b|never\b|neither\b)\w+\s+){0,3}?(?:voice\s?-?mail|message|answer\s?phone|note|card)\b"
    r"|(?<!no )\b(?:voice\s?-?mail|message|note|card)\s+(?:(?:was|is|has been)\s+)?left\b",
    re.IGNORECASE,
)
"""How a note says that something was left for the victim: that is no attempt but something to raise at once."""

MESSAGE_SENTENCE = (
    "This reads as if something was left for the victim. Nothing ever is: if it was, raise a safeguarding concern now; "
    "if not, word it otherwise"
)

LEADS_TO: Mapping[Outcome, ContactStatus] = {
    Outcome.SPOKE: S.REACHED,
    Outcome.NO_ANSWER: S.ATTEMPTED,
    Outcome.CALL_BACK: S.ATTEMPTED,
    Outcome.SOMEBODY_ELSE: S.ATTEMPTED,
    Outcome.WRONG_NUMBER: S.NO_CONTACT,
    Outcome.DECLINED: S.DECLINED,
    Outcome.UNREACHABLE: S.UNREACHABLE,
    Outcome.UNSAFE: S.UNSAFE,
}
"""Where each outcome leaves the contact. Whoever was spoken to once stays so when a later attempt finds nobody in."""


class AttemptMade(Details):
    """One attempt and what came of it."""

    way: ContactWay = Field(title="how")
    outcome: Outcome = Field(title="what came of it")
    note: OptionalParagraph = Field(default=None, title="a note")


@dataclass(frozen=True, slots=True)
class AttemptSeen:
    """One attempt as the worker sees it again."""

    way: ContactWay
    outcome: Outcome
    note: str | None = field(repr=False)
    at: datetime
    by: str


def record_attempt(
    instance: Instance, actor: Subject, code: str, attempt: AttemptMade, *, now: datetime
) -> ContactStatus:
    """Record an attempt, and give where the contact stands then.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
        WrongContact: there was no contact to be made.
        NotAccepted: it was made in a way that is not allowed, or a message was left: that is a concern to raise.
    """

    def work(unit: Unit) -> ContactStatus:
        row = find_victim(unit, actor, Action.RECORD_CONTACT, code, now, lock=True)
        after = after_attempt(row.status, attempt.outcome)
        if after is None:
            raise WrongContact(row.code, row.status, "Recording an attempt")
        _refuse_forbidden(unit, row, attempt)
        _store(unit, row, attempt, actor, now)
        drop_draft(unit, row, actor, DraftKind.ATTEMPT)
        moved = move(unit, row, after, by=actor.code, at=now)
        said = {"way": attempt.way.value, "outcome": attempt.outcome.value}
        tell(unit, actor, "contact_attempted", row.told_as, now, row.access, about=row.reference, **said)
        return moved.status

    return instance.database.run(work)


def _refuse_forbidden(unit: Unit, row: VictimRow, attempt: AttemptMade) -> None:
    problems = []
    if attempt.outcome in TRIED_IN_VAIN and attempt.way in forbidden_ways(
        unit, row, safe_contact_of(unit, row.id).said
    ):
        problems.append(Problem("way", "This way is not allowed. If it was used, raise a safeguarding concern now"))
    if attempt.note and MESSAGE_LEFT.search(attempt.note):
        problems.append(Problem("note", MESSAGE_SENTENCE))
    if problems:
        raise NotAccepted(problems)


def after_attempt(before: ContactStatus, outcome: Outcome) -> ContactStatus | None:
    """Give where an attempt leaves a contact; nothing where there was no contact to be made."""
    if before in {S.TO_DECIDE, S.NO_CONTACT, S.UNSAFE, S.ENDED}:
        return None
    if before is S.DECLINED and outcome is not Outcome.UNSAFE:
        return None
    after = LEADS_TO[outcome]
    if before is S.REACHED and after in {S.ATTEMPTED, S.NO_CONTACT}:
        return S.REACHED
    if before is S.UNREACHABLE and after in {S.ATTEMPTED, S.NO_CONTACT, S.UNREACHABLE}:
        return None
    return after


def _store(unit: Unit, row: VictimRow, attempt: AttemptMade, actor: Subject, now: datetime) -> None:
    key = new_key()
    note = unit.seal(v.ContactAttempt.note, key, attempt.note) if attempt.note else None
    made = {"way": attempt.way.value, "outcome": attempt.outcome.value, "note": note, "at": now, "by": actor.account}
    about = {"victim_id": row.id, "membership_id": place_in_use(unit, row.referral_id)}
    unit.execute(insert(v.ContactAttempt).values(key=key, **about, **made))


def attempts_of(instance: Instance, actor: Subject, code: str, *, now: datetime) -> tuple[AttemptSeen, ...]:
    """See the attempts to contact a victim, the newest first.

    Raises:
        NoSuchVictim: there is none of whose attempts this person may see anything.
    """

    def work(unit: Unit) -> tuple[AttemptSeen, ...]:
        row = find_victim(unit, actor, Action.SEE_VICTIM, code, now)
        tell(unit, actor, "attempts_seen", row.told_as, now, row.access)
        if row.access is None or FieldGroup.ATTEMPTS not in row.access.fields:
            return ()
        query = (
            select(v.ContactAttempt, t.Account.code.label("by_code"))
            .join(t.Account, t.Account.id == v.ContactAttempt.by)
            .where(v.ContactAttempt.victim_id == row.id)
            .order_by(v.ContactAttempt.id.desc())
        )
        return tuple(_seen(unit, one) for one in unit.execute(query).mappings().all())

    return instance.database.run(work)


def _seen(unit: Unit, row: RowMapping) -> AttemptSeen:
    note = row["note"]
    return AttemptSeen(
        way=ContactWay(row["way"]),
        outcome=Outcome(row["outcome"]),
        note=unit.unseal(v.ContactAttempt.note, row["key"], note) if note else None,
        at=row["at"],
        by=row["by_code"],
    )
