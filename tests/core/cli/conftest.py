"""The command line run as a person runs it, beside distributions that a test installs for itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cara.cli import cara
from cara.cli.facts_file import EXAMPLE

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "100")
    return lambda *arguments, stdin=None: CliRunner().invoke(cara, list(arguments), input=stdin)


@pytest.fixture
def answer(run: Run) -> Callable[..., object]:
    """What a command prints as JSON."""

    def parsed(*arguments: str, stdin: str | bytes | None = None) -> object:
        result = run(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return parsed


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install a distribution: one module with the given text, and entry points to it."""

    def installed(distribution: str, group: str, points: dict[str, str], module: str, text: str = "") -> None:
        folder = tmp_path / distribution
        metadata = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        lines = "".join(f"{name} = {value}\n" for name, value in points.items())
        (metadata / "entry_points.txt").write_text(f"[{group}]\n{lines}")
        (folder / f"{module}.py").write_text(text)
        monkeypatch.syspath_prepend(str(folder))

    return installed


@pytest.fixture
def written() -> Callable[..., str]:
    """A file of facts as text: the example of the schema, with some facts changed."""

    def text(**changed: object) -> str:
        return json.dumps({**EXAMPLE, "facts": {**EXAMPLE["facts"], **changed}})

    return text
