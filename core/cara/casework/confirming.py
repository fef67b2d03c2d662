"""Confirming: the caution is signed, the case is decided for the last time, and the seat is booked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, update

from cara.access import Action, Subject
from cara.acting import NotAccepted, Problem, tell
from cara.casework.deciding import decide_and_keep, latest, uncovered
from cara.casework.details import CautionDetails, Needs
from cara.casework.expecting import expect
from cara.casework.holding import NOT_OFFERED, release_expired_holds
from cara.casework.instance import Instance
from cara.casework.moving import move
from cara.casework.open_places import CohortPlace, own_place
from cara.casework.outbox.telling import tell_participant
from cara.casework.personal import read_caution, read_needs
from cara.casework.places import PlaceSearch, look_for, recorded_with
from cara.casework.problems import PlaceDoesNotFit
from cara.casework.referral_rows import ReferralRow, find_for
from cara.casework.states import CONFIRMED, DECIDED, ReferralStatus, WrongStatus, check_way
from cara.decisions import Decision, RuleResult
from cara.policy import PolicyBook, Stage, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import OpenPlace, deadline_for
from cara.vocabulary import Occasion
from cara.vocabulary.dates import in_words

_BOOK = (  # built once: building it takes longer than running it
    update(t.Membership)
    .where(t.Membership.referral_id == bindparam("referral"), t.Membership.active)
    .values(status="booked", held_until=None)
)

S = ReferralStatus

_TOLD = {S.BOOKED: Occasion.BOOKED, S.PLACE_TO_FOLLOW: Occasion.PLACE_TO_FOLLOW}


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
        PlaceDoesNotFit: the held place, or the day promised, no longer fits what was recorded.
    """
    release_expired_holds(instance, now=now)

    def work(unit: Unit) -> Confirmed | NotConfirmed:
        row = find_for(unit, actor, Action.CONFIRM_BOOKING, reference, now, lock=True)
        if row.status in CONFIRMED:
            return _confirmed_before(unit, actor, row, now)
        after = S.PLACE_TO_FOLLOW if row.status is S.ACCEPTED else S.BOOKED
        check_way(row.reference, row.status, after)
        caution, needs = _complete(unit, row)
        refuse = _refuse_misfit if after is S.BOOKED else _refuse_promise
        refuse(instance, unit, row, recorded_with(unit, row, needs), now)
        book = instance.book_of(unit, row.book_digest)
        decision = _decide(unit, row, book, caution, now)
        left = uncovered(unit, row, decision)
        if left:
            tell(
                unit,
                actor,
                "booking_not_confirmed",
                row.reference,
                now,
                row.access,
                rules=tuple(r.rule_id for r in left),
            )
            return NotConfirmed(decision, left)
        _book(unit, actor, row, after, _deadline_on(book, row), now)
        tell_participant(instance, unit, row, _TOLD[after], now=now)
        return Confirmed(after, decision)

    return instance.database.run(work)


def _confirmed_before(unit: Unit, actor: Subject, row: ReferralRow, now: datetime) -> Confirmed:
    decided = latest(unit, row)
    if decided is None:
        raise WrongStatus(row.reference, row.status, "Confirming again")
    tell(unit, actor, "referral_seen", row.reference, now, row.access)
    return Confirmed(row.status, decided[1])


def _complete(unit: Unit, row: ReferralRow) -> tuple[CautionDetails, Needs]:
    caution, needs = read_caution(row), read_needs(unit, row)
    missing = []
    if row.person_id is None:
        missing.append(Problem("person", "Enter the person's details"))
    if needs is None:
        missing.append(Problem("needs", "Say what the person needs, even if it is nothing"))
    if caution is None:
        missing.append(Problem("caution", "Enter the caution's details"))
    if missing or caution is None or needs is None:
        raise NotAccepted(missing)
    return caution, needs


def held_place(unit: Unit, row: ReferralRow, now: datetime) -> OpenPlace | None:
    """Give the referral's own place, its own seat counted as free."""
    found = own_place(unit, row.id, now)
    return found.place if found else None


def misfits_of(
    instance: Instance, unit: Unit, row: ReferralRow, own: CohortPlace, recorded: PlaceSearch, now: datetime
) -> tuple[str, ...]:
    """Say in what the referral's own place no longer fits what has been recorded."""
    not_offered = () if own.offered else (NOT_OFFERED,)
    return not_offered + look_for(instance, unit, row, recorded, now).misfits(own.place, instance.today(now))


def _refuse_misfit(instance: Instance, unit: Unit, row: ReferralRow, recorded: PlaceSearch, now: datetime) -> None:
    own = own_place(unit, row.id, now)
    if own is None:
        raise PlaceDoesNotFit(row.reference, ["There is no place any more"])
    why = misfits_of(instance, unit, row, own, recorded, now)
    if why:
        raise PlaceDoesNotFit(row.reference, why)


def latest_promise(instance: Instance, unit: Unit, row: ReferralRow, recorded: PlaceSearch, now: datetime) -> date:
    """Give the last day by which a place can be promised: workshop one must leave room for the gap."""
    looking = look_for(instance, unit, row, recorded, now)
    return looking.deadline.binding - timedelta(days=looking.policy.gap.least)


def _refuse_promise(instance: Instance, unit: Unit, row: ReferralRow, recorded: PlaceSearch, now: datetime) -> None:
    last = latest_promise(instance, unit, row, recorded, now)
    if row.place_by is None or row.place_by > last:
        why = f"The day by which a place was promised is too late: it must be by {in_words(last)}"
        raise PlaceDoesNotFit(row.reference, [why])


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
    unit.execute(_BOOK, {"referral": row.id})
    if after is S.BOOKED:
        expect(unit, row)
    move(unit, row, after, by=actor.code, at=now, confirmed_at=now, deadline_on=deadline_on)
    tell(unit, actor, "booking_confirmed", row.reference, now, row.access, status=after.value)


def refer_on(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> None:
    """Put a referral that could not be confirmed before an authorised person; its hold runs on.

    Raises:
        NoSuchReferral: there is none that this person may change.
        WrongStatus: it does not stand where a person could decide.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now, lock=True)
        if row.status not in DECIDED:
            raise WrongStatus(row.reference, row.status, "Referring on")
        move(unit, row, S.AWAITING_DECISION, by=actor.code, at=now)
        tell(unit, actor, "referred_to_person", row.reference, now, row.access)

    instance.database.run(work)
