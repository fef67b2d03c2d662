"""What people decide about a record: to hold it, to lift a hold, to keep it for longer, to erase it, to stop that.

Each takes the lock on the referral first, and so does whatever carries an erasure out: of a hold and an erasure that
meet, one wins wholly.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from cara.access import Action, Subject
from cara.acting import NotAccepted, Problem, new_code, new_key, reason_given, tell
from cara.casework import Instance
from cara.records import Conflict, RuleBroken, Unit
from cara.records import tables as t
from cara.retention.beginning import Part, part_of
from cara.retention.finding import Record, find_record, refuse_on_hold, refuse_while_copy_is_asked
from cara.retention.problems import NoSchedule, NotToErase, NotUnderWay, SomebodyElseHeld
from cara.retention.words import KEPT_AT_MOST, UNDER_WAY, ErasureStatus, Scope, WhyErased
from cara.vocabulary.dates import add_months, in_words


def place_hold(instance: Instance, actor: Subject, reference: str, reason: str, *, now: datetime) -> None:
    """Hold a record: nothing of it is erased until somebody lifts the hold, and erasures under way are stopped.

    Raises:
        NoSuchReferral: there is none that this person may hold.
        NotAccepted: there is no reason.
        NotToErase: everything of it is erased already.
        SomebodyElseHeld: a hold stands already.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        record = find_record(unit, actor, Action.REVIEW_RETENTION, reference, now, lock=True)
        if not any(part_of(instance, unit, record.id, scope).there for scope in Scope):
            raise NotToErase("Everything of this record is erased already: there is nothing to hold.")
        code = new_code()
        held = {"placed_by": actor.account, "placed_at": now, "reason": unit.seal(t.LegalHold.reason, code, said)}
        try:
            with unit.attempt():
                unit.execute(insert(t.LegalHold).values(code=code, referral_id=record.id, **held))
        except Conflict as conflict:
            raise SomebodyElseHeld from conflict
        under_way = (t.Erasure.referral_id == record.id, t.Erasure.status.in_(UNDER_WAY))
        for erasure in unit.execute(select(t.Erasure.code).where(*under_way)).scalars().all():
            _stop(unit, actor, record, erasure, now)
        tell(unit, actor, "hold_placed", record.reference, now, record.access, hold=code)

    instance.database.run(work)


def lift_hold(instance: Instance, actor: Subject, reference: str, reason: str, *, now: datetime) -> None:
    """Lift the hold on a record. Erasures that it stopped have to be asked for and approved again.

    Raises:
        NoSuchReferral: there is none that this person may decide about.
        NotAccepted: there is no reason.
        SomebodyElseHeld: no hold stands.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        record = find_record(unit, actor, Action.REVIEW_RETENTION, reference, now, lock=True)
        standing = (t.LegalHold.referral_id == record.id, t.LegalHold.lifted_at.is_(None))
        code = unit.scalar(select(t.LegalHold.code).where(*standing))
        if code is None:
            raise SomebodyElseHeld
        sealed = unit.seal(t.LegalHold.lifted_reason, code, said)
        lifted = {"lifted_at": now, "lifted_by": actor.account, "lifted_reason": sealed}
        unit.execute(update(t.LegalHold).where(*standing).values(lifted))
        tell(unit, actor, "hold_lifted", record.reference, now, record.access, hold=code)

    instance.database.run(work)


def keep_longer(
    instance: Instance, actor: Subject, reference: str, scope: Scope, until: date, reason: str, *, now: datetime
) -> None:
    """Keep a part of a record until a later day, on which it is asked again.

    Raises:
        NoSuchReferral: there is none that this person may decide about.
        NotAccepted: there is no reason, or the day is not after today and within the next 24 months.
        NotToErase: it is erased already, or the case has not ended.
    """
    said = reason_given(reason)
    today = instance.today(now)
    last = add_months(today, KEPT_AT_MOST)
    if not today < until <= last:
        sentence = f"The day must be after today and not after {in_words(last, weekday=False)}"
        raise NotAccepted([Problem("until", sentence)])

    def work(unit: Unit) -> None:
        record = find_record(unit, actor, Action.REVIEW_RETENTION, reference, now, lock=True)
        _there(part_of(instance, unit, record.id, scope))
        key = new_key()
        decided = {
            "decided_by": actor.account,
            "decided_at": now,
            "reason": unit.seal(t.RetentionReview.reason, key, said),
        }
        kept = {"referral_id": record.id, "scope": scope.value, "keep_until": until}
        unit.execute(insert(t.RetentionReview).values(key=key, **kept, **decided))
        detail = {"part": scope.value, "until": until.isoformat()}
        tell(unit, actor, "record_kept_longer", record.reference, now, record.access, **detail)

    instance.database.run(work)


def request_erasure(
    instance: Instance, actor: Subject, reference: str, scope: Scope, why: WhyErased, reason: str, *, now: datetime
) -> str:
    """Ask that a part of a record be erased; somebody else has to approve it. Gives the erasure's code.

    Raises:
        NoSchedule: the instance has no whole schedule.
        NoSuchReferral: there is none for which this person may ask.
        ProofNeeded: this person has to prove again who it is.
        NotAccepted: there is no reason.
        OnHold: a hold stands on it.
        CopyAskedFor: somebody waits for a copy of what it holds.
        NotToErase: the case has not ended, the period is not over and nobody asked for it, or it is erased already.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> str:
        record = find_record(unit, actor, Action.REQUEST_ERASURE, reference, now, lock=True)
        _refuse(instance, unit, record, scope, why, now)
        code = new_code()
        asked = {"requested_by": actor.account, "requested_at": now, "reason": unit.seal(t.Erasure.reason, code, said)}
        what = {"scope": scope.value, "why": why.value, "status": ErasureStatus.REQUESTED.value}
        try:
            with unit.attempt():
                unit.execute(insert(t.Erasure).values(code=code, referral_id=record.id, **what, **asked))
        except Conflict as conflict:
            raise NotToErase("The erasure of this part is under way already. Open the record again.") from conflict
        detail = {"part": scope.value, "erasure": code, "reason": why.value}
        tell(unit, actor, "erasure_requested", record.reference, now, record.access, **detail)
        return code

    return instance.database.run(work)


