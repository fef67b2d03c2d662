"""Who is signed in: the browser holds a random token, the records its hash.

A token is given at sign-in and never adopted from outside; it ends after 30 minutes without a request and after
8 hours in any case; whoever signs in anew, or proves again who it is, gets a new one and the old one ends. A change of
role ends them all.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from cara.access import Access, Action, Role, Subject, permit
from cara.acting import new_code, tell
from cara.records import Database, RecordsProblem, Unit
from cara.records import tables as t
from cara.staff.accounts import Account, find_account
from cara.staff.ceremonies import hash_of
from cara.staff.problems import CannotSignIn, NoSuchAccount
from cara.staff.tries import NOWHERE, Peer
from cara.staff.waiting import role_waits
from cara.vocabulary import Word

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
NOTED_EVERY = timedelta(minutes=1)
"""A request within this time of the last one noted writes nothing."""
LONGEST_BROWSER = 64
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


class Way(Word):
    """How somebody proved who he or she is."""

    PASSKEY = "passkey", "Passkey"
    PASSPHRASE = "passphrase", "Passphrase and code"
    PROVIDER = "provider", "Own organisation"
    DEMO = "demo", "Chosen in the demonstration"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in. The name is for his or her own pages, never for a log.

    ``form_secret`` is what the forms of this sign-in are bound to. It stays while proofs give new tokens, so that a form
    that was open in another tab can still be sent.
    """

    subject: Subject
    display_name: str = field(repr=False)
    token: str = field(repr=False)
    way: Way
    form_secret: str = field(default="", repr=False)
    provider: str | None = None
    """The id of the organisation's provider, for a federated person."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A browser that signs in: what its owner's page calls it, what it was signed in by before, and from where it comes."""

    browser: str
    replacing: str = field(default="", repr=False)
    request_id: str = ""
    peer: Peer = field(default=NOWHERE, repr=False)


def new_token() -> str:
    """Draw the token of a sign-in."""
    return secrets.token_urlsafe(32)


def begin(unit: Unit, account: Account, way: Way, arrival: Arrival, now: datetime) -> str:
    """Sign an account in, in the transaction in which it proved who it is, and give the new token.

    Raises:
        CannotSignIn: its access was taken away, or its role waits to be confirmed.
    """
    if not account.active:
        raise CannotSignIn("inactive")
    if role_waits(unit, account.id):
        raise CannotSignIn("waits")
    token, code = new_token(), new_code()
    unit.execute(
        delete(t.SignIn).where((t.SignIn.token_sha256 == hash_of(arrival.replacing)) | (t.SignIn.ends_at <= now))
    )
    unit.execute(
        insert(t.SignIn).values(
            token_sha256=hash_of(token),
            code=code,
            account_id=account.id,
            way=way.value,
            browser=arrival.browser[:LONGEST_BROWSER],
            created_at=now,
            proved_at=now,
            last_seen_at=now,
            ends_at=now + ABSOLUTE,
        )
    )
    subject = account.subject(arrival.request_id)
    tell(unit, subject, Action.SIGN_IN.value, f"account:{account.code}", now, way=way.value, sign_in=code)
    return token


def begin_as_chosen(database: Database, code: str, arrival: Arrival, *, now: datetime) -> str:
    """Sign in as somebody who was chosen from a list, in a demonstration.

    Raises:
        NoSuchAccount: there is none of this code that may sign in.
    """

    def work(unit: Unit) -> str:
        account = find_account(unit, code)
        if not account.active:
            raise NoSuchAccount
        return begin(unit, account, Way.DEMO, arrival, now)

    return database.run(work)


def prove(unit: Unit, person: SignedIn, account: int, now: datetime) -> str:
    """Note that somebody who is signed in has just proved again who it is, and give the sign-in's new token.

    The token before it ends; when the sign-in itself ends stays as it was.

    Raises:
        CannotSignIn: it was somebody else who did, or the sign-in has ended meanwhile.
    """
    if account != person.subject.account:
        raise CannotSignIn("somebody_else")
    token, mine = new_token(), t.SignIn.token_sha256 == hash_of(person.token)
    values = {"token_sha256": hash_of(token), "proved_at": now, "last_seen_at": now}
    if unit.execute(update(t.SignIn).where(mine).values(**values)).rowcount != 1:
        raise CannotSignIn("ended")
    tell(unit, person.subject, Action.PROVE_AGAIN.value, f"account:{person.subject.code}", now, way=person.way.value)
    return token


def prove_as_chosen(database: Database, person: SignedIn, *, now: datetime) -> str:
    """Prove again who one is in a demonstration, where nobody has anything to prove it with. Gives the new token.

    Raises:
        CannotSignIn: this person did not sign in so.
    """
    if person.way is not Way.DEMO:
        raise CannotSignIn("not_in_a_demo")
    return database.run(lambda unit: prove(unit, person, person.subject.account, now))


