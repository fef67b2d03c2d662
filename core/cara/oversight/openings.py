"""Openings of a record in an emergency, as they are stored."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select
from sqlalchemy.orm import aliased

from cara.access import Resource
from cara.casework.standing import in_conflict
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference, Word

REVIEWER = aliased(t.Account)


class Finding(Word):
    """What a review of an opening found."""

    JUSTIFIED = "justified", "Justified"
    NOT_JUSTIFIED = "not_justified", "Not justified"


@dataclass(frozen=True, slots=True)
class Opening:
    """One record opened in an emergency by one account, and what a reviewer found once it was reviewed."""

    id: int = field(repr=False)
    code: Reference
    reference: Reference
    account: str
    name: str = field(repr=False)
    opened_at: datetime
    ends_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None = field(repr=False)
    finding: Finding | None

    def is_open(self, now: datetime) -> bool:
        """Tell whether the record is open at a moment."""
        return self.opened_at <= now < self.ends_at

    def resource(self, conflicts: frozenset[str]) -> Resource:
        """Give the opening as the decision about access sees it: the act of whoever opened the record."""
        return Resource(entered_by=self.account, conflicts=conflicts)


def openings(account: int) -> Select[*tuple[Any, ...]]:  # Any: the columns below, read by name
    """Select openings, each with whether an account declared a conflict with its record's person."""
    glass = t.BrokenGlass
    return (
        select(
            glass.id,
            glass.code,
            glass.reason,
            glass.opened_at,
            glass.ends_at,
            glass.reviewed_at,
            glass.finding,
            glass.note,
            t.Referral.reference,
            t.Account.code.label("account"),
            t.Account.display_name,
            REVIEWER.code.label("reviewer"),
            REVIEWER.display_name.label("reviewer_name"),
            in_conflict(account).label("conflict"),
        )
        .join(t.Referral, t.Referral.id == glass.referral_id)
        .join(t.Account, t.Account.id == glass.account_id)
        .outerjoin(REVIEWER, REVIEWER.id == glass.reviewed_by)
    )


def find_openings(unit: Unit, account: int, *conditions: ColumnElement[bool]) -> list[Opening]:
    """Give the openings for which some conditions hold, the newest first."""
    query = openings(account).where(*conditions).order_by(t.BrokenGlass.id.desc())
    return [opened(unit, row) for row in unit.execute(query).mappings().all()]


def opened(unit: Unit, row: RowMapping) -> Opening:
    """Open an opening's row."""
    return Opening(
        id=row["id"],
        code=Reference(row["code"]),
        reference=Reference(row["reference"]),
        account=row["account"],
        name=unit.unseal(t.Account.display_name, row["account"], row["display_name"]),
        opened_at=row["opened_at"],
        ends_at=row["ends_at"],
        reviewed_at=row["reviewed_at"],
        reviewed_by=_reviewer(unit, row),
        finding=Finding(row["finding"]) if row["finding"] else None,
    )


def _reviewer(unit: Unit, row: RowMapping) -> str | None:
    if row["reviewer"] is None:
        return None
    return unit.unseal(t.Account.display_name, row["reviewer"], row["reviewer_name"])
