"""A person with Python and the README alone: install, look at the areas, start the demonstration, end it."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.architecture.pages import TUTORIAL, commands, write_captioned_files

pytestmark = pytest.mark.installation

ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+")
SECONDS_TO_START = 180
SECONDS_TO_END = 30


@pytest.fixture(scope="module")
def copy(tree: Path, tree_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as somebody gets it, installed by the README's first command."""
    folder = tmp_path_factory.mktemp("copy")
    for file in tree_files:
        target = folder / file.relative_to(tree)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    run(commands(tree / "README.md")[0], folder, seconds=600)
    return folder


def surroundings(folder: Path) -> dict[str, str]:
    """What a person's own shell gives a command: nothing of the environment that runs this test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "CARA_"))}
    return {**kept, "HOME": str(folder)}


def run(command: str, folder: Path, seconds: int = 60) -> str:
    answer = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=surroundings(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert answer.returncode == 0, f"{command}\n{answer.stdout}{answer.stderr}"
    return answer.stdout


@contextmanager
def demonstration(folder: Path, *options: str) -> Iterator[str]:
    """Start the README's demonstration on any free port, give its address, and end it as Ctrl-C does."""
    [command] = [command for command in commands(folder / "README.md") if command.endswith("cara demo")]
    started = subprocess.Popen(
        [*shlex.split(command), "--port", "0", *options],
        cwd=folder,
        env=surroundings(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    too_slow = threading.Timer(SECONDS_TO_START, started.kill)
    too_slow.start()
    try:
        yield _address(started)
        started.send_signal(signal.SIGINT)
        said, _ = started.communicate(timeout=SECONDS_TO_END)
        assert started.returncode == 0, said
        assert "Traceback" not in said
    finally:
        too_slow.cancel()
        started.kill()
        started.communicate()


def _address(started: subprocess.Popen[str]) -> str:
    said = []
    assert started.stdout
    for line in started.stdout:
        said.append(line)
        if found := ADDRESS.search(line):
            return found[0]
    raise AssertionError(f"the demonstration gave no address, but said: {''.join(said)}")


def page_at(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def test_the_commands_of_the_readme_work(copy):
    quick = [command for command in commands(copy / "README.md") if command.startswith(".venv/bin/cara areas")]
    assert len(quick) == 3
    assert all(run(command, copy) for command in quick)


def test_the_demonstration_starts_and_ends_and_goes_on(copy):
    for _ in range(2):
        with demonstration(copy) as address:
            assert "CARA" in page_at(address)


def test_every_decision_of_the_demonstration_can_be_made_again(copy):
    with demonstration(copy):
        pass
    assert "identical" in run(".venv/bin/cara replay", copy, seconds=300)


def test_the_demonstration_begins_anew(copy):
    with demonstration(copy, "--fresh") as address:
        assert "CARA" in page_at(address)


def test_the_area_of_the_tutorial_can_be_installed(copy):
    page = copy / TUTORIAL
    write_captioned_files(page, copy)
    said = [run(command, copy, seconds=300) for command in commands(page)]
    assert "northmere" in said[1]
