"""Holding a place: a seat is taken under a lock, for an hour, and set free again where everybody can see it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import and_, bindparam, insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import SYSTEM, tell
from cara.casework.checking import refuse_impossible
from cara.casework.deciding import keep_book, keep_first
from cara.casework.instance import Instance
from cara.casework.moving import Entering, enter, move, note_in_history
from cara.casework.open_places import CohortPlace, place_of_cohort
from cara.casework.places import Offers, PlaceSearch, find_offers, impossible_days, keep_wishes, look
from cara.casework.problems import PlaceDoesNotFit
from cara.casework.referral_rows import ReferralRow, find_by_id, find_for
from cara.casework.states import DECIDED, ReferralStatus, WrongStatus
from cara.decisions import Decision, Verdict, decide
from cara.policy import CaseFacts, RestrictedFacts, Stage
from cara.records import Unit, UtcDateTime
from cara.records import tables as t
from cara.scheduling import OpenPlace
from cara.vocabulary import CaraError, Reference

# The statements are built once: building one takes longer than running it.
_EXPIRED = (t.Membership.status == "held", t.Membership.held_until <= bindparam("now", type_=UtcDateTime()))
_WAITING = select(t.Membership.id).where(*_EXPIRED).limit(1)
_RELEASE = (
    update(t.Membership).where(*_EXPIRED).values(status="released", active=False).returning(t.Membership.referral_id)
)
_RELEASE_IN = _RELEASE.where(t.Membership.cohort_id == bindparam("cohort"))
_IN_USE = select(t.Membership.seat, and_(*_EXPIRED).label("expired")).where(
    t.Membership.cohort_id == bindparam("cohort"), t.Membership.active
)
_TAKE = insert(t.Membership)

T = TypeVar("T")

NOT_OFFERED = "This pair of days is no longer offered"
RAN_OUT = "The hold ran out before it was confirmed"


@dataclass(frozen=True, slots=True)
class Held:
    """A place is held: under which reference, which place, until when."""

    reference: Reference
    place: OpenPlace
    until: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """The place was taken, or no longer fits: why, and what can be offered instead. Nothing was stored."""

    why: tuple[str, ...]
    offers: Offers
    search: PlaceSearch


class NotClearedYet(CaraError):
    """A place was asked for somebody whom the rules do not clear. Nothing was stored."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(
            f"No place can be held yet: {decision.verdict.label.lower()}. Correct the answers, or refer the case to a person."
        )


def hold_place(
    instance: Instance,
    actor: Subject,
    facts: CaseFacts,
    restricted: RestrictedFacts,
    cohort: str,
    search: PlaceSearch,
    *,
    now: datetime,
) -> Held | Gone:
    """Enter a referral for an eligible person and hold a place for it.

    Args:
        cohort: the code of the cohort that was offered.
        search: what was known when it was offered; its impossible days are kept with the referral.

    Raises:
        NotAllowed: this person may not refer.
        NotAccepted: a fact is impossible, or sex or relationship are missing.
        NotClearedYet: the rules do not clear the case; it can be referred to a person.
        AreaUnavailable: the area's rules cannot be read.
        DatabaseBusy: too many were booking at once; nothing was stored.
    """
    permit(actor, Action.REFER, None, now)
    today = instance.today(now)
    refuse_impossible(facts, today)
    decision = decide(instance.book, facts, restricted, on=today, stage=Stage.CHECK, decided_at=now)
    if decision.verdict is not Verdict.ELIGIBLE:
        raise NotClearedYet(decision)

    def work(unit: Unit) -> Held | Gone:
        place = _free_place(instance, unit, cohort, facts, search, now=now)
        if isinstance(place, Gone):
            return place
        keep_book(unit, instance.book, now)
        digest, reference = decision.book_digest, instance.draw_reference()
        status = ReferralStatus.HELD
        row = enter(unit, Entering(instance.area, actor, facts, restricted, today, now, digest, status, reference))
        keep_first(unit, row, decision)
        keep_impossible_days(unit, row, search.impossible)
        keep_wishes(unit, row, search)
        return _hold(instance, unit, actor, row, place, now)

    return instance.database.run(work)


def hold_another_place(
    instance: Instance, actor: Subject, reference: str, cohort: str, search: PlaceSearch | None, *, now: datetime
) -> Held | Gone:
    """Hold a place for a referral that exists: cleared by a person, its hold run out, or moving to another place.

    The place must satisfy what has been recorded, and what the search adds to it.

    Raises:
        NoSuchReferral: there is none that this person may change.
        WrongStatus: the referral stands where no place can be held.
    """

    def work(unit: Unit) -> Held | Gone:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now, lock=True)
        if row.status not in DECIDED:
            raise WrongStatus(row.reference, row.status, "Holding a place")
        looked_for = search or PlaceSearch()
        place = _free_place(instance, unit, cohort, row.facts, looked_for, now=now, row=row)
        if isinstance(place, Gone):
            return place
        leave_place(unit, row, "released")
        keep_impossible_days(unit, row, looked_for.impossible - impossible_days(unit, row))
        held = _hold(instance, unit, actor, row, place, now)
        move(unit, row, ReferralStatus.HELD, by=actor.code, at=now, place_by=None)
        return held

    return instance.database.run(work)


