"""Build the wheel of every distribution and install exactly those into the environment that runs this."""

import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
DISTRIBUTIONS = ("core", "web", "plugins/west_yorkshire", "plugins/hampton")


def main(scratch: Path) -> None:
    """Build into a folder under ``scratch``, then install what is there and, from the index, what they need."""
    built = scratch / "wheels"
    pip = [sys.executable, "-m", "pip"]
    sources = [str(TREE / folder) for folder in DISTRIBUTIONS]
    subprocess.run([*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(built), *sources], check=True)
    wheels = sorted(map(str, built.glob("*.whl")))
    if len(wheels) != len(DISTRIBUTIONS):
        sys.exit(f"{len(DISTRIBUTIONS)} wheels were to be built, but {built} holds {wheels}: empty it and try again.")
    subprocess.run([*pip, "install", "--quiet", "--upgrade", *wheels], check=True)
    subprocess.run([*pip, "install", "--quiet", "--force-reinstall", "--no-deps", *wheels], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
