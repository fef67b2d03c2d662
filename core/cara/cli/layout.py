"""Plain text for a terminal: wrapped at its width, aligned, and without a meaning that only colour carries; and JSON."""

import json
import shutil
import textwrap
from collections.abc import Iterable, Sequence

NARROWEST, WIDEST = 40, 100
INDENT = 2


def terminal_width() -> int:
    """Give the width to write for: the terminal's, but no line longer than reads well."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)


def printable(text: str) -> str:
    """Write one line without anything that could steer the terminal: plugins and files give texts too."""
    line = " ".join(text.split())
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in line)


def paragraph(text: str, depth: int = 0) -> str:
    """Wrap a text, every line indented to a depth."""
    return hanging("", text, depth, 0)


def hanging(label: str, text: str, depth: int, label_width: int) -> str:
    """Wrap a text beside its label: the lines after the first begin under the text."""
    lead = " " * (INDENT * depth) + label.ljust(label_width)
    return "\n".join(
        textwrap.wrap(
            printable(text),
            terminal_width(),
            initial_indent=lead,
            subsequent_indent=" " * len(lead),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def labelled(pairs: Iterable[tuple[str, str]], depth: int = 0) -> str:
    """Write labels and texts in two columns."""
    known = list(pairs)
    widest = max((len(label) for label, _ in known), default=0)
    return "\n".join(hanging(label, text, depth, widest + INDENT) for label, text in known)


def listing(items: Iterable[str], depth: int = 0) -> str:
    """Write a list, one item a line."""
    return "\n".join(hanging("-", item, depth, INDENT) for item in items)


def heading(text: str) -> str:
    """Write a heading that is seen without colour or weight."""
    lines = paragraph(text)
    return f"{lines}\n{'=' * max(map(len, lines.splitlines()))}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table; where the terminal is too narrow for it, one labelled block a row."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    if sum(widths) + INDENT * (len(widths) - 1) > terminal_width():
        return "\n\n".join(labelled(zip(header, row, strict=True)) for row in cells)
    return "\n".join(_row(row, widths) for row in [header, *cells])


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    gap = " " * INDENT
    return gap.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def blocks(*parts: str) -> str:
    """Put the parts of a page under one another, an empty line between; empty parts fall away."""
    return "\n\n".join(part for part in parts if part)


def as_json_text(answer: object) -> str:
    """Write an answer for programs, in ASCII, so that it is the same whatever the terminal can show."""
    return json.dumps(answer, indent=2)
