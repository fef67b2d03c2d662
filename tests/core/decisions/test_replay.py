"""Replay: identical, different with what differs, or cannot with the reason."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.areas_for_tests import (
    ON,
    Testshire,
    candidate,
    eligible_facts,
    eligible_restricted,
    stated,
    testshire_book,
)
from tests.core.areas import hostile_rule
from tests.core.policy.strategies import books, facts, restricted_facts

from cara.areas import from_plugins
from cara.decisions import Decision, Replay, ReplayAnswer, Verdict, decide, replay, with_installed_code
from cara.policy import CodeRule, PolicyBook, RiskCeiling, Stage

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
IDENTICAL = Replay(ReplayAnswer.IDENTICAL)
SAYS = "The area's code accepts the case"


def decided(book: PolicyBook, *, on: date = ON, stage: Stage = Stage.CONFIRM, **changes: object) -> Decision:
    return decide(book, eligible_facts(**changes), eligible_restricted(), on=on, stage=stage, decided_at=NOON)


def with_code(judge: object, **fields: object) -> CodeRule:
    return stated(CodeRule, says=SAYS, judge=judge, **fields)


def tampered(decision: Decision, *path: str | int, to: object) -> str:
    """Write a decision as JSON with one value changed."""
    stored = json.loads(decision.canonical_json)
    place = stored
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(stored)


@given(books(), books(), facts, restricted_facts, st.sampled_from(Stage))
def test_replay_is_identity_whatever_else_is_installed(book, other, known, restricted, stage):
    decision = decide(book, known, restricted, on=ON, stage=stage, decided_at=NOON)
    for installed in ((), (book,), (other,), (other, book, testshire_book(area="otherland"))):
        assert replay(decision.canonical_json, book.canonical_json, installed) == IDENTICAL


@given(books(), facts)
def test_a_replay_is_identical_after_the_area_has_changed_its_policy(book, known):
    decision = decide(book, known, eligible_restricted(), on=ON, stage=Stage.CHECK, decided_at=NOON)
    changed = testshire_book(stated(RiskCeiling, value="unknown"), version="2.0")
    assert replay(decision.canonical_json, book.canonical_json, [changed]) == IDENTICAL


def test_a_decision_whose_facts_are_erased_cannot_be_replayed():
    answer = replay(None, testshire_book().canonical_json)
    assert answer == Replay(ReplayAnswer.CANNOT, ("the facts of this decision have been erased",))


def test_a_decision_without_its_book_cannot_be_replayed():
    answer = replay(decided(testshire_book()).canonical_json, None)
    assert answer == Replay(ReplayAnswer.CANNOT, ("the policy book of this decision is not stored here",))


@pytest.mark.parametrize("stored", ["", "{}", "null", '{"verdict": "eligible"}'])
def test_what_cannot_be_read_cannot_be_replayed(stored):
    answer = replay(stored, testshire_book().canonical_json)
    assert answer.answer is ReplayAnswer.CANNOT
    assert answer.reasons[0].startswith("what is stored cannot be read by this version")


def test_a_book_of_a_later_schema_cannot_be_replayed():
    book = testshire_book()
    later = book.canonical_json.replace('"schema_version":1', '"schema_version":2,"surprise":1')
    decision = decided(book).model_copy(update={"book_digest": hashlib.sha256(later.encode()).hexdigest()})
    assert replay(decision.canonical_json, later).answer is ReplayAnswer.CANNOT


@pytest.mark.parametrize("change", [('"value":"standard"', '"value":"medium"'), ("{", "{ "), ("{", "")])
def test_a_tampered_book_is_different(change):
    book = testshire_book()
    answer = replay(decided(book).canonical_json, book.canonical_json.replace(*change, 1))
    assert answer.answer is ReplayAnswer.DIFFERENT
    assert "its digest differs" in answer.reasons[0]


DECISION = decided(testshire_book())
FIRST = DECISION.results[0]
ALL_RESULTS = json.loads(DECISION.canonical_json)["results"]
TAMPERED = [
    (("verdict",), "not_eligible", ["the verdict was 'Not eligible' and is now 'Eligible'"]),
    (("results", 0, "outcome"), "fails", [f"{FIRST.rule_id} was 'Fails' and is now 'Holds'"]),
    (("results", 0, "reason"), "So be it", [f"{FIRST.rule_id} differs in reason"]),
    (("results", 0, "says"), "Anything", [f"{FIRST.rule_id} differs in says"]),
    (("results", 0, "restricted"), True, [f"{FIRST.rule_id} differs in restricted"]),
    (("results", 0, "source", "title"), "A rumour", [f"{FIRST.rule_id} differs in source"]),
    (("results", 0, "provenance", "version"), "9", [f"{FIRST.rule_id} differs in provenance"]),
    (
        ("results", 0, "rule_id"),
        "testshire.invented",
        [f"{FIRST.rule_id} is new", "testshire.invented is gone"],
    ),
    (
        ("results",),
        ALL_RESULTS[::-1],
        ["the results were not one for each rule, in the order in which rules are shown"],
    ),
    (
        ("results",),
        [{**ALL_RESULTS[0], "outcome": "unknown"}, *ALL_RESULTS],
        ["the results were not one for each rule, in the order in which rules are shown"],
    ),
    (("area",), "otherland", ["the area was 'otherland' and the book is of 'testshire'"]),
    (
        ("facts", "risk_grade"),
        "high",
        [
            "the verdict was 'Eligible' and is now 'Not eligible'",
            "national.risk_ceiling was 'Holds' and is now 'Fails'",
            "testshire.risk_ceiling was 'Holds' and is now 'Fails'",
        ],
    ),
    (
        ("facts", "age"),
        35,
        ["national.minimum_age differs in reason", "testshire.minimum_age differs in reason"],
    ),
    (
        ("restricted_facts", "victim_views_sought"),
        None,
        [
            "the verdict was 'Eligible' and is now 'A person must decide'",
            "national.victim_views_sought was 'Holds' and is now 'Not known'",
        ],
    ),
    (
        ("on",),
        "2014-10-19",
        [
            "national.risk_ceiling differs in says, source, note, valid_from, valid_to",
            "national.victim_views_sought is gone",
        ],
    ),
]


@pytest.mark.parametrize(("path", "to", "reasons"), TAMPERED)
def test_a_tampered_decision_is_different_and_says_what_differs(path, to, reasons):
    answer = replay(tampered(DECISION, *path, to=to), testshire_book().canonical_json)
    assert answer == Replay(ReplayAnswer.DIFFERENT, tuple(reasons))


def test_a_decision_moved_to_a_day_without_policy_is_different():
    book = testshire_book(stated(RiskCeiling, value="standard", valid_from=date(2026, 1, 1)))
    answer = replay(tampered(decided(book), "on", to="2025-12-31"), book.canonical_json)
    assert answer.answer is ReplayAnswer.DIFFERENT
    assert answer.reasons[0].startswith("the book that decided could not have decided this: Testshire has no rule")


def test_a_decision_by_code_is_identical_while_that_code_is_installed():
    book = testshire_book(with_code(hostile_rule.refuses_the_young))
    decision = decided(book, age=20)
    assert decision.verdict is Verdict.NOT_ELIGIBLE
    assert replay(decision.canonical_json, book.canonical_json, [book]) == IDENTICAL


@pytest.mark.parametrize(
    "installed",
    [
        [],
        [testshire_book()],
        [testshire_book(with_code(hostile_rule.refuses_the_young), version="1.1")],
        [testshire_book(with_code(hostile_rule.accepts))],
    ],
)
def test_a_decision_by_code_that_is_not_installed_cannot_be_replayed(installed):
    book = testshire_book(with_code(hostile_rule.refuses_the_young))
    answer = replay(decided(book).canonical_json, book.canonical_json, installed)
    assert answer == Replay(ReplayAnswer.CANNOT, ("testshire.code is code of cara-testshire 1.0, not installed here",))


def test_code_that_was_not_in_force_is_not_missed():
    book = testshire_book(with_code(hostile_rule.accepts, valid_from=date(2030, 1, 1)))
    assert replay(decided(book).canonical_json, book.canonical_json) == IDENTICAL


def test_each_version_of_a_code_rule_is_replayed_by_its_own_code():
    until = with_code(hostile_rule.refuses_the_young, valid_to=date(2026, 12, 31))
    since = with_code(hostile_rule.accepts, valid_from=date(2027, 1, 1))
    book = testshire_book(until, since)
    for on, verdict in ((ON, Verdict.NOT_ELIGIBLE), (date(2027, 1, 1), Verdict.ELIGIBLE)):
        decision = decided(book, on=on, age=20)
        assert decision.verdict is verdict
        assert replay(decision.canonical_json, book.canonical_json, [book]) == IDENTICAL


def test_code_that_fails_is_decided_and_replayed_as_unknown():
    book = testshire_book(with_code(hostile_rule.raises))
    decision = decided(book)
    assert decision.verdict is Verdict.NEEDS_A_PERSON
    assert replay(decision.canonical_json, book.canonical_json, [book]) == IDENTICAL


def test_a_stored_book_is_given_back_its_installed_code():
    book = testshire_book(with_code(hostile_rule.refuses_the_young))
    stored = PolicyBook.model_validate_json(book.canonical_json)
    assert decided(stored).verdict is Verdict.NEEDS_A_PERSON
    lent = with_installed_code(stored, [testshire_book(), book])
    assert decided(lent).verdict is Verdict.ELIGIBLE
    assert lent.digest == book.digest


def test_replay_does_not_depend_on_a_broken_neighbour():
    areas = from_plugins([candidate(Testshire()), candidate(None, "broken")])
    book = areas.book("testshire")
    assert replay(decided(book).canonical_json, book.canonical_json, [book]) == IDENTICAL
