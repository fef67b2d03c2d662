"""Who may import whom: the contracts stand in the root's pyproject.toml, and each is seen to refuse something."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGES = (
    "core/cara",
    "web/cara_web",
    "plugins/west_yorkshire/cara_west_yorkshire",
    "plugins/hampton/cara_hampton",
)
OPEN_TO_AREAS = {"policy", "areas", "vocabulary", "testing"}
VIOLATIONS = [
    ("floors", "cara/policy/planted.py", "cara.decisions"),
    ("floors", "cara/areas/planted.py", "cara.decisions"),
    ("floors", "cara/vocabulary/planted.py", "cara.settings"),
    ("core-alone", "cara/areas/planted.py", "cara_west_yorkshire"),
    ("core-alone", "cara_web/planted.py", "cara_hampton"),
    ("core-without-web", "cara/cli/planted.py", "cara_web"),
    ("areas-apart", "cara_hampton/planted.py", "cara_west_yorkshire"),
    ("areas-see-policy", "cara_west_yorkshire/planted.py", "cara.records"),
    ("areas-see-policy", "cara_hampton/planted.py", "cara_web"),
    ("victims-apart", "cara/messages/planted.py", "cara.victims"),
    ("victims-apart", "cara/workshops/planted.py", "cara.records.tables.victims"),
    ("victims-apart", "cara/disclosure/participants/planted.py", "cara.records.tables.victims_disclosure"),
    ("copies-apart", "cara/disclosure/participants/planted.py", "cara.disclosure.victims"),
    ("copies-apart", "cara/disclosure/victims/planted.py", "cara.disclosure.participants"),
    ("copies-without-victims", "cara/disclosure/participants/planted.py", "cara.victims"),
    ("records-plain", "cara/records/planted.py", "cara.settings"),
    ("rules-without-tables", "cara/scheduling/planted.py", "sqlalchemy"),
    ("rules-without-tables", "cara/policy/planted.py", "litestar"),
]


@pytest.fixture(scope="module")
def contracts(tree: Path) -> dict[str, dict[str, object]]:
    tools = tomllib.loads((tree / "pyproject.toml").read_text())["tool"]
    return {contract["id"]: contract for contract in tools["importlinter"]["contracts"]}


@pytest.fixture
def house(tree: Path, tmp_path: Path) -> Path:
    """A copy of the four packages, beside one another, to plant a fault in."""
    for package in PACKAGES:
        copy = tmp_path / Path(package).name
        shutil.copytree(tree / package, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "node_modules"))
    shutil.copy(tree / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo", "--contract", contract],
        cwd=house,
        env={"PYTHONPATH": str(house), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("contract", "file", "imported"), VIOLATIONS)
def test_a_planted_import_is_refused(house, contracts, contract, file, imported):
    (house / file).write_text(f"import {imported}\n")
    answer = lint(house, contract)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert f"{contracts[contract]['name']} BROKEN" in answer.stdout
    assert file.removesuffix(".py").replace("/", ".") in answer.stdout


def test_a_room_that_is_on_no_floor_is_refused(house, contracts):
    (house / "cara/attic.py").write_text("")
    answer = lint(house, "floors")
    assert answer.returncode == 1
    assert "attic" in answer.stdout


def test_the_house_as_it_stands_is_kept(house, contracts):
    answers = {contract: lint(house, contract) for contract in contracts}
    assert {contract: answer.stdout for contract, answer in answers.items() if answer.returncode} == {}


def test_every_contract_is_seen_to_refuse_something(contracts):
    assert {contract for contract, _, _ in VIOLATIONS} == set(contracts)


def test_every_room_is_open_to_areas_or_closed(contracts, tree):
    closed = {name.removeprefix("cara.") for name in contracts["areas-see-policy"]["forbidden_modules"]}
    rooms = {path.stem for path in (tree / "core/cara").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert rooms - {"__init__", "__pycache__"} - OPEN_TO_AREAS == closed - {"cara_web"}
