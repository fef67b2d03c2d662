"""Two people for what lets somebody in: one asks, another confirms, and nothing takes effect in between.

Whoever may invite could otherwise be anybody: an invented supervisor, an officer whose code is used in his or her place,
a program with a key of one's own. So an invitation to a role that shows more than the inviter's own or that may confirm,
every invitation of somebody who has an account already, such a role given to an account, and every program wait until
somebody else has confirmed them. It is never the one who asked nor the one it is for. Where there is nobody, the one who
has the machine confirms at its command line.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import aliased

from cara.access import Access, Action, Resource, Role, Subject, decide, permit
from cara.acting import tell
from cara.records import Database, Unit
from cara.records import tables as t
from cara.staff import invitations
from cara.staff.accounts import find_account, is_code
from cara.staff.problems import NothingToConfirm
from cara.staff.waiting import Outcome, ToConfirmKind


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One thing that waits: for whose account, who asked, and whether whoever looks may decide it."""

    code: str
    kind: ToConfirmKind
    account: str
    name: str = field(repr=False)
    role: Role
    organisation: str
    program: str | None
    asked_by: str
    asker: str = field(repr=False)
    asked_at: datetime
    may_decide: bool


def list_to_confirm(database: Database, actor: Subject, *, now: datetime) -> tuple[ToConfirm, ...]:
    """Give what waits and may be seen by this person, the oldest first.

    Raises:
        NotAllowed: this person may not see any.
    """
    access = permit(actor, Action.LIST_TO_CONFIRM, None, now)

    def work(unit: Unit) -> tuple[ToConfirm, ...]:
        tell(unit, actor, "to_confirm_listed", "confirmations", now, access)
        rows = unit.execute(_waiting()).mappings().all()
        seen = (row for row in rows if decide(actor, Action.LIST_TO_CONFIRM, _seen_as(row), now).allowed)
        return tuple(_opened(unit, row, actor, now) for row in seen)

    return database.run(work)


def decide_waiting(database: Database, actor: Subject, code: str, *, confirm: bool, now: datetime) -> None:
    """Confirm or refuse what somebody else asked for.

    Raises:
        NothingToConfirm: none of this code waits that this person may see.
        NotAllowed, ProofNeeded: this person asked for it or it is for him or her, or has to prove again who it is.
    """
    permit(actor, Action.CONFIRM_ACCESS, None, now)

    def work(unit: Unit) -> None:
        row = _locked(unit, code)
        if not decide(actor, Action.LIST_TO_CONFIRM, _seen_as(row), now).allowed:
            raise NothingToConfirm
        access = permit(actor, Action.CONFIRM_ACCESS, _decided_as(row), now)
        _settle(unit, row, actor.account, confirm=confirm, now=now)
        _tell(unit, actor, row, access, confirm=confirm, now=now)

    database.run(work)


def waiting_for_operator(database: Database) -> tuple[tuple[str, ToConfirmKind, str, Role, str], ...]:
    """Give what waits, as whoever has the machine sees it: code, kind, account, role and who asked. No names."""
    with database.read() as unit:
        rows = unit.execute(_waiting()).mappings().all()
    return tuple(
        (row["code"], ToConfirmKind(row["kind"]), row["account"], Role(row["role"]), row["asked_by_code"])
        for row in rows
    )


def decide_as_operator(database: Database, code: str, *, confirm: bool, now: datetime) -> None:
    """Confirm or refuse what waits, as whoever has the machine may where there is no second person yet.

    Raises:
        NothingToConfirm: none of this code waits.
    """

    def work(unit: Unit) -> None:
        row = _locked(unit, code)
        _settle(unit, row, None, confirm=confirm, now=now)
        _tell(unit, None, row, None, confirm=confirm, now=now)

    database.run(work)


