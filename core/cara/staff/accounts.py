"""Accounts: everybody who may sign in, each by a code that is no name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from cara.access import Action, Resource, Role, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.records import Conflict, Database, Unit
from cara.records import tables as t
from cara.staff.ceremonies import hash_of
from cara.staff.problems import NoSuchAccount, SomebodyElseChangedAccount
from cara.staff.waiting import ask_about_role, overtake_all, role_waits
from cara.vocabulary import Word
from cara.vocabulary.text import plain_line

LONGEST_NAME, LONGEST_CODE = 100, 64
FOR_PROGRAMS = frozenset({Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR})
"""The roles of an account for which a program may act."""


class WhyEnded(Word):
    """Why somebody's access is taken away. A word and no text: it stands in the audit trail, which names nobody."""

    LEFT = "left", "Has left, or is about to leave"
    OTHER_WORK = "other_work", "Does other work now"
    LONG_ABSENCE = "long_absence", "Is away for long"
    LOST_DEVICE = "lost_device", "Has lost a device that signs in"
    MISUSE = "misuse", "Misuse is suspected"
    MISTAKE = "mistake", "Was invited by mistake"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in, or might once. ``provider`` names the identity provider of a federated person."""

    id: int
    code: str
    name: str = field(repr=False)
    role: Role
    organisation: str
    district: str | None
    active: bool
    provider: str | None
    version: int

    @property
    def resource(self) -> Resource:
        """Give the account as the decision about access sees it: its own holder's act."""
        return Resource(entered_by=self.code, organisation=self.organisation)

    def subject(self, request_id: str = "", proved_at: datetime | None = None) -> Subject:
        """Give the account as somebody who asks."""
        return Subject(self.id, self.code, self.role, self.organisation, self.district, request_id, proved_at=proved_at)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be added. ``code`` stands in logs and in the audit trail, so it holds no name."""

    code: str
    name: str
    role: Role
    organisation: str
    district: str | None = None


def add_account(database: Database, account: NewAccount, *, now: datetime) -> int:
    """Add an account as the instance's own set-up does, and give its id.

    Raises:
        NotAccepted: the code is taken.
    """

    def work(unit: Unit) -> int:
        added = store_account(unit, account)
        tell(unit, None, "account_added", account.code, now, role=account.role.value)
        return added

    return database.run(work)


def store_account(
    unit: Unit, account: NewAccount, *, provider: str | None = None, federated_index: bytes | None = None
) -> int:
    """Write an account in a transaction and give its id.

    Raises:
        NotAccepted: the code is taken, or the name cannot be stored.
    """
    name = plain_name(account.name)
    values = {
        "code": account.code,
        "display_name": unit.seal(t.Account.display_name, account.code, name),
        "role": account.role.value,
        "organisation": plain_organisation(account.organisation),
        "district": account.district,
        "active": True,
        "provider": provider,
        "federated_index": federated_index,
        "version": 1,
    }
    try:
        with unit.attempt():
            return unit.execute(insert(t.Account).values(**values).returning(t.Account.id)).scalar_one()
    except Conflict as conflict:
        raise NotAccepted([Problem("code", "This code is taken: choose another")]) from conflict


def plain_name(typed: str) -> str:
    """Give a name as it is stored.

    Raises:
        NotAccepted: there is none, or it is too long or cannot be printed.
    """
    return _plain("name", "a name", typed)


def plain_organisation(typed: str) -> str:
    """Give an organisation as it is stored.

    Raises:
        NotAccepted: there is none, or it is too long or cannot be printed.
    """
    return _plain("organisation", "an organisation", typed)


def _plain(field: str, what: str, typed: str) -> str:
    try:
        text = plain_line(typed)
    except ValueError:
        text = ""
    if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_NAME:
        raise NotAccepted([Problem(field, f"Enter {what} of 1 to {LONGEST_NAME} characters that can be printed")])
    return text


def active_accounts(database: Database) -> tuple[Account, ...]:
    """Give every account that may sign in, in the order of the roles: for a demonstration's chooser."""
    with database.read() as unit:
        rows = unit.execute(select(t.Account.__table__).where(t.Account.active)).mappings().all()
        return _in_order(opened(unit, row) for row in rows)


def list_accounts(
    database: Database, actor: Subject, *, now: datetime, text: str = "", role: Role | None = None, active: bool = True
) -> tuple[Account, ...]:
    """Give the accounts of an area, in the order of the roles.

    Args:
        database: the records.
        actor: who asks.
        now: the moment.
        text: a part of a name or a code; every one if empty.
        role: of one role alone.
        active: those who may sign in, or those whose access was taken away.

    Raises:
        NotAllowed: this person may not see who may sign in.
    """
    access = permit(actor, Action.LIST_ACCOUNTS, None, now)
    query = select(t.Account.__table__).where(t.Account.active == active)
    if role:
        query = query.where(t.Account.role == role.value)
    wanted = text.strip().casefold()

    def work(unit: Unit) -> tuple[Account, ...]:
        tell(unit, actor, "accounts_listed", "accounts", now, access)
        found = [opened(unit, row) for row in unit.execute(query).mappings().all()]
        return _in_order(one for one in found if wanted in one.name.casefold() or wanted in one.code.casefold())

    return database.run(work)


def find_account(unit: Unit, code: str, *, lock: bool = False) -> Account:
    """Open one account by its code.

    Raises:
        NoSuchAccount: there is none.
    """
    if not is_code(code):
        raise NoSuchAccount
    query = select(t.Account.__table__).where(t.Account.code == code)
    row = unit.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NoSuchAccount
    return opened(unit, row)


