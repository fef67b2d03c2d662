"""Letters as PDF: PDF/UA-1, checked by the compiler; the same letters give the same bytes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

from cara.messages.fonts import installed_fonts
from cara.messages.interpreters import ASK_IN_ENGLISH
from cara.messages.letters import Letter, Part
from cara.vocabulary import CaraError, WrittenLanguage

TITLE = "Letter"
"""What viewers and printers show of it: neutral, and nobody's name."""

FILE_NAME, FILE_NAME_OF_MANY = "letter.pdf", "letters.pdf"


class CannotTypeset(CaraError):
    """A letter is in a script for which there is no font here. It can be printed from its page."""

    def __init__(self) -> None:
        super().__init__("This letter is in a script for which no font is installed here: print it from its page.")


def can_typeset(letter: Letter) -> bool:
    """Tell whether every letter of a letter is in a script for which there is a font."""
    return installed_fonts().can_set(with_readable_line(letter).plain)


def typeset(letters: Sequence[Letter]) -> bytes:
    """Give letters as one PDF, each beginning a page.

    Raises:
        CannotTypeset: one is in a script for which there is no font.
    """
    if not all(can_typeset(letter) for letter in letters):
        raise CannotTypeset
    given = json.dumps([asdict(with_readable_line(letter)) for letter in letters], ensure_ascii=False, sort_keys=True)
    fonts = installed_fonts()
    turned = [language.value for language in WrittenLanguage if language.is_right_to_left]
    said = {"letters": given, "title": TITLE, "families": json.dumps(fonts.families), "turned": json.dumps(turned)}
    made = typst.compile(
        _template(),
        format="pdf",
        font_paths=_faces(fonts.folders),
        pdf_standards=["ua-1"],
        sys_inputs=said,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _faces(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))


@cache
def _template() -> bytes:
    return files("cara.messages").joinpath("typeset", "letters.typ").read_bytes()


def with_readable_line(letter: Letter) -> Letter:
    """Give a letter whose line about an interpreter is in English where its own script cannot be set."""
    return replace(letter, parts=tuple(_readable(part) for part in letter.parts))


def _readable(part: Part) -> Part:
    return (
        replace(part, text=ASK_IN_ENGLISH)
        if part.kind == "interpreter" and not installed_fonts().can_set(part.text)
        else part
    )
