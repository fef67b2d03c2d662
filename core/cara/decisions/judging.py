"""How each kind of rule comes out for the facts of a case.

Three-valued throughout: a fact that is missing, or a value that nobody published, gives ``unknown`` and never a pass.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from cara.decisions.earlier_matters import judge_look_backs
from cara.policy import (
    UNKNOWN,
    Admission,
    AuthorisingRank,
    CaseFacts,
    CodeRule,
    CoerciveControlExcluded,
    CurrentOrdersExcluded,
    EarlierMattersExcluded,
    EffectExplained,
    EvidenceSufficient,
    Finding,
    JudgedRule,
    MinimumAge,
    Outcome,
    PermittedDisposals,
    PermittedOffences,
    PermittedRelationships,
    PermittedRiskTools,
    PermittedSexes,
    ReferralSources,
    RestrictedFacts,
    RiskCeiling,
    SignedAdmission,
    VictimPositionPermitted,
    VictimViewsSought,
)
from cara.vocabulary import VictimPosition, Word


@dataclass(frozen=True, slots=True)
class Case:
    """The facts of a case on the day for which it is decided."""

    facts: CaseFacts
    restricted: RestrictedFacts
    on: date


def holds(reason: str) -> Finding:
    """Find that a rule holds."""
    return Finding(outcome=Outcome.HOLDS, reason=reason)


def fails(reason: str) -> Finding:
    """Find that a rule fails."""
    return Finding(outcome=Outcome.FAILS, reason=reason)


def unknown(reason: str) -> Finding:
    """Find that nobody can tell whether a rule holds."""
    return Finding(outcome=Outcome.UNKNOWN, reason=reason)


def either(passed: bool | None, subject: str, yes: str, no: str) -> Finding:  # noqa: FBT001 - three-valued
    """Find from a fact that is true, false or missing; ``subject`` is what has not been recorded."""
    if passed is None:
        return unknown(f"{subject} has not been recorded")
    return holds(yes) if passed else fails(no)


@singledispatch
def _judge(rule: JudgedRule, case: Case) -> Finding:  # noqa: ARG001 - the case belongs to every kind
    return unknown(f"This version of the platform cannot judge a rule of kind '{rule.kind}'")


def judge(rule: JudgedRule, case: Case) -> Finding:
    """Judge one rule against a case."""
    if rule.bare_value == UNKNOWN:
        return unknown("The area has not published this rule: a person decides")
    return _judge(rule, case)


def _permitted(value: Word | None, permitted: object, subject: str) -> Finding:
    if value is None:
        return unknown(f"{subject} has not been recorded")
    assert isinstance(permitted, tuple)
    if value in permitted:
        return holds(f"{subject} is: {value.label}")
    return fails(f"{subject} is: {value.label}")


@_judge.register
def _(rule: MinimumAge, case: Case) -> Finding:
    age = case.facts.age
    assert isinstance(rule.value, int)
    return either(
        None if age is None else age >= rule.value, "The person's age", f"The person is {age}", f"The person is {age}"
    )


@_judge.register
def _(rule: PermittedSexes, case: Case) -> Finding:
    return _permitted(case.facts.sex, rule.value, "The person's sex")


@_judge.register
def _(rule: PermittedRelationships, case: Case) -> Finding:
    return _permitted(case.facts.relationship, rule.value, "The relationship")


@_judge.register
def _(rule: PermittedDisposals, case: Case) -> Finding:
    return _permitted(case.facts.disposal, rule.value, "The disposal")


@_judge.register
def _(rule: PermittedOffences, case: Case) -> Finding:
    return _permitted(case.facts.offence, rule.value, "The offence")


@_judge.register
def _(rule: PermittedRiskTools, case: Case) -> Finding:
    return _permitted(case.facts.risk_tool, rule.value, "The risk tool")


@_judge.register
def _(rule: RiskCeiling, case: Case) -> Finding:
    grade = case.facts.risk_grade
    if grade is None:
        return unknown("The risk grade has not been recorded")
    reason = f"The police graded the risk {grade.label.lower()}"
    return holds(reason) if grade.position <= _position(rule) else fails(reason)


def _position(rule: RiskCeiling | AuthorisingRank) -> int:
    assert rule.value != UNKNOWN
    return rule.value.position


@_judge.register
def _(rule: AuthorisingRank, case: Case) -> Finding:
    rank = case.facts.authorising_rank
    if rank is None:
        return unknown("The rank of the person who authorises the caution has not been recorded")
    reason = f"The caution was authorised by: {rank.label}"
    return holds(reason) if rank.position >= _position(rule) else fails(reason)


@_judge.register
def _(rule: ReferralSources, case: Case) -> Finding:
    code = case.facts.referral_source
    if code is None:
        return unknown("The referring organisation has not been recorded")
    assert isinstance(rule.value, tuple)
    names = {source.code: source.name for source in rule.value}
    return (
        holds(f"The referral comes from {names[code]}")
        if code in names
        else fails("The referral comes from another source")
    )


@_judge.register
def _(rule: CurrentOrdersExcluded, case: Case) -> Finding:
    orders = case.facts.current_orders
    if orders is None:
        return unknown("Whether the person is under an order or on bail has not been recorded")
    excluded = [order.label.lower() for order in orders if order in rule.value]
    return (
        fails(f"The person is under {' and '.join(excluded)}")
        if excluded
        else holds("The person is under none of these")
    )


@_judge.register
def _(rule: EarlierMattersExcluded, case: Case) -> Finding:
    assert isinstance(rule.value, tuple)
    return judge_look_backs(rule.value, case.facts.earlier_matters, case.on)


@_judge.register
def _(_rule: CoerciveControlExcluded, case: Case) -> Finding:
    evidence = case.facts.coercive_control
    return either(
        None if evidence is None else not evidence,
        "Whether there is evidence of coercive control",
        "There is no evidence of coercive control",
        "There is evidence of coercive control",
    )


@_judge.register
def _(_rule: EvidenceSufficient, case: Case) -> Finding:
    return either(
        case.facts.evidence_sufficient,
        "Whether the evidence is sufficient",
        "The evidence has been judged sufficient",
        "The evidence has not been judged sufficient",
    )


@_judge.register
def _(_rule: Admission, case: Case) -> Finding:
    return either(
        case.facts.admits_offence,
        "Whether the person admits the offence",
        "The person admits the offence",
        "The person does not admit the offence",
    )


@_judge.register
def _(_rule: SignedAdmission, case: Case) -> Finding:
    return either(
        case.facts.admission_signed,
        "Whether the admission has been signed",
        "The admission and the conditions have been signed",
        "The admission and the conditions have not been signed",
    )


@_judge.register
def _(_rule: EffectExplained, case: Case) -> Finding:
    return either(
        case.facts.effect_explained,
        "Whether the effect has been explained",
        "The effect of the caution has been explained",
        "The effect of the caution has not been explained",
    )


@_judge.register
def _(_rule: VictimViewsSought, case: Case) -> Finding:
    return either(
        case.restricted.victim_views_sought,
        "Whether the victim's views were sought",
        "Reasonable efforts were made to get the victim's views",
        "No reasonable efforts were made to get the victim's views",
    )


@_judge.register
def _(rule: VictimPositionPermitted, case: Case) -> Finding:
    position = case.restricted.victim_position
    if position in {None, VictimPosition.UNKNOWN}:
        return unknown("The victim's position has not been recorded")
    return _permitted(position, rule.value, "The victim's position")


@_judge.register
def _(rule: CodeRule, case: Case) -> Finding:
    if rule.judge is None:
        return unknown("The code of this rule is not installed here: a person decides")
    return _run(rule.judge, case.facts)


def _run(function: Callable[[CaseFacts], Finding], facts: CaseFacts) -> Finding:
    try:
        finding = function(facts)
        if isinstance(finding, Finding):
            return Finding(outcome=finding.outcome, reason=finding.reason)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - an area's code may fail in any way: nobody knows then
        return unknown(f"The area's code for this rule failed ({type(error).__name__}): a person decides")
    return unknown(f"The area's code for this rule gave a {type(finding).__name__}, not a finding: a person decides")
