"""The worklist: what waits for an authorised person, and how that person decides it, with a reason."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from cara.access import Action, FieldGroup, NotAllowed, Resource, Role, Subject, decide, permit
from cara.acting import NotAccepted, Problem, reason_given, tell
from cara.casework.confirming import latest_promise
from cara.casework.deciding import decide_and_keep, keep_book, latest, uncovered, unresolved
from cara.casework.expecting import expect
from cara.casework.holding import NOT_OFFERED, leave_place, release_expired_holds, take_seat
from cara.casework.instance import Instance
from cara.casework.items import ItemKind, Owner
from cara.casework.moving import move
from cara.casework.open_places import place_of_cohort
from cara.casework.places import look_for, recorded_search
from cara.casework.problems import BelowTheFloor, NoSuchItem, PlaceDoesNotFit
from cara.casework.redeciding import has_place
from cara.casework.referral_rows import ReferralRow, change, find, find_by_id, find_for
from cara.casework.standing import IN_CONFLICT
from cara.casework.states import ReferralStatus, WrongStatus
from cara.policy import Stage
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Pathway, PoliceRank, Reference, Word
from cara.vocabulary.dates import in_words

S = ReferralStatus


class PlaceOutcome(Word):
    """What the area manager can decide when nobody can be placed."""

    PLACES_OPENED = "places_opened", "Places have been opened: the officer can choose one"
    ACCEPTED = "accepted", "Accepted: a place will follow by a date"
    NO_PLACE = "no_place", "No place can be found: the police decide otherwise"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the worklist."""

    code: str
    kind: ItemKind
    owner: Owner
    reference: Reference
    status: ReferralStatus
    pathway: Pathway | None
    opened_at: datetime
    due_on: date | None
    decided_at: datetime | None
    outcome: str | None


def worklist(instance: Instance, actor: Subject, *, now: datetime, limit: int = 200) -> tuple[Item, ...]:
    """List what waits for this person, what is due first and then the oldest first.

    Raises:
        NotAllowed: this person has no worklist.
    """
    permit(actor, Action.SEE_WORKLIST, None, now)
    with instance.database.read() as unit:
        query = (
            _ITEMS.where(t.WorklistItem.decided_at.is_(None), *_whose(actor))
            .order_by(t.WorklistItem.due_on.is_(None), t.WorklistItem.due_on, t.WorklistItem.id)
            .limit(limit)
        )
        return tuple(_item(row, actor, now) for row in unit.execute(query, {"asks": actor.account}).mappings())


_ITEMS = select(
    t.WorklistItem.code,
    t.WorklistItem.kind,
    t.WorklistItem.owner,
    t.WorklistItem.opened_at,
    t.WorklistItem.due_on,
    t.WorklistItem.decided_at,
    t.WorklistItem.outcome,
    t.WorklistItem.referral_id,
    t.Referral.reference,
    t.Referral.source,
    t.Referral.status,
    t.Referral.pathway,
).join(t.Referral, t.Referral.id == t.WorklistItem.referral_id)


def _whose(actor: Subject) -> list[ColumnElement[bool]]:
    if actor.role is Role.AREA_MANAGER:
        return [t.WorklistItem.owner == Owner.AREA_MANAGER.value, ~IN_CONFLICT]
    return [t.WorklistItem.owner == Owner.POLICE.value, t.Referral.source == actor.organisation, ~IN_CONFLICT]


def _item(row: Any, actor: Subject, now: datetime) -> Item:  # Any: SQLAlchemy's row mapping of the query above
    fields = decide(actor, Action.SEE_WORKLIST, Resource(organisation=row["source"]), now).fields
    return Item(
        code=row["code"],
        kind=ItemKind(row["kind"]),
        owner=Owner(row["owner"]),
        reference=Reference(row["reference"]),
        status=ReferralStatus(row["status"]),
        pathway=Pathway.from_code(row["pathway"]) if row["pathway"] and FieldGroup.PLACE in fields else None,
        opened_at=row["opened_at"],
        due_on=row["due_on"],
        decided_at=row["decided_at"],
        outcome=row["outcome"],
    )