def approve_erasure(instance: Instance, actor: Subject, reference: str, code: str, *, now: datetime) -> None:
    """Approve an erasure that somebody else asked for: it is carried out 72 hours from now, unless somebody stops it.

    Raises:
        NoSchedule, ProofNeeded, OnHold, NotToErase: as for asking.
        NoSuchReferral, NotUnderWay: there is none that this person may approve; nobody approves an own request.
    """

    def work(unit: Unit) -> None:
        record = find_record(unit, actor, Action.APPROVE_ERASURE, reference, now, lock=True)
        found = _under_way(unit, record, code)
        if found.status != ErasureStatus.REQUESTED.value or found.requested_by == actor.account:
            raise NotUnderWay(code)
        _refuse(instance, unit, record, Scope(found.scope), WhyErased(found.why), now)
        approved = {"status": ErasureStatus.APPROVED.value, "approved_by": actor.account, "approved_at": now}
        try:
            with unit.attempt():
                unit.execute(update(t.Erasure).where(t.Erasure.id == found.id).values(approved))
        except RuleBroken as broken:
            raise NotUnderWay(code) from broken
        detail = {"part": found.scope, "erasure": code}
        tell(unit, actor, "erasure_approved", record.reference, now, record.access, **detail)

    instance.database.run(work)


def stop_erasure(instance: Instance, actor: Subject, reference: str, code: str, *, now: datetime) -> None:
    """Stop an erasure that has not been carried out yet.

    Raises:
        NoSuchReferral, NotUnderWay: there is none that this person may stop.
    """

    def work(unit: Unit) -> None:
        record = find_record(unit, actor, Action.STOP_ERASURE, reference, now, lock=True)
        _under_way(unit, record, code)
        _stop(unit, actor, record, code, now)

    instance.database.run(work)


def refuse_unfit(part: Part, why: WhyErased, today: date) -> None:
    """Go on only with a part that may be erased for this reason.

    Raises:
        NotToErase: it may not be, and why.
    """
    _there(part)
    if not part.finished:
        raise NotToErase("A safeguarding concern about this record is still open: nothing of it is erased before.")
    if why is WhyErased.PERIOD_OVER and not part.is_over(today):
        due = f": it ends on {in_words(part.due_on)}" if part.due_on else ""
        raise NotToErase(f"The period of the schedule is not over{due}.")


def _there(part: Part) -> None:
    if not part.there:
        raise NotToErase("There is nothing of this part, or it is erased already.")
    if part.began_on is None:
        raise NotToErase("The case has not ended: nothing of an open case is erased.")


def _refuse(instance: Instance, unit: Unit, record: Record, scope: Scope, why: WhyErased, now: datetime) -> None:
    if instance.retention.schedule is None:
        raise NoSchedule
    refuse_on_hold(unit, record.id, record.reference)
    refuse_while_copy_is_asked(unit, record.id, record.reference)
    refuse_unfit(part_of(instance, unit, record.id, scope), why, instance.today(now))


def _under_way(unit: Unit, record: Record, code: str) -> Any:  # Any: a row with the columns of an erasure
    query = select(t.Erasure).where(t.Erasure.referral_id == record.id, t.Erasure.code == code)
    found = unit.execute(query.where(t.Erasure.status.in_(UNDER_WAY))).one_or_none()
    if found is None:
        raise NotUnderWay(code)
    return found


def _stop(unit: Unit, actor: Subject, record: Record, code: str, now: datetime) -> None:
    stopped = {"status": ErasureStatus.STOPPED.value, "stopped_by": actor.account, "stopped_at": now}
    unit.execute(update(t.Erasure).where(t.Erasure.code == code).values(stopped))
    tell(unit, actor, "erasure_stopped", record.reference, now, record.access, erasure=code)