def is_code(typed: str) -> bool:
    """Tell whether a text from an address may be a code at all: not every database takes every text."""
    return typed.isascii() and typed.isprintable() and len(typed) <= LONGEST_CODE


def opened(unit: Unit, row: Any) -> Account:  # Any: SQLAlchemy's row mapping of an account
    """Open an account's row."""
    return Account(
        id=row["id"],
        code=row["code"],
        name=unit.unseal(t.Account.display_name, row["code"], row["display_name"]),
        role=Role(row["role"]),
        organisation=row["organisation"],
        district=row["district"],
        active=row["active"],
        provider=row["provider"],
        version=row["version"],
    )


def change_role(
    database: Database, actor: Subject, code: str, role: Role, district: str | None, *, seen_version: int, now: datetime
) -> bool:
    """Give an account another role or district. Its sign-ins end: the new role begins with a new sign-in.

    A role that nobody gives alone waits until a second person has confirmed it; until then nobody signs in to it.
    Tells whether it waits.
    Its programs are stopped unless the new role is one for which a program may act.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NoSuchAccount, SomebodyElseChangedAccount: it is not as this person saw it.
        NotAccepted: the role comes from the identity provider, or no area manager would be left.
    """

    def work(unit: Unit) -> bool:
        account = find_account(unit, code, lock=True)
        access = permit(actor, Action.CHANGE_ACCOUNT, account.resource, now)
        if account.provider:
            sentence = "The role comes from the organisation's own sign-in: it is changed there"
            raise NotAccepted([Problem("role", sentence)])
        if account.role is Role.AREA_MANAGER and role is not account.role:
            keep_a_manager(unit, account)
        _change(unit, account, seen_version, role=role.value, district=district)
        end_sign_ins(unit, account.id)
        if role is not account.role:
            ask_about_role(unit, actor, account.id, account.role, role, now)
        if role not in FOR_PROGRAMS:
            _stop_programs(unit, account.id)
        tell(unit, actor, "role_changed", code, now, access, before=account.role.value, after=role.value)
        return role_waits(unit, account.id)

    return database.run(work)


def end_access(
    database: Database, actor: Subject, code: str, reason: WhyEnded, *, seen_version: int, now: datetime
) -> None:
    """Take access away: the account's next request is refused already, and its programs are stopped.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NoSuchAccount, SomebodyElseChangedAccount: it is not as this person saw it.
        NotAccepted: no area manager would be left.
    """

    def work(unit: Unit) -> None:
        account = find_account(unit, code, lock=True)
        access = permit(actor, Action.CHANGE_ACCOUNT, account.resource, now)
        if not account.active:
            raise SomebodyElseChangedAccount
        if account.role is Role.AREA_MANAGER:
            keep_a_manager(unit, account)
        _change(unit, account, seen_version, active=False)
        end_sign_ins(unit, account.id)
        end_credentials(unit, account.id)
        _stop_programs(unit, account.id)
        overtake_all(unit, account.id, now)
        tell(unit, actor, "access_ended", code, now, access, reason=reason.value)

    database.run(work)


def give_back_access(database: Database, actor: Subject, code: str, *, seen_version: int, now: datetime) -> None:
    """Let an account sign in again; it needs a new invitation, or its organisation's own sign-in.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NoSuchAccount, SomebodyElseChangedAccount: it is not as this person saw it.
    """

    def work(unit: Unit) -> None:
        account = find_account(unit, code, lock=True)
        access = permit(actor, Action.CHANGE_ACCOUNT, account.resource, now)
        if account.active:
            raise SomebodyElseChangedAccount
        _change(unit, account, seen_version, active=True)
        tell(unit, actor, "access_given_back", code, now, access)

    database.run(work)


def end_sign_ins(unit: Unit, account: int, *, but: str = "") -> int:
    """End every sign-in of an account but the one of a token, and tell how many those were."""
    ended = delete(t.SignIn).where(t.SignIn.account_id == account, t.SignIn.token_sha256 != hash_of(but))
    return unit.execute(ended).rowcount


def end_credentials(unit: Unit, account: int) -> None:
    """Take every passkey, passphrase and open invitation of an account away."""
    for table in (t.Passkey, t.Passphrase):
        unit.execute(delete(table).where(table.account_id == account))
    unit.execute(delete(t.Invitation).where(t.Invitation.account_id == account, t.Invitation.used_at.is_(None)))


def _stop_programs(unit: Unit, account: int) -> None:
    unit.execute(update(t.ApiClient).where(t.ApiClient.account_id == account).values(active=False))


def _change(unit: Unit, account: Account, seen_version: int, **values: object) -> None:
    same = (t.Account.id == account.id, t.Account.version == seen_version)
    if unit.execute(update(t.Account).where(*same).values(version=seen_version + 1, **values)).rowcount != 1:
        raise SomebodyElseChangedAccount


def keep_a_manager(unit: Unit, account: Account) -> None:
    """Refuse to leave an instance without an area manager.

    The managers' rows are locked, so that two managers cannot take each other's access away at the same moment.

    Raises:
        NotAccepted: this account is the only one.
    """
    managers = select(t.Account.id).where(t.Account.active, t.Account.role == Role.AREA_MANAGER.value)
    left = [found for found in unit.execute(managers.with_for_update()).scalars() if found != account.id]
    if not left:
        sentence = "This is the only area manager: give somebody else that role first"
        raise NotAccepted([Problem("account", sentence)])


def _in_order(found: Iterable[Account]) -> tuple[Account, ...]:
    return tuple(sorted(found, key=lambda account: (list(Role).index(account.role), account.id)))
