"""Passkeys: made with an invitation or beside another one, and used to sign in or to prove again who one is.

The ceremonies are those of WebAuthn, by the library of that name. A passkey is found by its own id (it is
discoverable), the person is always verified by the device, and no attestation is asked: which make of device somebody
has is no concern of ours.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, func, insert, select, update
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cara.access import Action, permit
from cara.acting import NotAccepted, Problem, new_code, tell
from cara.records import Conflict, Database, Unit
from cara.records import tables as t
from cara.staff import invitations
from cara.staff.accounts import Account, opened
from cara.staff.ceremonies import Remembered, recall, remember, take
from cara.staff.problems import CannotSignIn
from cara.staff.sign_ins import Arrival, SignedIn, Way, begin, prove
from cara.vocabulary.text import plain_line

LONGEST_LABEL = 60
LONGEST_ANSWER = 20_000
MOST_PASSKEYS = 10
_MAKE, _SHOW = "make_passkey", "show_passkey"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """The site for which passkeys are made: its origin, e.g. ``https://cara.example.org``, its host and its name."""

    origin: str
    host: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """The first step of a ceremony: what the browser is asked (JSON), and the key to send back with its answer."""

    options: str = field(repr=False)
    key: str = field(repr=False)


def begin_making(database: Database, site: Site, account: Account, browser: str, *, now: datetime) -> Step:
    """Ask a browser to make a passkey for an account."""
    with database.read() as unit:
        known = unit.execute(select(t.Passkey.credential_id).where(t.Passkey.account_id == account.id)).scalars().all()
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=account.code.encode(),
        user_name=account.code,
        user_display_name=account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    body = {"challenge": bytes_to_base64url(options.challenge), "account": account.id}
    return Step(options_to_json(options), remember(database.keyring, _MAKE, browser, body, now))


def accept_with_passkey(
    database: Database,
    site: Site,
    invitation: str,
    key: str,
    answer: str,
    label: str,
    arrival: Arrival,
    *,
    browser: str,
    now: datetime,
) -> str:
    """Accept an invitation with the passkey that was made for it, sign in, and give the token.

    Raises:
        NoSuchInvitation, CeremonyEnded: one of them cannot be used (any more).
        CannotSignIn: the answer is not of a passkey made for this.
        NotAccepted: the label cannot be stored.
    """
    remembered = recall(database.keyring, _MAKE, browser, key, now)

    def work(unit: Unit) -> str:
        account = invitations.accept(unit, invitation, now)
        _store(unit, site, account, remembered, answer, label, now=now)
        tell(unit, account.subject(arrival.request_id), Action.ACCEPT_INVITATION.value, f"account:{account.code}", now)
        return begin(unit, account, Way.PASSKEY, arrival, now)

    return database.run(work)


def add_passkey(
    database: Database, site: Site, person: SignedIn, key: str, answer: str, label: str, *, browser: str, now: datetime
) -> None:
    """Add another passkey to one's own account.

    Raises:
        NotAllowed, ProofNeeded: this person has to prove again who it is.
        CeremonyEnded, CannotSignIn: as above.
        NotAccepted: the label cannot be stored, there are too many, or this person signs in elsewhere.
    """
    access = permit(person.subject, Action.CHANGE_OWN_CREDENTIALS, None, now)
    remembered = recall(database.keyring, _MAKE, browser, key, now)

    def work(unit: Unit) -> None:
        account = _own(unit, person)
        if account.provider:
            raise NotAccepted([Problem("label", "You sign in at your own organisation: a passkey is made there")])
        if _count(unit, account.id) >= MOST_PASSKEYS:
            raise NotAccepted([Problem("label", f"You have {MOST_PASSKEYS} passkeys: remove one first")])
        code = _store(unit, site, account, remembered, answer, label, now=now)
        tell(unit, person.subject, "passkey_added", f"account:{account.code}", now, access, passkey=code)

    database.run(work)


