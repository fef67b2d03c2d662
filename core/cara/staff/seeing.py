"""One account as those see it who look after accounts: how it signs in, what is open, and which programs act for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.records import Database, Unit
from cara.records import tables as t
from cara.staff.accounts import Account, find_account
from cara.staff.sign_ins import IDLE


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """An account with what belongs to it: numbers and moments, never a key or a code."""

    account: Account
    passkeys: int
    has_passphrase: bool
    invited_until: datetime | None
    """When its open invitation ends; None if there is none."""
    signed_in: int
    """In how many browsers it is signed in now."""
    programs: tuple[str, ...]
    """The codes of the programs that may call for it."""


def see_account(database: Database, actor: Subject, code: str, *, now: datetime) -> AccountSeen:
    """Give one account.

    Raises:
        NotAllowed: this person may not see who may sign in.
        NoSuchAccount: there is none of this code.
    """
    access = permit(actor, Action.LIST_ACCOUNTS, None, now)

    def work(unit: Unit) -> AccountSeen:
        account = find_account(unit, code)
        tell(unit, actor, "account_seen", code, now, access)
        invited = select(t.Invitation.ends_at).where(
            t.Invitation.account_id == account.id, t.Invitation.used_at.is_(None), t.Invitation.ends_at > now
        )
        calling = select(t.ApiClient.code).where(t.ApiClient.account_id == account.id, t.ApiClient.active)
        return AccountSeen(
            account=account,
            passkeys=_count(unit, t.Passkey, account.id),
            has_passphrase=_count(unit, t.Passphrase, account.id) > 0,
            invited_until=unit.scalar(invited),
            signed_in=_signed_in(unit, account.id, now),
            programs=tuple(unit.execute(calling.order_by(t.ApiClient.code)).scalars()),
        )

    return database.run(work)


def _count(unit: Unit, table: type[t.Passkey] | type[t.Passphrase], account: int) -> int:
    return int(unit.scalar(select(func.count()).select_from(table).where(table.account_id == account)) or 0)


def _signed_in(unit: Unit, account: int, now: datetime) -> int:
    alive = (t.SignIn.account_id == account, t.SignIn.ends_at > now, t.SignIn.last_seen_at > now - IDLE)
    return int(unit.scalar(select(func.count()).select_from(t.SignIn).where(*alive)) or 0)
