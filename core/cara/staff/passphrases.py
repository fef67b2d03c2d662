"""A passphrase with a code from an authenticator app: where devices forbid passkeys, and the instance allows it.

The passphrase is strong by measure (zxcvbn), kept as a memory-hard hash (argon2id) that is sealed besides; the code is
RFC 6238's, taken once. Wrong tries are counted, and after some the next ones wait: :mod:`cara.staff.tries`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pyotp import random_base32
from pyotp.totp import TOTP
from pyotp.utils import strings_equal
from sqlalchemy import bindparam, delete, insert, select, update

from cara.access import Action, permit
from cara.acting import NotAccepted, Problem, tell
from cara.records import Database, Keyring, Unit
from cara.records import tables as t
from cara.staff import invitations, limiting
from cara.staff.accounts import Account, end_sign_ins, find_account, opened
from cara.staff.ceremonies import recall, remember, take
from cara.staff.problems import CannotSignIn, CeremonyEnded
from cara.staff.sign_ins import Arrival, SignedIn, Way, begin, prove
from cara.staff.strength import MOST, weakness
from cara.staff.tries import Peer

_STEP_SECONDS = 30
_DIGITS = 6
_MAKE = "make_passphrase"
CHANGED = "passphrase_changed"
"""The kind of notice by which an account's owner is told that it has another passphrase."""
_NOT_THE_PRESENT = "Enter the passphrase that you have now"
_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("what nobody has as a passphrase")
"""Checked where there is no account, so that this takes as long."""


