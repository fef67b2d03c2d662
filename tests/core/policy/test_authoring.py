"""Reading policy from TOML: everything wrong with a file is said at once, with its place."""

import sys
from itertools import count

import pytest

from cara.policy import PolicyFileProblem, RiskCeiling, read_policy
from cara.vocabulary import RiskGrade

CEILING = """
[[risk]]
kind = "risk_ceiling"
id = "testshire.risk_ceiling"
value = "standard"
valid_from = 2024-08-08
source = { title = "Testshire's policy", retrieved = 2026-11-23 }
"""
NUMBERS = count()


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read a policy file out of a package that is made of it."""
    package = f"policy_package_{next(NUMBERS)}"
    folder = tmp_path / package
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))

    def read_text(text: str | bytes):
        (folder / "policy.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_policy(package, "policy.toml")

    yield read_text
    sys.modules.pop(package, None)


def problems(read, text) -> tuple[str, ...]:
    with pytest.raises(PolicyFileProblem) as refusal:
        read(text)
    assert refusal.value.file == "policy.toml"
    return refusal.value.problems


def test_a_rule_is_read_with_its_dates_and_source(read):
    (rule,) = read(CEILING).rules
    assert isinstance(rule, RiskCeiling)
    assert rule.value is RiskGrade.STANDARD
    assert rule.valid_from.isoformat() == "2024-08-08"


def test_an_unknown_kind_is_refused_with_its_place_and_the_kinds_there_are(read):
    (problem,) = problems(read, CEILING.replace("risk_ceiling", "risk_roof", 1))
    assert problem.startswith("risk.0:")
    assert "risk_roof" in problem
    assert "risk_ceiling" in problem


def test_a_rule_under_another_hook_is_refused(read):
    (problem,) = problems(read, CEILING.replace("[[risk]]", "[[scheduling]]"))
    assert problem.startswith("scheduling.0:")


def test_an_unknown_list_or_field_is_refused(read):
    assert problems(read, CEILING.replace("[[risk]]", "[[risks]]"))[0].startswith("risks:")
    assert "valid_form" in problems(read, CEILING.replace("valid_from", "valid_form"))[0]


def test_a_rule_without_a_source_is_refused(read):
    (problem,) = problems(read, "\n".join(CEILING.splitlines()[:-1]))
    assert problem.startswith("risk.0.risk_ceiling.source: Field required")


def test_a_date_that_is_a_number_is_refused(read):
    assert "must be a day" in problems(read, CEILING.replace("2024-08-08", "0"))[0]


def test_every_problem_is_said_at_once(read):
    text = CEILING.replace('"standard"', '"low"').replace("retrieved = 2026-11-23", 'retrieved = "yesterday"')
    assert {problem.split(":")[0].split(".")[3] for problem in problems(read, text)} == {"value", "source"}


@pytest.mark.parametrize("text", ["[[risk", "risk = ", "\x00", CEILING + "[area]\n[area]"])
def test_what_is_not_toml_is_refused(read, text):
    assert problems(read, text)[0].startswith("it is not TOML")


def test_what_is_not_utf8_is_refused(read):
    assert problems(read, b"\xff\xfe") == ("it cannot be read (UnicodeDecodeError)",)


def test_a_missing_file_is_refused():
    with pytest.raises(PolicyFileProblem, match="FileNotFoundError"):
        read_policy("cara.policy", "nowhere.toml")


def test_a_file_without_an_area_has_no_profile(read):
    with pytest.raises(PolicyFileProblem, match=r"no table \[area\]"):
        _ = read(CEILING).profile


def test_the_profile_is_the_files_area(read):
    area = """
    [area]
    id = "testshire"
    name = "Testshire"
    police = { code = "testshire_police", name = "Testshire Police" }
    commissioner = "unknown"
    provider = "Testshire's provider"
    commissioned_from = 2026-04-01
    source = { title = "Testshire's policy", retrieved = 2026-11-23 }
    """
    assert read(area).profile.commissioned_from.isoformat() == "2026-04-01"
    assert read(area).rules == ()
