"""What the tests of the house look at: the files of the tree, and its Python parsed."""

import ast
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
CODE = ("core", "web", "plugins", "tests", "benchmarks", "docs", ".ci")


@dataclass(frozen=True)
class Module:
    """One Python file: where it is in the tree, its text and its syntax tree."""

    name: str
    text: str
    parsed: ast.Module


@pytest.fixture(scope="session")
def tree() -> Path:
    return TREE


@pytest.fixture(scope="session")
def tree_files() -> list[Path]:
    """Every file that is committed or about to be: ignored files are no part of the tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TREE,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [TREE / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


@pytest.fixture(scope="session")
def tree_texts(tree_files: list[Path]) -> dict[str, str]:
    """The text of every file that is text, by its place in the tree."""
    return {file.relative_to(TREE).as_posix(): text for file in tree_files if (text := _text(file)) is not None}


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@pytest.fixture(scope="session")
def modules(tree_texts: dict[str, str]) -> list[Module]:
    return [
        Module(name, text, ast.parse(text, name))
        for name, text in tree_texts.items()
        if name.endswith(".py") and name.startswith(CODE)
    ]


@pytest.fixture
def module_of() -> Callable[[str], Module]:
    """Make a module out of a few lines, to show a check the fault that it is there for."""
    return lambda text: Module("planted.py", text, ast.parse(text))
