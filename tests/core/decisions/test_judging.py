"""How each kind of rule comes out: at the edge of its value, beyond it, and with the fact missing."""

from datetime import date, timedelta

import pytest
from tests.areas_for_tests import ON, stated
from tests.core.areas import hostile_rule
from tests.core.policy.strategies import JUDGED_KINDS

from cara.decisions import Verdict, verdict_of
from cara.decisions.judging import Case, judge
from cara.policy import (
    UNKNOWN,
    Admission,
    AuthorisingRank,
    CaseFacts,
    CodeRule,
    CoerciveControlExcluded,
    CurrentOrdersExcluded,
    EarlierMatter,
    EarlierMatterClass,
    EarlierMattersExcluded,
    EffectExplained,
    EvidenceSufficient,
    JudgedRule,
    LookBack,
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
from cara.vocabulary import OutcomeKind

HOLDS, FAILS, NOBODY_KNOWS = Outcome.HOLDS, Outcome.FAILS, Outcome.UNKNOWN
POLICE = [{"code": "testshire_police", "name": "Testshire Police"}]

ON_THE_FACTS = [
    (MinimumAge, 18, "age", {17: FAILS, 18: HOLDS}),
    (PermittedSexes, ["male"], "sex", {"male": HOLDS, "female": FAILS}),
    (PermittedRelationships, ["family"], "relationship", {"family": HOLDS, "intimate_partner": FAILS}),
    (
        PermittedDisposals,
        ["conditional_caution"],
        "disposal",
        {"conditional_caution": HOLDS, "community_resolution": FAILS},
    ),
    (PermittedOffences, ["harassment"], "offence", {"harassment": HOLDS, "other": FAILS}),
    (PermittedRiskTools, ["dash", "dara"], "risk_tool", {"dara": HOLDS, "other": FAILS}),
    (RiskCeiling, "standard", "risk_grade", {"standard": HOLDS, "medium": FAILS, "high": FAILS}),
    (RiskCeiling, "medium", "risk_grade", {"standard": HOLDS, "medium": HOLDS, "high": FAILS}),
    (
        AuthorisingRank,
        "sergeant",
        "authorising_rank",
        {"constable": FAILS, "sergeant": HOLDS, "inspector": HOLDS, "prosecutor": HOLDS},
    ),
    (ReferralSources, POLICE, "referral_source", {"testshire_police": HOLDS, "probation": FAILS}),
    (
        CurrentOrdersExcluded,
        ["community_order"],
        "current_orders",
        {(): HOLDS, ("bail_for_other_offences",): HOLDS, ("bail_for_other_offences", "community_order"): FAILS},
    ),
    (CoerciveControlExcluded, True, "coercive_control", {True: FAILS, False: HOLDS}),
    (EvidenceSufficient, None, "evidence_sufficient", {True: HOLDS, False: FAILS}),
    (Admission, None, "admits_offence", {True: HOLDS, False: FAILS}),
    (SignedAdmission, None, "admission_signed", {True: HOLDS, False: FAILS}),
    (EffectExplained, None, "effect_explained", {True: HOLDS, False: FAILS}),
]
ON_THE_VICTIM = [
    (VictimViewsSought, None, "victim_views_sought", {True: HOLDS, False: FAILS}),
    (
        VictimPositionPermitted,
        ["agrees", "unknown"],
        "victim_position",
        {"agrees": HOLDS, "objects": FAILS, "unknown": NOBODY_KNOWS},
    ),
]
CASES = [
    pytest.param(kind, value, name, fact, outcome, id=f"{kind.__name__}-{fact}")
    for kind, value, name, outcomes in [*ON_THE_FACTS, *ON_THE_VICTIM]
    for fact, outcome in [*outcomes.items(), (None, NOBODY_KNOWS)]
]


def rule_of(kind: type[JudgedRule], value: object) -> JudgedRule:
    return stated(kind) if value is None else stated(kind, value=value)


def case_with(name: str, fact: object) -> Case:
    if name in RestrictedFacts.model_fields:
        return Case(CaseFacts(), RestrictedFacts.model_validate({name: fact}), ON)
    return Case(CaseFacts.model_validate({name: fact}), RestrictedFacts(), ON)


def test_every_kind_that_is_judged_is_tried():
    tried = {kind for kind, *_ in [*ON_THE_FACTS, *ON_THE_VICTIM]}
    assert tried | {EarlierMattersExcluded} == set(JUDGED_KINDS)


@pytest.mark.parametrize(("kind", "value", "name", "fact", "outcome"), CASES)
def test_a_rule_comes_out_by_its_fact(kind, value, name, fact, outcome):
    finding = judge(rule_of(kind, value), case_with(name, fact))
    assert finding.outcome is outcome
    assert finding.reason


@pytest.mark.parametrize(
    ("kind", "value", "name", "fact", "reason"),
    [
        (RiskCeiling, "standard", "risk_grade", "high", "The police graded the risk high"),
        (MinimumAge, 18, "age", 17, "The person is 17"),
        (MinimumAge, 18, "age", None, "The person's age has not been recorded"),
        (ReferralSources, POLICE, "referral_source", "testshire_police", "The referral comes from Testshire Police"),
        (
            CurrentOrdersExcluded,
            ["community_order"],
            "current_orders",
            ("community_order",),
            "The person is under a community order",
        ),
    ],
)
def test_a_rule_gives_its_reason(kind, value, name, fact, reason):
    assert judge(rule_of(kind, value), case_with(name, fact)).reason == reason


def test_a_kind_that_this_version_cannot_judge_is_for_a_person():
    class Novel(JudgedRule):
        kind: str = "novel"

        def _known_in_words(self) -> str:
            return "Something new"

    finding = judge(stated(Novel, id="testshire.novel"), case_with("age", 34))
    assert finding.outcome is NOBODY_KNOWS
    assert "cannot judge a rule of kind 'novel'" in finding.reason


@pytest.mark.parametrize(
    ("function", "outcome", "reason"),
    [
        (hostile_rule.accepts, HOLDS, "accepts everybody"),
        (hostile_rule.refuses_the_young, FAILS, "sees 20 years"),
        (hostile_rule.raises, NOBODY_KNOWS, "failed (RuntimeError): a person decides"),
        (hostile_rule.leaves, NOBODY_KNOWS, "failed (SystemExit): a person decides"),
        (hostile_rule.looks_for_the_victim, NOBODY_KNOWS, "failed (AttributeError): a person decides"),
        (hostile_rule.gives_a_word, NOBODY_KNOWS, "gave a str, not a finding: a person decides"),
        (hostile_rule.gives_nothing, NOBODY_KNOWS, "gave a NoneType, not a finding: a person decides"),
        (hostile_rule.gives_an_unchecked_finding, NOBODY_KNOWS, "failed (ValidationError): a person decides"),
        (None, NOBODY_KNOWS, "is not installed here: a person decides"),
    ],
)
def test_an_areas_code_comes_out_as_it_says_or_nobody_knows(function, outcome, reason):
    finding = judge(stated(CodeRule, says="Something", judge=function), case_with("age", 20))
    assert finding.outcome is outcome
    assert finding.reason.endswith(reason)


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ([HOLDS], Verdict.ELIGIBLE),
        ([HOLDS, Outcome.NOT_APPLICABLE], Verdict.ELIGIBLE),
        ([HOLDS, NOBODY_KNOWS], Verdict.NEEDS_A_PERSON),
        ([NOBODY_KNOWS, FAILS], Verdict.NOT_ELIGIBLE),
        ([], Verdict.NEEDS_A_PERSON),
    ],
)
def test_one_failure_is_a_no_and_one_unknown_is_for_a_person(outcomes, verdict):
    assert verdict_of(outcomes) is verdict


