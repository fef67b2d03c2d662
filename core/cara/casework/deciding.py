"""Deciding referrals and keeping every decision: numbered, sealed, beside the book by which it was made."""

import json
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import bindparam, func, insert, select

from cara.casework.referral_rows import ReferralRow
from cara.decisions import Decision, RuleResult, decide
from cara.policy import CaseFacts, Outcome, PolicyBook, RestrictedFacts, Stage
from cara.records import Conflict, Unit
from cara.records import tables as t

# Built once: building a statement takes longer than running it.
_KNOWN = select(t.PolicyBook.digest).where(t.PolicyBook.digest == bindparam("book"))
_OF_REFERRAL = t.Decision.referral_id == bindparam("referral")
_LAST_NUMBER = select(func.max(t.Decision.number)).where(_OF_REFERRAL)
_KEEP = insert(t.Decision)
_LATEST = (
    select(t.Decision.id, t.Decision.number, t.Decision.body)
    .where(_OF_REFERRAL)
    .order_by(t.Decision.number.desc())
    .limit(1)
)
_OVERRIDES = (
    select(t.DecisionOverride.rules, t.Decision.number, t.Decision.body)
    .join(t.Decision, t.Decision.id == t.DecisionOverride.decision_id)
    .where(_OF_REFERRAL, t.Decision.body.is_not(None))
)

FINE = frozenset({Outcome.HOLDS, Outcome.NOT_APPLICABLE})


def keep_book(unit: Unit, book: PolicyBook, now: datetime) -> None:
    """Store a book by its digest, once."""
    if unit.scalar(_KNOWN, {"book": book.digest}) is not None:
        return
    stored = {"digest": book.digest, "area": book.area.id, "body": book.canonical_json, "stored_at": now}
    with suppress(Conflict), unit.attempt():
        unit.execute(insert(t.PolicyBook), stored)


def decide_and_keep(
    unit: Unit,
    row: ReferralRow,
    book: PolicyBook,
    facts: CaseFacts,
    restricted: RestrictedFacts,
    *,
    on: date,
    stage: Stage,
    now: datetime,
) -> Decision:
    """Decide a referral and store the decision as its next; earlier ones stay."""
    decision = decide(book, facts, restricted, on=on, stage=stage, decided_at=now)
    keep(unit, row, decision)
    return decision


def keep(unit: Unit, row: ReferralRow, decision: Decision) -> int:
    """Store a decision as the referral's next and give its number."""
    return _keep_as(unit, row, decision, int(unit.scalar(_LAST_NUMBER, {"referral": row.id}) or 0) + 1)


def keep_first(unit: Unit, row: ReferralRow, decision: Decision) -> int:
    """Store the decision of a referral that has just been entered and give its number."""
    return _keep_as(unit, row, decision, 1)


def _keep_as(unit: Unit, row: ReferralRow, decision: Decision, number: int) -> int:
    unit.execute(
        _KEEP,
        {
            "referral_id": row.id,
            "number": number,
            "stage": decision.stage.value,
            "verdict": decision.verdict.value,
            "book_digest": decision.book_digest,
            "decided_at": decision.decided_at,
            "body": unit.seal(t.Decision.body, f"{row.reference}:{number}", decision.canonical_json),
        },
    )
    return number


def latest(unit: Unit, row: ReferralRow) -> tuple[int, Decision] | None:
    """Give the row and the body of the last decision, or nothing when there is none or it has been erased."""
    found = unit.execute(_LATEST, {"referral": row.id}).one_or_none()
    if found is None or found.body is None:
        return None
    body = unit.unseal(t.Decision.body, f"{row.reference}:{found.number}", found.body)
    return found.id, Decision.model_validate_json(body)


def unresolved(decision: Decision) -> tuple[RuleResult, ...]:
    """Give the results that neither hold nor do not apply: what a person would have to decide about."""
    return tuple(result for result in decision.results if result.outcome not in FINE)


def uncovered(unit: Unit, row: ReferralRow, decision: Decision) -> tuple[RuleResult, ...]:
    """Give the unresolved results about which no authorised person has decided.

    A person's decision covers a rule only while the rule comes out as it did before that person, for the same reason,
    and while no earlier matter has been added: the reason names only one of them.
    """
    left = unresolved(decision)
    covered = _covered(unit, row, decision) if left else set()
    return tuple(
        result
        for result in left
        if result.owner == "national" or (result.rule_id, result.outcome, result.reason) not in covered
    )


def _covered(unit: Unit, row: ReferralRow, decision: Decision) -> set[tuple[str, Outcome, str]]:
    overrides = unit.execute(_OVERRIDES, {"referral": row.id}).all()
    covered: set[tuple[str, Outcome, str]] = set()
    for override in overrides:
        rules = set(json.loads(override.rules))
        body = unit.unseal(t.Decision.body, f"{row.reference}:{override.number}", override.body)
        decided = Decision.model_validate_json(body)
        if decided.facts.earlier_matters == decision.facts.earlier_matters:
            covered |= {(r.rule_id, r.outcome, r.reason) for r in decided.results if r.rule_id in rules}
    return covered
