"""Referring somebody who cannot simply be booked: to a person, to the area manager, or until the rules are there."""

from datetime import datetime

from cara.access import Action, Subject, permit
from cara.acting import reason_given, tell
from cara.areas import AreaUnavailable
from cara.casework.checking import refuse_impossible
from cara.casework.deciding import keep_book, keep_first
from cara.casework.expecting import NoLonger, no_longer_expected
from cara.casework.holding import NotClearedYet, keep_impossible_days, leave_place
from cara.casework.instance import Instance
from cara.casework.moving import Entering, enter, move
from cara.casework.outbox.telling import tell_participant
from cara.casework.places import PlaceSearch, keep_wishes, pathway_needed
from cara.casework.referral_rows import ReferralRow, find_for
from cara.casework.states import CONFIRMED, ReferralStatus
from cara.decisions import Decision, Verdict, decide
from cara.policy import CaseFacts, NoPolicyInForce, PolicyBook, RestrictedFacts, Stage
from cara.records import Unit
from cara.vocabulary import Occasion, Reference


def refer_to_person(
    instance: Instance, actor: Subject, facts: CaseFacts, restricted: RestrictedFacts, *, now: datetime
) -> Reference:
    """Enter a referral about which a person must decide, and put it on the worklist.

    While the area's rules cannot be read, or none is in force, nothing is decided: the referral waits as "rules pending".

    Raises:
        NotAllowed: this person may not refer.
        NotAccepted: a fact is impossible.
    """
    permit(actor, Action.REFER, None, now)
    refuse_impossible(facts, instance.today(now))
    decision = _decide_if_possible(instance, facts, restricted, now)
    status = ReferralStatus.AWAITING_DECISION if decision else ReferralStatus.RULES_PENDING
    return instance.database.run(
        lambda unit: _enter_for(instance, unit, actor, facts, restricted, decision, status, now).reference
    )


def _decide_if_possible(
    instance: Instance, facts: CaseFacts, restricted: RestrictedFacts, now: datetime
) -> Decision | None:
    today = instance.today(now)
    try:
        return decide(instance.book, facts, restricted, on=today, stage=Stage.CHECK, decided_at=now)
    except (AreaUnavailable, NoPolicyInForce):
        return None


def ask_for_place(
    instance: Instance,
    actor: Subject,
    facts: CaseFacts,
    restricted: RestrictedFacts,
    search: PlaceSearch,
    *,
    now: datetime,
) -> Reference:
    """Enter a referral of somebody who is eligible but for whom no place fits, and ask the area manager.

    Raises:
        NotAllowed: this person may not refer.
        NotAccepted: a fact is impossible, or sex or relationship are missing.
        NotClearedYet: the rules do not clear the case; it can be referred to a person.
        AreaUnavailable: the area's rules cannot be read.
    """
    permit(actor, Action.REFER, None, now)
    pathway_needed(facts)
    refuse_impossible(facts, instance.today(now))
    decision = decide(instance.book, facts, restricted, on=instance.today(now), stage=Stage.CHECK, decided_at=now)
    if decision.verdict is not Verdict.ELIGIBLE:
        raise NotClearedYet(decision)

    def work(unit: Unit) -> Reference:
        status = ReferralStatus.AWAITING_PLACE
        row = _enter_for(instance, unit, actor, facts, restricted, decision, status, now)
        keep_impossible_days(unit, row, search.impossible)
        keep_wishes(unit, row, search)
        return row.reference

    return instance.database.run(work)


def ask_for_place_for(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> None:
    """Ask the area manager for a place for a referral that exists and is cleared, or whose hold ran out.

    Raises:
        NoSuchReferral: there is none that this person may change.
        WrongStatus: the referral does not wait for a choice of place.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now, lock=True)
        move(unit, row, ReferralStatus.AWAITING_PLACE, by=actor.code, at=now, place_by=None)
        tell(unit, actor, "place_asked_for", row.reference, now, row.access)

    instance.database.run(work)


def _enter_for(
    instance: Instance,
    unit: Unit,
    actor: Subject,
    facts: CaseFacts,
    restricted: RestrictedFacts,
    decision: Decision | None,
    status: ReferralStatus,
    now: datetime,
) -> ReferralRow:
    book: PolicyBook | None = instance.book if decision else None
    if book is not None:
        keep_book(unit, book, now)
    digest = book.digest if book else None
    today, reference = instance.today(now), instance.draw_reference()
    row = enter(unit, Entering(instance.area, actor, facts, restricted, today, now, digest, status, reference))
    if decision is not None:
        keep_first(unit, row, decision)
    return row


def withdraw(instance: Instance, actor: Subject, reference: str, reason: str, *, now: datetime) -> None:
    """Withdraw a referral: its place is free at once, its history stays.

    Raises:
        NoSuchReferral: there is none that this person may withdraw.
        NotAccepted: no reason is given, or it cannot be stored.
        WrongStatus: it is closed already.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.WITHDRAW_REFERRAL, reference, now, lock=True)
        if row.status in CONFIRMED:
            no_longer_expected(unit, row, NoLonger.WITHDRAWN, at=now)
        leave_place(unit, row, "left")
        move(unit, row, ReferralStatus.WITHDRAWN, by=actor.code, at=now, reason=said)
        tell(unit, actor, "referral_withdrawn", row.reference, now, row.access)
        if row.status in CONFIRMED:
            tell_participant(instance, unit, row, Occasion.WITHDRAWN, now=now)

    instance.database.run(work)
