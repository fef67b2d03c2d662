"""Seeing one referral, as far as whoever asks may see it. Each reading is audited before it is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cara.access import Access, Action, FieldGroup, Subject, permit
from cara.acting import tell
from cara.casework.attended import attended
from cara.casework.confirming import misfits_of
from cara.casework.deciding import latest, uncovered
from cara.casework.duplicates import possible_duplicates
from cara.casework.holding import release_expired_holds
from cara.casework.instance import Instance
from cara.casework.moving import is_open_reason
from cara.casework.open_places import CohortPlace, own_place
from cara.casework.personal import read_caution, read_equality, read_needs, read_person
from cara.casework.places import recorded_with
from cara.casework.problems import NoSuchReferral
from cara.casework.referral_rows import ReferralRow, find_for, find_head_for
from cara.casework.states import ReferralStatus
from cara.casework.views import (
    WHY_IT_FITS_NOT,
    DecisionSeen,
    Fields,
    NeedsSeen,
    PersonSeen,
    ReferralView,
    StatusLine,
    given,
    results_seen,
    search_seen,
)
from cara.policy import scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import Deadline, OpenPlace, deadline_for
from cara.vocabulary import Reference

HOLDING = frozenset({ReferralStatus.HELD, ReferralStatus.AWAITING_DECISION})

G = FieldGroup

LEFT = frozenset({G.PROGRESS, G.PLACE, G.ATTENDANCE, G.DECISIONS, G.REASONS})
"""What can be shown of a referral once what it said has been erased: where it stood when, and nobody's name."""

BY_OPENING = "broken_glass"
"""Why somebody may see what he or she opened in an emergency, as the decision about access says it."""


def see_referral(
    instance: Instance, actor: Subject, reference: str, *, now: datetime, to: Action = Action.SEE_REFERRAL
) -> ReferralView:
    """See one referral.

    Args:
        to: what it is seen for; whoever may see it, but not do this to it, is not shown it for that.

    Raises:
        NoSuchReferral: there is none that this person may see, or to which he or she may do this.
    """
    release_expired_holds(instance, now=now)

    def work(unit: Unit) -> ReferralView:
        row = find_for(unit, actor, to, reference, now)
        access = permit(actor, Action.SEE_REFERRAL, row.resource, now)
        tell(unit, actor, "referral_seen", row.reference, now, access)
        return _view(instance, unit, row, access, _open_until(actor, row, access), now)

    return instance.database.run(work)


def _open_until(actor: Subject, row: ReferralRow, access: Access) -> datetime | None:
    return row.resource.broken_glass[actor.code].ends if access.why == BY_OPENING else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a referral stands, and its place: as much as whoever has just changed it is told."""

    reference: Reference
    status: ReferralStatus
    held_until: datetime | None
    place: OpenPlace | None


def see_standing(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> Standing:
    """See where a referral stands that was just changed, holds that ran out having been released before.

    Raises:
        NoSuchReferral: there is none that this person may see.
    """

    def work(unit: Unit) -> Standing:
        head = find_head_for(unit, actor, Action.SEE_REFERRAL, reference, now)
        tell(unit, actor, "referral_seen", head.reference, now, head.access)
        own = given(head.access.fields, G.PLACE, lambda: own_place(unit, head.id, now))
        return Standing(head.reference, head.status, own.held_until if own else None, own.place if own else None)

    return instance.database.run(work)


def _view(
    instance: Instance, unit: Unit, row: ReferralRow, access: Access, open_until: datetime | None, now: datetime
) -> ReferralView:
    """Open the parts of each group that is given.

    Raises:
        NoSuchReferral: not even how far it has got is given.
    """
    fields = access.fields
    if G.PROGRESS not in fields:
        raise NoSuchReferral(row.reference)
    if row.erased_at is not None:
        fields &= LEFT
    needs = given(fields, G.NEEDS, lambda: read_needs(unit, row))
    person = given(fields, G.IDENTITY, lambda: read_person(unit, row))
    own = given(fields, G.PLACE, lambda: own_place(unit, row.id, now))
    search = given(fields, G.NEEDS, lambda: recorded_with(unit, row, needs))
    decided = given(fields, G.DECISIONS, lambda: latest(unit, row))
    return ReferralView(
        fields=fields,
        open_until=open_until,
        reference=row.reference,
        status=row.status,
        entered_on=row.entered_on,
        entered_at=row.entered_at,
        deadline=_deadline(instance, unit, row, now),
        place_by=row.place_by,
        history=_history(unit, row, fields),
        pathway=given(fields, G.PLACE, lambda: row.pathway),
        place=own.place if own else None,
        held_until=own.held_until if own else None,
        misfits=_misfits(instance, unit, row, own, fields, now),
        facts=given(fields, G.FACTS, lambda: row.facts),
        restricted=given(fields, G.RESTRICTED, lambda: row.restricted),
        person=PersonSeen.of(person, fields) if person else None,
        needs=NeedsSeen.of(needs, fields) if needs else None,
        search=search_seen(search, fields) if search else None,
        equality=given(fields, G.EQUALITY, lambda: read_equality(unit, row)),
        caution=given(fields, G.CAUTION, lambda: read_caution(row)),
        caution_on=given(fields, G.CAUTION, lambda: row.caution_on),
        decision=DecisionSeen.of(decided[1], fields) if decided else None,
        uncovered=results_seen(uncovered(unit, row, decided[1]), fields) if decided else (),
        attended=attended(instance, unit, row, fields),
        erased_at=row.erased_at,
        duplicates=len(given(fields, G.FACTS, lambda: possible_duplicates(unit, row)) or ()),
    )


def _misfits(
    instance: Instance, unit: Unit, row: ReferralRow, own: CohortPlace | None, fields: Fields, now: datetime
) -> tuple[str, ...]:
    if own is None or row.status not in HOLDING or not fields >= WHY_IT_FITS_NOT:
        return ()
    recorded = recorded_with(unit, row, read_needs(unit, row))
    return misfits_of(instance, unit, row, own, recorded, now)


def _deadline(instance: Instance, unit: Unit, row: ReferralRow, now: datetime) -> Deadline | None:
    """Count the deadline; while the caution is not signed it counts from today, as offers do."""
    if row.book_digest is None:
        return None
    policy = scheduling_policy(instance.stored_book(unit, row.book_digest), row.on)
    return deadline_for(policy, caution_on=row.caution_on or instance.today(now), offence_on=row.offence_on)


def _history(unit: Unit, row: ReferralRow, fields: Fields) -> tuple[StatusLine, ...]:
    query = select(
        t.StatusChange.before, t.StatusChange.after, t.StatusChange.at, t.StatusChange.by, t.StatusChange.reason
    )
    changes = unit.execute(query.where(t.StatusChange.referral_id == row.id).order_by(t.StatusChange.id)).all()
    return tuple(_step(unit, row, change, fields) for change in changes)


def _step(unit: Unit, row: ReferralRow, change: Any, fields: Fields) -> StatusLine:  # Any: a row of the columns above
    before, after = ReferralStatus(change.before) if change.before else None, ReferralStatus(change.after)
    withheld = bool(change.reason) and G.REASONS not in fields and not is_open_reason(before, after, change.by)
    return StatusLine(
        status=after,
        at=change.at,
        by=change.by,
        reason=unit.unseal(t.StatusChange.reason, row.reference, change.reason)
        if change.reason and not withheld
        else None,
        withheld=withheld,
    )
