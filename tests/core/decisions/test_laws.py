"""The laws of deciding, for any accepted policy and any facts."""

from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.areas_for_tests import ON, Testshire, areas_of, eligible_facts, eligible_restricted, stated, testshire_book
from tests.core.policy.strategies import FACTS, JUDGED_KINDS, LOOK_BACKS, MATTERS, books, facts, restricted_facts, rules

from cara.areas import Areas
from cara.decisions import Decision, Verdict, decide
from cara.decisions.earlier_matters import judge_look_backs
from cara.decisions.judging import Case, judge
from cara.policy import (
    UNKNOWN,
    CaseFacts,
    EarlierMatter,
    JudgedRule,
    Layer,
    Outcome,
    PolicyBook,
    RestrictedFacts,
    RiskCeiling,
    Stage,
    national_floor,
)
from cara.vocabulary import RiskGrade

M = TypeVar("M", CaseFacts, RestrictedFacts, EarlierMatter)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BETTER = [Verdict.NOT_ELIGIBLE, Verdict.NEEDS_A_PERSON, Verdict.ELIGIBLE]
stages = st.sampled_from(Stage)
nearly_eligible = st.dictionaries(st.sampled_from(sorted(FACTS)), st.none(), max_size=2).map(
    lambda missing: eligible_facts(**missing)
)
every_fact = st.fixed_dictionaries(dict(FACTS)).map(CaseFacts.model_validate)
any_facts = facts | nearly_eligible


def decided(book: PolicyBook, known: CaseFacts, restricted: RestrictedFacts, stage: Stage = Stage.CHECK) -> Decision:
    return decide(book, known, restricted, on=ON, stage=stage, decided_at=NOON)


def without(known: M, name: str) -> M:
    return known.model_copy(update={name: None})


@pytest.mark.parametrize("kind", JUDGED_KINDS)
@given(data=st.data(), known=every_fact, restricted=restricted_facts)
def test_without_a_fact_a_rule_comes_out_as_it_did_or_nobody_knows(kind, data, known, restricted):
    rule = data.draw(rules(kind))
    was = judge(rule, Case(known, restricted, ON)).outcome
    less = [Case(without(known, name), restricted, ON) for name in FACTS]
    less += [Case(known, without(restricted, name), ON) for name in RestrictedFacts.model_fields]
    assert {judge(rule, case).outcome for case in less} <= {was, Outcome.UNKNOWN}


@given(books(), any_facts, restricted_facts, stages)
def test_without_a_fact_the_verdict_is_never_better_than_a_person_must_decide(book, known, restricted, stage):
    before = decided(book, known, restricted, stage).verdict
    for name in FACTS:
        after = decided(book, without(known, name), restricted, stage).verdict
        assert after is not Verdict.ELIGIBLE or before is Verdict.ELIGIBLE


@pytest.mark.parametrize("look_back", LOOK_BACKS)
def test_a_matter_of_which_less_is_known_never_holds_where_it_did_not(look_back):
    for matter in MATTERS:
        was = judge_look_backs([look_back], [matter], ON).outcome
        for name in EarlierMatter.model_fields:
            less = judge_look_backs([look_back], [without(matter, name)], ON).outcome
            assert less in {was, Outcome.UNKNOWN}, (matter, name)


@given(st.sampled_from([kind for kind in JUDGED_KINDS if "value" in kind.model_fields]), facts, restricted_facts)
def test_a_rule_that_nobody_published_never_holds(kind, known, restricted):
    book = testshire_book(stated(kind, value=UNKNOWN))
    for each in (known, eligible_facts()):
        decision = decided(book, each, restricted, Stage.CONFIRM)
        (result,) = (result for result in decision.results if result.rule_id == f"testshire.{stated_kind(kind)}")
        assert result.outcome is Outcome.UNKNOWN
        assert decision.verdict is not Verdict.ELIGIBLE