def remove_passkey(database: Database, person: SignedIn, code: str, *, now: datetime) -> None:
    """Remove one of one's own passkeys, but never the last.

    Raises:
        NotAllowed, ProofNeeded: this person has to prove again who it is.
        NotAccepted: it is the last, or is not there.
    """
    access = permit(person.subject, Action.CHANGE_OWN_CREDENTIALS, None, now)

    def work(unit: Unit) -> None:
        account = _own(unit, person)
        if _count(unit, account.id) <= 1:
            raise NotAccepted([Problem("passkey", "This is your only passkey: add another one first")])
        mine = (t.Passkey.account_id == account.id, t.Passkey.code == code)
        if unit.execute(delete(t.Passkey).where(*mine)).rowcount != 1:
            raise NotAccepted([Problem("passkey", "This passkey is not there any more")])
        tell(unit, person.subject, "passkey_removed", f"account:{account.code}", now, access, passkey=code)

    database.run(work)


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """One of somebody's own passkeys."""

    code: str
    label: str = field(repr=False)
    made_at: datetime
    used_at: datetime | None


def own_passkeys(database: Database, person: SignedIn, *, now: datetime) -> tuple[OwnPasskey, ...]:
    """Give somebody's own passkeys, the oldest first.

    Raises:
        NotAllowed: nobody is signed in.
    """
    permit(person.subject, Action.SEE_OWN_ACCOUNT, None, now)
    query = select(t.Passkey.__table__).where(t.Passkey.account_id == person.subject.account).order_by(t.Passkey.id)
    with database.read() as unit:
        return tuple(
            OwnPasskey(
                row["code"], unit.unseal(t.Passkey.label, row["code"], row["label"]), row["made_at"], row["used_at"]
            )
            for row in unit.execute(query).mappings().all()
        )


def begin_showing(database: Database, site: Site, browser: str, *, now: datetime) -> Step:
    """Ask a browser to show a passkey: any that it has for this site."""
    options = generate_authentication_options(rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED)
    body = {"challenge": bytes_to_base64url(options.challenge)}
    return Step(options_to_json(options), remember(database.keyring, _SHOW, browser, body, now))


def sign_in_with_passkey(
    database: Database, site: Site, key: str, answer: str, arrival: Arrival, *, browser: str, now: datetime
) -> str:
    """Sign in with a passkey and give the token.

    Raises:
        CeremonyEnded: the step took too long, was done before, or belongs to another browser.
        CannotSignIn: the passkey is not known, was copied, or its answer is not to our question.
    """
    work = _shown(
        site, key, answer, browser, database, now, lambda unit, who: begin(unit, who, Way.PASSKEY, arrival, now)
    )
    return _noting_failure(database, answer, work, now)


def prove_with_passkey(
    database: Database, site: Site, person: SignedIn, key: str, answer: str, *, browser: str, now: datetime
) -> str:
    """Prove again who one is, with a passkey, and give the sign-in's new token.

    Raises:
        CeremonyEnded, CannotSignIn: as above, or the passkey is somebody else's.
    """
    work = _shown(site, key, answer, browser, database, now, lambda unit, who: prove(unit, person, who.id, now))
    return _noting_failure(database, answer, work, now)


def _shown(
    site: Site,
    key: str,
    answer: str,
    browser: str,
    database: Database,
    now: datetime,
    then: Callable[[Unit, Account], T],
) -> Callable[[Unit], T]:
    remembered = recall(database.keyring, _SHOW, browser, key, now)

    def work(unit: Unit) -> T:
        take(unit, remembered, now)
        return then(unit, _verified(unit, site, base64url_to_bytes(remembered.body["challenge"]), answer, now))

    return work


def _noting_failure(database: Database, answer: str, work: Callable[[Unit], T], now: datetime) -> T:
    """Do the work, and leave an entry if a passkey of an account was refused.

    An answer that names no passkey of anybody leaves none: a stranger could fill the trail with it.
    """
    try:
        return database.run(work)
    except CannotSignIn as refused:
        why = refused.why
        with suppress(CannotSignIn):
            shown = _id_of(_read(answer))
            database.run(lambda unit: _note_failure(unit, shown, why, now))
        raise


