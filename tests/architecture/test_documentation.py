"""The documentation is true: its reference is the code's own, and what it tells people to type works."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from tests.architecture.pages import PAGES, TREE, TUTORIAL, commands, write_captioned_files

from cara.areas import AreaPlugin
from cara.areas.contract import RETURNS
from cara.policy import PolicyFile

LINK = re.compile(r"\]\(([^)#:\s]+\.md)\)")
RUNS_UNTIL_STOPPED = ("demo", "serve")


def cara_commands() -> list[str]:
    """What the pages give ``cara`` to do, without the commands that run until they are stopped."""
    typed = {command.removeprefix(".venv/bin/") for page in PAGES for command in commands(page)}
    return sorted(
        command for command in typed if command.startswith("cara ") and command.split()[1] not in RUNS_UNTIL_STOPPED
    )


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", TREE / "docs/reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The area that 'Write an area' makes, as if it were installed."""
    folder = tmp_path_factory.mktemp("tutorial")
    write_captioned_files(TREE / TUTORIAL, folder)
    project = tomllib.loads((folder / "northmere/pyproject.toml").read_text())["project"]
    installed = folder / f"northmere/{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    points = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["cara.areas"].items())
    (installed / "entry_points.txt").write_text(f"[cara.areas]\n{points}")
    return folder / "northmere"


def run_cara(arguments: list[str], *, beside: Path) -> subprocess.CompletedProcess[str]:
    cara = [sys.executable, "-c", "from cara.cli import main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(beside)}
    return subprocess.run(
        [*cara, *arguments], env=environment, cwd=beside, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("command", cara_commands())
def test_a_command_that_the_pages_give_works(command, tutorial):
    answer = run_cara(command.split()[1:], beside=tutorial)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout


def test_the_tutorials_area_is_available(tutorial):
    answer = run_cara(["areas"], beside=tutorial)
    [line] = [line for line in answer.stdout.splitlines() if "northmere" in line.lower()]
    assert "cannot" not in line


def test_the_tutorials_area_shows_its_own_rules(tutorial):
    answer = run_cara(["areas", "show", "northmere", "--on", "2026-11-28"], beside=tutorial)
    assert "Workshops are held on Sundays" in answer.stdout


@pytest.mark.parametrize("page", ["hooks.md", "operators.md"])
def test_the_reference_is_the_codes_own(reference, page):
    written = (TREE / "docs" / page).read_text()
    assert written == reference.rewritten(written, reference.PAGES[page]), "run: python docs/reference.py"


@pytest.mark.parametrize("hook", RETURNS)
def test_a_hooks_exact_signature_stands_in_the_pages(hook, reference):
    assert f"\n{reference.signature(getattr(AreaPlugin, hook))}\n" in (TREE / "docs/hooks.md").read_text()


def test_every_hook_has_its_place_in_a_policy_file(reference):
    assert reference.TABLES.keys() == RETURNS.keys()
    assert set(reference.TABLES.values()) == set(PolicyFile.model_fields)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_links_only_to_pages_that_exist(page):
    missing = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).is_file()]
    assert missing == []


def test_the_pages_give_commands_to_run():
    assert "cara areas" in cara_commands()
