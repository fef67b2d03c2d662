"""Why a referral was decided as it was: every stored decision, rule by rule, and what persons decided about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import Controller, get
from litestar.params import FromPath

from cara.access import Action
from cara.casework import DecisionSeen, KeptDecision, PersonsDecision, see_decisions
from cara.decisions import RuleResult, Verdict
from cara.policy import Outcome
from cara.vocabulary import PoliceRank, Reference
from cara_web.layout.page import page
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of

POLICE_ALONE = "A part of this is for the police alone"
"""Stands where something is not given, whatever it would have said."""


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that came out otherwise than in the decision before."""

    topic: str
    rule_id: str
    before: Outcome | None
    after: Outcome | None
    reason: str

    @property
    def in_words(self) -> str:
        """Say from what to what it changed."""
        if self.before is None:
            return f"asked for the first time: {_lower(self.after)}"
        if self.after is None:
            return "no longer asked"
        if self.before is self.after:
            return f"{_lower(self.after)} as before, for another reason"
        return f"was {_lower(self.before)}, now {_lower(self.after)}"


@dataclass(frozen=True, slots=True)
class Person:
    """What an authorised person decided, in words."""

    rules: tuple[str, ...]
    by: str
    rank: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Covered:
    """One rule about which a person had decided at an earlier decision, and which comes out as it did then."""

    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Told:
    """One stored decision as people read it."""

    kept: KeptDecision
    verdict: str
    persons: tuple[Person, ...]
    changes: tuple[Change, ...]
    compared_with: int | None
    """The number of the decision with which it was compared; nothing for the first, or beside an erased one."""
    another_book: bool
    covered: tuple[Covered, ...]


class WhyPages(Controller):
    """The address ``/bookings/{reference}/why``."""

    path = "/bookings/{reference:str}/why"
    include_in_schema = False
    opt = {"action": Action.SEE_DECISIONS}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def why(self, request: Web, reference: FromPath[str]) -> Answer:
        """Show every decision about a referral, the newest first."""
        kept = await use(request, see_decisions, reference, now=instance_of(request).now())
        return page(
            request,
            "referrals/why.html",
            title="Why it was decided so",
            reference=Reference.parse(reference),
            decisions=tell(kept),
            police_alone=POLICE_ALONE,
            whole=all(one.decision is None or one.decision.restricted_facts is not None for one in kept),
            back=f"/bookings/{reference}",
        )


def tell(kept: Sequence[KeptDecision]) -> tuple[Told, ...]:
    """Put decisions, newest first, into words, each with what changed since the one before it."""
    return tuple(_told(this, kept[place + 1 :]) for place, this in enumerate(kept))


def changes_between(before: DecisionSeen, after: DecisionSeen) -> tuple[Change, ...]:
    """Give the rules that came out otherwise, or for another reason, in the order in which rules are shown."""
    was = {result.rule_id: result for result in before.results}
    now = {result.rule_id: result for result in after.results}
    gone = (result for result in before.results if result.rule_id not in now)
    return tuple(_changes([*after.results, *gone], was, now))


def _changes(results: Iterable[RuleResult], was: dict[str, RuleResult], now: dict[str, RuleResult]) -> Iterable[Change]:
    for result in results:
        then, this = was.get(result.rule_id), now.get(result.rule_id)
        if then is None or this is None or (then.outcome, then.reason) != (this.outcome, this.reason):
            yield Change(
                topic=result.topic,
                rule_id=result.rule_id,
                before=then.outcome if then else None,
                after=this.outcome if this else None,
                reason=result.reason,
            )


def _told(this: KeptDecision, earlier: Sequence[KeptDecision]) -> Told:
    before = earlier[0] if earlier else None
    then, now = (before.decision if before else None), this.decision
    return Told(
        kept=this,
        verdict=Verdict(this.verdict).label,
        persons=tuple(_person(person, now) for person in this.persons),
        changes=changes_between(then, now) if then and now else (),
        compared_with=before.number if before and then and now else None,
        another_book=bool(then and now and then.book_digest != now.book_digest),
        covered=tuple(_covered(now, earlier)) if now else (),
    )


def _covered(decision: DecisionSeen, earlier: Iterable[KeptDecision]) -> Iterable[Covered]:
    """Give what casework takes for covered: the same rule, outcome, reason and earlier matters."""
    if decision.facts is None:
        return
    alike = [kept for kept in earlier if kept.decision and _matters(kept.decision) == _matters(decision)]
    decided = {found: kept.number for kept in alike for found in _decided_about(kept)}
    for result in decision.results:
        number = decided.get((result.rule_id, result.outcome, result.reason))
        if number is not None:
            yield Covered(result.topic, number)


def _matters(decision: DecisionSeen) -> object:
    return decision.facts.earlier_matters if decision.facts else None


def _decided_about(kept: KeptDecision) -> Iterable[tuple[str, Outcome, str]]:
    rules = {rule for person in kept.persons for rule in person.rules}
    for result in kept.decision.results if kept.decision else ():
        if result.rule_id in rules:
            yield result.rule_id, result.outcome, result.reason


def _person(person: PersonsDecision, decision: DecisionSeen | None) -> Person:
    topics = {result.rule_id: result.topic for result in decision.results} if decision else {}
    return Person(
        rules=tuple(f"{topics[rule]} ({rule})" if rule in topics else rule for rule in person.rules),
        by=person.by,
        rank=PoliceRank(person.rank).label if person.rank else "No rank recorded",
        reason=POLICE_ALONE if person.reason is None else person.reason,
        at=person.at,
    )


def _lower(outcome: Outcome | None) -> str:
    return outcome.label.lower() if outcome else ""
