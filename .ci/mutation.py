"""Change what decides who sees what in every way the mutator knows, and see that a test fails each time.

That is the decision about access, and the views by which fields leave. mutmut takes the name of a module from the place
of its file, so it wants ``cara`` at the top: this lays the package and the tests out so, in a folder of its own, and
judges what came of it. It changes functions alone; the table of access, which is no function, is changed cell by cell
in ``tests/core/access/test_changed_tables.py``.

The tests run on SQLite: no line that is changed here knows which database it reads.

Usage: python .ci/mutation.py FOLDER
"""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHANGED: dict[str, tuple[str, ...]] = {
    # module of cara: the functions in it that are changed; none named for every one
    "access.deciding": (),
    "access.resources": (),
    "casework.explaining": (),
    "casework.letters": (),
    "casework.listing": (),
    "casework.referral_rows": ("_permitted", "find_for", "find_head_for"),
    "casework.seeing": (),
    "casework.standing": (),
    "casework.views": (),
    "casework.worklist": ("_whose", "_item"),
}
NAMES = [
    f"cara.{module}.x{name}__mutmut_*"
    for module, functions in CHANGED.items()
    for name in [f"_{function}" for function in functions] or ["*"]
]
TESTS = (
    "access/test_deciding.py",
    "access/test_failing_closed.py",
    "access/test_laws.py",
    "casework/test_explaining.py",
    "casework/test_letters.py",
    "casework/test_moments.py",
    "casework/test_reading.py",
    "casework/test_standing.py",
    "casework/test_views.py",
    "casework/test_worklist.py",
    "oversight/test_breaking_glass.py",
)
EQUIVALENT = ROOT / "tests" / "core" / "access" / "equivalent_mutants.txt"
LEAST_KILLED = 0.95
SETTINGS = f"""
[tool.mutmut]
source_paths = ["cara"]
only_mutate = {[f"cara/{module.replace('.', '/')}.py" for module in CHANGED]}
pytest_add_cli_args_test_selection = {[f"tests/core/{name}" for name in TESTS]}
pytest_add_cli_args = ["-k", "not postgresql"]
use_git_change_detection = false
"""


def lay_out(folder: Path) -> None:
    """Put the package, its tests and the settings of both tools where mutmut looks for them."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "core" / "cara", folder / "cara")
    shutil.copytree(ROOT / "tests" / "core", folder / "tests" / "core")
    for file in (ROOT / "tests").glob("*.py"):
        shutil.copy(file, folder / "tests")
    pytest_settings = re.search(
        r"^\[tool\.pytest\.ini_options\]\n.*?(?=^\[)", (ROOT / "pyproject.toml").read_text(), re.DOTALL | re.MULTILINE
    )
    assert pytest_settings
    (folder / "pyproject.toml").write_text(pytest_settings[0] + SETTINGS)


def run(folder: Path) -> dict[str, str]:
    """Run mutmut and give what became of each change."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["CARA_HYPOTHESIS_PROFILE"] = "mutation"
    subprocess.run([sys.executable, "-m", "mutmut", "run", *NAMES], cwd=folder, env=environment, check=True)
    said = subprocess.run(
        [sys.executable, "-m", "mutmut", "results", "--all", "true"],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    pairs = (line.strip().rpartition(": ") for line in said.splitlines() if ": " in line)
    return {name: became for name, _, became in pairs if any(fnmatchcase(name, one) for one in NAMES)}


def change(folder: Path, name: str) -> str:
    """Give the changed lines, without the places at which they stand."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
    lines = [line for line in shown.splitlines() if line[:1] in "-+" and line[:3] not in ("---", "+++")]
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in lines)


def equivalents() -> frozenset[str]:
    """Give the changes that change nothing: each a paragraph of the file, below the reason."""
    paragraphs = EQUIVALENT.read_text().split("\n\n")
    said = ("\n".join(line for line in one.splitlines() if not line.startswith("#")) for one in paragraphs)
    return frozenset(said) - {""}


def main(folder: Path) -> int:
    """Say how many were killed and which were not, and fail below the least."""
    lay_out(folder)
    became = run(folder)
    lived = {name: change(folder, name) for name, what in became.items() if what not in {"killed", "timeout"}}
    same = equivalents()
    others = {name: lines for name, lines in lived.items() if lines not in same}
    counted = len(became) - (len(lived) - len(others))
    for name, lines in others.items():
        print(f"{name}: {became[name]}\n{lines}\n")
    share = (counted - len(others)) / counted if counted else 0
    print(f"{len(became)} changes, {len(lived) - len(others)} of them change nothing; {share:.1%} of the others killed")
    return 0 if share >= LEAST_KILLED else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
