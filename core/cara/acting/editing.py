"""Two people change the same record: whoever comes second is shown both versions, and nothing is lost.

A record that people edit carries a version, and whoever changes it says which version was on the page. Before a change
the version that it replaces is kept, sealed. A room does this with three calls::

    check_unchanged(unit, kind, code, stored, seen=seen, version=row.version)    # raises EditedMeanwhile
    keep_version(unit, kind, code, stored, row.version, actor, now)
    unit.execute(update(...).values(..., version=row.version + 1))

``stored`` is the record as a pydantic model, the same that the page's answers make. A record without a column for its
version has the one that :func:`version_of` counts.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import Select, delete, func, insert, select

from cara.access import Subject
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import CaraError

M = TypeVar("M", bound=BaseModel)


class EditedMeanwhile(CaraError):
    """Somebody else changed a record since it was opened. Nothing was stored, and what is stored now is in here."""

    def __init__(self, code: str, stored: BaseModel, version: int, by: str, at: datetime | None) -> None:
        self.code, self.stored, self.version, self.by, self.at = code, stored, version, by, at
        super().__init__(
            "Somebody else changed this in the meantime. Nothing of yours was stored: open it again and look at both."
        )


@dataclass(frozen=True, slots=True)
class Former(Generic[M]):
    """A record as it stood until somebody replaced it."""

    version: int
    said: M = field(repr=False)
    replaced_by: str = field(repr=False)
    replaced_at: datetime


def check_unchanged(unit: Unit, kind: str, code: str, stored: BaseModel, *, seen: int, version: int) -> None:
    """Go on only if the version that somebody saw is still the one that is stored.

    Raises:
        EditedMeanwhile: with what is stored now, who wrote it and when.
    """
    if seen == version:
        return
    query = _replaced(kind, code).where(t.RecordVersion.version == version - 1)
    row = unit.execute(query).mappings().one_or_none()
    by = unit.unseal(t.Account.display_name, row["account"], row["display_name"]) if row else "Somebody"
    raise EditedMeanwhile(code, stored, version, by, row["replaced_at"] if row else None)


def version_of(unit: Unit, kind: str, code: str) -> int:
    """Give the version of a record that carries none itself: one more than were kept of it.

    Whoever then changes it holds the lock on what it belongs to, so that two changes follow each other.
    """
    latest = select(func.max(t.RecordVersion.version)).where(t.RecordVersion.kind == kind, t.RecordVersion.code == code)
    return (unit.scalar(latest) or 0) + 1


def keep_version(
    unit: Unit, kind: str, code: str, stored: BaseModel, version: int, actor: Subject, now: datetime
) -> None:
    """Keep a record as it stands, just before it is changed."""
    body = unit.seal(t.RecordVersion.body, _key(kind, code, version), stored.model_dump_json())
    kept = {"kind": kind, "code": code, "version": version, "body": body}
    unit.execute(insert(t.RecordVersion).values(replaced_by=actor.account, replaced_at=now, **kept))


def former_versions(unit: Unit, kind: str, code: str, model: type[M]) -> tuple[Former[M], ...]:
    """Give a record as it stood before each change, the latest first."""
    rows = unit.execute(_replaced(kind, code).order_by(t.RecordVersion.version.desc())).mappings().all()
    return tuple(
        Former(
            version=row["version"],
            said=model.model_validate_json(
                unit.unseal(t.RecordVersion.body, _key(kind, code, row["version"]), row["body"])
            ),
            replaced_by=unit.unseal(t.Account.display_name, row["account"], row["display_name"]),
            replaced_at=row["replaced_at"],
        )
        for row in rows
    )


def forget_versions(unit: Unit, kind: str, code: str) -> None:
    """Erase what a record said before, because the record itself is erased."""
    unit.execute(delete(t.RecordVersion).where(t.RecordVersion.kind == kind, t.RecordVersion.code == code))


def _key(kind: str, code: str, version: int) -> str:
    return f"{kind}/{code}/{version}"


def _replaced(kind: str, code: str) -> Select[*tuple[Any, ...]]:  # Any: the columns below, read by name
    return (
        select(
            t.RecordVersion.version,
            t.RecordVersion.body,
            t.RecordVersion.replaced_at,
            t.Account.code.label("account"),
            t.Account.display_name,
        )
        .join(t.Account, t.Account.id == t.RecordVersion.replaced_by)
        .where(t.RecordVersion.kind == kind, t.RecordVersion.code == code)
    )
