"""Entries of the audit trail put into words. Names of accounts are unsealed here, so only for who may read it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select

from cara.acting import SYSTEM
from cara.acting.operations import OPERATIONS, Operation
from cara.oversight.phrases import HANDED, IN_AN_EMERGENCY, PHRASES, REASONS
from cara.records import Unit
from cara.records import tables as t
from cara.staff.limiting import NO_ACCOUNT
from cara.vocabulary import Reference, ReferenceProblem

THE_SERVICE = "The service itself"
LISTS = ("referrals", "worklist", "signposts")
"""The resources of entries about lists; their detail names under ``shown`` whose records were in the list."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry in words: who did what, why it was allowed, and when."""

    seq: int
    at: datetime
    account: str
    who: str = field(repr=False)
    did: str = field(repr=False)
    why: str
    operation: Operation | None
    reference: Reference | None
    request_id: str

    @property
    def sentence(self) -> str:
        """Give the entry as one sentence, without its moment."""
        return f"{self.who} {self.did}, {self.why}" if self.why else f"{self.who} {self.did}"


def names_of_accounts(unit: Unit) -> dict[str, str]:
    """Give the name of every account by its code, of those without access too."""
    rows = unit.execute(select(t.Account.code, t.Account.display_name)).all()
    return {row.code: unit.unseal(t.Account.display_name, row.code, row.display_name) for row in rows}


def lines_of(
    unit: Unit, rows: Sequence[RowMapping], names: Mapping[str, str], about: Reference | None = None
) -> tuple[AuditLine, ...]:
    """Put entries into words.

    Args:
        unit: the transaction.
        rows: the entries, as they are stored.
        names: of accounts, by their codes.
        about: the record that was asked for, which lists name only in their detail.
    """
    details = [json.loads(row["detail"]) for row in rows]
    reasons = _Reasons.of(unit, rows, details)
    return tuple(
        _line(row, detail, names, reasons.of_entry(row, detail), about)
        for row, detail in zip(rows, details, strict=True)
    )


def _line(
    row: RowMapping, detail: Mapping[str, Any], names: Mapping[str, str], why: str, about: Reference | None
) -> AuditLine:  # Any: JSON
    operation = OPERATIONS.get(row["action"])
    return AuditLine(
        seq=row["seq"],
        at=row["at"],
        account=row["actor"],
        who=THE_SERVICE if row["actor"] == SYSTEM else names.get(row["actor"], row["actor"]),
        did=_did(row, detail, names, about),
        why="" if operation is Operation.NONE else why,
        operation=operation,
        reference=about or _reference(row),
        request_id=row["request_id"],
    )


def _did(row: RowMapping, detail: Mapping[str, Any], names: Mapping[str, str], about: Reference | None) -> str:
    shown = detail.get("shown")
    if row["resource"] in LISTS and shown is not None:
        counted = "1 referral" if len(shown) == 1 else f"{len(shown)} referrals"
        return f"saw referral {about.spoken} in a list of {counted}" if about else f"saw a list of {counted}"
    code = row["resource"].removeprefix("account:")
    account = "an unknown account" if row["resource"] == NO_ACCOUNT else names.get(code, code)
    reference = _reference(row)
    phrase = PHRASES.get(row["action"], f"did '{row['action']}' to {{thing}}")
    return phrase.format(record=f"referral {reference.spoken}" if reference else code, account=account, thing=code)


def _reference(row: RowMapping) -> Reference | None:
    if "{record}" not in PHRASES.get(row["action"], ""):
        return None  # codes of accounts have the shape of references
    try:
        return Reference.parse(row["resource"])
    except ReferenceProblem:
        return None


@dataclass(frozen=True, slots=True)
class _Reasons:
    """What has to be looked up to say why something was allowed."""

    entered: Mapping[str, str]
    openings: Sequence[RowMapping]

    @classmethod
    def of(cls, unit: Unit, rows: Sequence[RowMapping], details: Sequence[Mapping[str, Any]]) -> "_Reasons":
        found = {row["resource"]: detail.get("why") for row, detail in zip(rows, details, strict=True)}
        whys = {detail.get("why") for detail in details}
        return cls(
            _entered_by(unit, found) if "own" in whys else {}, _openings(unit, found) if "broken_glass" in whys else ()
        )

    def of_entry(self, row: RowMapping, detail: Mapping[str, Any]) -> str:
        why = str(detail.get("why") or "")
        if why == "own" and self.entered.get(row["resource"], row["actor"]) != row["actor"]:
            return HANDED
        if why == "broken_glass":
            code = next((one["code"] for one in self.openings if _covers(one, row)), None)
            return f"{IN_AN_EMERGENCY} (opening {Reference(code).spoken})" if code else IN_AN_EMERGENCY
        return REASONS.get(why, "")


def _entered_by(unit: Unit, resources: Mapping[str, object]) -> dict[str, str]:
    query = (
        select(t.Referral.reference, t.Account.code)
        .join(t.Account, t.Account.id == t.Referral.entered_by)
        .where(t.Referral.reference.in_(list(resources)))
    )
    return {row.reference: row.code for row in unit.execute(query).all()}


def _openings(unit: Unit, resources: Mapping[str, object]) -> Sequence[RowMapping]:
    query = (
        select(
            t.BrokenGlass.code,
            t.BrokenGlass.opened_at,
            t.BrokenGlass.ends_at,
            t.Referral.reference,
            t.Account.code.label("account"),
        )
        .join(t.Referral, t.Referral.id == t.BrokenGlass.referral_id)
        .join(t.Account, t.Account.id == t.BrokenGlass.account_id)
        .where(t.Referral.reference.in_(list(resources)))
    )
    return unit.execute(query).mappings().all()


def _covers(opening: RowMapping, row: RowMapping) -> bool:
    same = opening["account"] == row["actor"] and opening["reference"] == row["resource"]
    return bool(same and opening["opened_at"] <= row["at"] < opening["ends_at"])
