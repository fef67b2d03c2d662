"""Who is signed in, kept in the records: the browser holds a random token, the table its hash.

A token is given at sign-in and never adopted from outside; it ends after 30 minutes without a request and after
8 hours in any case; whoever signs in anew gets a new one and the old one ends.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from cara.access import Action, Role, Subject
from cara.casework import Instance
from cara.records import Account, Entry, RecordsProblem, SignIn, Unit
from cara.vocabulary import CaraError

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
NOTED_EVERY = timedelta(minutes=1)
"""A request within this time of the last one noted writes nothing."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


class NoSuchAccount(CaraError):
    """Somebody chose an account that is not there or may not sign in any more."""

    def __init__(self) -> None:
        super().__init__("This account cannot sign in. Go back and choose another.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in. The name is for his or her own pages, never for a log."""

    subject: Subject
    display_name: str = field(repr=False)
    token: str = field(repr=False)


def begin(instance: Instance, code: str, *, replacing: str, now: datetime, request_id: str) -> str:
    """Sign an account in and give the new token; what the browser was signed in by before ends.

    Raises:
        NoSuchAccount: there is none of this code that may sign in.
    """
    token = secrets.token_urlsafe(32)

    def work(unit: Unit) -> None:
        account = unit.scalar(select(Account.id).where(Account.code == code, Account.active))
        if account is None:
            raise NoSuchAccount
        unit.execute(delete(SignIn).where((SignIn.token_sha256 == _hash(replacing)) | (SignIn.ends_at <= now)))
        unit.execute(
            insert(SignIn).values(
                token_sha256=_hash(token), account_id=account, created_at=now, last_seen_at=now, ends_at=now + ABSOLUTE
            )
        )
        unit.audit(_entry(now, code, Action.SIGN_IN.value, request_id))

    instance.database.run(work)
    return token


def end(instance: Instance, person: SignedIn, *, now: datetime) -> None:
    """Sign somebody out."""
    subject = person.subject

    def work(unit: Unit) -> None:
        unit.execute(delete(SignIn).where(SignIn.token_sha256 == _hash(person.token)))
        unit.audit(_entry(now, subject.code, Action.SIGN_OUT.value, subject.request_id))

    instance.database.run(work)


_FIND = (  # built once: building it takes longer than running it
    select(
        Account.id,
        Account.code,
        Account.display_name,
        Account.role,
        Account.organisation,
        Account.district,
        SignIn.last_seen_at,
    )
    .join(SignIn, SignIn.account_id == Account.id)
    .where(
        SignIn.token_sha256 == bindparam("token"),
        SignIn.ends_at > bindparam("now"),
        SignIn.last_seen_at > bindparam("idle_since"),
        Account.active,
    )
)


def find(instance: Instance, token: str, *, now: datetime, request_id: str) -> SignedIn | None:
    """Give whoever a token belongs to, if the sign-in has not ended and the account is still active."""
    if not _TOKEN.match(token):
        return None
    with instance.database.read() as unit:
        row = unit.execute(_FIND, {"token": _hash(token), "now": now, "idle_since": now - IDLE}).one_or_none()
        if row is None:
            return None
        subject = Subject(row.id, row.code, Role(row.role), row.organisation, row.district, request_id)
        found = SignedIn(subject, unit.unseal(Account.display_name, row.code, row.display_name), token)
    if now - row.last_seen_at >= NOTED_EVERY:
        _note(instance, found, now)
    return found


def _note(instance: Instance, person: SignedIn, now: datetime) -> None:
    def work(unit: Unit) -> None:
        unit.execute(update(SignIn).where(SignIn.token_sha256 == _hash(person.token)).values(last_seen_at=now))
        unit.audit(_entry(now, person.subject.code, "stay_signed_in", person.subject.request_id))

    try:
        instance.database.run(work)
    except RecordsProblem:
        return  # a page that only reads is shown even while nothing can be written


def _entry(now: datetime, code: str, action: str, request_id: str) -> Entry:
    return Entry(at=now, actor=code, action=action, resource=f"account:{code}", request_id=request_id)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
