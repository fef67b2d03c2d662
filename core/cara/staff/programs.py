"""Programs that a force runs: each acts for one account, proves itself by a key of its own, and gets short tokens.

Client credentials with ``private_key_jwt`` (RFC 7523): the program signs an assertion with a private key that never
comes here; it is taken once. What a token may do is what its account may do, and so within one force alone.
"""

import base64
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import and_, bindparam, delete, exists, insert, or_, select, update

from cara.access import Action, Role, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.records import Conflict, Database, Unit
from cara.records import tables as t
from cara.staff.accounts import FOR_PROGRAMS, find_account
from cara.staff.ceremonies import hash_of
from cara.staff.problems import AssertionRefused, NoSuchAccount, NoSuchProgram
from cara.staff.waiting import ToConfirmKind, ask_second_person, overtake, waits

TOKEN_LASTS = timedelta(minutes=15)
ASSERTION_LASTS = timedelta(minutes=5)
"""The longest that an assertion may be good for."""
LEEWAY = timedelta(seconds=30)
"""How far the clocks of both sides may be apart."""
ALGORITHMS = ("ES256", "PS256", "RS256", "Ed25519", "EdDSA")
LONGEST_ASSERTION, LONGEST_KEYS, MOST_KEYS = 8_000, 20_000, 5
LEAST_RSA_BITS = 2048
_CODE = re.compile(r"[a-z][a-z0-9_-]{2,63}\Z")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_JTI = re.compile(r"[!-~]{8,200}\Z")
_MAY_CALL = and_(
    t.Account.active,
    or_(*(t.Account.role == role.value for role in FOR_PROGRAMS)),
    ~waits(t.Account.id, ToConfirmKind.ROLE),
)
"""Each role by itself: a list would be filled in anew at every call."""
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True, slots=True)
class Program:
    """A program that may call, or might once."""

    code: str
    account: str
    account_name: str = field(repr=False)
    organisation: str
    made_at: datetime
    called_at: datetime | None
    active: bool
    waits: bool
    """Whether a second person has to confirm it before it may call."""


@dataclass(frozen=True, slots=True)
class Token:
    """A short token. It is here and nowhere else: only its hash is stored."""

    text: str = field(repr=False)
    lasts: timedelta


_ALL = (
    select(
        t.ApiClient.__table__,
        t.Account.code.label("account"),
        t.Account.display_name,
        t.Account.organisation,
        exists().where(t.Confirmation.program_id == t.ApiClient.id, t.Confirmation.decided_at.is_(None)).label("waits"),
    )
    .join(t.Account, t.Account.id == t.ApiClient.account_id)
    .order_by(t.ApiClient.active.desc(), t.ApiClient.code)
)


def add_program(
    database: Database, actor: Subject | None, code: str, account: str, public_keys: str, *, now: datetime
) -> None:
    """Let a program call for an account, once a second person has confirmed it.

    Without an actor it is the instance's own set-up that adds it, and nobody has to confirm it.

    Args:
        database: the records.
        actor: who lets it.
        code: names the program in the audit trail, and is its ``client_id``: no name of a person.
        account: the code of the account for which it acts, with that account's rights and no others.
        public_keys: a JSON Web Key Set, or one key, public parts alone.
        now: the moment.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NotAccepted: code, account or keys are of no use; every problem at once.
    """
    access = permit(actor, Action.CHANGE_PROGRAM, None, now) if actor is not None else None
    keys, problems = _public(public_keys)
    if not _CODE.match(code):
        sentence = "A code has 3 to 64 of a-z, 0-9, - and _, and begins with a letter"
        problems.append(Problem("code", sentence))

    def work(unit: Unit) -> None:
        found = _account(unit, account)
        if found is None:
            sentence = "Choose the account of a police officer or police supervisor that may sign in"
            problems.append(Problem("account", sentence))
        if found is None or problems:
            raise NotAccepted(dict.fromkeys(problems))
        values = {"code": code, "account_id": found, "public_keys": keys, "made_at": now, "active": actor is None}
        try:
            with unit.attempt():
                added = unit.execute(insert(t.ApiClient).values(**values).returning(t.ApiClient.id)).scalar_one()
        except Conflict as conflict:
            raise NotAccepted([Problem("code", "This code is taken: choose another")]) from conflict
        if actor is not None:
            ask_second_person(unit, actor, ToConfirmKind.PROGRAM, found, now, program=added)
        tell(unit, actor, "program_added", code, now, access, account=account)

    database.run(work)


