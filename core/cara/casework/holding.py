"""Holding a place: a seat is taken under a lock, for an hour, and set free again where everybody can see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update

from cara.access import Action, Subject, permit
from cara.casework.checking import refuse_impossible
from cara.casework.deciding import keep, keep_book
from cara.casework.instance import Instance
from cara.casework.places import Offers, PlaceSearch, find_offers, kept_apart_from, place_of_cohort, wanted_by
from cara.casework.referral_rows import (
    Entering,
    ReferralRow,
    enter,
    find_by_id,
    find_for,
    move,
    pathway_of,
    tell,
)
from cara.casework.states import ReferralStatus, check_way
from cara.decisions import Decision, Verdict, decide
from cara.policy import CaseFacts, RestrictedFacts, Stage, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import OpenPlace, fits
from cara.vocabulary import CaraError, Pathway, Reference


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
        entering = Entering(
            instance.area,
            actor,
            facts,
            restricted,
            today,
            now,
            decision.book_digest,
            ReferralStatus.HELD,
            instance.draw_reference(),
        )
        row = enter(unit, entering)
        keep(unit, row, decision)
        keep_impossible_days(unit, row, search.impossible)
        return _hold(instance, unit, actor, row, place, now)

    return instance.database.run(work)


def hold_another_place(
    instance: Instance, actor: Subject, reference: str, cohort: str, search: PlaceSearch, *, now: datetime
) -> Held | Gone:
    """Hold a place for a referral that exists: cleared by a person, its hold run out, or moving to another place.

    Raises:
        NoSuchReferral: there is none that this person may change.
        WrongStatus: the referral stands where no place can be held.
    """

    def work(unit: Unit) -> Held | Gone:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now, lock=True)
        check_way(row.reference, row.status, ReferralStatus.HELD)
        place = _free_place(instance, unit, cohort, row.facts, search, now=now, row=row)
        if isinstance(place, Gone):
            return place
        leave_place(unit, row, "released")
        held = _hold(instance, unit, actor, row, place, now)
        move(unit, row, ReferralStatus.HELD, by=actor.code, at=now)
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
) -> tuple[int, OpenPlace] | Gone:
    today = instance.today(now)
    found = place_of_cohort(unit, cohort, now, lock=True)
    policy = scheduling_policy(instance.book, today)
    wanted = wanted_by(facts, search, today, kept_apart_from(unit, row) if row else frozenset())
    misfits = fits(policy, wanted, found[1], today) if found else ()
    if found is not None and not misfits:
        return found
    why = tuple(misfit.sentence for misfit in misfits) or ("This pair of days is no longer offered",)
    return Gone(why, find_offers(instance, unit, facts, search, now=now, row=row))


def _hold(
    instance: Instance, unit: Unit, actor: Subject, row: ReferralRow, place: tuple[int, OpenPlace], now: datetime
) -> Held:
    until = now + instance.hold_for
    take_seat(unit, row, place[0], status="held", now=now, until=until)
    tell(unit, actor, "place_held", row.reference, now, cohort=place[1].cohort)
    return Held(row.reference, place[1], until)


def take_seat(
    unit: Unit, row: ReferralRow, cohort_id: int, *, status: str, now: datetime, until: datetime | None
) -> int:
    """Take the lowest free seat of a cohort that this transaction has locked, and give its number.

    The database refuses a seat that is taken, beyond the capacity or of another pathway, whatever this code does.
    """
    _release_expired(unit, now, cohort_id=cohort_id)
    cohort = unit.execute(select(t.Cohort.capacity, t.Cohort.pathway).where(t.Cohort.id == cohort_id)).one()
    taken = set(
        unit.execute(
            select(t.Membership.seat).where(t.Membership.cohort_id == cohort_id, t.Membership.active)
        ).scalars()
    )
    seat = next(number for number in range(1, cohort.capacity + 2) if number not in taken)
    pathway = pathway_of(row.facts)
    unit.execute(
        insert(t.Membership).values(
            referral_id=row.id,
            person_id=row.person_id,
            cohort_id=cohort_id,
            capacity=cohort.capacity,
            pathway=pathway.code if isinstance(pathway, Pathway) else cohort.pathway,
            seat=seat,
            status=status,
            active=True,
            held_until=until,
            made_at=now,
        )
    )
    return seat


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
        waiting = unit.scalar(
            select(t.Membership.id).where(t.Membership.status == "held", t.Membership.held_until <= now).limit(1)
        )
    return instance.database.run(lambda unit: _release_expired(unit, now)) if waiting is not None else 0


def _release_expired(unit: Unit, now: datetime, cohort_id: int | None = None) -> int:
    conditions = [t.Membership.status == "held", t.Membership.held_until <= now]
    if cohort_id is not None:
        conditions.append(t.Membership.cohort_id == cohort_id)
    statement = update(t.Membership).where(*conditions).values(status="released", active=False)
    released = unit.execute(statement.returning(t.Membership.referral_id)).scalars().all()
    for referral_id in released:
        _note_release(unit, find_by_id(unit, referral_id, lock=True), now)
    return len(released)


def _note_release(unit: Unit, row: ReferralRow, now: datetime) -> None:
    if row.status is ReferralStatus.HELD:
        move(unit, row, ReferralStatus.RELEASED, by="system", at=now, reason="The hold ran out before it was confirmed")
    tell(unit, None, "hold_ran_out", row.reference, now)
