"""Deciding a case by a policy book: every rule's outcome, its reason, its source and the software that stated it."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from cara import __version__
from cara.decisions.judging import Case, judge
from cara.policy import (
    BookRule,
    CaseFacts,
    Finding,
    JudgedRule,
    Outcome,
    PolicyBook,
    Provenance,
    RestrictedFacts,
    Source,
    Stage,
)
from cara.policy.model import Frozen, RuleId
from cara.vocabulary import Word


class Verdict(Word):
    """What all the rules together say. Advisory: the police own the disposal."""

    ELIGIBLE = "eligible", "Eligible"
    NOT_ELIGIBLE = "not_eligible", "Not eligible"
    NEEDS_A_PERSON = "needs_a_person", "A person must decide"


class RuleResult(Frozen):
    """How one rule came out, with all that is needed to check it."""

    rule_id: RuleId
    kind: str
    topic: str
    says: str = Field(description="The rule in one plain sentence.")
    outcome: Outcome
    reason: str
    owner: str = Field(description="The layer: 'national' or the area's id.")
    provenance: Provenance
    source: Source
    note: str | None = None
    valid_from: date | None
    valid_to: date | None
    restricted: bool = Field(description="Whether the rule concerns the victim: never shown to a participant.")


class Decision(Frozen):
    """One decision, whole: it can be read, checked and replayed without anything but its book."""

    area: str
    stage: Stage
    on: date = Field(description="The day whose rules were used.")
    decided_at: AwareDatetime
    book_digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    engine_version: str = __version__
    facts: CaseFacts
    restricted_facts: RestrictedFacts
    results: tuple[RuleResult, ...]
    verdict: Verdict

    @property
    def canonical_json(self) -> str:
        """Write the decision as canonical JSON: sorted keys, no spaces, UTF-8, ISO dates."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def results_with(self, outcome: Outcome) -> tuple[RuleResult, ...]:
        """Give the results that came out one way, in the order in which rules are shown."""
        return tuple(result for result in self.results if result.outcome is outcome)

    @property
    def keeps_the_floor(self) -> bool:
        """Tell whether every national rule holds or does not apply: below that nobody is ever booked."""
        fine = {Outcome.HOLDS, Outcome.NOT_APPLICABLE}
        return all(result.outcome in fine for result in self.results if result.owner == "national")


def decide(
    book: PolicyBook,
    facts: CaseFacts,
    restricted: RestrictedFacts,
    *,
    on: date,
    stage: Stage,
    decided_at: datetime,
) -> Decision:
    """Decide a case by the rules of one day.

    Args:
        book: the area's policy book.
        facts: what the police know, without the victim.
        restricted: what concerns the victim; seen by the rules about it alone.
        on: the day whose rules bind, in the instance's zone.
        stage: at ``check``, rules that are settled when the caution is signed do not apply yet.
        decided_at: when it was decided, with its offset.

    Raises:
        NoPolicyInForce: the book has no rule in force about something on that day.
    """
    case = Case(facts, restricted, on)
    judged = [(item, item.rule) for item in book.in_force(on) if isinstance(item.rule, JudgedRule)]
    results = tuple(_result(item, _finding(rule, case, stage)) for item, rule in judged)
    return Decision(
        area=book.area.id,
        stage=stage,
        on=on,
        decided_at=decided_at,
        book_digest=book.digest,
        facts=facts,
        restricted_facts=restricted,
        results=results,
        verdict=verdict_of(result.outcome for result in results),
    )


def verdict_of(outcomes: Iterable[Outcome]) -> Verdict:
    """Put outcomes together: one that fails is a no; else one that is unknown is for a person; else yes."""
    seen = set(outcomes)
    if Outcome.FAILS in seen:
        return Verdict.NOT_ELIGIBLE
    return Verdict.NEEDS_A_PERSON if Outcome.UNKNOWN in seen or not seen else Verdict.ELIGIBLE


def _finding(rule: JudgedRule, case: Case, stage: Stage) -> Finding:
    if rule.stage is Stage.CONFIRM and stage is Stage.CHECK:
        return Finding(outcome=Outcome.NOT_APPLICABLE, reason="Settled when the caution is signed")
    return judge(rule, case)


def _result(item: BookRule, finding: Finding) -> RuleResult:
    rule = item.rule
    return RuleResult(
        rule_id=rule.id,
        kind=rule.kind,
        topic=rule.topic,
        says=rule.in_words(),
        outcome=finding.outcome,
        reason=finding.reason,
        owner=item.layer.owner,
        provenance=item.layer.provenance,
        source=rule.source,
        note=rule.note,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        restricted=rule.restricted,
    )
