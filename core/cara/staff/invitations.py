"""Invitations: a one-time way in for an account, handed over by whoever invites. Nothing is sent."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from cara.access import Action, Role, Subject, permit
from cara.acting import NotAccepted, Problem, new_code, tell
from cara.records import Database, Unit
from cara.records import tables as t
from cara.staff import limiting
from cara.staff.accounts import (
    Account,
    NewAccount,
    end_credentials,
    end_sign_ins,
    find_account,
    opened,
    store_account,
)
from cara.staff.ceremonies import hash_of
from cara.staff.problems import NoSuchAccount, NoSuchInvitation
from cara.staff.tries import NOWHERE, Peer
from cara.staff.waiting import NEEDS_TWO, ToConfirmKind, ask_second_person, waits
from cara.vocabulary.reference import ALPHABET

LASTS = timedelta(hours=72)
INVITED_ANEW = "invited_anew"
"""The kind of notice by which an account's owner is told that it was invited again."""
_CHARACTERS, _GROUP = 30, 5
"""30 characters of an alphabet of 29: 145 bits, not to be guessed."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invited: the account, and the code that stands nowhere else."""

    account: str
    code: str = field(repr=False)
    ends_at: datetime
    waits: bool = False
    """Whether a second person has to confirm it first."""


def invite_first(database: Database, name: str, organisation: str, *, now: datetime) -> Invited:
    """Invite the first area manager of a new instance.

    Raises:
        NotAccepted: the name cannot be stored, or the instance has accounts already.
    """

    def work(unit: Unit) -> Invited:
        if unit.scalar(select(t.Account.id).limit(1)) is not None:
            raise NotAccepted([Problem("account", "This instance has accounts: an area manager invites the others")])
        new = NewAccount(new_code(), name, Role.AREA_MANAGER, organisation)
        invited = _invite(unit, store_account(unit, new), new.code, now)
        tell(unit, None, "invited", new.code, now, role=new.role.value)
        return invited

    return database.run(work)


def invite(
    database: Database,
    actor: Subject,
    *,
    name: str,
    role: Role,
    organisation: str,
    district: str | None = None,
    now: datetime,
) -> Invited:
    """Add an account for somebody and make an invitation for it.

    It waits until a second person has confirmed it, unless the role is one that a manager gives alone.

    Raises:
        NotAllowed, ProofNeeded: this person may not invite, or has to prove again who it is.
        NotAccepted: the name cannot be stored.
    """
    access = permit(actor, Action.INVITE, None, now)

    def work(unit: Unit) -> Invited:
        new = NewAccount(new_code(), name, role, organisation, district)
        added = store_account(unit, new)
        invited = _invite(unit, added, new.code, now, waits=role in NEEDS_TWO)
        if invited.waits:
            ask_second_person(unit, actor, ToConfirmKind.INVITATION, added, now)
        tell(unit, actor, "invited", new.code, now, access, role=role.value)
        return invited

    return database.run(work)


def invite_again(database: Database, actor: Subject, code: str, *, now: datetime) -> Invited:
    """Make a new invitation for an account, as for somebody who lost the first one or every passkey.

    It waits until a second person has confirmed it, and the account's owner is told on the first page. Once it is
    accepted, whatever the account signed in with before is taken away.

    Raises:
        NotAllowed, ProofNeeded: this person may not invite, or has to prove again who it is.
        NoSuchAccount: there is none that may sign in.
        NotAccepted: the account signs in at its own organisation.
    """
    access = permit(actor, Action.INVITE, None, now)

    def work(unit: Unit) -> Invited:
        account = find_account(unit, code, lock=True)
        if not account.active:
            raise NoSuchAccount
        if account.provider:
            raise NotAccepted([Problem("account", "This person signs in at his or her own organisation")])
        invited = _invite(unit, account.id, code, now, waits=True)
        ask_second_person(unit, actor, ToConfirmKind.INVITATION, account.id, now)
        told = {"account_id": account.id, "kind": INVITED_ANEW, "resource": f"account:{code}", "made_at": now}
        unit.execute(insert(t.Notice).values(**told))
        tell(unit, actor, "invited_again", code, now, access)
        return invited

    return database.run(work)


