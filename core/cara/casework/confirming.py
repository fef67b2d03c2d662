"""Confirming: the caution is signed, the case is decided for the last time, and the seat is booked."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update

from cara.access import Action, Subject
from cara.casework.deciding import decide_and_keep, uncovered
from cara.casework.details import CautionDetails
from cara.casework.holding import release_expired_holds
from cara.casework.instance import Instance
from cara.casework.items import ItemKind, open_item
from cara.casework.personal import read_caution, read_needs
from cara.casework.places import kept_apart_from, place_of_cohort, recorded_search, wanted_by
from cara.casework.problems import NotAccepted, PlaceDoesNotFit, Problem
from cara.casework.redeciding import has_place
from cara.casework.referral_rows import ReferralRow, find_for, move, tell
from cara.casework.states import ReferralStatus, WrongStatus, check_way
from cara.decisions import Decision, RuleResult
from cara.policy import PolicyBook, Stage, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import OpenPlace, deadline_for, fits

S = ReferralStatus


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The booking stands: a seat in a cohort, or a place that will follow."""

    status: ReferralStatus
    decision: Decision


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """The last decision does not clear the case. It is stored; the place stays held until its hour is over."""

    decision: Decision
    uncovered: tuple[RuleResult, ...]

    @property
    def only_the_area(self) -> bool:
        """Tell whether only rules of the area stand in the way, about which an authorised person may decide."""
        return all(result.owner != "national" for result in self.uncovered)


def confirm_booking(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> Confirmed | NotConfirmed:
    """Confirm a referral once the caution has been signed. Confirming twice is the same as once.

    Raises:
        NoSuchReferral: there is none that this person may confirm.
        NotAccepted: something has not been recorded yet; everything that is missing at once.
        WrongStatus: the hold ran out, or the referral stands elsewhere.
        PlaceDoesNotFit: the held place no longer fits what was recorded.
    """
    release_expired_holds(instance, now=now)

    def work(unit: Unit) -> Confirmed | NotConfirmed:
        row = find_for(unit, actor, Action.CONFIRM_BOOKING, reference, now, lock=True)
        after = S.PLACE_TO_FOLLOW if row.status is S.ACCEPTED else S.BOOKED
        check_way(row.reference, row.status, after)
        caution = _complete(unit, row)
        if row.book_digest is None:
            raise WrongStatus(row.reference, row.status, "Confirming")
        book = instance.stored_book(unit, row.book_digest)
        if after is S.BOOKED:
            _refuse_misfit(instance, unit, row, book, now)
        decision = _decide(unit, row, book, caution, now)
        left = uncovered(unit, row, decision)
        if left:
            return NotConfirmed(decision, left)
        _book(unit, actor, row, after, _deadline_on(book, row), now)
        return Confirmed(after, decision)

    return instance.database.run(work)


def _complete(unit: Unit, row: ReferralRow) -> CautionDetails:
    caution, needs = read_caution(row), read_needs(unit, row)
    missing = []
    if row.person_id is None:
        missing.append(Problem("person", "Enter the person's details"))
    if needs is None:
        missing.append(Problem("needs", "Say what the person needs, even if it is nothing"))
    if caution is None:
        missing.append(Problem("caution", "Enter the caution's details"))
    if missing or caution is None:
        raise NotAccepted(missing)
    return caution


def held_place(unit: Unit, row: ReferralRow, now: datetime) -> OpenPlace | None:
    """Give the referral's own place, its own seat counted as free."""
    query = (
        select(t.Cohort.code)
        .join(t.Membership, t.Membership.cohort_id == t.Cohort.id)
        .where(t.Membership.referral_id == row.id, t.Membership.active)
    )
    code = unit.scalar(query)
    found = place_of_cohort(unit, str(code), now) if code else None
    return replace(found[1], free_seats=found[1].free_seats + 1) if found else None


def misfits_of(instance: Instance, unit: Unit, row: ReferralRow, book: PolicyBook, now: datetime) -> tuple[str, ...]:
    """Say in what the referral's own place no longer fits what has been recorded."""
    place = held_place(unit, row, now)
    if place is None or row.pathway is None:
        return ()
    search = recorded_search(unit, row)
    wanted = wanted_by(row.facts, search, row.entered_on, kept_apart_from(unit, row))
    policy = scheduling_policy(book, row.on)
    return tuple(misfit.sentence for misfit in fits(policy, wanted, place, instance.today(now)))


def _refuse_misfit(instance: Instance, unit: Unit, row: ReferralRow, book: PolicyBook, now: datetime) -> None:
    if not has_place(unit, row):
        raise PlaceDoesNotFit(row.reference, ["there is no place any more"])
    why = misfits_of(instance, unit, row, book, now)
    if why:
        raise PlaceDoesNotFit(row.reference, why)


def _decide(unit: Unit, row: ReferralRow, book: PolicyBook, caution: CautionDetails, now: datetime) -> Decision:
    facts = row.facts.model_copy(
        update={
            "authorising_rank": caution.authorising_rank,
            "effect_explained": caution.effect_explained,
            "admission_signed": caution.admission_signed,
        }
    )
    return decide_and_keep(unit, row, book, facts, row.restricted, on=caution.caution_on, stage=Stage.CONFIRM, now=now)


def _deadline_on(book: PolicyBook, row: ReferralRow) -> date:
    policy = scheduling_policy(book, row.on)
    return deadline_for(policy, caution_on=row.on, offence_on=row.facts.offence_on).binding


def _book(
    unit: Unit, actor: Subject, row: ReferralRow, after: ReferralStatus, deadline_on: date, now: datetime
) -> None:
    unit.execute(
        update(t.Membership)
        .where(t.Membership.referral_id == row.id, t.Membership.active)
        .values(status="booked", held_until=None)
    )
    move(unit, row, after, by=actor.code, at=now, confirmed_at=now, deadline_on=deadline_on)
    if after is S.PLACE_TO_FOLLOW:
        open_item(unit, row, ItemKind.PLACE_TO_FOLLOW, now=now, due_on=row.place_by)
    tell(unit, actor, "booking_confirmed", row.reference, now, status=after.value)


def refer_on(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> None:
    """Put a referral that could not be confirmed before an authorised person; its hold runs on.

    Raises:
        NoSuchReferral: there is none that this person may change.
        WrongStatus: it does not stand where a person could decide.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now, lock=True)
        move(unit, row, S.AWAITING_DECISION, by=actor.code, at=now)
        open_item(unit, row, ItemKind.NEEDS_A_PERSON, now=now)
        tell(unit, actor, "referred_to_person", row.reference, now)

    instance.database.run(work)
