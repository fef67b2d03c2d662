"""Running a tool against an address of this machine, for a bounded time."""

import os
import subprocess
from pathlib import Path

LOOPBACK = "http://127.0.0.1:"
HOW_TO_GET_THEM = (
    "The attacks need their tools: run 'tox run -e attack', or .ci/fetch_attack_tools.py DIR and name DIR in "
)


def fetched(name: str) -> Path:
    """Give what ``.ci/fetch_attack_tools.py`` has fetched under a name."""
    found = Path(os.environ.get("CARA_ATTACK_TOOLS", "/nowhere"), name)
    assert found.exists(), f"{HOW_TO_GET_THEM} CARA_ATTACK_TOOLS: there is no {found}."
    return found


def run(folder: Path, address: str, *command: str | Path, seconds: int) -> str:
    """Run a tool in a folder and give what it printed. It may use neither a proxy nor any other machine's address."""
    assert address.startswith(LOOPBACK)
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={**environment, "NO_PROXY": "*", "HOME": str(folder), "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    return done.stdout
