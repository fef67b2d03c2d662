"""Victims as they are stored: found for those who may, and changed only as they were when they were found."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, select, update

from cara.access import Access, Action, NotAllowed, Resource, Subject, permit
from cara.acting import new_key
from cara.casework import ReferralStatus
from cara.casework.standing import STANDING, resource_of
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.details import SafeContactSaid, VictimDetails
from cara.victims.problems import NoSuchVictim, SomebodyElseWrote
from cara.victims.states import ContactStatus, check_way
from cara.vocabulary import Reference, ReferenceProblem

Finding = Select[*tuple[Any, ...]]  # Any: the columns below, read by name


@dataclass(frozen=True, slots=True)
class VictimRow:
    """One victim, found. Who it is, is opened when it is first asked for."""

    id: int
    code: Reference
    key: str
    referral_id: int
    reference: Reference
    referral_status: ReferralStatus
    status: ContactStatus
    worker: str | None
    version: int
    open_details: Callable[[], VictimDetails]
    resource: Resource
    access: Access | None = None

    @property
    def details(self) -> VictimDetails:
        """Give who the victim is."""
        return self.open_details()

    @property
    def told_as(self) -> str:
        """Give how the audit trail names this victim."""
        return f"victim:{self.code}"


_WORKER = (
    select(t.Account.code)
    .join(v.VictimWorker, v.VictimWorker.account_id == t.Account.id)
    .where(v.VictimWorker.victim_id == v.Victim.id, v.VictimWorker.active)
    .correlate(v.Victim)
    .scalar_subquery()
)
_ENTERED = t.Account
QUERY = (
    select(
        v.Victim,
        t.Referral.reference,
        t.Referral.status.label("referral_status"),
        t.Referral.source,
        _ENTERED.code.label("entered_by_code"),
        _WORKER.label("worker"),
        *STANDING,
    )
    .join(t.Referral, t.Referral.id == v.Victim.referral_id)
    .join(_ENTERED, _ENTERED.id == t.Referral.entered_by)
)
# Built once: building a statement takes longer than running it.
_BY_CODE = QUERY.where(v.Victim.code == bindparam("wanted"))
_LOCKED = _BY_CODE.with_for_update(of=v.Victim)
_OF_REFERRAL = QUERY.where(v.Victim.referral_id == bindparam("wanted")).order_by(v.Victim.id)
_CHANGE = update(v.Victim).where(v.Victim.id == bindparam("own_id"), v.Victim.version == bindparam("seen_version"))
_NO_CODE = ""


def find_victim(
    unit: Unit, actor: Subject, action: Action, code: str, now: datetime, *, lock: bool = False
) -> VictimRow:
    """Find one victim for somebody who may do this about him or her.

    Raises:
        NoSuchVictim: there is none, or this person may not; the two look alike.
    """
    try:
        wanted = str(Reference.parse(code))
    except ReferenceProblem:
        wanted = _NO_CODE
    query = _LOCKED if lock else _BY_CODE
    row = unit.execute(query, {"wanted": wanted, "asks": actor.account}).mappings().one_or_none()
    resource = resource_for(row, actor) if row is not None else Resource()
    try:
        access = permit(actor, action, resource, now)
    except NotAllowed as refused:
        raise NoSuchVictim(code) from refused
    if row is None or row["erased_at"] is not None:
        raise NoSuchVictim(code)
    return found(unit, row, resource, access)


def victims_of(unit: Unit, referral_id: int, actor: Subject | None = None) -> tuple[VictimRow, ...]:
    """Give the victims of one referral, the first entered first; whether they may be shown is the caller's question."""
    rows = unit.execute(_OF_REFERRAL, {"wanted": referral_id, "asks": actor.account if actor else None}).mappings()
    return tuple(found(unit, row, resource_for(row, actor)) for row in rows)


def resource_for(row: Any, actor: Subject | None) -> Resource:  # Any: the row mapping of the query above
    """Give a victim as the decision about access sees it: as the referral, and with whoever contacts him or her."""
    workers = frozenset({row["worker"]}) if row["worker"] else frozenset[str]()
    return replace(resource_of(row, actor), workers=workers)


def found(unit: Unit, row: Any, resource: Resource, access: Access | None = None) -> VictimRow:  # Any: as above
    """Give a row of the query as it is worked with."""

    def opened() -> VictimDetails:
        return VictimDetails.model_validate_json(unit.unseal(v.Victim.details, row["key"], row["details"]))

    return VictimRow(
        id=row["id"],
        code=Reference(row["code"]),
        key=row["key"],
        referral_id=row["referral_id"],
        reference=Reference(row["reference"]),
        referral_status=ReferralStatus(row["referral_status"]),
        status=ContactStatus(row["status"]),
        worker=row["worker"],
        version=row["version"],
        open_details=opened,
        resource=resource,
        access=access,
    )