def excluded(window: object, offence_class: str = "violence", counts: tuple[OutcomeKind, ...] = tuple(OutcomeKind)):
    look_back = LookBack(offence_class=EarlierMatterClass(offence_class), window=window, counts=counts)
    return stated(EarlierMattersExcluded, value=[look_back])


def outcome_of(rule: EarlierMattersExcluded, *matters: EarlierMatter, on: date = ON) -> Outcome:
    return judge(rule, Case(CaseFacts(earlier_matters=matters), RestrictedFacts(), on)).outcome


def matter(on: date | None = ON, violence: bool | None = True, **more: object) -> EarlierMatter:
    return EarlierMatter.model_validate({"outcome": "caution", "violence": violence, "on": on, **more})


def test_a_look_back_of_24_months_counts_its_first_day():
    first = date(2024, 11, 23)
    assert outcome_of(excluded(24), matter(first)) is FAILS
    assert outcome_of(excluded(24), matter(first - timedelta(1))) is HOLDS
    assert outcome_of(excluded(24), matter(ON)) is FAILS


def test_a_look_back_from_29_february_begins_on_28_february():
    day = date(2028, 2, 29)
    assert outcome_of(excluded(24), matter(date(2026, 2, 28)), on=day) is FAILS
    assert outcome_of(excluded(24), matter(date(2026, 2, 27)), on=day) is HOLDS


def test_a_look_back_beyond_the_calendar_counts_everything():
    assert outcome_of(excluded(1200), matter(date(1, 1, 1)), on=date(50, 1, 1)) is FAILS


@pytest.mark.parametrize(
    ("window", "known", "outcome"),
    [
        ("ever", {}, FAILS),
        ("ever", {"on": None}, FAILS),
        ("ever", {"violence": False}, HOLDS),
        ("ever", {"violence": None}, NOBODY_KNOWS),
        ("ever", {"outcome": None}, NOBODY_KNOWS),
        (24, {"on": None}, NOBODY_KNOWS),
        (24, {"on": None, "violence": False}, HOLDS),
        (24, {"on": date(2000, 1, 1), "violence": None}, HOLDS),
        (UNKNOWN, {}, NOBODY_KNOWS),
        (UNKNOWN, {"violence": False}, HOLDS),
    ],
)
def test_a_matter_of_which_something_is_not_known(window, known, outcome):
    assert outcome_of(excluded(window), matter(**known)) is outcome


def test_a_matter_counts_by_its_class_and_outcome():
    both = matter(domestic_abuse=True)
    assert outcome_of(excluded("ever", "domestic_abuse"), both) is FAILS
    assert outcome_of(excluded("ever", "domestic_abuse"), matter(domestic_abuse=False)) is HOLDS
    assert outcome_of(excluded("ever", "any"), matter(violence=None)) is FAILS
    assert outcome_of(excluded("ever", counts=(OutcomeKind.CONVICTION,)), both) is HOLDS


def test_one_matter_that_counts_outweighs_another_of_which_nothing_is_known():
    assert outcome_of(excluded(24), EarlierMatter(), matter()) is FAILS
    assert outcome_of(excluded(24), EarlierMatter(), matter(violence=False)) is NOBODY_KNOWS


def test_no_earlier_matter_holds_and_none_recorded_is_unknown():
    assert outcome_of(excluded(UNKNOWN)) is HOLDS
    assert judge(excluded("ever"), Case(CaseFacts(), RestrictedFacts(), ON)).outcome is NOBODY_KNOWS
