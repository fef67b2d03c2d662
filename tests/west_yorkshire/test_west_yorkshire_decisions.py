"""What West Yorkshire's rules say of typical cases."""

from datetime import UTC, date, datetime

import pytest

from cara.areas import discover
from cara.decisions import Verdict, decide
from cara.policy import CaseFacts, EarlierMatter, Outcome, PolicyBook, RestrictedFacts, Stage
from cara.vocabulary import OffenceType, PoliceRank, Relationship, RiskGrade, RiskTool, Sex, VictimPosition

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

TYPICAL = CaseFacts(
    referral_source="west_yorkshire_police",
    disposal="conditional_caution",
    age=34,
    sex=Sex.MALE,
    relationship=Relationship.INTIMATE_PARTNER,
    offence=OffenceType.COMMON_ASSAULT_OR_BATTERY,
    offence_on=date(2026, 11, 14),
    evidence_sufficient=True,
    admits_offence=True,
    risk_grade=RiskGrade.STANDARD,
    risk_tool=RiskTool.DASH,
    earlier_matters=(),
    current_orders=(),
    authorising_rank=PoliceRank.SERGEANT,
    effect_explained=True,
    admission_signed=True,
)
VIEWS_SOUGHT = RestrictedFacts(victim_views_sought=True)


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return discover().book("west_yorkshire")


def decided(book, restricted=VIEWS_SOUGHT, stage=Stage.CHECK, on=TODAY, **changed):
    return decide(book, TYPICAL.model_copy(update=changed), restricted, on=on, stage=stage, decided_at=NOW)


@pytest.mark.parametrize("stage", Stage)
def test_a_first_time_standard_risk_case_is_eligible(book, stage):
    assert decided(book, stage=stage).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize("sex", Sex)
@pytest.mark.parametrize("relationship", Relationship)
@pytest.mark.parametrize("offence", OffenceType)
def test_either_sex_either_relationship_and_any_offence_can_be_referred(book, sex, relationship, offence):
    assert decided(book, sex=sex, relationship=relationship, offence=offence).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize("grade", [RiskGrade.MEDIUM, RiskGrade.HIGH])
@pytest.mark.parametrize("on", [date(2020, 10, 1), date(2024, 8, 7), TODAY])
def test_a_risk_above_standard_is_never_eligible(book, grade, on):
    assert decided(book, risk_grade=grade, on=on).verdict is Verdict.NOT_ELIGIBLE


@pytest.mark.parametrize(
    "matter",
    [
        EarlierMatter(),
        EarlierMatter(outcome="caution", violence=False, domestic_abuse=False, on=date(1990, 5, 1)),
        EarlierMatter(outcome="conviction", violence=True, domestic_abuse=True, on=date(2026, 1, 1)),
    ],
)
def test_any_earlier_matter_refers_to_a_person_because_the_window_is_unknown(book, matter):
    decision = decided(book, earlier_matters=(matter,))
    assert decision.verdict is Verdict.NEEDS_A_PERSON
    assert [result.rule_id for result in decision.results_with(Outcome.UNKNOWN)] == ["west_yorkshire.first_time"]


def test_another_force_cannot_refer(book):
    decision = decided(book, referral_source="hampshire_police")
    assert [result.rule_id for result in decision.results_with(Outcome.FAILS)] == ["west_yorkshire.referral_sources"]


@pytest.mark.parametrize("position", VictimPosition)
def test_the_victims_position_is_no_rule_of_west_yorkshires(book, position):
    restricted = RestrictedFacts(victim_views_sought=True, victim_position=position)
    assert decided(book, restricted=restricted).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize("fact", ["age", "sex", "relationship", "risk_grade", "earlier_matters", "admits_offence"])
def test_a_fact_that_is_missing_is_for_a_person_and_never_a_pass(book, fact):
    assert decided(book, **{fact: None}).verdict is Verdict.NEEDS_A_PERSON


def test_a_constable_cannot_authorise(book):
    assert decided(book, authorising_rank=PoliceRank.CONSTABLE).verdict is Verdict.ELIGIBLE
    assert decided(book, stage=Stage.CONFIRM, authorising_rank=PoliceRank.CONSTABLE).verdict is Verdict.NOT_ELIGIBLE
