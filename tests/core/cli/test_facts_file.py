"""The file of facts: a wrong one is refused with every problem and the field that it concerns, and decides nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara.cli.days import read_day
from cara.cli.facts_file import EXAMPLE, MOST_BYTES, facts_schema
from cara.policy import CaseFacts, EarlierMatter, RestrictedFacts
from cara.vocabulary import RiskGrade

COMMAND = ("decide", "-", "--area", "west_yorkshire", "--on", "2026-11-23")


@pytest.fixture
def refused(run):
    """What is said about a file that must be refused."""

    def said(text):
        result = run(*COMMAND, stdin=text)
        assert (result.exit_code, result.stdout) == (2, "")
        return result.stderr

    return said


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("age", "34", "must be a valid integer"),
        ("age", -1, "must be greater than or equal to 0"),
        ("age", 10**30, "must be less than or equal to 120"),
        ("age", True, "must be a valid integer"),
        ("sex", "men", "must be 'male' or 'female'"),
        ("admits_offence", "yes", "must be true, false or null"),
        ("admits_offence", 1, "must be true, false or null"),
        ("referral_source", "West Yorkshire", "must be lower-case letters"),
        ("offence_on", "2026-11-24", "must not be after the day decided for, 2026-11-23"),
        ("offence_on", "0001-01-01", "must be a day from 1990-01-01"),
        ("offence_on", "٢٠٢٦-11-23", "must be a day written YYYY-MM-DD"),
        ("offence_on", "2026-11-14T00:00:00", "must be a day written YYYY-MM-DD"),
        ("offence_on", "2026-02-30", "must be a day of the calendar"),
        ("risk_graded_on", 1794528000, "must be a day written YYYY-MM-DD"),
        ("risk_tool_version", "2\u0007", "must not contain characters that cannot be printed"),
        ("risk_tool_version", "2\u202e", "must not contain characters that cannot be printed"),
        ("current_orders", "none", "must be a list"),
        ("earlier_matters", [{}] * 51, "should have at most 50 items"),
    ],
)
def test_a_wrong_fact_is_named_with_its_field(refused, written, name, value, problem):
    said = refused(written(**{name: value}))
    assert f"facts.{name}: " in said
    assert problem in said


def test_an_earlier_matter_is_named_with_its_number(refused, written):
    said = refused(written(earlier_matters=[{}, {"on": "1899-12-31", "violence": "no", "offence": "theft"}]))
    assert "facts.earlier_matters[1].on: must be a day from 1900-01-01" in said
    assert "facts.earlier_matters[1].violence: must be true, false or null" in said
    assert "facts.earlier_matters[1].offence: is not a field here" in said


def test_every_problem_is_said_at_once(refused):
    said = refused('{"facts": {"age": "x", "sex": "x", "admits_offence": 2, "offence_on": "x"}, "more": 1}')
    assert "5 problems" in said
    assert [line.split(":")[0] for line in sorted(said.splitlines()[1:])] == [
        "  - facts.admits_offence",
        "  - facts.age",
        "  - facts.offence_on",
        "  - facts.sex",
        "  - more",
    ]


def test_a_field_in_the_wrong_part_is_told_where_it_belongs(refused):
    said = refused('{"age": 3, "facts": {"victim_position": "agrees"}}')
    assert "age: is not a field here; it belongs in 'facts'" in said
    assert "facts.victim_position: is not a field here; it belongs in 'restricted_facts'" in said


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not JSON"),
        ("facts = 1", "is not JSON"),
        ('{"facts": {}', "is not JSON"),
        ("[" * 90_000, "too deep"),
        ('{"facts": {"age": ' + "9" * 5000 + "}}", "a number too long"),
        ("[]", "the file: must be an object"),
        ("{}", "facts: is missing"),
        ('{"facts": null}', "facts: must be an object"),
        ('{"facts": {"age": NaN}}', "facts.age"),
        ('{"facts": {"risk_grade": "high", "risk_grade": "standard"}}', "risk_grade: stands twice"),
        (b"\xff\xfe{", "is not UTF-8 text"),
    ],
)
def test_what_is_no_file_of_facts_is_said_in_words(refused, text, problem):
    assert problem in refused(text)


def test_ten_megabytes_are_refused_by_their_size(refused):
    assert "larger than 100,000 bytes" in refused(b'{"facts": {}}' + b" " * 10_000_000)


def test_a_file_of_just_the_most_bytes_is_read(run):
    text = '{"facts": {}}'
    assert run(*COMMAND, stdin=text + " " * (MOST_BYTES - len(text))).exit_code == 0


def test_what_is_said_cannot_steer_the_terminal(refused):
    said = refused('{"facts": {"\u001b[31m": 1, "sex": "\u001b]0;x\u0007"}, "\\u202e": 2}')
    assert all(character.isprintable() or character == "\n" for character in said)


def test_the_schema_documents_every_fact_and_refuses_others():
    schema = facts_schema()["$defs"]
    for model in (CaseFacts, RestrictedFacts, EarlierMatter):
        assert schema[model.__name__]["properties"].keys() == model.model_fields.keys()
        assert schema[model.__name__]["additionalProperties"] is False


def test_the_schema_gives_each_word_with_what_people_read():
    words = facts_schema()["$defs"]["RiskGrade"]["oneOf"]
    assert words == [{"const": grade.value, "title": grade.label} for grade in RiskGrade]


def test_the_schemas_example_uses_only_what_it_describes(run):
    assert run(*COMMAND, stdin=json.dumps(EXAMPLE)).exit_code == 0


@given(st.text(max_size=12))
def test_only_ten_ascii_characters_are_ever_a_day(text):
    try:
        day = read_day(text)
    except ValueError:
        return
    assert day.isoformat() == text


@given(st.dates())
def test_every_day_between_the_limits_is_read_as_itself(day):
    if 1990 <= day.year <= 2100:
        assert read_day(day.isoformat()) == day
    else:
        with pytest.raises(ValueError, match="must be a day from"):
            read_day(day.isoformat())
