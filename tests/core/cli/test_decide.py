"""``cara decide``: one case, decided and explained the same for people and for programs."""

import json
from datetime import UTC, datetime

import pytest

from cara.areas import discover
from cara.cli.facts_file import EXAMPLE
from cara.decisions import Decision, ReplayAnswer, Verdict, replay

AREA = ("--area", "west_yorkshire")
DAY = ("--on", "2026-11-23")


def plain(text):
    return " ".join(text.split())


CASES = [
    ({}, Verdict.ELIGIBLE),
    ({"risk_grade": "medium"}, Verdict.NOT_ELIGIBLE),
    ({"risk_grade": None}, Verdict.NEEDS_A_PERSON),
    ({"earlier_matters": [{"outcome": "caution", "on": "1998-05-01"}]}, Verdict.NEEDS_A_PERSON),
    ({"admits_offence": False, "age": None}, Verdict.NOT_ELIGIBLE),
]


@pytest.mark.parametrize(("changed", "verdict"), CASES)
@pytest.mark.parametrize("stage", ["check", "confirm"])
def test_both_formats_give_the_same_verdict_and_the_same_rules(run, written, changed, verdict, stage):
    command = ("decide", "-", *AREA, *DAY, "--stage", stage)
    decision = Decision.model_validate_json(run(*command, "--format", "json", stdin=written(**changed)).stdout)
    read = run(*command, stdin=written(**changed))
    assert read.exit_code == 0
    assert decision.verdict is verdict
    assert read.stdout.startswith(f"Verdict: {verdict.label}\n")
    for result in decision.results:
        assert plain(f"{result.topic}: {result.reason}") in plain(read.stdout)
        assert result.rule_id in read.stdout


def test_what_stands_in_the_way_comes_first(run, written):
    shown = run("decide", "-", *AREA, *DAY, stdin=written(risk_grade="high", age=None)).stdout
    places = [shown.index(words) for words in ("Fails (2)", "Not known (1)", "Holds (", "Does not apply (")]
    assert places == sorted(places)


def test_a_rule_is_explained_by_reason_source_plugin_and_version(run, written):
    shown = plain(run("decide", "-", *AREA, *DAY, stdin=written(risk_grade="medium")).stdout)
    assert "Risk grade: The police graded the risk medium" in shown
    assert "Rule The risk grade is standard" in shown
    assert "What is Project CARA?, CARA in West Yorkshire, on eligibility" in shown
    assert "west_yorkshire.risk_ceiling, cara-west-yorkshire 0.1.0" in shown


def test_what_concerns_the_victim_is_marked(run, written):
    shown = run("decide", "-", "--area", "hampshire", *DAY, stdin=written()).stdout
    assert shown.count("About the victim: never show this to the participant") == 2


def test_a_decision_for_programs_can_be_replayed(run, written):
    printed = run("decide", "-", *AREA, *DAY, "--format", "json", stdin=written()).stdout
    book = discover().book("west_yorkshire")
    assert replay(printed, book.canonical_json).answer is ReplayAnswer.IDENTICAL


def test_the_decision_is_dated_by_the_clock_and_decided_by_the_day_given(run, written):
    before = datetime.now(UTC)
    printed = run("decide", "-", *AREA, "--on", "2025-06-01", "--format", "json", stdin=written()).stdout
    decision = Decision.model_validate_json(printed)
    assert before <= decision.decided_at <= datetime.now(UTC)
    assert decision.on.isoformat() == "2025-06-01"


def test_a_file_is_read_as_standard_input_is(run, tmp_path, written):
    file = tmp_path / "facts.json"
    file.write_text(f"\ufeff{written()}", encoding="utf-8")
    assert run("decide", str(file), *AREA, *DAY).stdout.startswith("Verdict: Eligible\n")


def test_a_file_that_is_not_there_is_bad_input(run):
    result = run("decide", "nothing.json", *AREA)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nothing.json" in result.stderr


def test_the_area_must_be_given(run, written):
    result = run("decide", "-", stdin=written())
    assert result.exit_code == 2
    assert "--area" in result.stderr


def test_an_area_that_is_not_installed_decides_nothing(run, written):
    result = run("decide", "-", "--area", "dorset", stdin=written())
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Area 'dorset' is unavailable" in result.stderr


def test_no_policy_in_force_decides_nothing(run):
    result = run("decide", "-", *AREA, "--on", "2019-05-01", stdin='{"facts": {}}')
    assert (result.exit_code, result.stdout) == (1, "")
    assert "West Yorkshire has no rule in force" in result.stderr


def test_without_any_fact_a_person_decides(run):
    assert run("decide", "-", *AREA, *DAY, stdin='{"facts": {}}').stdout.startswith("Verdict: A person must decide\n")


def test_the_schemas_example_is_eligible_where_it_says_it_comes_from(run, answer):
    schema = answer("areas", "facts-schema")
    assert schema["examples"] == [EXAMPLE]
    shown = run("decide", "-", *AREA, *DAY, stdin=json.dumps(schema["examples"][0])).stdout
    assert shown.startswith("Verdict: Eligible\n")
