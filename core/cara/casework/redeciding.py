"""Deciding a referral again when an answer changes: by the book of the day it entered under. Both decisions stay."""

from datetime import datetime

from sqlalchemy import select, update

from cara.access import Action, Subject
from cara.casework.checking import refuse_impossible
from cara.casework.deciding import decide_and_keep, uncovered
from cara.casework.holding import leave_place
from cara.casework.instance import Instance
from cara.casework.items import ItemKind, open_item
from cara.casework.referral_rows import (
    ReferralRow,
    change,
    find,
    find_for,
    move,
    pathway_of,
    sealed_facts,
    tell,
)
from cara.casework.states import WAYS, ReferralStatus, WrongStatus
from cara.decisions import Decision
from cara.policy import CaseFacts, RestrictedFacts, Stage
from cara.records import Unit
from cara.records import tables as t

S = ReferralStatus

_CHANGEABLE = frozenset({S.AWAITING_DECISION, S.CLEARED, S.AWAITING_PLACE, S.ACCEPTED, S.HELD, S.RELEASED})


def change_answers(
    instance: Instance,
    actor: Subject,
    reference: str,
    facts: CaseFacts,
    restricted: RestrictedFacts,
    *,
    now: datetime,
) -> Decision | None:
    """Change a referral's answers and decide it again; gives ``None`` while the area's rules are pending.

    Raises:
        NoSuchReferral: there is none that this person may change.
        NotAccepted: a fact is impossible.
        WrongStatus: it has been confirmed or closed.
    """
    refuse_impossible(facts, instance.today(now))

    def work(unit: Unit) -> Decision | None:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now, lock=True)
        if row.status not in _CHANGEABLE | {S.RULES_PENDING}:
            raise WrongStatus(row.reference, row.status, "Changing answers")
        return redecide(instance, unit, actor, row, facts, restricted, now=now)

    return instance.database.run(work)


def redecide(
    instance: Instance,
    unit: Unit,
    actor: Subject,
    row: ReferralRow,
    facts: CaseFacts,
    restricted: RestrictedFacts,
    *,
    now: datetime,
) -> Decision | None:
    """Store changed facts, decide again inside a transaction, and let the status follow."""
    pathway = pathway_of(facts)
    sealed = sealed_facts(unit, row.reference, facts, restricted)
    change(unit, row, pathway=pathway.code if pathway else None, offence_on=facts.offence_on, **sealed)
    tell(unit, actor, "answers_changed", row.reference, now)
    if pathway != row.pathway:
        leave_place(unit, row, "released")
    row = find(unit, row.reference)
    if row.book_digest is None:
        return None
    book = instance.stored_book(unit, row.book_digest)
    decision = decide_and_keep(unit, row, book, facts, restricted, on=row.on, stage=Stage.CHECK, now=now)
    _follow(unit, actor, row, cleared=not uncovered(unit, row, decision), now=now)
    return decision


def _follow(unit: Unit, actor: Subject, row: ReferralRow, *, cleared: bool, now: datetime) -> None:
    after = _status_after(unit, row, cleared=cleared)
    if after is not row.status and after in WAYS[row.status]:
        move(unit, row, after, by=actor.code, at=now, reason="An answer was changed and the case decided again")
    if after is S.AWAITING_DECISION:
        open_item(unit, row, ItemKind.NEEDS_A_PERSON, now=now)
    else:
        _close_item(unit, row, now)


def _status_after(unit: Unit, row: ReferralRow, *, cleared: bool) -> ReferralStatus:
    if not cleared:
        return S.AWAITING_DECISION
    if row.status is S.AWAITING_DECISION:
        return S.HELD if has_place(unit, row) else S.CLEARED
    if row.status is S.HELD and not has_place(unit, row):
        return S.RELEASED
    return row.status


def has_place(unit: Unit, row: ReferralRow) -> bool:
    """Tell whether the referral has a seat, held or booked."""
    query = select(t.Membership.id).where(t.Membership.referral_id == row.id, t.Membership.active)
    return unit.scalar(query) is not None


def _close_item(unit: Unit, row: ReferralRow, now: datetime) -> None:
    unit.execute(
        update(t.WorklistItem)
        .where(
            t.WorklistItem.referral_id == row.id,
            t.WorklistItem.kind == ItemKind.NEEDS_A_PERSON.value,
            t.WorklistItem.decided_at.is_(None),
        )
        .values(decided_at=now, outcome="answers_changed", version=t.WorklistItem.version + 1)
    )
