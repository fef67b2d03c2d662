"""Entering a referral and moving it on: status, history and what waits for a person always change together."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert

from cara.access import Resource, Subject
from cara.acting import SYSTEM, tell
from cara.casework.items import close_overtaken, open_item_of
from cara.casework.referral_rows import ReferralRow, change, pathway_of, sealed_facts
from cara.casework.states import BY_POLICE, CONFIRMED, OPEN, ReferralStatus, check_way
from cara.policy import CaseFacts, RestrictedFacts
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Pathway, Reference

# Built once: building a statement takes longer than running it.
_ENTER = insert(t.Referral).returning(t.Referral.id)
_NOTE = insert(t.StatusChange)


@dataclass(frozen=True, slots=True)
class Entering:
    """Everything with which a referral begins."""

    area: str
    actor: Subject
    facts: CaseFacts
    restricted: RestrictedFacts
    today: date
    now: datetime
    book_digest: str | None
    status: ReferralStatus
    reference: Reference


def enter(unit: Unit, entering: Entering) -> ReferralRow:
    """Write a new referral with its first status.

    ``source`` is the organisation of whoever enters it: an answer about the referral source decides nobody's access.
    """
    reference = entering.reference
    pathway = pathway_of(entering.facts)
    values = {
        "reference": str(reference),
        "area": entering.area,
        "status": entering.status.value,
        "active": True,
        "source": entering.actor.organisation,
        "entered_on": entering.today,
        "entered_at": entering.now,
        "entered_by": entering.actor.account,
        "book_digest": entering.book_digest,
        "pathway": pathway.code if pathway else None,
        "offence_on": entering.facts.offence_on,
        "version": 1,
        **sealed_facts(unit, reference, entering.facts, entering.restricted),
    }
    entered = unit.execute(_ENTER, values).scalar_one()
    row = _entered(entered, entering, pathway)
    _note(unit, row, None, entering.status, by=entering.actor.code, at=entering.now)
    open_item_of(unit, row, entering.status, now=entering.now)
    tell(unit, entering.actor, "referral_entered", reference, entering.now, status=entering.status.value)
    return row


def _entered(id_: int, entering: Entering, pathway: Pathway | None) -> ReferralRow:
    return ReferralRow(
        id=id_,
        reference=entering.reference,
        status=entering.status,
        source=entering.actor.organisation,
        entered_on=entering.today,
        entered_at=entering.now,
        entered_by=entering.actor.code,
        book_digest=entering.book_digest,
        open_facts=lambda: entering.facts,
        open_restricted=lambda: entering.restricted,
        person_id=None,
        pathway=pathway,
        offence_on=entering.facts.offence_on,
        caution_on=None,
        deadline_on=None,
        extended_to=None,
        deferred_until=None,
        open_wished=lambda: None,
        open_caution=lambda: None,
        place_by=None,
        confirmed_at=None,
        version=1,
        erased_at=None,
        resource=Resource(entered_by=entering.actor.code, organisation=entering.actor.organisation),
    )


def move(
    unit: Unit,
    row: ReferralRow,
    after: ReferralStatus,
    *,
    by: str,
    at: datetime,
    reason: str | None = None,
    correcting: bool = False,
    due_on: date | None = None,
    **values: object,
) -> None:
    """Move a referral to another status, with what changes along with it.

    What waited for a person because of the old status is closed, and what the new one waits for is opened.

    Args:
        due_on: the day by which what it then waits for is due, where that is not a promise made before.

    Raises:
        WrongStatus: there is no way from where it stands.
        SomebodyElseChanged: somebody has changed it since it was opened.
    """
    check_way(row.reference, row.status, after, correcting=correcting)
    change(unit, row, status=after.value, active=after in OPEN, **values)
    _note(unit, row, row.status, after, by=by, at=at, reason=reason)
    close_overtaken(unit, row, after, now=at)
    open_item_of(unit, row, after, now=at, due_on=due_on)


_ABOUT_PLACES = frozenset({ReferralStatus.CLEARED, ReferralStatus.ACCEPTED, ReferralStatus.DECLINED})


def is_open_reason(before: ReferralStatus | None, after: ReferralStatus, by: str) -> bool:
    """Tell whether the reason of a step may be read by whoever sees the history.

    So are the instance's own words, those of the area manager about places, and what the provider's side writes once
    the caution is signed. Any other reason was written by the police, and may tell of the victim.
    """
    if by == SYSTEM or (before is ReferralStatus.AWAITING_PLACE and after in _ABOUT_PLACES):
        return True
    if before not in CONFIRMED or after is ReferralStatus.WITHDRAWN:
        return False
    return before is after or before not in BY_POLICE


def note_in_history(unit: Unit, row: ReferralRow, reason: str, *, at: datetime, by: str = SYSTEM) -> None:
    """Write into a referral's history what happened to it without moving it: words that anybody who sees it may read."""
    _note(unit, row, row.status, row.status, by=by, at=at, reason=reason)


def _note(
    unit: Unit,
    row: ReferralRow,
    before: ReferralStatus | None,
    after: ReferralStatus,
    *,
    by: str,
    at: datetime,
    reason: str | None = None,
) -> None:
    sealed = unit.seal(t.StatusChange.reason, row.reference, reason) if reason else None
    values = {"before": before.value if before else None, "after": after.value, "at": at, "by": by, "reason": sealed}
    unit.execute(_NOTE, {"referral_id": row.id, **values})