def stated_kind(kind: type[JudgedRule]) -> str:
    return str(kind.model_fields["kind"].default)


@given(books(), any_facts, restricted_facts, stages)
def test_a_higher_risk_grade_never_makes_the_verdict_better(book, known, restricted, stage):
    graded = [known.model_copy(update={"risk_grade": grade}) for grade in RiskGrade]
    places = [BETTER.index(decided(book, each, restricted, stage).verdict) for each in graded]
    assert places == sorted(places, reverse=True)


@given(st.sampled_from(RiskGrade), st.sampled_from([RiskGrade.STANDARD, UNKNOWN]))
def test_a_higher_grade_is_refused_by_the_ceiling(grade, ceiling):
    book = testshire_book(stated(RiskCeiling, value=ceiling))
    verdict = decided(book, eligible_facts(risk_grade=grade), eligible_restricted()).verdict
    expected = Verdict.ELIGIBLE if ceiling is RiskGrade.STANDARD else Verdict.NEEDS_A_PERSON
    assert verdict is (Verdict.NOT_ELIGIBLE if grade > RiskGrade.STANDARD else expected)


def without_floor(book: PolicyBook) -> PolicyBook:
    """Give a book whose national layer says nothing, to see what the area alone would say."""
    empty = Layer(owner="national", provenance=national_floor().provenance, rules=())
    return book.model_copy(update={"layers": (empty, book.own_layer)})


@given(books(), any_facts, restricted_facts, stages)
def test_what_an_area_accepts_on_a_topic_of_the_floor_the_floor_accepts(book, known, restricted, stage):
    results = decided(book, known, restricted, stage).results
    for own in (result for result in results if result.owner != "national" and result.outcome is Outcome.HOLDS):
        floors = [result for result in results if result.owner == "national" and result.kind == own.kind]
        assert all(floor.outcome is not Outcome.FAILS for floor in floors)


@given(books(), any_facts, restricted_facts, stages)
def test_the_floor_only_ever_makes_the_verdict_worse(book, known, restricted, stage):
    with_floor, alone = (decided(each, known, restricted, stage) for each in (book, without_floor(book)))
    assert BETTER.index(with_floor.verdict) <= BETTER.index(alone.verdict)
    assert with_floor.keeps_the_floor or with_floor.verdict is not Verdict.ELIGIBLE


@given(books(), any_facts, restricted_facts)
def test_confirming_is_never_easier_than_checking(book, known, restricted):
    checked, confirmed = (decided(book, known, restricted, stage) for stage in Stage)
    assert BETTER.index(confirmed.verdict) <= BETTER.index(checked.verdict)


@cache
def registered(*names: str) -> Areas:
    return areas_of(*(Testshire(area=name) for name in names))


@given(st.permutations(["testshire", "otherland", "midland"]), any_facts, restricted_facts)
def test_the_order_of_registration_changes_no_decision(names, known, restricted):
    for name in names:
        alone = decided(registered(name).book(name), known, restricted)
        assert decided(registered(*names).book(name), known, restricted).canonical_json == alone.canonical_json


@given(books(), any_facts, restricted_facts, stages)
def test_every_rule_in_force_that_is_judged_has_one_result_with_its_source(book, known, restricted, stage):
    decision = decided(book, known, restricted, stage)
    judged = [item.rule for item in book.in_force(ON) if isinstance(item.rule, JudgedRule)]
    assert [(result.rule_id, result.source) for result in decision.results] == [(r.id, r.source) for r in judged]
    assert all(result.reason and result.says for result in decision.results)


@given(books(), any_facts, restricted_facts, stages)
def test_a_decision_reads_back_from_its_canonical_json_as_it_was(book, known, restricted, stage):
    decision = decided(book, known, restricted, stage)
    assert Decision.model_validate_json(decision.canonical_json) == decision
    assert Decision.model_validate_json(decision.canonical_json).canonical_json == decision.canonical_json