def _waiting() -> Select[*tuple[Any, ...]]:  # Any: the columns named here
    asker = aliased(t.Account)
    return (
        select(
            t.Confirmation.__table__,
            t.Account.code.label("account"),
            t.Account.display_name,
            t.Account.role,
            t.Account.organisation,
            t.ApiClient.code.label("program"),
            asker.code.label("asked_by_code"),
            asker.display_name.label("asker_name"),
        )
        .join(t.Account, t.Account.id == t.Confirmation.account_id)
        .join(asker, asker.id == t.Confirmation.asked_by)
        .outerjoin(t.ApiClient, t.ApiClient.id == t.Confirmation.program_id)
        .where(t.Confirmation.decided_at.is_(None))
        .order_by(t.Confirmation.id)
    )


def _locked(unit: Unit, code: str) -> Any:  # Any: SQLAlchemy's row mapping of what waits
    """Find what waits, with its account locked, so that of two who decide only the first does."""
    if not is_code(code):
        raise NothingToConfirm
    wanted = select(t.Account.code).join(t.Confirmation, t.Confirmation.account_id == t.Account.id)
    account = unit.scalar(wanted.where(t.Confirmation.code == code))
    if account is None:
        raise NothingToConfirm
    find_account(unit, account, lock=True)
    row = unit.execute(_waiting().where(t.Confirmation.code == code)).mappings().one_or_none()
    if row is None:
        raise NothingToConfirm
    return row


def _seen_as(row: Any) -> Resource:  # Any: as above
    return Resource(entered_by=row["asked_by_code"], organisation=row["organisation"])


def _decided_as(row: Any) -> Resource:  # Any: as above
    """Give it as the decision about access sees it: neither who asked nor whom it is for decides it."""
    both = frozenset({row["asked_by_code"], row["account"]})
    return Resource(entered_by=row["asked_by_code"], organisation=row["organisation"], conflicts=both)


def _opened(unit: Unit, row: Any, actor: Subject, now: datetime) -> ToConfirm:  # Any: as above
    access = decide(actor, Action.CONFIRM_ACCESS, _decided_as(row), now)
    return ToConfirm(
        code=row["code"],
        kind=ToConfirmKind(row["kind"]),
        account=row["account"],
        name=unit.unseal(t.Account.display_name, row["account"], row["display_name"]),
        role=Role(row["role"]),
        organisation=row["organisation"],
        program=row["program"],
        asked_by=row["asked_by_code"],
        asker=unit.unseal(t.Account.display_name, row["asked_by_code"], row["asker_name"]),
        asked_at=row["asked_at"],
        may_decide=access.allowed or access.proof_needed,
    )


def _settle(unit: Unit, row: Any, by: int | None, *, confirm: bool, now: datetime) -> None:  # Any: as above
    outcome = Outcome.CONFIRMED if confirm else Outcome.REFUSED
    decided = {"decided_at": now, "decided_by": by, "outcome": outcome.value}
    unit.execute(update(t.Confirmation).where(t.Confirmation.id == row["id"]).values(**decided))
    match ToConfirmKind(row["kind"]):
        case ToConfirmKind.INVITATION:
            _settle_invitation(unit, row["account_id"], confirm=confirm, now=now)
        case ToConfirmKind.ROLE if not confirm:
            back = {"role": row["role_before"], "version": t.Account.version + 1}
            unit.execute(update(t.Account).where(t.Account.id == row["account_id"]).values(**back))
        case ToConfirmKind.PROGRAM if confirm:
            unit.execute(update(t.ApiClient).where(t.ApiClient.id == row["program_id"]).values(active=True))


def _tell(
    unit: Unit, actor: Subject | None, row: Any, access: Access | None, *, confirm: bool, now: datetime
) -> None:  # Any: as above
    asked = {"kind": row["kind"], "asked_by": row["asked_by_code"]}
    tell(unit, actor, "access_confirmed" if confirm else "access_refused", row["account"], now, access, **asked)


def _settle_invitation(unit: Unit, account: int, *, confirm: bool, now: datetime) -> None:
    """Let it be used, its time beginning now; or take it away."""
    unused = (t.Invitation.account_id == account, t.Invitation.used_at.is_(None))
    if confirm:
        unit.execute(update(t.Invitation).where(*unused).values(ends_at=now + invitations.LASTS))
    else:
        unit.execute(delete(t.Invitation).where(*unused))
