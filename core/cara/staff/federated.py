"""People who sign in at their own organisation: their account is made at their first sign-in, its role comes from there.

No passkey and no passphrase is kept here for them.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from cara.access import Role
from cara.acting import NotAccepted, new_code, tell
from cara.records import Database, Unit
from cara.records import tables as t
from cara.staff.accounts import (
    Account,
    NewAccount,
    end_sign_ins,
    keep_a_manager,
    opened,
    plain_name,
    store_account,
)
from cara.staff.ceremonies import Remembered, take
from cara.staff.problems import CannotSignIn
from cara.staff.sign_ins import Arrival, SignedIn, Way, begin, prove


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody for whom an identity provider of this instance has vouched just now."""

    provider: str
    issuer: str
    subject: str = field(repr=False)
    name: str = field(repr=False)
    role: Role
    organisation: str


def sign_in_federated(
    database: Database, vouched: Vouched, visit: Remembered, arrival: Arrival, *, now: datetime
) -> str:
    """Sign in whoever a provider vouches for, and give the token.

    An account is made at the first sign-in. A role that has changed at the provider is changed here, and the sign-ins
    under the earlier one end.

    Raises:
        CeremonyEnded: this visit to the provider was used already.
        CannotSignIn: access was taken away here, or no area manager would be left.
    """

    def work(unit: Unit) -> str:
        take(unit, visit, now)
        return begin(unit, _account(unit, vouched, arrival, now), Way.PROVIDER, arrival, now)

    return database.run(work)


def prove_federated(
    database: Database, person: SignedIn, vouched: Vouched, visit: Remembered, arrival: Arrival, *, now: datetime
) -> str:
    """Note that the provider asked somebody again who he or she is, and give the sign-in's new token.

    A role that has changed at the provider is changed here: every sign-in under the earlier one ends, and this browser
    gets a new one.

    Raises:
        CeremonyEnded: this visit was used already.
        CannotSignIn: it was somebody else, access was taken away here, or no area manager would be left.
    """

    def work(unit: Unit) -> str:
        take(unit, visit, now)
        known = _find(unit, vouched)
        if known is None or known.id != person.subject.account:
            raise CannotSignIn("somebody_else")
        current = _account(unit, vouched, arrival, now)
        if (current.role, current.organisation) != (known.role, known.organisation):
            return begin(unit, current, Way.PROVIDER, arrival, now)
        return prove(unit, person, current.id, now)

    return database.run(work)


def _account(unit: Unit, vouched: Vouched, arrival: Arrival, now: datetime) -> Account:
    known = _find(unit, vouched)
    if known is None:
        new = NewAccount(new_code(), vouched.name, vouched.role, vouched.organisation)
        index = unit.blind("federated", f"{vouched.issuer}\0{vouched.subject}")
        store_account(unit, new, provider=vouched.provider, federated_index=index)
        tell(unit, None, "account_added", new.code, now, role=new.role.value, provider=vouched.provider)
        return _found(unit, vouched)
    if not known.active or known.provider != vouched.provider:
        raise CannotSignIn("inactive")
    return _brought_up(unit, known, vouched, arrival, now)


def _brought_up(unit: Unit, known: Account, vouched: Vouched, arrival: Arrival, now: datetime) -> Account:
    """Take over the name and the role as the provider has them now."""
    name = plain_name(vouched.name)
    if (known.role, known.name, known.organisation) == (vouched.role, name, vouched.organisation):
        return known
    if known.role is Role.AREA_MANAGER and vouched.role is not known.role:
        _keep_a_manager(unit, known)
    values = {
        "role": vouched.role.value,
        "organisation": vouched.organisation,
        "display_name": unit.seal(t.Account.display_name, known.code, name),
        "version": known.version + 1,
    }
    unit.execute(update(t.Account).where(t.Account.id == known.id).values(**values))
    if (known.role, known.organisation) != (vouched.role, vouched.organisation):
        end_sign_ins(unit, known.id)
        tell(
            unit,
            known.subject(arrival.request_id),
            "role_changed",
            known.code,
            now,
            before=known.role.value,
            after=vouched.role.value,
            provider=vouched.provider,
        )
    return _found(unit, vouched)


def _keep_a_manager(unit: Unit, known: Account) -> None:
    try:
        keep_a_manager(unit, known)
    except NotAccepted:
        raise CannotSignIn("last_manager") from None


def _found(unit: Unit, vouched: Vouched) -> Account:
    found = _find(unit, vouched)
    assert found is not None
    return found


def _find(unit: Unit, vouched: Vouched) -> Account | None:
    index = unit.blind("federated", f"{vouched.issuer}\0{vouched.subject}")
    query = select(t.Account.__table__).where(t.Account.federated_index == index).with_for_update()
    row = unit.execute(query).mappings().one_or_none()
    return opened(unit, row) if row else None