def _note_failure(unit: Unit, shown: bytes, why: str, now: datetime) -> None:
    of_passkey = select(t.Account.code).join(t.Passkey, t.Passkey.account_id == t.Account.id)
    account = unit.scalar(of_passkey.where(t.Passkey.credential_id == shown))
    if account is not None:
        tell(unit, None, "sign_in_failed", f"account:{account}", now, way=Way.PASSKEY.value, why=why)


def _verified(unit: Unit, site: Site, challenge: bytes, answer: str, now: datetime) -> Account:
    credential = _read(answer)
    query = select(t.Account.__table__, t.Passkey.id.label("passkey"), t.Passkey.public_key, t.Passkey.sign_count).join(
        t.Passkey, t.Passkey.account_id == t.Account.id
    )
    wanted = t.Passkey.credential_id == _id_of(credential)
    row = unit.execute(query.where(wanted, t.Account.active).with_for_update(of=t.Passkey)).mappings().one_or_none()
    if row is None:
        raise CannotSignIn("passkey_not_known")
    with _refusing():
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row["public_key"],
            credential_current_sign_count=row["sign_count"],
            require_user_verification=True,
        )
    _check_holder(credential, row["code"])
    used = {"sign_count": verified.new_sign_count, "used_at": now}
    unit.execute(update(t.Passkey).where(t.Passkey.id == row["passkey"]).values(**used))
    return opened(unit, row)


def _store(
    unit: Unit, site: Site, account: Account, remembered: Remembered, answer: str, label: str, *, now: datetime
) -> str:
    name = _label(label)
    take(unit, remembered, now)
    if remembered.body["account"] != account.id:
        raise CannotSignIn("somebody_else")
    credential = _read(answer)
    with _refusing():
        made = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(remembered.body["challenge"]),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    code = new_code()
    values = {
        "code": code,
        "account_id": account.id,
        "credential_id": made.credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "label": unit.seal(t.Passkey.label, code, name),
        "made_at": now,
    }
    try:
        with unit.attempt():
            unit.execute(insert(t.Passkey).values(**values))
    except Conflict as conflict:
        raise CannotSignIn("passkey_taken") from conflict
    return code


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse whatever the library cannot read or does not accept: a stranger may have written the answer."""
    try:
        yield
    except Exception as error:
        raise CannotSignIn("passkey_refused") from error


def _check_holder(credential: dict[str, Any], code: str) -> None:  # Any: what a browser sent
    """Refuse a passkey that says itself that it belongs to another account."""
    handle = credential["response"].get("userHandle")
    if handle and base64url_to_bytes(handle) != code.encode():
        raise CannotSignIn("somebody_else")


def _read(answer: str) -> dict[str, Any]:  # Any: what a browser sent
    if len(answer) > LONGEST_ANSWER:
        raise CannotSignIn("too_long")
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):
        raise CannotSignIn("not_json") from None
    if not isinstance(read, dict):
        raise CannotSignIn("not_an_object")
    return read


def _id_of(credential: dict[str, Any]) -> bytes:  # Any: as above
    try:
        return base64url_to_bytes(str(credential.get("rawId", "")))
    except ValueError:
        raise CannotSignIn("no_id") from None


def _own(unit: Unit, person: SignedIn) -> Account:
    """Open one's own account, locked, so that two removals at once cannot take the last passkey."""
    query = select(t.Account.__table__).where(t.Account.id == person.subject.account).with_for_update()
    return opened(unit, unit.execute(query).mappings().one())


def _count(unit: Unit, account: int) -> int:
    return int(unit.scalar(select(func.count()).select_from(t.Passkey).where(t.Passkey.account_id == account)) or 0)


def _label(typed: str) -> str:
    try:
        label = plain_line(typed)
    except ValueError:
        label = ""
    if not isinstance(label, str) or not 1 <= len(label) <= LONGEST_LABEL:
        sentence = f"Say in 1 to {LONGEST_LABEL} characters which device it is, like Work phone"
        raise NotAccepted([Problem("label", sentence)])
    return label
