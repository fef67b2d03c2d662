"""What waits until a second person has confirmed it: asked for here, decided in :mod:`cara.staff.second_person`."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from cara.access import Role, Subject
from cara.acting import new_code
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Word

NEEDS_TWO = frozenset(Role) - {Role.FACILITATOR, Role.HT_SUPERVISOR, Role.AREA_DEVELOPER}
"""The roles that nobody gives alone: they show more than an area manager sees, or may confirm what one asks for."""


class ToConfirmKind(Word):
    """What waits."""

    INVITATION = "invitation", "An invitation"
    ROLE = "role", "Another role"
    PROGRAM = "program", "A program"


class Outcome(Word):
    """What became of it."""

    CONFIRMED = "confirmed", "Confirmed"
    REFUSED = "refused", "Refused"
    OVERTAKEN = "overtaken", "Overtaken"


def ask_second_person(
    unit: Unit, actor: Subject, kind: ToConfirmKind, account: int, now: datetime, *, program: int | None = None
) -> None:
    """Have something wait, in the transaction in which it is asked for. What waited for the same before is overtaken."""
    if kind is not ToConfirmKind.PROGRAM:
        overtake(unit, now, t.Confirmation.account_id == account, t.Confirmation.kind == kind.value)
    values = {"code": new_code(), "kind": kind.value, "account_id": account, "program_id": program}
    unit.execute(insert(t.Confirmation).values(**values, asked_by=actor.account, asked_at=now))


def ask_about_role(unit: Unit, actor: Subject, account: int, before: Role, after: Role, now: datetime) -> None:
    """Have another role wait, if it is one that nobody gives alone; an earlier one that waited is overtaken.

    What is gone back to, should it be refused, is the last role that did not wait.
    """
    waiting = (
        t.Confirmation.account_id == account,
        t.Confirmation.kind == ToConfirmKind.ROLE.value,
        t.Confirmation.decided_at.is_(None),
    )
    known = unit.scalar(select(t.Confirmation.role_before).where(*waiting)) or before.value
    overtake(unit, now, *waiting)
    if after not in NEEDS_TWO or after.value == known:
        return
    ask_second_person(unit, actor, ToConfirmKind.ROLE, account, now)
    unit.execute(update(t.Confirmation).where(*waiting).values(role_before=known))


def waits(account: InstrumentedAttribute[int], kind: ToConfirmKind) -> ColumnElement[bool]:
    """Give the condition that something of an account waits."""
    return exists().where(
        t.Confirmation.account_id == account, t.Confirmation.kind == kind.value, t.Confirmation.decided_at.is_(None)
    )


def role_waits(unit: Unit, account: int) -> bool:
    """Tell whether an account may not sign in yet, since its role waits."""
    return (
        unit.scalar(select(t.Account.id).where(t.Account.id == account, waits(t.Account.id, ToConfirmKind.ROLE)))
        is not None
    )


def overtake(unit: Unit, now: datetime, *which: ColumnElement[bool]) -> int:
    """Have some things wait no more, and give how many did."""
    overtaken = {"decided_at": now, "outcome": Outcome.OVERTAKEN.value}
    waiting = (*which, t.Confirmation.decided_at.is_(None))
    return int(unit.execute(update(t.Confirmation).where(*waiting).values(**overtaken)).rowcount)


def overtake_all(unit: Unit, account: int, now: datetime) -> None:
    """Have nothing of an account wait any more, as its access is taken away."""
    overtake(unit, now, t.Confirmation.account_id == account)
