"""What the director's use cases share: facilitators by code, and records found by theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from cara.access import Role
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import CaraError, Reference, ReferenceProblem


class NoSuchQualityRecord(CaraError):
    """There is no such observation, sample, case of a sample or complaint."""

    def __init__(self, code: str) -> None:
        self.code = code[:40]
        super().__init__("There is no such record of quality. Open it again from the list.")


@dataclass(frozen=True, slots=True)
class FacilitatorRow:
    """A facilitator: the row and the code of the account, and whether it may sign in."""

    id: int
    code: str
    active: bool


def facilitators(unit: Unit) -> Mapping[str, FacilitatorRow]:
    """Give everybody who is or was a facilitator, by code: by the role, or because he or she ran a workshop."""
    ran = select(t.WorkshopFacilitator.account_id)
    query = select(t.Account.id, t.Account.code, t.Account.active).where(
        (t.Account.role == Role.FACILITATOR.value) | t.Account.id.in_(ran)
    )
    return {row.code: FacilitatorRow(*row) for row in unit.execute(query.order_by(t.Account.code))}


def find_by_code(
    unit: Unit,
    query: Select[*tuple[Any, ...]],  # Any: the columns that the caller reads by name
    column: InstrumentedAttribute[str],
    typed: str,
) -> RowMapping:
    """Find the one row of a code as people type it.

    Raises:
        NoSuchQualityRecord: there is none.
    """
    try:
        code = str(Reference.parse(typed))
    except ReferenceProblem:
        raise NoSuchQualityRecord(typed) from None
    row = unit.execute(query.where(column == code)).mappings().one_or_none()
    if row is None:
        raise NoSuchQualityRecord(typed)
    return row


def sealed(unit: Unit, column: InstrumentedAttribute[Any], code: str, text: str | None) -> Any:  # Any: the sealed bytes
    """Seal a text for a column, or nothing."""
    return unit.seal(column, code, text) if text else None


def unsealed(unit: Unit, column: InstrumentedAttribute[Any], code: str, kept: Any) -> str | None:  # Any: as above
    """Open the text of a column, or nothing."""
    return unit.unseal(column, code, kept) if kept is not None else None
