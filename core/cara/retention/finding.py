"""A referral as retention works with it: found for those who may, and locked by whoever decides."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from cara.access import Access, Action, NotAllowed, Resource, Subject, permit
from cara.casework import NoSuchReferral
from cara.casework.standing import STANDING, resource_of
from cara.casework.states import ReferralStatus
from cara.disclosure.words import ENDED
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.records.tables import victims_disclosure as vd
from cara.retention.problems import CopyAskedFor, OnHold
from cara.vocabulary import Reference, ReferenceProblem


@dataclass(frozen=True, slots=True)
class Record:
    """One referral, found: nothing of it is opened."""

    id: int
    reference: Reference
    status: ReferralStatus
    erased_at: datetime | None
    resource: Resource
    access: Access | None


HEAD = (
    t.Referral.id,
    t.Referral.reference,
    t.Referral.status,
    t.Referral.source,
    t.Referral.erased_at,
    t.Account.code.label("entered_by_code"),
    *STANDING,
)
_FIND = (
    select(*HEAD)
    .join(t.Account, t.Account.id == t.Referral.entered_by)
    .where(t.Referral.reference == bindparam("wanted"))
)
_LOCK = _FIND.with_for_update(of=t.Referral)


def find_record(
    unit: Unit, actor: Subject, action: Action, reference: str, now: datetime, *, lock: bool = False
) -> Record:
    """Find one for somebody who may do this to it; with ``lock`` nobody else decides about it meanwhile.

    Raises:
        NoSuchReferral: there is none, or this person may not; the two look alike.
        ProofNeeded, NotAllowed: this person has to prove again who it is, or may do this to none.
    """
    permit(actor, action, None, now)
    try:
        wanted = str(Reference.parse(reference))
    except ReferenceProblem:
        wanted = ""
    query = _LOCK if lock else _FIND
    row = unit.execute(query, {"wanted": wanted, "asks": actor.account}).mappings().one_or_none()
    if row is None:
        raise NoSuchReferral(reference)
    return _record(row, actor, action, reference, now)


def _record(row: Any, actor: Subject, action: Action, reference: str, now: datetime) -> Record:  # Any: a row mapping
    resource = resource_of(row, actor)
    relation = replace(resource, entered_by="somebody else")  # who decides about whose act, the caller looks at
    try:
        access = permit(actor, action, relation, now)
    except NotAllowed as refused:
        raise NoSuchReferral(reference) from refused
    return Record(
        row["id"], Reference(row["reference"]), ReferralStatus(row["status"]), row["erased_at"], resource, access
    )


def refuse_on_hold(unit: Unit, record: int, reference: str) -> None:
    """Go on only if no hold stands on a referral.

    Raises:
        OnHold: one does.
    """
    held = select(t.LegalHold.id).where(t.LegalHold.referral_id == record, t.LegalHold.lifted_at.is_(None))
    if unit.scalar(held) is not None:
        raise OnHold(reference)


def refuse_while_copy_is_asked(unit: Unit, record: int, reference: str) -> None:
    """Go on only if nobody waits for a copy of what a referral holds, the participant's or a victim's.

    Raises:
        CopyAskedFor: somebody does.
    """
    answered = [status.value for status in ENDED]
    participants = select(t.AccessRequest.id).where(
        t.AccessRequest.referral_id == record, t.AccessRequest.status.not_in(answered)
    )
    victims = (
        select(vd.VictimRequest.id)
        .join(v.Victim, v.Victim.id == vd.VictimRequest.victim_id)
        .where(v.Victim.referral_id == record, vd.VictimRequest.status.not_in(answered))
    )
    if any(unit.scalar(query.limit(1)) is not None for query in (participants, victims)):
        raise CopyAskedFor(reference)