def _free_place(
    instance: Instance,
    unit: Unit,
    cohort: str,
    facts: CaseFacts,
    search: PlaceSearch,
    *,
    now: datetime,
    row: ReferralRow | None = None,
) -> CohortPlace | Gone:
    looking = look(instance, unit, facts, search, now=now, row=row)
    found = place_of_cohort(unit, cohort, now, row=row, lock=True)
    if found is None or not found.offered:
        why: tuple[str, ...] = (NOT_OFFERED,)
    else:
        why = looking.misfits(found.place, instance.today(now))
        if not why:
            return found
    return Gone(why, find_offers(instance, unit, facts, search, now=now, row=row), search)


def _hold(instance: Instance, unit: Unit, actor: Subject, row: ReferralRow, found: CohortPlace, now: datetime) -> Held:
    until = now + instance.hold_for
    take_seat(unit, row, found, status="held", now=now, until=until)
    tell(unit, actor, "place_held", row.reference, now, row.access, cohort=found.place.cohort)
    return Held(row.reference, found.place, until)


def take_seat(
    unit: Unit, row: ReferralRow, found: CohortPlace, *, status: str, now: datetime, until: datetime | None
) -> int:
    """Take the lowest free seat of a cohort that this transaction has locked, and give its number.

    The database refuses a seat that is taken, beyond the capacity or of another pathway, whatever this code does.

    Raises:
        PlaceDoesNotFit: every seat is taken.
    """
    taken = _taken(unit, found.id, now)
    seat = next((number for number in range(1, found.capacity + 1) if number not in taken), None)
    if seat is None:
        raise PlaceDoesNotFit(row.reference, ["every seat is taken"])
    unit.execute(
        _TAKE,
        {
            "referral_id": row.id,
            "person_id": row.person_id,
            "cohort_id": found.id,
            "capacity": found.capacity,
            "pathway": found.place.pathway,
            "seat": seat,
            "status": status,
            "active": True,
            "held_until": until,
            "made_at": now,
        },
    )
    return seat


def _taken(unit: Unit, cohort: int, now: datetime) -> set[int | None]:
    """Give the seats that are taken, after releasing the holds on the others that ran out."""
    given = {"cohort": cohort, "now": now}
    in_use = unit.execute(_IN_USE, given).all()
    if any(expired for _, expired in in_use):
        _release_expired(unit, now, cohort)
        in_use = unit.execute(_IN_USE, given).all()  # one of them may have been confirmed meanwhile
    return {seat for seat, _ in in_use}


def leave_place(unit: Unit, row: ReferralRow, status: str) -> None:
    """Give up the referral's active place, if it has one. The seat is free at once."""
    unit.execute(
        update(t.Membership)
        .where(t.Membership.referral_id == row.id, t.Membership.active)
        .values(status=status, active=False)
    )


def keep_impossible_days(unit: Unit, row: ReferralRow, days: Iterable[date]) -> None:
    """Store the days on which the person cannot come."""
    rows = [{"referral_id": row.id, "day": day} for day in sorted(days)]
    if rows:
        unit.execute(insert(t.UnavailableDay), rows)


def release_expired_holds(instance: Instance, *, now: datetime) -> int:
    """Set free every place whose hold has run out, and tell how many. Each release stands in the referral's history."""
    with instance.database.read() as unit:
        waiting = unit.scalar(_WAITING, {"now": now})
    return instance.database.run(lambda unit: _release_expired(unit, now)) if waiting is not None else 0


class _HoldsRanOut(Exception):
    """Some hold has run out and waits to be released."""


def run_with_holds_released(instance: Instance, work: Callable[[Unit], T], *, now: datetime) -> T:
    """Do work in a unit of its own that writes, every hold that ran out having been released.

    They are released in a unit before it, so that a refusal does not undo that; where none has run out, it is one unit.
    """

    def looked(unit: Unit) -> T:
        if unit.scalar(_WAITING, {"now": now}) is not None:
            raise _HoldsRanOut
        return work(unit)

    try:
        return instance.database.run(looked)
    except _HoldsRanOut:
        instance.database.run(lambda unit: _release_expired(unit, now))
        return instance.database.run(work)


def _release_expired(unit: Unit, now: datetime, cohort: int | None = None) -> int:
    if cohort is None:
        found = unit.execute(_RELEASE, {"now": now})
    else:
        found = unit.execute(_RELEASE_IN, {"now": now, "cohort": cohort})
    released = found.scalars().all()
    for referral_id in released:
        _note_release(unit, find_by_id(unit, referral_id, lock=True), now)
    return len(released)


def _note_release(unit: Unit, row: ReferralRow, now: datetime) -> None:
    if row.status is ReferralStatus.HELD:
        move(unit, row, ReferralStatus.RELEASED, by=SYSTEM, at=now, reason=RAN_OUT)
    else:
        note_in_history(unit, row, RAN_OUT, at=now)
    tell(unit, None, "hold_ran_out", row.reference, now)
