"""Raising a safeguarding concern from anywhere, and taking it further when nobody acknowledges it in time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update

from cara.access import Access, Action, Role, Subject, decide
from cara.acting import SYSTEM, NotAccepted, Problem, new_code, new_key, tell
from cara.casework import Instance
from cara.casework.referral_rows import find_head_for
from cara.records import Unit, UtcDateTime
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.concerns import ConcernSaid, note_step
from cara.victims.drafts import DraftKind, drop_draft
from cara.victims.rows import find_victim
from cara.victims.words import ConcernStatus
from cara.vocabulary import Reference
from cara.workshops.rows import expected_at, find_workshop_for, with_cohorts

C = ConcernStatus

_LATE = select(v.Concern.id, v.Concern.code).where(
    v.Concern.status == C.RAISED.value,
    v.Concern.acknowledge_by < bindparam("now", type_=UtcDateTime()),
    v.Concern.escalated_at.is_(None),
)
_ANY_LATE = _LATE.limit(1)


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern was raised: its code, and by when somebody answers for it."""

    code: Reference
    acknowledge_by: datetime


def from_referral(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> None:
    """Begin: go on only if this person may raise a concern from a referral.

    Raises:
        NoSuchReferral: there is none about which this person may.
    """

    def work(unit: Unit) -> None:
        head = find_head_for(unit, actor, Action.RAISE_CONCERN, reference, now)
        tell(unit, actor, "concern_begun", head.reference, now, head.access)

    instance.database.run(work)


def from_victim(instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
    """Begin: go on only if this person may raise a concern from the contact with a victim.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.RAISE_CONCERN, code, now)
        tell(unit, actor, "concern_begun", row.told_as, now, row.access)

    instance.database.run(work)


def from_seats(instance: Instance, actor: Subject, workshop: str, *, now: datetime) -> tuple[int, ...]:
    """Give the seats of a workshop about which this person may raise a concern.

    Raises:
        NoSuchWorkshop: there is none that this person facilitates now.
    """

    def work(unit: Unit) -> tuple[int, ...]:
        row = find_workshop_for(instance, unit, actor, Action.RAISE_CONCERN, workshop, now)
        asks = with_cohorts(unit, actor)
        expected = expected_at(unit, row, asks, row.open_to_facilitators(instance))
        tell(unit, actor, "concern_begun", f"workshop:{row.code}", now)
        return tuple(one.seat for one in expected if decide(asks, Action.RAISE_CONCERN, one.resource, now).allowed)

    return instance.database.run(work)


def raise_concern(instance: Instance, actor: Subject, reference: str, said: ConcernSaid, *, now: datetime) -> Raised:
    """Raise a concern from a referral.

    Raises:
        NoSuchReferral: there is none about which this person may.
    """

    def work(unit: Unit) -> Raised:
        head = find_head_for(unit, actor, Action.RAISE_CONCERN, reference, now)
        return _raise(instance, unit, actor, head.id, None, said, head.access, now)

    return instance.database.run(work)


def raise_concern_about_victim(
    instance: Instance, actor: Subject, code: str, said: ConcernSaid, *, now: datetime
) -> Raised:
    """Raise a concern from the contact with a victim.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> Raised:
        row = find_victim(unit, actor, Action.RAISE_CONCERN, code, now, lock=True)
        drop_draft(unit, row, actor, DraftKind.CONCERN)
        return _raise(instance, unit, actor, row.referral_id, row.id, said, row.access, now)

    return instance.database.run(work)


def raise_concern_at(
    instance: Instance, actor: Subject, workshop: str, seat: int, said: ConcernSaid, *, now: datetime
) -> Raised:
    """Raise a concern from a workshop, about whoever has a seat there.

    Raises:
        NoSuchWorkshop: there is none that this person facilitates now.
        NotAccepted: nobody is expected on that seat.
    """

    def work(unit: Unit) -> Raised:
        row = find_workshop_for(instance, unit, actor, Action.RAISE_CONCERN, workshop, now)
        asks = with_cohorts(unit, actor)
        expected = expected_at(unit, row, asks, row.open_to_facilitators(instance))
        found = next((one for one in expected if one.seat == seat), None)
        access = decide(asks, Action.RAISE_CONCERN, found.resource, now) if found else None
        if found is None or access is None or not access.allowed:
            raise NotAccepted([Problem("seat", "Nobody is expected on this seat: choose one from the register")])
        return _raise(instance, unit, actor, found.referral_id, None, said, access, now)

    return instance.database.run(work)


def _raise(
    instance: Instance,
    unit: Unit,
    actor: Subject,
    referral: int,
    victim: int | None,
    said: ConcernSaid,
    access: Access | None,
    now: datetime,
) -> Raised:
    code, key = new_code(), new_key()
    by = now + timedelta(minutes=instance.safeguarding.acknowledge_minutes)
    about = {"referral_id": referral, "victim_id": victim, "about": said.about.value}
    raised = {"raised_by": actor.account, "raised_at": now, "acknowledge_by": by}
    sealed = unit.seal(v.Concern.what, key, said.model_dump_json())
    values = {"code": code, "key": key, "status": C.RAISED.value, "what": sealed, "version": 1, **about, **raised}
    own = unit.execute(insert(v.Concern).values(**values).returning(v.Concern.id)).scalar_one()
    note_step(unit, own, None, C.RAISED, by=actor.code, at=now)
    for account in leads(instance, unit):
        _add(unit, own, account, now, is_lead=True)
    if victim is not None:
        _add(unit, own, actor.account, now, is_lead=False)
    tell(unit, actor, "concern_raised", f"concern:{code}", now, access)
    return Raised(Reference(code), by)


def leads(instance: Instance, unit: Unit) -> tuple[int, ...]:
    """Give the accounts that answer for a concern: the lead's, or while there is none the area managers'."""
    lead = instance.safeguarding.lead
    if lead is not None:
        found = unit.scalar(select(t.Account.id).where(t.Account.code == lead, t.Account.active))
        if found is not None:
            return (found,)
    return _accounts(unit, Role.AREA_MANAGER)


def _accounts(unit: Unit, role: Role) -> tuple[int, ...]:
    query = select(t.Account.id).where(t.Account.role == role.value, t.Account.active).order_by(t.Account.id)
    return tuple(unit.execute(query).scalars())


def _add(unit: Unit, concern: int, account: int, now: datetime, *, is_lead: bool) -> None:
    mine = (v.ConcernMember.concern_id == concern, v.ConcernMember.account_id == account, v.ConcernMember.active)
    if unit.scalar(select(v.ConcernMember.id).where(*mine)) is None:
        values = {"concern_id": concern, "account_id": account, "is_lead": is_lead, "active": True, "added_at": now}
        unit.execute(insert(v.ConcernMember).values(**values))


def take_further(instance: Instance, *, now: datetime) -> int:
    """Take to the directors every concern that nobody acknowledged in time, and tell how many; done once for each.

    It opens nothing, so a process without the victims' keys can do it.
    """

    def work(unit: Unit) -> int:
        found = unit.execute(_LATE, {"now": now}).all()
        for one in found:
            unit.execute(update(v.Concern).where(v.Concern.id == one.id).values(escalated_at=now))
            for account in _accounts(unit, Role.DIRECTOR):
                _add(unit, one.id, account, now, is_lead=True)
            tell(unit, None, "concern_taken_further", f"concern:{one.code}", now, by=SYSTEM)
        return len(found)

    return instance.database.run(work)


def take_late_concerns_further(instance: Instance, clock: Callable[[], datetime]) -> int:
    """Do so if any is late now: for whatever looks again and again, since looking alone writes nothing."""
    now = clock()
    with instance.database.read() as unit:
        if unit.scalar(_ANY_LATE, {"now": now}) is None:
            return 0
    return take_further(instance, now=now)
