"""Why a referral was decided as it was: every decision about it, as far as whoever asks may see it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from cara.access import Action, FieldGroup, Subject
from cara.acting import tell
from cara.casework.instance import Instance
from cara.casework.problems import NoSuchReferral
from cara.casework.referral_rows import ReferralRow, find_for
from cara.casework.views import DecisionSeen, Fields, given
from cara.decisions import Decision
from cara.records import Unit
from cara.records import tables as t


@dataclass(frozen=True, slots=True)
class PersonsDecision:
    """What an authorised person decided about a decision of the rules.

    The reason is absent where it may speak of the victim and that is not given.
    """

    rules: tuple[str, ...]
    by: str
    rank: str | None
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """One stored decision; its body is absent when the facts have been erased."""

    number: int
    decided_at: datetime
    verdict: str
    decision: DecisionSeen | None
    persons: tuple[PersonsDecision, ...]


def see_decisions(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> tuple[KeptDecision, ...]:
    """Give every decision about a referral, the newest first.

    Raises:
        NoSuchReferral: there is none whose decisions this person may see.
    """

    def work(unit: Unit) -> tuple[KeptDecision, ...]:
        row = find_for(unit, actor, Action.SEE_DECISIONS, reference, now)
        fields = row.access.fields if row.access else frozenset()
        if FieldGroup.DECISIONS not in fields:
            raise NoSuchReferral(reference)
        tell(unit, actor, "decisions_seen", row.reference, now, row.access)
        query = select(t.Decision).where(t.Decision.referral_id == row.id).order_by(t.Decision.number.desc())
        return tuple(_kept(unit, row, found, fields) for found in unit.execute(query).mappings().all())

    return instance.database.run(work)


def _kept(unit: Unit, row: ReferralRow, found: Any, fields: Fields) -> KeptDecision:  # Any: SQLAlchemy's row mapping
    number, sealed = found["number"], found["body"]
    body = unit.unseal(t.Decision.body, f"{row.reference}:{number}", sealed) if sealed else None
    decision = Decision.model_validate_json(body) if body else None
    return KeptDecision(
        number=number,
        decided_at=found["decided_at"],
        verdict=found["verdict"],
        decision=DecisionSeen.of(decision, fields) if decision else None,
        persons=_persons(unit, row, found["id"], fields, _nameable(decision, fields)),
    )


def _nameable(decision: Decision | None, fields: Fields) -> frozenset[str] | None:
    """Give the rules that may be named; ``None`` for whichever. Which rule is about the victim, the body alone says."""
    if FieldGroup.RESTRICTED in fields:
        return None
    return (
        frozenset(result.rule_id for result in decision.results if not result.restricted) if decision else frozenset()
    )


def _persons(
    unit: Unit, row: ReferralRow, decision_id: int, fields: Fields, nameable: frozenset[str] | None
) -> tuple[PersonsDecision, ...]:
    query = (
        select(t.DecisionOverride, t.Account.code.label("by_code"))
        .join(t.Account, t.Account.id == t.DecisionOverride.by)
        .where(t.DecisionOverride.decision_id == decision_id)
        .order_by(t.DecisionOverride.id)
    )
    return tuple(_person(unit, row, found, fields, nameable) for found in unit.execute(query).mappings().all())


def _person(
    unit: Unit, row: ReferralRow, found: Any, fields: Fields, nameable: frozenset[str] | None
) -> PersonsDecision:  # Any: SQLAlchemy's row mapping
    rules = json.loads(found["rules"])

    def reason() -> str:
        return unit.unseal(t.DecisionOverride.reason, row.reference, found["reason"])

    return PersonsDecision(
        rules=tuple(rule for rule in rules if nameable is None or rule in nameable),
        by=found["by_code"],
        rank=found["rank"],
        reason=given(fields, FieldGroup.REASONS, reason),
        at=found["at"],
    )
