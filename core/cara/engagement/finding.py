"""What the use cases of this room share: finding rows by their codes, colleagues, districts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from cara.access import Role
from cara.acting import Problem
from cara.casework import Instance
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import CaraError, Reference, ReferenceProblem

OF_THE_PROVIDER = frozenset({Role.AREA_MANAGER, Role.FACILITATOR, Role.VICTIM_CONTACT_WORKER, Role.DIRECTOR})
"""The roles of those who work with partners on the provider's side."""

NAMES_A_DISTRICT = "Select a district from the list, or none for the whole area"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the provider, by the code of the account."""

    code: str
    name: str = field(repr=False)
    active: bool


def colleagues(unit: Unit, roles: Iterable[Role] = OF_THE_PROVIDER) -> dict[str, Colleague]:
    """Give everybody of some roles by code, in the order of their names."""
    wanted = [role.value for role in roles]
    query = select(t.Account.code, t.Account.display_name, t.Account.active).where(t.Account.role.in_(wanted))
    found = [
        Colleague(row.code, unit.unseal(t.Account.display_name, row.code, row.display_name), row.active)
        for row in unit.execute(query).all()
    ]
    return {one.code: one for one in sorted(found, key=lambda one: (one.name.casefold(), one.code))}


def account_of(unit: Unit, code: str, roles: Iterable[Role] = OF_THE_PROVIDER) -> int | None:
    """Give the row of an account that may still sign in and has one of some roles."""
    wanted = [role.value for role in roles]
    query = select(t.Account.id).where(t.Account.code == code, t.Account.active, t.Account.role.in_(wanted))
    return unit.scalar(query)


def find_by_code(
    unit: Unit,
    query: Select[*tuple[Any, ...]],  # Any: the columns that the caller reads by name
    column: InstrumentedAttribute[str],
    typed: str,
    absent: Callable[[str], CaraError],
    *conditions: ColumnElement[bool],
) -> RowMapping:
    """Find the one row of a code as people type it.

    Raises:
        CaraError: the one that ``absent`` makes, if there is none.
    """
    try:
        code = str(Reference.parse(typed))
    except ReferenceProblem:
        raise absent(typed) from None
    row = unit.execute(query.where(column == code, *conditions)).mappings().one_or_none()
    if row is None:
        raise absent(typed)
    return row


def district_problems(instance: Instance, district: str | None) -> list[Problem]:
    """Say what is wrong with a district: none, or one of the area's, is right."""
    known = {one.code for one in instance.book.area.districts}
    return [] if district is None or district in known else [Problem("district", NAMES_A_DISTRICT)]