@dataclass(frozen=True, slots=True)
class NewPassphrase:
    """What somebody typed who changes his or her own passphrase."""

    current: str = field(repr=False)
    new: str = field(repr=False)
    again: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """What somebody who makes a passphrase puts into an authenticator app, and the key to send back."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    """The ``otpauth`` address that a picture of squares holds."""
    key: str = field(repr=False)


def begin_setting(keyring: Keyring, account: Account, site: str, browser: str, *, now: datetime) -> Setting:
    """Draw the secret of an authenticator app for an account."""
    secret = random_base32()
    key = remember(keyring, _MAKE, browser, {"secret": secret, "account": account.id}, now)
    return Setting(secret, _address(account, site, secret), key)


def go_on_setting(keyring: Keyring, account: Account, site: str, browser: str, key: str, *, now: datetime) -> Setting:
    """Give a setting that was begun once more: its secret is in an app already.

    Raises:
        CeremonyEnded: it took too long, or was begun elsewhere or for another account.
    """
    remembered = recall(keyring, _MAKE, browser, key, now)
    if remembered.body["account"] != account.id:
        raise CeremonyEnded
    secret = str(remembered.body["secret"])
    return Setting(secret, _address(account, site, secret), key)


def accept_with_passphrase(
    database: Database,
    invitation: str,
    key: str,
    passphrase: str,
    code: str,
    arrival: Arrival,
    *,
    browser: str,
    of_the_area: Sequence[str],
    now: datetime,
) -> str:
    """Accept an invitation with a passphrase and the first code of an app, sign in, and give the token.

    Raises:
        NoSuchInvitation, CeremonyEnded: one of them cannot be used (any more).
        NotAccepted: the passphrase is too weak, or the code is not of this secret: both at once.
    """
    remembered = recall(database.keyring, _MAKE, browser, key, now)
    with database.read() as unit:
        invited = invitations.find_invited(unit, invitation, now)
    secret = str(remembered.body["secret"])
    step = _step_of(secret, code, now, after=0)
    problems = [Problem("passphrase", sentence) for sentence in weakness(passphrase, invited, of_the_area)]
    if step is None:
        problems.append(Problem("code", "Enter the six digits that the app shows now"))
    if problems:
        raise NotAccepted(problems)
    hashed = _HASHER.hash(passphrase)

    def work(unit: Unit) -> str:
        account = invitations.accept(unit, invitation, now)
        take(unit, remembered, now)
        if remembered.body["account"] != account.id:
            raise CannotSignIn("somebody_else")
        _store(unit, account, hashed, secret, step or 0)
        tell(unit, account.subject(arrival.request_id), Action.ACCEPT_INVITATION.value, f"account:{account.code}", now)
        return begin(unit, account, Way.PASSPHRASE, arrival, now)

    return database.run(work)


def sign_in_with_passphrase(
    database: Database, account_code: str, passphrase: str, code: str, arrival: Arrival, *, now: datetime
) -> str:
    """Sign in with a passphrase and a code, and give the token.

    Raises:
        CannotSignIn: account, passphrase or code are wrong, the code was used, or tries have to wait.
        TooManyTries: too many were wrong from this address.
    """
    guess = _guess(database, account_code, passphrase, code, arrival.peer, now)

    def work(unit: Unit) -> str | None:
        account = _answered(unit, guess, arrival.peer, now)
        return begin(unit, account, Way.PASSPHRASE, arrival, now) if account else None

    return _unless_wrong(database.run(work))


def prove_with_passphrase(
    database: Database, person: SignedIn, passphrase: str, code: str, peer: Peer, *, now: datetime
) -> str:
    """Prove again who one is, with one's own passphrase and a code, and give the sign-in's new token.

    Raises:
        CannotSignIn, TooManyTries: as above.
    """
    guess = _guess(database, person.subject.code, passphrase, code, peer, now)

    def work(unit: Unit) -> str | None:
        account = _answered(unit, guess, peer, now)
        return prove(unit, person, account.id, now) if account else None

    return _unless_wrong(database.run(work))


def _unless_wrong(token: str | None) -> str:
    """Refuse a wrong try after it was counted for good."""
    if token is None:
        raise CannotSignIn("passphrase_refused")
    return token


def has_passphrase(database: Database, person: SignedIn) -> bool:
    """Tell whether somebody signs in with a passphrase, alone or besides passkeys."""
    with database.read() as unit:
        return _row_of(unit, person.subject.account) is not None


def change_passphrase(
    database: Database,
    person: SignedIn,
    typed: NewPassphrase,
    peer: Peer,
    *,
    of_the_area: Sequence[str],
    now: datetime,
) -> None:
    """Change one's own passphrase; the app and its secret stay. Every other sign-in of the account ends.

    Raises:
        NotAllowed, ProofNeeded: this person has to prove again who it is.
        NotAccepted: there is none, or something that was typed is wrong: everything at once.
        WaitFirst, TooManyTries: the present passphrase was wrong too often; it counts as a try to sign in does.
    """
    access = permit(person.subject, Action.CHANGE_OWN_CREDENTIALS, None, now)
    resource = f"account:{person.subject.code}"
    with database.read() as unit:
        limiting.refuse_address(unit, limiting.SIGN_IN, peer, now)
        account, row = find_account(unit, person.subject.code), _row_of(unit, person.subject.account)
        if row is None:
            raise NotAccepted([Problem("current", "This account has no passphrase: it signs in in another way")])
        known = unit.unseal(t.Passphrase.hashed, account.code, row["hashed"])
    right = _is_passphrase(known, typed.current)
    problems = _problems_with(typed, account, of_the_area, right=right)
    hashed = "" if problems else _HASHER.hash(typed.new)

    def work(unit: Unit) -> None:
        turn = limiting.take_turn(unit, limiting.SIGN_IN, account.code, peer, now, resource=resource)
        if not right:
            tell(unit, person.subject, "sign_in_failed", resource, now, way=Way.PASSPHRASE.value)
            limiting.note_wrong(unit, turn, now)
            return
        if problems:
            raise NotAccepted(problems)
        _put_in_place(unit, account, row["hashed"], hashed)
        ended = end_sign_ins(unit, account.id, but=person.token)
        told = {"account_id": account.id, "kind": CHANGED, "resource": resource, "made_at": now}
        unit.execute(insert(t.Notice).values(**told))
        tell(unit, person.subject, "passphrase_changed", resource, now, access, ended=ended)

    database.run(work)
    if problems:
        raise NotAccepted(problems)


def _put_in_place(unit: Unit, account: Account, before: bytes, hashed: str) -> None:
    """Store a new hash in place of the one that was looked at, unless there is another by now."""
    unchanged = (t.Passphrase.account_id == account.id, t.Passphrase.hashed == before)
    sealed = unit.seal(t.Passphrase.hashed, account.code, hashed)
    if unit.execute(update(t.Passphrase).where(*unchanged).values(hashed=sealed)).rowcount != 1:
        raise NotAccepted([Problem("current", _NOT_THE_PRESENT)])


def _problems_with(typed: NewPassphrase, account: Account, of_the_area: Sequence[str], *, right: bool) -> list[Problem]:
    problems = [] if right else [Problem("current", _NOT_THE_PRESENT)]
    problems += [Problem("new", sentence) for sentence in weakness(typed.new, account, of_the_area)]
    if len(problems) == (not right) and typed.new == typed.current:
        problems.append(Problem("new", "Choose another passphrase than the one you have now"))
    if typed.again != typed.new:
        problems.append(Problem("again", "Enter the new passphrase again, exactly as above"))
    return problems


def _row_of(unit: Unit, account: int) -> Any:  # Any: SQLAlchemy's row mapping of a passphrase
    return (
        unit.execute(select(t.Passphrase.__table__).where(t.Passphrase.account_id == account)).mappings().one_or_none()
    )


def _address(account: Account, site: str, secret: str) -> str:
    totp = TOTP(secret, digits=_DIGITS, interval=_STEP_SECONDS)
    return totp.provisioning_uri(name=account.code, issuer_name=site)


@dataclass(frozen=True, slots=True)
class _Guess:
    """A try, reckoned and not answered yet: whether it is right is told to nobody before its turn."""

    account: int | None
    account_code: str
    """Of the account, or what was typed where there is none."""
    code: str = field(repr=False)
    right: bool


def _guess(database: Database, account_code: str, passphrase: str, code: str, peer: Peer, now: datetime) -> _Guess:
    """Reckon a try before a transaction writes: hashing takes long on purpose, for an account that is not there too."""
    query = (
        select(t.Passphrase.__table__, t.Account.code, t.Account.active)
        .join(t.Account, t.Account.id == t.Passphrase.account_id)
        .where(t.Account.code == bindparam("code"))
    )
    codes = _as_codes(account_code)
    with database.read() as unit:
        limiting.refuse_address(unit, limiting.SIGN_IN, peer, now)
        found = [unit.execute(query, {"code": code}).mappings().one_or_none() for code in codes]
        row = next((one for one in found if one), None)
        known = unit.unseal(t.Passphrase.hashed, row["code"], row["hashed"]) if row else _NOBODYS
        secret = unit.unseal(t.Passphrase.totp_secret, row["code"], row["totp_secret"]) if row else random_base32()
    right = _is_passphrase(known, passphrase)
    if row is None:
        return _Guess(None, codes[-1], code, right=False)
    fits = _step_of(secret, code, now, after=row["last_step"]) is not None
    return _Guess(row["account_id"], row["code"], code, right=right and fits and row["active"])


def _answered(unit: Unit, guess: _Guess, peer: Peer, now: datetime) -> Account | None:
    """Answer a try in its turn: give the account, or count it as wrong."""
    resource = f"account:{guess.account_code}" if guess.account else limiting.NO_ACCOUNT
    turn = limiting.take_turn(unit, limiting.SIGN_IN, guess.account_code, peer, now, resource=resource)
    account = _open_way(unit, guess, now) if guess.right else None
    if account is None:
        tell(unit, None, "sign_in_failed", resource, now, way=Way.PASSPHRASE.value)
        limiting.note_wrong(unit, turn, now)
    else:
        limiting.note_right(unit, turn, now)
    return account


def _open_way(unit: Unit, guess: _Guess, now: datetime) -> Account | None:
    """Use the code up; of two sign-ins with one code only the first goes on."""
    mine = t.Passphrase.account_id == guess.account
    row = unit.execute(select(t.Passphrase.__table__).where(mine).with_for_update()).mappings().one_or_none()
    found = unit.execute(select(t.Account.__table__).where(t.Account.id == guess.account)).mappings().one()
    if row is None:
        return None
    secret = unit.unseal(t.Passphrase.totp_secret, found["code"], row["totp_secret"])
    step = _step_of(secret, guess.code, now, after=row["last_step"])
    if step is None:
        return None
    unit.execute(update(t.Passphrase).where(mine).values(last_step=step))
    return opened(unit, found)


def _as_codes(typed: str) -> tuple[str, ...]:
    """Give the codes that somebody may mean: as typed, or read from a page in groups and any case."""
    code = typed.strip()[:64]
    return code, "".join(code.upper().replace("-", " ").split())


def _store(unit: Unit, account: Account, hashed: str, secret: str, step: int) -> None:
    unit.execute(delete(t.Passphrase).where(t.Passphrase.account_id == account.id))
    unit.execute(
        insert(t.Passphrase).values(
            account_id=account.id,
            hashed=unit.seal(t.Passphrase.hashed, account.code, hashed),
            totp_secret=unit.seal(t.Passphrase.totp_secret, account.code, secret),
            last_step=step,
        )
    )


def _is_passphrase(known: str, typed: str) -> bool:
    try:
        return _HASHER.verify(known, typed[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """Give the half minute that a code belongs to: this one, or one beside it, and later than the last one used."""
    typed = "".join(code.split())
    if len(typed) != _DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    totp, present = TOTP(secret, digits=_DIGITS, interval=_STEP_SECONDS), int(now.timestamp()) // _STEP_SECONDS
    fitting = [
        step
        for step in (present - 1, present, present + 1)
        if step > after and strings_equal(totp.generate_otp(step), typed)
    ]
    return fitting[-1] if fitting else None
