"""The pages of the documentation, and what they give people to type and to write."""

import re
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
PAGES = [TREE / "README.md", *sorted((TREE / "docs").glob("*.md"))]
TUTORIAL = "docs/write_an_area.md"

_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
_CAPTIONED = re.compile(r"```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)```", re.DOTALL)


def commands(page: Path) -> list[str]:
    """Give every command of a page's console blocks, in order."""
    lines = (line for block in _CONSOLE.findall(page.read_text()) for line in block.splitlines())
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def write_captioned_files(page: Path, folder: Path) -> None:
    """Write every block that names its file, as the page's reader would."""
    for name, text in _CAPTIONED.findall(page.read_text()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
