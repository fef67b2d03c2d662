"""Carrying erasures out: what was approved 72 hours ago, and again what an older backup has brought back.

One transaction for each, in which everything is looked at again under the lock; the register outside the database is
written to before the commit and after it. Then the files are rewritten, so that no old version is left in them: that is
done again until it has gone well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, or_, select, update

from cara.acting import tell
from cara.casework import Instance
from cara.records import Unit, UtcDateTime
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.retention.beginning import part_of
from cara.retention.deciding import refuse_unfit
from cara.retention.erasing import erase, tables_of, words_of
from cara.retention.finding import refuse_on_hold, refuse_while_copy_is_asked
from cara.retention.problems import CopyAskedFor, NoSchedule, NotToErase, OnHold
from cara.retention.register import ErasureRegister, Registered
from cara.retention.words import WAITS, ErasureStatus, Scope, WhyErased

E = t.Erasure
_DUE = select(E.id, E.code, E.referral_id, E.scope, E.why, t.Referral.reference).join(
    t.Referral, t.Referral.id == E.referral_id
)
_NOW = bindparam("latest", type_=UtcDateTime())
_ANY = (
    select(E.id)
    .where(
        or_(
            and_(E.status == ErasureStatus.APPROVED.value, E.approved_at <= _NOW),
            and_(E.carried_out_at.is_not(None), E.cleaned_at.is_(None)),
        )
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class _Approved:
    id: int
    code: str
    referral: int
    scope: Scope
    why: WhyErased
    reference: str


def carry_out(instance: Instance, *, now: datetime) -> tuple[str, ...]:
    """Carry out every erasure that was approved 72 hours ago or longer, and give the codes of those that were.

    One that does not fit any more - a hold, an open case - stays as it is.

    Raises:
        NoSchedule: there are such, and the instance has no whole schedule.
        RegisterProblem: the register of erasures is missing or cannot be written to.
        NoVictimKeys: this process cannot seal what is known of victims.
    """
    due = _due(instance, now)
    if due and instance.retention.schedule is None:
        raise NoSchedule
    register = ErasureRegister(instance.retention.erasures)
    return tuple(one.code for one in due if _carry_out_one(instance, register, one, now))


def _due(instance: Instance, now: datetime) -> list[_Approved]:
    waiting = (E.status == ErasureStatus.APPROVED.value, E.approved_at <= now - WAITS)
    with instance.database.read() as unit:
        rows = unit.execute(_DUE.where(*waiting).order_by(E.id)).all()
    return [
        _Approved(row.id, row.code, row.referral_id, Scope(row.scope), WhyErased(row.why), row.reference)
        for row in rows
    ]


def _carry_out_one(instance: Instance, register: ErasureRegister, one: _Approved, now: datetime) -> bool:
    register.check()

    def work(unit: Unit) -> bool:
        _lock(unit, one.referral)
        if not _still_approved(instance, unit, one, now):
            return False
        erase(unit, one.referral, one.scope, now, now, words_of(instance.today(now)))
        carried_out = {"status": ErasureStatus.CARRIED_OUT.value, "carried_out_at": now}
        unit.execute(update(E).where(E.id == one.id).values(carried_out))
        tell(unit, None, "record_erased", one.reference, now, part=one.scope.value, erasure=one.code)
        register.add("begun", one.code, one.reference, one.scope, now)
        return True

    done = instance.database.run(work)
    if done:
        register.add("done", one.code, one.reference, one.scope, now)
    return done


def _lock(unit: Unit, referral: int) -> None:
    unit.execute(select(t.Referral.id).where(t.Referral.id == referral).with_for_update()).one()


def _still_approved(instance: Instance, unit: Unit, one: _Approved, now: datetime) -> bool:
    """Look again, now that nobody else decides meanwhile."""
    approved = (E.id == one.id, E.status == ErasureStatus.APPROVED.value, E.approved_at <= now - WAITS)
    if unit.scalar(select(E.id).where(*approved)) is None:
        return False
    try:
        refuse_on_hold(unit, one.referral, one.reference)
        refuse_while_copy_is_asked(unit, one.referral, one.reference)
        refuse_unfit(part_of(instance, unit, one.referral, one.scope), one.why, instance.today(now))
    except (CopyAskedFor, OnHold, NotToErase):
        return False
    return True


def clean_up(instance: Instance, *, now: datetime) -> int:
    """Rewrite the files behind what was erased, and tell behind how many erasures; done again until it went well.

    Raises:
        DatabaseBusy: somebody reads an older state for too long.
    """
    behind = and_(E.carried_out_at.is_not(None), E.cleaned_at.is_(None))
    with instance.database.read() as unit:
        rows = unit.execute(select(E.id, E.scope).where(behind)).all()
    if not rows:
        return 0
    scopes = {Scope(row.scope) for row in rows}
    instance.database.clean(table for scope in scopes for table in tables_of(scope))

    def work(unit: Unit) -> None:
        unit.execute(update(E).where(E.id.in_([row.id for row in rows])).values(cleaned_at=now))
        tell(unit, None, "files_rewritten", "erasures", now, erasures=len(rows))

    instance.database.run(work)
    return len(rows)


def carry_out_what_is_due(instance: Instance, clock: Callable[[], datetime]) -> int:
    """Do both if there is anything: for whatever looks again and again, since looking alone writes nothing.

    Raises:
        NoSchedule, RegisterProblem, NoVictimKeys, DatabaseBusy: it could not be done now.
    """
    now = clock()
    with instance.database.read() as unit:
        if unit.scalar(_ANY, {"latest": now - WAITS}) is None:
            return 0
    carried_out = len(carry_out(instance, now=now))
    clean_up(instance, now=now)
    return carried_out


def erase_again(instance: Instance, *, now: datetime) -> tuple[str, ...]:
    """Erase again whatever the register names and the database still holds, and give the references.

    Before an older backup that was put back is served. What was begun and never done is left to those who approved it,
    as long as these records know of the approval.

    Raises:
        RegisterProblem: the register cannot be read, or is missing although something was erased.
        NoVictimKeys: this process cannot seal what is known of victims.
    """
    register = ErasureRegister(instance.retention.erasures)
    if not register.is_there and not _erased_anything(instance):
        return ()
    named = register.read().values()
    erased = [one.reference for one in named if _erase_one_again(instance, register, one, now)]
    if erased:
        tables = {table for scope in Scope for table in tables_of(scope)}
        instance.database.clean(tables)
    return tuple(dict.fromkeys(erased))


def _erased_anything(instance: Instance) -> bool:
    with instance.database.read() as unit:
        return unit.scalar(select(E.id).where(E.carried_out_at.is_not(None)).limit(1)) is not None


def _erase_one_again(instance: Instance, register: ErasureRegister, one: Registered, now: datetime) -> bool:
    def work(unit: Unit) -> bool:
        query = select(t.Referral.id).where(t.Referral.reference == one.reference).with_for_update()
        referral = unit.scalar(query)
        if referral is None or unit.scalar(_still_there(one, referral)) is None or _is_undecided(unit, one):
            return False
        erase(unit, referral, one.scope, one.at, now, words_of(instance.today(one.at)))
        _settle(unit, one, referral, now)
        tell(unit, None, "record_erased_again", one.reference, now, part=one.scope.value, erasure=one.erasure)
        return True

    erased = instance.database.run(work)
    if not one.done and (erased or _was_carried_out(instance, one)):
        register.add("done", one.erasure, one.reference, one.scope, one.at)
    return erased


def _was_carried_out(instance: Instance, one: Registered) -> bool:
    with instance.database.read() as unit:
        carried_out = (E.code == one.erasure, E.carried_out_at.is_not(None))
        return unit.scalar(select(E.id).where(*carried_out)) is not None


def _is_undecided(unit: Unit, one: Registered) -> bool:
    """Tell whether it was begun and not committed: these records then still know of its approval."""
    approved = (E.code == one.erasure, E.status == ErasureStatus.APPROVED.value)
    return not one.done and unit.scalar(select(E.id).where(*approved)) is not None


def _still_there(one: Registered, referral: int) -> Select[int]:
    match one.scope:
        case Scope.CASE:
            return select(t.Referral.id).where(t.Referral.id == referral, t.Referral.erased_at.is_(None))
        case Scope.VICTIM:
            mine = and_(v.Victim.referral_id == referral, v.Victim.erased_at.is_(None))
            return select(v.Victim.id).where(mine, v.Victim.entered_at <= one.at).limit(1)
        case Scope.CONCERN:
            mine = and_(v.Concern.referral_id == referral, v.Concern.erased_at.is_(None))
            return select(v.Concern.id).where(mine, v.Concern.raised_at <= one.at).limit(1)


def _settle(unit: Unit, one: Registered, referral: int, now: datetime) -> None:
    """Bring what these records say of the erasure to what happened: it was carried out, or they know nothing of it."""
    mine = (E.referral_id == referral, E.scope == one.scope.value)
    approved = (*mine, E.code == one.erasure, E.approved_at.is_not(None))
    carried_out = {"status": ErasureStatus.CARRIED_OUT.value, "carried_out_at": one.at, "cleaned_at": now}
    unit.execute(update(E).where(*approved).values({**carried_out, "stopped_at": None, "stopped_by": None}))