def worklist_item(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Item:
    """Give one item that waits for this person.

    Raises:
        NoSuchItem: there is none that waits for this person.
    """
    with instance.database.read() as unit:
        return find_item(unit, actor, code, now)[0]


def find_item(unit: Unit, actor: Subject, code: str, now: datetime, *kinds: ItemKind) -> tuple[Item, ReferralRow]:
    """Find one item that waits for somebody, with its referral; of one of some kinds, locked to be decided.

    Raises:
        NoSuchItem: there is none that waits for this person.
    """
    try:
        permit(actor, Action.SEE_WORKLIST, None, now)
    except NotAllowed as refused:
        raise NoSuchItem(code) from refused
    query = _ITEMS.where(t.WorklistItem.code == code, t.WorklistItem.decided_at.is_(None), *_whose(actor))
    found = unit.execute(query, {"asks": actor.account}).mappings().one_or_none()
    if found is None or (kinds and found["kind"] not in {kind.value for kind in kinds}):
        raise NoSuchItem(code)
    return _item(found, actor, now), find_by_id(unit, found["referral_id"], actor, lock=bool(kinds))


def decide_disposal(
    instance: Instance,
    actor: Subject,
    code: str,
    *,
    approve: bool,
    rank: PoliceRank,
    reason: str,
    now: datetime,
) -> ReferralStatus:
    """Decide, as an authorised person of the police, about rules of the area that fail or are not known.

    The decision of the rules stays as it is; this is a second record. It covers those rules only while they come out
    as they do now.

    Raises:
        NoSuchItem: it does not wait for this person, or has been decided.
        NotAccepted: the rank is below sergeant, or no reason is given.
        BelowTheFloor: a national rule fails or is not answered; it can be answered, or the case declined.
    """
    said = _authorised(rank, reason)
    release_expired_holds(instance, now=now)

    def work(unit: Unit) -> ReferralStatus:
        item, row = find_item(unit, actor, code, now, ItemKind.NEEDS_A_PERSON)
        permit(actor, Action.DECIDE_DISPOSAL, row.resource, now)
        close_item(unit, actor, item, "approved" if approve else "declined", said, now)
        if not approve:
            return _decline(unit, actor, row, said, now)
        _override(unit, actor, row, rank, said, now)
        after = S.HELD if has_place(unit, row) else S.CLEARED
        move(unit, row, after, by=actor.code, at=now, reason=said)
        tell(unit, actor, "disposal_decided", row.reference, now, row.access, outcome="approved", rank=rank.value)
        return after

    return instance.database.run(work)


def _authorised(rank: PoliceRank, reason: str) -> str:
    problems = []
    if rank < PoliceRank.SERGEANT:
        problems.append(Problem("rank", "The person who decides must be a sergeant or above"))
    try:
        return _unless(problems, reason_given(reason))
    except NotAccepted as refused:
        raise NotAccepted(dict.fromkeys([*problems, *refused.problems])) from refused


def _unless(problems: list[Problem], said: str) -> str:
    if problems:
        raise NotAccepted(problems)
    return said


def _override(unit: Unit, actor: Subject, row: ReferralRow, rank: PoliceRank, reason: str, now: datetime) -> None:
    found = latest(unit, row)
    if found is None:
        raise BelowTheFloor(["the decision is not stored any more"])
    decision_id, decision = found
    open_results = unresolved(decision)
    national = [result.rule_id for result in open_results if result.owner == "national"]
    if national:
        raise BelowTheFloor(national)
    unit.execute(
        insert(t.DecisionOverride).values(
            decision_id=decision_id,
            rules=json.dumps([result.rule_id for result in open_results]),
            by=actor.account,
            rank=rank.value,
            reason=unit.seal(t.DecisionOverride.reason, row.reference, reason),
            at=now,
        )
    )


def _decline(unit: Unit, actor: Subject, row: ReferralRow, reason: str, now: datetime) -> ReferralStatus:
    leave_place(unit, row, "left")
    move(unit, row, S.DECLINED, by=actor.code, at=now, reason=reason)
    tell(unit, actor, "referral_declined", row.reference, now, row.access)
    return S.DECLINED


def close_item(unit: Unit, actor: Subject, item: Item, outcome: str, reason: str, now: datetime) -> None:
    """Close an item as somebody decided it, with the reason.

    Raises:
        NoSuchItem: somebody else has decided it meanwhile.
    """
    statement = (
        update(t.WorklistItem)
        .where(t.WorklistItem.code == item.code, t.WorklistItem.decided_at.is_(None))
        .values(
            decided_at=now,
            decided_by=actor.account,
            outcome=outcome,
            reason=unit.seal(t.WorklistItem.reason, item.code, reason),
            version=t.WorklistItem.version + 1,
        )
    )
    if unit.execute(statement).rowcount != 1:
        raise NoSuchItem(item.code)


def decide_place(
    instance: Instance,
    actor: Subject,
    code: str,
    *,
    outcome: PlaceOutcome,
    reason: str,
    place_by: date | None = None,
    now: datetime,
) -> ReferralStatus:
    """Decide, as the area manager, about somebody for whom no place fitted.

    Raises:
        NoSuchItem: it does not wait for this person, or has been decided.
        NotAccepted: a place is promised without a day, or for a day that is past or beyond the deadline; or no reason
            is given.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> ReferralStatus:
        item, row = find_item(unit, actor, code, now, ItemKind.NOBODY_PLACED)
        permit(actor, Action.DECIDE_PLACE, row.resource, now)
        close_item(unit, actor, item, outcome.value, said, now)
        if outcome is PlaceOutcome.NO_PLACE:
            return _decline(unit, actor, row, said, now)
        after = S.CLEARED if outcome is PlaceOutcome.PLACES_OPENED else S.ACCEPTED
        promised = _promised(instance, unit, row, place_by, now) if after is S.ACCEPTED else None
        move(unit, row, after, by=actor.code, at=now, reason=said, place_by=promised)
        tell(unit, actor, "place_decided", row.reference, now, row.access, outcome=outcome.value)
        return after

    return instance.database.run(work)


def _promised(instance: Instance, unit: Unit, row: ReferralRow, place_by: date | None, now: datetime) -> date:
    if place_by is None:
        raise NotAccepted([Problem("place_by", "Enter the day by which a place will follow")])
    last = latest_promise(instance, unit, row, recorded_search(unit, row), now)
    if not instance.today(now) < place_by <= last:
        sentence = f"The day by which a place will follow must be after today and no later than {in_words(last)}"
        raise NotAccepted([Problem("place_by", sentence)])
    return place_by


def decide_pending(instance: Instance, actor: Subject, code: str, *, now: datetime) -> ReferralStatus:
    """Let the rules decide a referral that entered while they could not be read.

    Raises:
        NoSuchItem: it does not wait for this person, or has been decided.
        AreaUnavailable: the rules still cannot be read.
    """

    def work(unit: Unit) -> ReferralStatus:
        item, row = find_item(unit, actor, code, now, ItemKind.RULES_PENDING)
        book = instance.book
        keep_book(unit, book, now)
        change(unit, row, book_digest=book.digest)
        row = find(unit, row.reference, actor)
        decision = decide_and_keep(unit, row, book, row.facts, row.restricted, on=row.on, stage=Stage.CHECK, now=now)
        after = S.AWAITING_DECISION if uncovered(unit, row, decision) else S.CLEARED
        close_item(unit, actor, item, "decided", "The rules were read and the case decided", now)
        move(unit, row, after, by=actor.code, at=now)
        tell(unit, actor, "pending_decided", row.reference, now, row.access)
        return after

    return instance.database.run(work)


def review_duplicate(instance: Instance, actor: Subject, code: str, *, same: bool, reason: str, now: datetime) -> None:
    """Record whether two referrals concern the same person. Nothing is merged.

    Raises:
        NoSuchItem: it does not wait for this person, or has been decided.
        NotAccepted: no reason is given.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        item, row = find_item(unit, actor, code, now, ItemKind.POSSIBLE_DUPLICATE)
        permit(actor, Action.REVIEW_DUPLICATE, row.resource, now)
        close_item(unit, actor, item, "same_person" if same else "different_people", said, now)
        tell(unit, actor, "duplicate_reviewed", row.reference, now, row.access)

    instance.database.run(work)


def give_place(instance: Instance, actor: Subject, reference: str, cohort: str, *, now: datetime) -> None:
    """Book, as the area manager, the place that was promised to a confirmed referral.

    Raises:
        NoSuchReferral: there is none.
        WrongStatus: it does not wait for a promised place.
        PlaceDoesNotFit: the cohort is full, closed, of another pathway, or does not fit the person.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.DECIDE_PLACE, reference, now, lock=True)
        if row.status is not S.PLACE_TO_FOLLOW:
            raise WrongStatus(row.reference, row.status, "Giving a promised place")
        found = place_of_cohort(unit, cohort, now, lock=True)
        if found is None or not found.offered:
            raise PlaceDoesNotFit(row.reference, [NOT_OFFERED])
        why = look_for(instance, unit, row, recorded_search(unit, row), now).misfits(found.place, instance.today(now))
        if why:
            raise PlaceDoesNotFit(row.reference, why)
        take_seat(unit, row, found, status="booked", now=now, until=None)
        expect(unit, row)
        _close_promise(unit, actor, row, now)
        move(unit, row, S.BOOKED, by=actor.code, at=now)
        tell(unit, actor, "place_given", row.reference, now, row.access, cohort=cohort)

    instance.database.run(work)


def _close_promise(unit: Unit, actor: Subject, row: ReferralRow, now: datetime) -> None:
    of_promise = (
        t.WorklistItem.referral_id == row.id,
        t.WorklistItem.kind == ItemKind.PLACE_TO_FOLLOW.value,
        t.WorklistItem.decided_at.is_(None),
    )
    for item in unit.execute(_ITEMS.where(*of_promise)).mappings().all():
        close_item(unit, actor, _item(item, actor, now), "given", "A place was given", now)
