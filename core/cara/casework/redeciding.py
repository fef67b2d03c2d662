"""Deciding a referral again when an answer changes: by the book of the day it entered under. Both decisions stay."""

from datetime import datetime

from sqlalchemy import bindparam, select

from cara.access import Action, Subject
from cara.acting import NotAccepted, Problem, tell
from cara.casework.checking import refuse_impossible
from cara.casework.deciding import decide_and_keep, uncovered
from cara.casework.holding import leave_place
from cara.casework.instance import Instance
from cara.casework.moving import move
from cara.casework.referral_rows import ReferralRow, change, find_for, pathway_of, sealed_facts, with_answers
from cara.casework.states import ANSWERABLE, ReferralStatus, WrongStatus
from cara.decisions import Decision
from cara.policy import CaseFacts, RestrictedFacts, Stage
from cara.records import Unit
from cara.records import tables as t

_HAS_PLACE = select(t.Membership.id).where(t.Membership.referral_id == bindparam("referral"), t.Membership.active)

S = ReferralStatus

CHANGED = "An answer was changed and the case decided again"


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
        NotAccepted: a fact is impossible, or the offence would be after the caution.
        WrongStatus: it has been confirmed or closed.
    """
    refuse_impossible(facts, instance.today(now))

    def work(unit: Unit) -> Decision | None:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now, lock=True)
        if row.status not in ANSWERABLE:
            raise WrongStatus(row.reference, row.status, "Changing answers")
        if row.caution_on and facts.offence_on and facts.offence_on > row.caution_on:
            sentence = "The date of the offence must not be after the date of the caution"
            raise NotAccepted([Problem("offence_on", sentence)])
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
    version = change(unit, row, pathway=pathway.code if pathway else None, offence_on=facts.offence_on, **sealed)
    tell(unit, actor, "answers_changed", row.reference, now, row.access)
    if pathway != row.pathway:
        leave_place(unit, row, "released")
    moved_pathway = pathway != row.pathway
    row = with_answers(row, facts, restricted, pathway, version)
    if row.book_digest is None:
        return None
    book = instance.stored_book(unit, row.book_digest)
    decision = decide_and_keep(unit, row, book, facts, restricted, on=row.on, stage=Stage.CHECK, now=now)
    cleared = not uncovered(unit, row, decision)
    after = _status_after(unit, row, cleared=cleared, moved_pathway=moved_pathway)
    if after is not row.status:
        place_by = row.place_by if after is S.ACCEPTED else None
        move(unit, row, after, by=actor.code, at=now, reason=CHANGED, place_by=place_by)
    return decision


def _status_after(unit: Unit, row: ReferralRow, *, cleared: bool, moved_pathway: bool) -> ReferralStatus:
    if not cleared:
        return S.AWAITING_DECISION
    if row.status is S.AWAITING_DECISION:
        return S.HELD if has_place(unit, row) else S.CLEARED
    if row.status is S.HELD and not has_place(unit, row):
        return S.RELEASED
    if row.status is S.ACCEPTED and moved_pathway:
        return S.AWAITING_PLACE
    return row.status


def has_place(unit: Unit, row: ReferralRow) -> bool:
    """Tell whether the referral has a seat, held or booked."""
    return unit.scalar(_HAS_PLACE, {"referral": row.id}) is not None