def stop_program(database: Database, actor: Subject, code: str, *, now: datetime) -> None:
    """Stop a program: its tokens end with its next call. One that waits to be confirmed waits no more.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NoSuchProgram: none of this code may call or waits.
    """
    access = permit(actor, Action.CHANGE_PROGRAM, None, now)
    if not _CODE.match(code):
        raise NoSuchProgram(code)

    def work(unit: Unit) -> None:
        of_code = t.ApiClient.code == code
        stopped = unit.execute(update(t.ApiClient).where(of_code, t.ApiClient.active).values(active=False)).rowcount
        mine = select(t.ApiClient.id).where(of_code).scalar_subquery()
        if stopped + overtake(unit, now, t.Confirmation.program_id == mine) == 0:
            raise NoSuchProgram(code)
        tell(unit, actor, "program_stopped", code, now, access)

    database.run(work)


def list_programs(database: Database, actor: Subject, *, now: datetime) -> tuple[Program, ...]:
    """Give every program that may call or might once, those that may first.

    Raises:
        NotAllowed: this person may not see them.
    """
    access = permit(actor, Action.LIST_PROGRAMS, None, now)

    def work(unit: Unit) -> tuple[Program, ...]:
        tell(unit, actor, "programs_listed", "programs", now, access)
        return tuple(_opened(unit, row) for row in unit.execute(_ALL).mappings().all())

    return database.run(work)


def find_program_of(database: Database, actor: Subject, code: str, *, now: datetime) -> Program:
    """Give one program that may call, or waits to be confirmed.

    Raises:
        NotAllowed: this person may not see the programs.
        NoSuchProgram: none of this code may call.
    """
    listed = list_programs(database, actor, now=now)
    found = next((one for one in listed if one.code == code and (one.active or one.waits)), None)
    if found is None:
        raise NoSuchProgram(code)
    return found


def take_token(
    database: Database,
    assertion: str,
    audiences: frozenset[str],
    *,
    client: str | None = None,
    now: datetime,
    request_id: str,
) -> Token:
    """Give a program a token for an assertion that it signed.

    Args:
        database: the records.
        assertion: the signed JWT.
        audiences: the addresses of which it must name one as its audience.
        client: the program, where the request names it beside the assertion as well.
        now: the moment.
        request_id: the request's number.

    Raises:
        AssertionRefused: the program is not known or was stopped, or the assertion is not its own, not for here, not
            for now, or was used.
    """
    code = _claimed_client(assertion)
    if client not in {None, code}:
        raise AssertionRefused("client")
    query = (
        select(t.ApiClient.id, t.ApiClient.public_keys, t.Account.code.label("account"))
        .join(t.Account, t.Account.id == t.ApiClient.account_id)
        .where(t.ApiClient.code == code, t.ApiClient.active, _MAY_CALL)
    )

    def work(unit: Unit) -> Token:
        row = unit.execute(query).mappings().one_or_none()
        if row is None:
            raise AssertionRefused("program_not_known")
        claims = _verified(assertion, row["public_keys"], code, audiences, now)
        _take_once(unit, row["id"], claims, now)
        token = secrets.token_urlsafe(32)
        unit.execute(delete(t.ApiToken).where(t.ApiToken.ends_at <= now))
        ends_at = now + TOKEN_LASTS
        unit.execute(
            insert(t.ApiToken).values(token_sha256=hash_of(token), client_id=row["id"], made_at=now, ends_at=ends_at)
        )
        unit.execute(update(t.ApiClient).where(t.ApiClient.id == row["id"]).values(called_at=now))
        tell(unit, None, Action.TAKE_TOKEN.value, code, now, account=row["account"], request=request_id)
        return Token(token, TOKEN_LASTS)

    return database.run(work)


_FIND = (  # built once: building it takes longer than running it
    select(
        t.Account.id,
        t.Account.code,
        t.Account.role,
        t.Account.organisation,
        t.Account.district,
        t.ApiClient.code.label("program"),
    )
    .select_from(t.ApiToken)
    .join(t.ApiClient, t.ApiClient.id == t.ApiToken.client_id)
    .join(t.Account, t.Account.id == t.ApiClient.account_id)
    .where(
        t.ApiToken.token_sha256 == bindparam("token"),
        t.ApiToken.ends_at > bindparam("now"),
        t.ApiClient.active,
        _MAY_CALL,
    )
)