def invite_as_operator(database: Database, code: str | None, *, now: datetime) -> Invited:
    """Make a new invitation for an area manager, as the instance's operator does when nobody else can.

    Args:
        database: the records.
        code: the area manager's account; None for the only one.
        now: the moment.

    Raises:
        NotAccepted: it is not known which, or no area manager of this code may sign in here.
    """
    query = select(t.Account.__table__).where(
        t.Account.active, t.Account.role == Role.AREA_MANAGER.value, t.Account.provider.is_(None)
    )

    def work(unit: Unit) -> Invited:
        managers = {row["code"]: row["id"] for row in unit.execute(query.order_by(t.Account.id)).mappings()}
        wanted = next(iter(managers)) if code is None and len(managers) == 1 else code
        if wanted is None or wanted not in managers:
            raise NotAccepted([Problem("account", _which(tuple(managers)))])
        invited = _invite(unit, managers[wanted], wanted, now)
        tell(unit, None, "invited_again", wanted, now)
        return invited

    return database.run(work)


def _which(managers: tuple[str, ...]) -> str:
    if not managers:
        return "No area manager signs in to this instance itself: `cara init` invites the first one of a new instance"
    return f"Give the code of an area manager who may sign in: {', '.join(managers)}"


def invitation_of(database: Database, code: str, peer: Peer = NOWHERE, *, now: datetime) -> Account:
    """Give the account that an invitation is for, so that its holder sees whose it is. What is wrong is counted.

    Raises:
        NoSuchInvitation: none has this code, or it was used, has ended, or waits to be confirmed.
        TooManyTries: too many were wrong from this address.
    """
    found = database.run(lambda unit: _answered(unit, code, peer, now))
    if found is None:
        raise NoSuchInvitation
    return found


def _answered(unit: Unit, code: str, peer: Peer, now: datetime) -> Account | None:
    try:
        found = find_invited(unit, code, now)
    except NoSuchInvitation:
        turn = limiting.take_turn(unit, limiting.INVITATION, "", peer, now, resource="invitation")
        if turn.tallies:
            tell(unit, None, "invitation_refused", "invitation", now)
            limiting.note_wrong(unit, turn, now)
        return None
    limiting.refuse_address(unit, limiting.INVITATION, peer, now)
    return found


def find_invited(unit: Unit, code: str, now: datetime) -> Account:
    """Find the account of an invitation in a transaction.

    Raises:
        NoSuchInvitation: as above.
    """
    query = (
        select(t.Account.__table__)
        .join(t.Invitation, t.Invitation.account_id == t.Account.id)
        .where(t.Invitation.code_sha256 == hash_of(as_code(code)))
        .where(t.Invitation.used_at.is_(None), t.Invitation.ends_at > now, t.Account.active)
        .where(*(~waits(t.Account.id, kind) for kind in (ToConfirmKind.INVITATION, ToConfirmKind.ROLE)))
    )
    row = unit.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchInvitation
    return opened(unit, row)


def accept(unit: Unit, code: str, now: datetime) -> Account:
    """Use an invitation up, in the transaction that stores what the account signs in with from now on.

    Whatever it signed in with before is taken away, and its sign-ins end.

    Raises:
        NoSuchInvitation: none has this code, or it was used or has ended, perhaps at this very moment.
    """
    account = find_invited(unit, code, now)
    mine = (t.Invitation.code_sha256 == hash_of(as_code(code)), t.Invitation.used_at.is_(None))
    if unit.execute(update(t.Invitation).where(*mine).values(used_at=now)).rowcount != 1:
        raise NoSuchInvitation
    end_credentials(unit, account.id)
    end_sign_ins(unit, account.id)
    return account


def as_code(typed: str) -> str:
    """Give an invitation's code as it is hashed: any case, with or without hyphens and spaces."""
    return "".join(character for character in typed.upper() if character in ALPHABET)


def _invite(unit: Unit, account: int, code: str, now: datetime, *, waits: bool = False) -> Invited:
    open_ones = (t.Invitation.account_id == account, t.Invitation.used_at.is_(None))
    unit.execute(delete(t.Invitation).where(*open_ones))
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(_CHARACTERS))
    ends_at = now + LASTS
    unit.execute(
        insert(t.Invitation).values(code_sha256=hash_of(drawn), account_id=account, made_at=now, ends_at=ends_at)
    )
    groups = [drawn[at : at + _GROUP] for at in range(0, _CHARACTERS, _GROUP)]
    return Invited(code, "-".join(groups), ends_at, waits)