def change(unit: Unit, row: VictimRow, **values: object) -> VictimRow:
    """Change a victim's row if nobody else has since it was found.

    Raises:
        SomebodyElseWrote: somebody has.
    """
    given = {"own_id": row.id, "seen_version": row.version, "version": row.version + 1, **values}
    if unit.execute(_CHANGE.values({name: bindparam(name) for name in (*values, "version")}), given).rowcount != 1:
        raise SomebodyElseWrote(row.code)
    return replace(row, version=row.version + 1)


def move(
    unit: Unit, row: VictimRow, after: ContactStatus, *, by: str, at: datetime, reason: str | None = None
) -> VictimRow:
    """Let the contact come to another state, with the line of its history.

    Raises:
        WrongContact: there is no such way.
        SomebodyElseWrote: somebody else changed it since it was found.
    """
    check_way(row.code, row.status, after)
    changed = change(unit, row, status=after.value)
    note_step(unit, row.id, row.status, after, by=by, at=at, reason=reason)
    return replace(changed, status=after)


def note_step(
    unit: Unit,
    victim_id: int,
    before: ContactStatus | None,
    after: ContactStatus,
    *,
    by: str,
    at: datetime,
    reason: str | None = None,
) -> None:
    """Add a line to the history of a contact."""
    key = new_key()
    sealed = unit.seal(v.VictimChange.reason, key, reason) if reason else None
    step = {"before": before.value if before else None, "after": after.value, "at": at, "by": by, "reason": sealed}
    unit.execute(insert(v.VictimChange).values(key=key, victim_id=victim_id, **step))


@dataclass(frozen=True, slots=True)
class SafeContactRow:
    """Instructions for contact as they stand: what was said, by whom, and whether they may be gone by."""

    id: int
    key: str
    number: int
    needs_check: bool
    entered_by: str
    entered_at: datetime
    checked_by: str | None
    said: SafeContactSaid

    @property
    def is_confirmed(self) -> bool:
        """Whether they may be gone by: nothing in them has to be checked, or a second person has."""
        return not self.needs_check or self.checked_by is not None


_Checker = t.Account.__table__.alias("checker")
_INSTRUCTIONS = (
    select(
        v.SafeContact.id,
        v.SafeContact.key,
        v.SafeContact.number,
        v.SafeContact.needs_check,
        v.SafeContact.said,
        v.SafeContact.entered_at,
        t.Account.code.label("entered_by"),
        _Checker.c.code.label("checked_by"),
    )
    .join(t.Account, t.Account.id == v.SafeContact.entered_by)
    .outerjoin(_Checker, _Checker.c.id == v.SafeContact.checked_by)
    .where(v.SafeContact.victim_id == bindparam("victim"))
)
_NEWEST = _INSTRUCTIONS.order_by(v.SafeContact.number.desc()).limit(1)


def safe_contact_of(unit: Unit, victim_id: int) -> SafeContactRow:
    """Open the newest instructions for contact with a victim; there are some from the moment he or she is entered."""
    return _opened(unit, _NEWEST, victim_id)


def _opened(unit: Unit, query: Finding, victim_id: int) -> SafeContactRow:
    row = unit.execute(query, {"victim": victim_id}).mappings().one()
    said = SafeContactSaid.model_validate_json(unit.unseal(v.SafeContact.said, row["key"], row["said"]))
    return SafeContactRow(**{**row, "said": said})


def store_safe_contact(
    unit: Unit, victim_id: int, number: int, said: SafeContactSaid, actor: Subject, now: datetime, *, needs_check: bool
) -> None:
    """Add instructions for contact; the newest count."""
    key = new_key()
    sealed = unit.seal(v.SafeContact.said, key, said.model_dump_json())
    entered = {"entered_by": actor.account, "entered_at": now, "needs_check": needs_check}
    unit.execute(insert(v.SafeContact).values(key=key, victim_id=victim_id, number=number, said=sealed, **entered))


def place_in_use(unit: Unit, referral_id: int) -> int | None:
    """Give the participant's place that is in use, by which what is said belongs to a pair of workshops."""
    mine = and_(t.Membership.referral_id == referral_id, t.Membership.active)
    return unit.scalar(select(t.Membership.id).where(mine))
