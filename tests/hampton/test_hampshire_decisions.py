"""What Hampshire's rules say of typical cases."""

from datetime import UTC, date, datetime

import pytest

from cara.areas import discover
from cara.decisions import Verdict, decide
from cara.policy import CaseFacts, EarlierMatter, Outcome, PolicyBook, RestrictedFacts, Stage
from cara.vocabulary import (
    CurrentOrder,
    OffenceType,
    OutcomeKind,
    PoliceRank,
    Relationship,
    RiskGrade,
    Sex,
    VictimPosition,
)

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LAST_MEDIUM, FIRST_STANDARD = date(2024, 8, 7), date(2024, 8, 8)

TYPICAL = CaseFacts(
    referral_source="hampshire_police",
    disposal="conditional_caution",
    age=34,
    sex=Sex.MALE,
    relationship=Relationship.INTIMATE_PARTNER,
    offence=OffenceType.CRIMINAL_DAMAGE,
    evidence_sufficient=True,
    admits_offence=True,
    risk_grade=RiskGrade.STANDARD,
    earlier_matters=(),
    current_orders=(),
    authorising_rank=PoliceRank.PROSECUTOR,
    effect_explained=True,
    admission_signed=True,
)
NO_RISK = RestrictedFacts(victim_views_sought=True, victim_position=VictimPosition.CONTACTED_NO_SPECIFIC_RISK)


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return discover().book("hampshire")


def decided(book, restricted=NO_RISK, stage=Stage.CHECK, on=TODAY, **changed):
    return decide(book, TYPICAL.model_copy(update=changed), restricted, on=on, stage=stage, decided_at=NOW)


def violence(on, **changed):
    return EarlierMatter(outcome=OutcomeKind.CAUTION, violence=True, on=on).model_copy(update=changed)


def failing(decision):
    return [result.rule_id for result in decision.results_with(Outcome.FAILS)]


@pytest.mark.parametrize("stage", Stage)
def test_the_trials_case_is_eligible(book, stage):
    assert decided(book, stage=stage).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        (date(2024, 11, 22), Verdict.ELIGIBLE),
        (date(2024, 11, 23), Verdict.NOT_ELIGIBLE),
        (date(2026, 11, 22), Verdict.NOT_ELIGIBLE),
        (None, Verdict.NEEDS_A_PERSON),
    ],
)
def test_violence_counts_for_two_years_to_the_day(book, day, verdict):
    assert decided(book, earlier_matters=(violence(day),)).verdict is verdict


def test_an_earlier_matter_without_violence_does_not_count(book):
    theft = EarlierMatter(outcome=OutcomeKind.CONVICTION, violence=False, on=date(2026, 10, 1))
    assert decided(book, earlier_matters=(theft,)).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize("order", CurrentOrder)
def test_an_order_or_bail_in_force_excludes(book, order):
    assert failing(decided(book, current_orders=(order,))) == ["hampshire.current_orders"]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"sex": Sex.FEMALE}, "hampshire.sexes"),
        ({"relationship": Relationship.FAMILY}, "hampshire.relationships"),
        ({"offence": OffenceType.OTHER}, "hampshire.offences"),
        ({"referral_source": "west_yorkshire_police"}, "hampshire.referral_sources"),
    ],
)
def test_a_case_outside_the_trials_terms_is_not_eligible(book, changed, rule):
    assert failing(decided(book, **changed)) == [rule]


def test_medium_risk_was_eligible_until_the_floor_became_stricter(book):
    assert decided(book, risk_grade=RiskGrade.MEDIUM, on=LAST_MEDIUM).verdict is Verdict.ELIGIBLE
    later = decided(book, risk_grade=RiskGrade.MEDIUM, on=FIRST_STANDARD)
    assert failing(later) == ["national.risk_ceiling", "hampshire.risk_ceiling"]


@pytest.mark.parametrize(
    ("position", "verdict"),
    [
        (VictimPosition.AGREES, Verdict.ELIGIBLE),
        (VictimPosition.SUPPORTS, Verdict.ELIGIBLE),
        (VictimPosition.OBJECTS, Verdict.NOT_ELIGIBLE),
        (VictimPosition.NOT_CONTACTED, Verdict.NOT_ELIGIBLE),
        (VictimPosition.UNKNOWN, Verdict.NEEDS_A_PERSON),
        (None, Verdict.NEEDS_A_PERSON),
    ],
)
def test_the_victim_must_have_been_contacted_and_see_no_risk(book, position, verdict):
    restricted = RestrictedFacts(victim_views_sought=True, victim_position=position)
    assert decided(book, restricted=restricted).verdict is verdict


def test_only_a_prosecutor_authorises(book):
    decision = decided(book, stage=Stage.CONFIRM, authorising_rank=PoliceRank.SUPERINTENDENT)
    assert failing(decision) == ["hampshire.authorising_rank"]
