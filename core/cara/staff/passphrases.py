"""A passphrase with a code from an authenticator app: where devices forbid passkeys, and the instance allows it.

The passphrase is strong by measure (zxcvbn), kept as a memory-hard hash (argon2id) that is sealed besides; the code is
RFC 6238's, taken once. After some failures the way is closed for a while, whoever tried.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pyotp import random_base32
from pyotp.totp import TOTP
from pyotp.utils import strings_equal
from sqlalchemy import bindparam, delete, insert, select, update
from zxcvbn import zxcvbn

from cara.access import Action
from cara.acting import NotAccepted, Problem, tell
from cara.records import Database, Keyring, Unit
from cara.records import tables as t
from cara.staff import invitations
from cara.staff.accounts import Account, opened
from cara.staff.ceremonies import recall, remember, take
from cara.staff.problems import CannotSignIn, CeremonyEnded
from cara.staff.sign_ins import Arrival, SignedIn, Way, begin, prove

LEAST, MOST = 12, 128
LEAST_STRENGTH = 4
"""Of zxcvbn's 0 to 4: safe even against whoever has stolen the hashes."""
MOST_FAILURES = 5
CLOSED_FOR = timedelta(minutes=15)
_STEP_SECONDS = 30
_DIGITS = 6
_SHORTEST_WORD = 3
_MAKE = "make_passphrase"
_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("what nobody has as a passphrase")
"""Checked where there is no account, so that this takes as long."""


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
    now: datetime,
) -> str:
    """Accept an invitation with a passphrase and the first code of an app, sign in, and give the token.

    Raises:
        NoSuchInvitation, CeremonyEnded: one of them cannot be used (any more).
        NotAccepted: the passphrase is too weak, or the code is not of this secret: both at once.
    """
    remembered = recall(database.keyring, _MAKE, browser, key, now)
    invited = invitations.invitation_of(database, invitation, now=now)
    secret = str(remembered.body["secret"])
    step = _step_of(secret, code, now, after=0)
    problems = [Problem("passphrase", sentence) for sentence in _weakness(passphrase, invited)]
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
        CannotSignIn: account, passphrase or code are wrong, the code was used, or the way is closed for a while.
    """
    account = _checked(database, account_code, passphrase, code, now)
    return database.run(lambda unit: begin(unit, _open_way(unit, account, code, now), Way.PASSPHRASE, arrival, now))


def prove_with_passphrase(database: Database, person: SignedIn, passphrase: str, code: str, *, now: datetime) -> str:
    """Prove again who one is, with one's own passphrase and a code, and give the sign-in's new token.

    Raises:
        CannotSignIn: as above.
    """
    account = _checked(database, person.subject.code, passphrase, code, now)
    return database.run(lambda unit: prove(unit, person, _open_way(unit, account, code, now).id, now))


def _address(account: Account, site: str, secret: str) -> str:
    totp = TOTP(secret, digits=_DIGITS, interval=_STEP_SECONDS)
    return totp.provisioning_uri(name=account.code, issuer_name=site)


def _checked(database: Database, account_code: str, passphrase: str, code: str, now: datetime) -> int:
    """Check everything before a transaction writes: hashing takes long on purpose. Gives the account's row."""
    query = (
        select(t.Passphrase.__table__, t.Account.code, t.Account.active)
        .join(t.Account, t.Account.id == t.Passphrase.account_id)
        .where(t.Account.code == bindparam("code"))
    )
    with database.read() as unit:
        found = (unit.execute(query, {"code": code}).mappings().one_or_none() for code in _as_codes(account_code))
        row = next((one for one in found if one), None)
        known = unit.unseal(t.Passphrase.hashed, row["code"], row["hashed"]) if row else _NOBODYS
        secret = unit.unseal(t.Passphrase.totp_secret, row["code"], row["totp_secret"]) if row else random_base32()
    right = _is_passphrase(known, passphrase)
    if row is None or not row["active"] or _is_closed(row, now):
        raise CannotSignIn("passphrase_refused")
    if not right or _step_of(secret, code, now, after=row["last_step"]) is None:
        database.run(lambda unit: _note_failure(unit, row["account_id"], row["code"], now))
        raise CannotSignIn("passphrase_refused")
    return int(row["account_id"])


def _open_way(unit: Unit, account: int, code: str, now: datetime) -> Account:
    """Use the code up; of two sign-ins with one code only the first goes on."""
    locked = select(t.Passphrase.__table__).where(t.Passphrase.account_id == account).with_for_update()
    row = unit.execute(locked).mappings().one_or_none()
    found = unit.execute(select(t.Account.__table__).where(t.Account.id == account)).mappings().one()
    if row is None or _is_closed(row, now):
        raise CannotSignIn("passphrase_refused")
    secret = unit.unseal(t.Passphrase.totp_secret, found["code"], row["totp_secret"])
    step = _step_of(secret, code, now, after=row["last_step"])
    if step is None:
        raise CannotSignIn("passphrase_refused")
    mine = t.Passphrase.account_id == account
    unit.execute(update(t.Passphrase).where(mine).values(last_step=step, failures=0, closed_until=None))
    return opened(unit, found)


def _note_failure(unit: Unit, account: int, account_code: str, now: datetime) -> None:
    mine = t.Passphrase.account_id == account
    row = unit.execute(select(t.Passphrase.__table__).where(mine).with_for_update()).mappings().one_or_none()
    if row is None:
        return
    failures = int(row["failures"]) + 1
    closed = now + CLOSED_FOR if failures % MOST_FAILURES == 0 else row["closed_until"]
    unit.execute(update(t.Passphrase).where(mine).values(failures=failures, closed_until=closed))
    tell(unit, None, "sign_in_failed", f"account:{account_code}", now, failures=failures)


def _is_closed(row: Any, now: datetime) -> bool:  # Any: SQLAlchemy's row mapping of a passphrase
    return row["closed_until"] is not None and row["closed_until"] > now


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
            failures=0,
        )
    )


def _weakness(passphrase: str, account: Account) -> list[str]:
    if not LEAST <= len(passphrase) <= MOST:
        return [f"Use {LEAST} to {MOST} characters: several words that nobody would guess"]
    own = [word for word in (account.code.casefold(), *account.name.casefold().split()) if len(word) >= _SHORTEST_WORD]
    if min(_strength(passphrase, own), _strength(_without(passphrase, own), own)) >= LEAST_STRENGTH:
        return []
    return ["This would be guessed: add more words that have no connection, with each other or with you"]


def _strength(passphrase: str, own: list[str]) -> int:
    return int(zxcvbn(passphrase, user_inputs=own, max_length=MOST)["score"]) if passphrase else 0


def _without(passphrase: str, own: list[str]) -> str:
    """Leave out what everybody knows of somebody: spaces between make a name look stronger than it is."""
    left = passphrase.casefold()
    for word in own:
        left = left.replace(word, "")
    return left


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
