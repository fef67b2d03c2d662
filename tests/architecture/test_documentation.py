"""The documentation is true: its reference is the code's own, and what it tells people to type works."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from tests.architecture.pages import PAGES, TREE, TUTORIAL, commands, write_captioned_files

from cara.areas import AreaPlugin
from cara.areas.contract import RETURNS
from cara.casework.states import WAYS
from cara.policy import PolicyFile

LINK = re.compile(r"\]\(([^)#:\s]+\.md)\)")
RUNS_UNTIL_STOPPED = ("demo", "serve")
QUICK = ("cara", "chmod", "mkdir")


def quick_commands(page: Path) -> list[list[str]]:
    """Give the commands of a page that install nothing and end by themselves, without the folder of ``cara``."""
    typed = [shlex.split(command.removeprefix(".venv/bin/")) for command in commands(page)]
    return [words for words in typed if words[0] in QUICK and words[1] not in RUNS_UNTIL_STOPPED]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    return loaded("reference")


@pytest.fixture(scope="module")
def states() -> ModuleType:
    return loaded("states")


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TREE / f"docs/{name}.py")
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


@pytest.fixture
def instance(tutorial: Path, tmp_path: Path) -> Path:
    """A folder to work in, with the instances that come with the tree."""
    shutil.copytree(TREE / "config", tmp_path / "config")
    return tmp_path


def run(words: list[str], folder: Path, tutorial: Path) -> subprocess.CompletedProcess[str]:
    cara = [sys.executable, "-c", "from cara.cli import main; main()"]
    command = [*cara, *words[1:]] if words[0] == "cara" else words
    environment = {**os.environ, "PYTHONPATH": str(tutorial)}
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("page", [page for page in PAGES if quick_commands(page)], ids=lambda page: page.name)
def test_the_commands_that_a_page_gives_work(page, instance, tutorial):
    for words in quick_commands(page):
        answer = run(words, instance, tutorial)
        assert answer.returncode == 0, f"{words}\n{answer.stdout}{answer.stderr}"


def test_the_tutorials_area_is_available(tutorial):
    answer = run(["cara", "areas"], tutorial, tutorial)
    [line] = [line for line in answer.stdout.splitlines() if "northmere" in line.lower()]
    assert "cannot" not in line


def test_the_tutorials_area_shows_its_own_rules(tutorial):
    answer = run(["cara", "areas", "show", "northmere", "--on", "2026-11-28"], tutorial, tutorial)
    assert "Workshops are held on Sundays" in answer.stdout


def test_the_states_are_drawn_as_they_are_in_the_code(states):
    written = (TREE / "docs/states.md").read_text()
    assert written == states.rewritten(written), "run: python docs/states.py"
    drawn = {path.stem: path.read_text() for path in (TREE / "docs/states").glob("*.svg")}
    assert drawn == {name: states.picture(graph) for name, graph in states.graphs().items()}


def test_every_way_of_a_referral_is_drawn_or_said_in_words(states):
    arrows = {arrow for graph in states.graphs().values() for arrow in graph.arrows}
    for before, ways in WAYS.items():
        assert {after for after in ways if after != before} - states.LEFT_OUT <= {
            after for start, after in arrows if start is before
        }


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


def test_the_pages_for_everybody_give_commands_to_run():
    assert {page.name for page in PAGES if quick_commands(page)} == {
        "README.md",
        "area_managers.md",
        "operators.md",
        "write_an_area.md",
    }