def end(database: Database, person: SignedIn, *, now: datetime) -> None:
    """Sign somebody out."""
    subject = person.subject

    def work(unit: Unit) -> None:
        unit.execute(delete(t.SignIn).where(t.SignIn.token_sha256 == hash_of(person.token)))
        tell(unit, subject, Action.SIGN_OUT.value, f"account:{subject.code}", now)

    database.run(work)


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """One of somebody's own sign-ins."""

    code: str
    way: Way
    browser: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


def own_sign_ins(database: Database, person: SignedIn, *, now: datetime) -> tuple[OwnSignIn, ...]:
    """Give somebody's own sign-ins that have not ended, the latest first.

    Raises:
        NotAllowed: nobody is signed in.
    """
    permit(person.subject, Action.SEE_OWN_ACCOUNT, None, now)
    alive = (t.SignIn.ends_at > now, t.SignIn.last_seen_at > now - IDLE)
    query = select(t.SignIn.__table__).where(t.SignIn.account_id == person.subject.account, *alive)
    with database.read() as unit:
        rows = unit.execute(query.order_by(t.SignIn.created_at.desc(), t.SignIn.code)).mappings().all()
    return tuple(
        OwnSignIn(
            row["code"],
            Way(row["way"]),
            row["browser"],
            row["created_at"],
            row["last_seen_at"],
            row["token_sha256"] == hash_of(person.token),
        )
        for row in rows
    )


def end_own(database: Database, person: SignedIn, code: str, *, now: datetime) -> None:
    """End one of somebody's own sign-ins; one that has ended already is left as it is.

    Raises:
        NotAllowed: nobody is signed in.
    """
    access = permit(person.subject, Action.END_OWN_SIGN_IN, None, now)
    _end_some(database, person, access, now, t.SignIn.code == code)


def end_own_others(database: Database, person: SignedIn, *, now: datetime) -> None:
    """End every sign-in of somebody but this one.

    Raises:
        NotAllowed: nobody is signed in.
    """
    access = permit(person.subject, Action.END_OWN_SIGN_IN, None, now)
    _end_some(database, person, access, now, t.SignIn.token_sha256 != hash_of(person.token))


def _end_some(
    database: Database, person: SignedIn, access: Access, now: datetime, which: Any
) -> None:  # Any: a condition of SQLAlchemy
    def work(unit: Unit) -> None:
        mine = t.SignIn.account_id == person.subject.account
        ended = unit.execute(delete(t.SignIn).where(mine, which)).rowcount
        resource = f"account:{person.subject.code}"
        tell(unit, person.subject, Action.END_OWN_SIGN_IN.value, resource, now, access, ended=ended)

    database.run(work)


_FIND = (  # built once: building it takes longer than running it
    select(
        t.Account.id,
        t.Account.code,
        t.Account.display_name,
        t.Account.role,
        t.Account.organisation,
        t.Account.district,
        t.Account.provider,
        t.SignIn.code.label("sign_in"),
        t.SignIn.last_seen_at,
        t.SignIn.proved_at,
        t.SignIn.way,
    )
    .join(t.SignIn, t.SignIn.account_id == t.Account.id)
    .where(
        t.SignIn.token_sha256 == bindparam("token"),
        t.SignIn.ends_at > bindparam("now"),
        t.SignIn.last_seen_at > bindparam("idle_since"),
        t.Account.active,
    )
)


def find(database: Database, token: str, *, now: datetime, request_id: str) -> SignedIn | None:
    """Give whoever a token belongs to, if the sign-in has not ended and the account is still active."""
    if not _TOKEN.match(token):
        return None
    with database.read() as unit:
        row = unit.execute(_FIND, {"token": hash_of(token), "now": now, "idle_since": now - IDLE}).one_or_none()
        if row is None:
            return None
        subject = Subject(
            row.id, row.code, Role(row.role), row.organisation, row.district, request_id, proved_at=row.proved_at
        )
        name = unit.unseal(t.Account.display_name, row.code, row.display_name)
        form_secret = unit.blind("form_secret", row.sign_in).hex()
    found = SignedIn(subject, name, token, Way(row.way), form_secret, row.provider)
    if now - row.last_seen_at >= NOTED_EVERY:
        _note(database, found, now)
    return found


def _note(database: Database, person: SignedIn, now: datetime) -> None:
    def work(unit: Unit) -> None:
        unit.execute(update(t.SignIn).where(t.SignIn.token_sha256 == hash_of(person.token)).values(last_seen_at=now))
        tell(unit, person.subject, "stay_signed_in", f"account:{person.subject.code}", now)

    try:
        database.run(work)
    except RecordsProblem:
        return  # a page that only reads is shown even while nothing can be written
