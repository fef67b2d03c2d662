"""Declared conflicts: participants whom somebody who signs in may not see, whatever else would allow it.

A participant is named by the reference of a referral, or by name and date of birth before there is one. A name is kept
sealed, and beside it the same keyed index that referrals are found by.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, new_code, tell
from cara.acting.names import name_birth_index
from cara.records import Database, Unit
from cara.records import tables as t
from cara.staff.accounts import find_account, is_code
from cara.staff.problems import NoSuchConflict
from cara.vocabulary import Reference, ReferenceProblem
from cara.vocabulary.dates import in_words
from cara.vocabulary.text import Line, normalised_name

EARLIEST_BIRTH = date(1900, 1, 1)


class Named(BaseModel):
    """A participant by name and date of birth, as whoever declares a conflict knows them."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    given_names: Line
    family_name: Line
    date_of_birth: date

    def in_words(self) -> str:
        """Say who it is, as the account's page shows it."""
        return f"{self.given_names} {self.family_name}, born {in_words(self.date_of_birth, weekday=False)}"


@dataclass(frozen=True, slots=True)
class DeclaredConflict:
    """A conflict that holds. ``words`` are the reference, or the name with the date of birth."""

    code: str
    words: str = field(repr=False)
    by_reference: bool
    declared_at: datetime
    declared_by: str


def declare_conflict(
    database: Database, actor: Subject, account: str, participant: str | Named, *, now: datetime
) -> str:
    """Declare that an account may not see a participant, from its next request on, and give the conflict's code.

    Args:
        database: the records.
        actor: who declares it; anybody who may may declare one of his or her own.
        account: the code of the account that it concerns.
        participant: the reference of a referral as it is typed, or a name with a date of birth.
        now: the moment.

    Raises:
        NotAllowed: this person may not declare conflicts.
        NoSuchAccount: there is none of this code.
        NotAccepted: there is no such referral, the name cannot be compared, or this was declared before.
    """
    access = permit(actor, Action.DECLARE_CONFLICT, None, now)

    def work(unit: Unit) -> str:
        concerned = find_account(unit, account, lock=True)
        words, found_by = _found_by(unit, participant, now)
        _refuse_twice(unit, concerned.id, found_by)
        code = new_code()
        values = {
            "code": code,
            "account_id": concerned.id,
            "words": unit.seal(t.DeclaredConflict.words, code, words),
            "declared_by": actor.account,
            "declared_at": now,
            **found_by,
        }
        unit.execute(insert(t.DeclaredConflict).values(**values))
        kind = "name" if isinstance(participant, Named) else "reference"
        tell(unit, actor, "conflict_declared", account, now, access, conflict=code, by=kind)
        return code

    return database.run(work)


def end_conflict(database: Database, actor: Subject, account: str, code: str, *, now: datetime) -> None:
    """End a conflict: the account may see the participant again if its role allows it. Nobody ends his or her own.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
        NoSuchAccount, NoSuchConflict: there is none of this code, or it was ended.
    """

    def work(unit: Unit) -> None:
        concerned = find_account(unit, account)
        access = permit(actor, Action.END_CONFLICT, concerned.resource, now)
        if not is_code(code):
            raise NoSuchConflict
        holding = (
            t.DeclaredConflict.account_id == concerned.id,
            t.DeclaredConflict.code == code,
            t.DeclaredConflict.ended_at.is_(None),
        )
        if unit.execute(update(t.DeclaredConflict).where(*holding).values(ended_at=now)).rowcount != 1:
            raise NoSuchConflict
        tell(unit, actor, "conflict_ended", account, now, access, conflict=code)

    database.run(work)


def conflicts_of(database: Database, actor: Subject, account: str, *, now: datetime) -> tuple[DeclaredConflict, ...]:
    """Give the conflicts of an account that hold, the latest first.

    Raises:
        NotAllowed: this person may not declare conflicts.
        NoSuchAccount: there is none of this code.
    """
    access = permit(actor, Action.DECLARE_CONFLICT, None, now)
    query = (
        select(t.DeclaredConflict.__table__, t.Account.code.label("by"))
        .join(t.Account, t.Account.id == t.DeclaredConflict.declared_by)
        .where(t.DeclaredConflict.ended_at.is_(None))
        .order_by(t.DeclaredConflict.declared_at.desc(), t.DeclaredConflict.id.desc())
    )

    def work(unit: Unit) -> tuple[DeclaredConflict, ...]:
        concerned = find_account(unit, account)
        tell(unit, actor, "conflicts_seen", account, now, access)
        rows = unit.execute(query.where(t.DeclaredConflict.account_id == concerned.id)).mappings().all()
        return tuple(_opened(unit, row) for row in rows)

    return database.run(work)


def _opened(unit: Unit, row: Any) -> DeclaredConflict:  # Any: SQLAlchemy's row mapping of a conflict
    return DeclaredConflict(
        code=row["code"],
        words=unit.unseal(t.DeclaredConflict.words, row["code"], row["words"]),
        by_reference=row["referral_id"] is not None,
        declared_at=row["declared_at"],
        declared_by=row["by"],
    )


def _found_by(
    unit: Unit, participant: str | Named, now: datetime
) -> tuple[str, dict[str, Any]]:  # Any: an id or a hash
    if isinstance(participant, Named):
        _refuse_nobody(participant, now.date())
        index = name_birth_index(unit, participant.given_names, participant.family_name, participant.date_of_birth)
        return participant.in_words(), {"name_birth_index": index}
    try:
        reference = Reference.parse(participant)
    except ReferenceProblem as problem:
        raise NotAccepted([Problem("reference", str(problem).rstrip("."))]) from problem
    referral = unit.scalar(select(t.Referral.id).where(t.Referral.reference == reference))
    if referral is None:
        sentence = "No referral has this reference: check it, or declare the conflict by name and date of birth"
        raise NotAccepted([Problem("reference", sentence)])
    return reference.spoken, {"referral_id": referral}


def _refuse_nobody(participant: Named, today: date) -> None:
    problems = [
        Problem(name, "Enter a name with letters or digits: others are not found again")
        for name in ("given_names", "family_name")
        if not normalised_name(getattr(participant, name))
    ]
    if not EARLIEST_BIRTH <= participant.date_of_birth <= today:
        problems.append(Problem("date_of_birth", "The date of birth must be in the past, and no earlier than 1900"))
    if problems:
        raise NotAccepted(problems)


def _refuse_twice(unit: Unit, account: int, found_by: dict[str, Any]) -> None:  # Any: as above
    ((column, value),) = found_by.items()
    holding = select(t.DeclaredConflict.id).where(
        t.DeclaredConflict.account_id == account,
        t.DeclaredConflict.ended_at.is_(None),
        getattr(t.DeclaredConflict, column) == value,
    )
    if unit.scalar(holding) is not None:
        field_named = "reference" if column == "referral_id" else "family_name"
        raise NotAccepted([Problem(field_named, "This conflict was declared before, and holds")])
