"""Programs that may call the interface, each for one account."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update

from cara.access import Action, Subject, permit
from cara.casework.instance import Instance
from cara.casework.problems import NotAccepted, Problem
from cara.casework.referral_rows import tell
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.vocabulary import CaraError


class NoSuchProgram(CaraError):
    """No program of that code may call. Nothing was changed."""

    def __init__(self, code: str) -> None:
        self.code = code[:64]
        super().__init__("There is no such program, or it was stopped before. Check its code.")


@dataclass(frozen=True, slots=True)
class AddedProgram:
    """A program that may call from now on. Its token is here and nowhere else: only its hash is stored."""

    code: str
    token: str = field(repr=False)


def add_api_client(
    instance: Instance, actor: Subject | None, code: str, account: str, *, now: datetime
) -> AddedProgram:
    """Let a program call for an account; without an actor it is the instance's own set-up that adds it.

    Args:
        code: names the program in the audit trail, so it holds no name of a person.
        account: the code of the account for which it acts, with that account's rights and no others.

    Raises:
        NotAllowed: this person may not add programs.
        NotAccepted: the code is taken or cannot be one, or there is no such account.
    """
    if actor is not None:
        permit(actor, Action.ADD_ACCOUNT, None, now)
    if not code.isascii() or not code.isprintable() or not 1 <= len(code.strip()) == len(code) <= 64:  # noqa: PLR2004 - as its column
        raise NotAccepted([Problem("code", "The code must have 1 to 64 printable ASCII characters")])
    token = f"cara_{secrets.token_urlsafe(32)}"

    def work(unit: Unit) -> None:
        account_id = unit.scalar(select(t.Account.id).where(t.Account.code == account, t.Account.active))
        if account_id is None:
            raise NotAccepted([Problem("account", "There is no active account with this code")])
        values = {"code": code, "token_sha256": _hash(token), "account_id": account_id, "active": True}
        try:
            unit.execute(insert(t.ApiClient).values(**values))
        except Conflict as conflict:
            raise NotAccepted([Problem("code", "This code is taken")]) from conflict
        tell(unit, actor, "program_added", code, now, account=account)

    instance.database.run(work)
    return AddedProgram(code, token)


def stop_api_client(instance: Instance, actor: Subject | None, code: str, *, now: datetime) -> None:
    """Stop a program at once: its token opens nothing from the next request on.

    Raises:
        NotAllowed: this person may not stop programs.
        NoSuchProgram: none of that code may call.
    """
    if actor is not None:
        permit(actor, Action.ADD_ACCOUNT, None, now)

    def work(unit: Unit) -> None:
        calling = (t.ApiClient.code == code, t.ApiClient.active)
        if unit.execute(update(t.ApiClient).where(*calling).values(active=False)).rowcount == 0:
            raise NoSuchProgram(code)
        tell(unit, actor, "program_stopped", code, now)

    instance.database.run(work)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
