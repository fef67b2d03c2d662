"""One decision: what it says of itself, when its rules apply, and on which day."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from tests.areas_for_tests import ON, eligible_facts, eligible_restricted, stated, testshire_book

from cara.decisions import Decision, Verdict, decide
from cara.policy import NoPolicyInForce, Outcome, PolicyBook, RiskCeiling, Stage
from cara.vocabulary import RiskGrade

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LAST_MEDIUM, FIRST_STANDARD = date(2024, 8, 7), date(2024, 8, 8)


def decided(book: PolicyBook | None = None, *, on: date = ON, stage: Stage = Stage.CHECK, **facts: object) -> Decision:
    restricted = {name: facts.pop(name) for name in ("victim_views_sought", "victim_position") if name in facts}
    return decide(
        book or testshire_book(),
        eligible_facts(**facts),
        eligible_restricted(**restricted),
        on=on,
        stage=stage,
        decided_at=NOON,
    )


@pytest.mark.parametrize("stage", Stage)
def test_a_case_that_meets_every_rule_is_eligible(stage):
    assert decided(stage=stage).verdict is Verdict.ELIGIBLE


def test_what_is_settled_when_the_caution_is_signed_does_not_apply_before():
    unsigned = {"admission_signed": None, "effect_explained": None, "authorising_rank": None}
    checked, confirmed = (decided(stage=stage, **unsigned) for stage in Stage)
    settled = {result.kind for result in checked.results_with(Outcome.NOT_APPLICABLE)}
    assert settled == {"signed_admission", "effect_explained", "authorising_rank"}
    assert {result.kind for result in confirmed.results_with(Outcome.UNKNOWN)} == settled
    assert (checked.verdict, confirmed.verdict) == (Verdict.ELIGIBLE, Verdict.NEEDS_A_PERSON)


@pytest.mark.parametrize(("on", "verdict"), [(LAST_MEDIUM, Verdict.ELIGIBLE), (FIRST_STANDARD, Verdict.NOT_ELIGIBLE)])
def test_medium_risk_is_accepted_to_7_august_2024_and_refused_from_the_next_day(on, verdict):
    until = stated(RiskCeiling, value=RiskGrade.MEDIUM, valid_to=LAST_MEDIUM)
    since = stated(RiskCeiling, value=RiskGrade.STANDARD, valid_from=FIRST_STANDARD)
    decision = decided(testshire_book(until, since), on=on, risk_grade=RiskGrade.MEDIUM)
    assert decision.verdict is verdict
    assert len([result for result in decision.results if result.kind == "risk_ceiling"]) == 2


def test_a_lapsed_ceiling_decides_nothing():
    book = testshire_book(stated(RiskCeiling, value=RiskGrade.MEDIUM, valid_to=LAST_MEDIUM))
    with pytest.raises(NoPolicyInForce, match=r"testshire.risk_ceiling on 8 August 2024"):
        decided(book, on=FIRST_STANDARD)


@pytest.mark.parametrize(
    ("facts", "keeps"),
    [
        ({}, True),
        ({"risk_grade": "medium"}, False),
        ({"admits_offence": None}, False),
        ({"victim_views_sought": False}, False),
        ({"current_orders": ("community_order",)}, True),
        ({"earlier_matters": None}, True),
    ],
)
def test_a_decision_tells_whether_the_national_floor_is_kept(facts, keeps):
    assert decided(**facts).keeps_the_floor is keeps


def test_a_result_says_whose_rule_it_is_and_where_it_is_from():
    results = {result.rule_id: result for result in decided().results}
    own, national = results["testshire.risk_ceiling"], results["national.risk_ceiling"]
    assert (own.owner, own.provenance.distribution, own.valid_from) == ("testshire", "cara-testshire", None)
    assert (national.owner, national.provenance.distribution) == ("national", "cara-core")
    assert national.valid_from == FIRST_STANDARD
    assert "Our reading of two sources" in national.note
    assert own.says == "The risk grade is standard"


def test_what_concerns_the_victim_is_marked():
    restricted = {result.kind for result in decided().results if result.restricted}
    assert restricted == {"victim_views_sought"}


def test_a_decision_carries_its_facts_its_day_and_its_book():
    decision = decided(stage=Stage.CONFIRM)
    assert (decision.area, decision.on, decision.decided_at, decision.stage) == ("testshire", ON, NOON, Stage.CONFIRM)
    assert decision.book_digest == testshire_book().digest
    assert decision.facts == eligible_facts()
    assert decision.restricted_facts == eligible_restricted()


def test_the_same_instant_may_be_written_with_any_offset():
    summer = NOON.astimezone(timezone(timedelta(hours=1)))
    decision = decided().model_copy(update={"decided_at": summer})
    assert Decision.model_validate_json(decision.canonical_json) == decided()


def test_a_time_without_an_offset_decides_nothing():
    with pytest.raises(ValueError, match="timezone"):
        decide(
            testshire_book(),
            eligible_facts(),
            eligible_restricted(),
            on=ON,
            stage=Stage.CHECK,
            decided_at=NOON.replace(tzinfo=None),
        )
