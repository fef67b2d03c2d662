"""Handing a referral over: a supervisor gives it to a colleague, who then works on it like whoever entered it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select, update

from cara.access import Action, Role, Subject
from cara.acting import NotAccepted, Problem, tell
from cara.casework.instance import Instance
from cara.casework.referral_rows import ReferralRow, find_for
from cara.casework.standing import in_conflict
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference

POLICE = (Role.POLICE_OFFICER.value, Role.POLICE_SUPERVISOR.value)

_OF_REFERRAL = t.Assignment.referral_id == bindparam("referral")
_OPEN = t.Assignment.ended_at.is_(None)
_NAMED = (t.Account.id, t.Account.code, t.Account.display_name)
_ENTERED_BY = select(*_NAMED).where(t.Account.code == bindparam("code"))
_HOLDERS = (
    select(*_NAMED, t.Assignment.assigned_at)
    .join(t.Assignment, t.Assignment.account_id == t.Account.id)
    .where(_OF_REFERRAL, _OPEN)
    .order_by(t.Assignment.id)
)
_COLLEAGUES = (
    select(*_NAMED)
    .join(t.Referral, t.Referral.id == bindparam("referral"))
    .where(
        t.Account.active,
        t.Account.organisation == t.Referral.source,
        t.Account.role.in_(POLICE),
        t.Account.id != t.Referral.entered_by,
        ~exists(select(t.Assignment.id).where(_OF_REFERRAL, _OPEN, t.Assignment.account_id == t.Account.id)),
        ~in_conflict(t.Account.id),
    )
)
_GIVE = insert(t.Assignment)
_END = update(t.Assignment).where(
    _OF_REFERRAL,
    _OPEN,
    t.Assignment.account_id == select(t.Account.id).where(t.Account.code == bindparam("code")).scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who has a referral, or to whom it can be handed over."""

    code: str
    name: str = field(repr=False)
    since: datetime | None = None
    """When it was handed over to him or her."""


@dataclass(frozen=True, slots=True)
class HandingOver:
    """Who has a referral, and who else can."""

    reference: Reference
    entered_by: Colleague
    holders: tuple[Colleague, ...]
    colleagues: tuple[Colleague, ...]
    """Whoever may work on it and does not have it yet, by name."""


def see_handing_over(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> HandingOver:
    """See who has a referral and to whom it can be handed over.

    Raises:
        NoSuchReferral: there is none that this person may hand over.
    """

    def work(unit: Unit) -> HandingOver:
        row = find_for(unit, actor, Action.HAND_OVER, reference, now)
        tell(unit, actor, "holders_seen", row.reference, now, row.access)
        holders = unit.execute(_HOLDERS, {"referral": row.id}).all()
        colleagues = (_colleague(unit, found) for found in _colleagues(unit, row))
        return HandingOver(
            row.reference,
            _colleague(unit, unit.execute(_ENTERED_BY, {"code": row.entered_by}).one()),
            tuple(_colleague(unit, found, found.assigned_at) for found in holders),
            tuple(sorted(colleagues, key=lambda colleague: (colleague.name, colleague.code))),
        )

    return instance.database.run(work)


def hand_over(instance: Instance, actor: Subject, reference: str, to: str, *, now: datetime) -> None:
    """Hand a referral over to a colleague. Whoever entered it or had it keeps it, until it is taken back.

    Args:
        to: the code of the account.

    Raises:
        NoSuchReferral: there is none that this person may hand over.
        NotAccepted: this is nobody of the force who may work on it, or he or she has it already.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.HAND_OVER, reference, now, lock=True)
        account = next((found.id for found in _colleagues(unit, row) if found.code == to), None)
        if account is None:
            raise NotAccepted([Problem("account", "Choose one of the colleagues in the list")])
        given = {"referral_id": row.id, "account_id": account, "assigned_by": actor.account, "assigned_at": now}
        unit.execute(_GIVE, given)
        tell(unit, actor, "referral_handed_over", row.reference, now, row.access, account=to)

    instance.database.run(work)


def take_back(instance: Instance, actor: Subject, reference: str, account: str, *, now: datetime) -> None:
    """Take a referral back from a colleague to whom it was handed over.

    Raises:
        NoSuchReferral: there is none that this person may hand over.
        NotAccepted: it was not handed over to that account, or has been taken back.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.HAND_OVER, reference, now, lock=True)
        given = {"referral": row.id, "code": account, "ended_at": now}
        if unit.execute(_END, given).rowcount != 1:
            raise NotAccepted([Problem("account", "This colleague does not have the referral any more")])
        tell(unit, actor, "referral_taken_back", row.reference, now, row.access, account=account)

    instance.database.run(work)


def _colleagues(unit: Unit, row: ReferralRow) -> list[Any]:  # Any: rows of the columns above
    return list(unit.execute(_COLLEAGUES, {"referral": row.id}).all())


def _colleague(unit: Unit, found: Any, since: datetime | None = None) -> Colleague:  # Any: a row of the columns above
    return Colleague(found.code, unit.unseal(t.Account.display_name, found.code, found.display_name), since)