def find_program(database: Database, authorization: str, *, now: datetime, request_id: str) -> Subject | None:
    """Give the subject for whom a program acts, if its token is known and has not ended."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not _TOKEN.match(token.strip()):
        return None
    with database.read() as unit:
        row = unit.execute(_FIND, {"token": hash_of(token.strip()), "now": now}).one_or_none()
    if row is None:
        return None
    return Subject(row.id, row.code, Role(row.role), row.organisation, row.district, request_id, program=row.program)


def _opened(unit: Unit, row: Any) -> Program:  # Any: SQLAlchemy's row mapping of a program and its account
    return Program(
        code=row["code"],
        account=row["account"],
        account_name=unit.unseal(t.Account.display_name, row["account"], row["display_name"]),
        organisation=row["organisation"],
        made_at=row["made_at"],
        called_at=row["called_at"],
        active=row["active"],
        waits=row["waits"],
    )


def _account(unit: Unit, code: str) -> int | None:
    try:
        found = find_account(unit, code)
    except NoSuchAccount:
        return None
    return found.id if found.active and found.role in FOR_PROGRAMS else None


_HOLDS_PRIVATE = Problem(
    "public_keys",
    "This holds a private key: it is not secret any more. Make a new one and paste its public part alone",
)


def _public(text: str) -> tuple[str, list[Problem]]:
    """Read public keys: give them as a key set, and what is wrong with them."""
    if "PRIVATE KEY" in text:
        return "", [_HOLDS_PRIVATE]
    try:
        read = json.loads(text[: LONGEST_KEYS + 1])
        found = [dict(key) for key in read.get("keys", [read])]
        if any(_PRIVATE & set(key) for key in found):
            return "", [_HOLDS_PRIVATE]
        are_usable = 1 <= len(found) <= MOST_KEYS and all(map(_is_usable, found))
        if are_usable:
            KeySet.import_key_set({"keys": found})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, JoseError):
        return "", [Problem("public_keys", "Paste a JSON Web Key Set with public keys, as the force's system gives it")]
    if not are_usable:
        sentence = f"Give 1 to {MOST_KEYS} keys: elliptic curve P-256, Ed25519, or RSA of {LEAST_RSA_BITS} bits or more"
        return "", [Problem("public_keys", sentence)]
    return json.dumps({"keys": found}, sort_keys=True), []


def _is_usable(key: Mapping[str, Any]) -> bool:  # Any: the members of a JSON Web Key
    if key["kty"] == "RSA":
        modulus = base64.urlsafe_b64decode(key["n"] + "==")
        return int.from_bytes(modulus).bit_length() >= LEAST_RSA_BITS
    return (key["kty"], key.get("crv")) in {("EC", "P-256"), ("OKP", "Ed25519")}


def _claimed_client(assertion: str) -> str:
    """Read which program an assertion claims to be of, before anything of it is believed."""
    if not assertion.isascii() or len(assertion) > LONGEST_ASSERTION:
        raise AssertionRefused("not_a_jwt")
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload)
        code = claims["sub"]
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise AssertionRefused("not_a_jwt") from None
    if not isinstance(code, str) or not _CODE.match(code):
        raise AssertionRefused("no_client")
    return code


def _verified(
    assertion: str, public_keys: str, code: str, audiences: frozenset[str], now: datetime
) -> Mapping[str, Any]:  # Any: claims
    try:
        claims = jwt.decode(
            assertion, KeySet.import_key_set(json.loads(public_keys)), algorithms=list(ALGORITHMS)
        ).claims
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        raise AssertionRefused("signature") from None
    if claims.get("iss") != code or claims.get("sub") != code:
        raise AssertionRefused("issuer")
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if len(named) != 1 or not isinstance(named[0], str) or named[0] not in audiences:
        raise AssertionRefused("audience")
    _refuse_other_times(claims, now)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not _JTI.match(jti):
        raise AssertionRefused("jti")
    return claims


def _refuse_other_times(claims: Mapping[str, Any], now: datetime) -> None:  # Any: as above
    present, leeway = now.timestamp(), LEEWAY.total_seconds()
    ends, begins = claims.get("exp"), [claims[name] for name in ("nbf", "iat") if name in claims]
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in (ends, *begins)):
        raise AssertionRefused("times")
    assert ends is not None
    if not present - leeway < ends <= present + ASSERTION_LASTS.total_seconds() + leeway:
        raise AssertionRefused("times")
    if not all(one <= present + leeway for one in begins):
        raise AssertionRefused("times")


def _take_once(unit: Unit, client: int, claims: Mapping[str, Any], now: datetime) -> None:  # Any: as above
    unit.execute(delete(t.UsedAssertion).where(t.UsedAssertion.ends_at <= now))
    used = {
        "client_id": client,
        "jti_sha256": hash_of(claims["jti"]),
        "ends_at": now + ASSERTION_LASTS + 2 * LEEWAY,
    }
    try:
        with unit.attempt():
            unit.execute(insert(t.UsedAssertion).values(**used))
    except Conflict:
        raise AssertionRefused("used") from None
