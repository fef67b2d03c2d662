"""A copy as it is taken away: one ZIP of a PDF for people and a JSON document for programs, the same bytes each time."""

import io
import json
import zipfile
from functools import cache
from importlib.resources import files

import typst

from cara.disclosure.copies import Copy, as_document
from cara.messages.fonts import Fonts, installed_fonts
from cara.vocabulary.dates import in_words

TITLE = "Copy of what is held"
"""What viewers and printers show of it: neutral, and nobody's name."""

FILE_NAME, PDF_NAME, DOCUMENT_NAME = "copy.zip", "copy.pdf", "copy.json"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The one moment that stands in every ZIP: when it was really packed tells nobody anything."""

_CANNOT_BE_SET = "This is in a script for which no font is installed here: it is in the file copy.json."


def packed(copy: Copy) -> bytes:
    """Give a resolved copy as a ZIP with a PDF and a JSON document."""
    return zipped({PDF_NAME: typeset_copy(copy), DOCUMENT_NAME: as_document(copy)})


def zipped(parts: dict[str, bytes]) -> bytes:
    """Put files into a ZIP, stored as they are, without a moment, owner or system in it."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as bundle:
        for name, part in parts.items():
            member = zipfile.ZipInfo(name, _BEGINNING)
            member.create_system = 0
            bundle.writestr(member, part)
    return into.getvalue()


def typeset_copy(copy: Copy) -> bytes:
    """Give a resolved copy as PDF/UA-1, checked by the compiler."""
    fonts = installed_fonts()
    said = json.loads(as_document(copy)) | {"as_of": in_words(copy.as_of, weekday=False)}
    made = typst.compile(
        _template(),
        format="pdf",
        font_paths=_faces(fonts),
        pdf_standards=["ua-1"],
        sys_inputs={
            "copy": json.dumps(_settable(said, fonts), ensure_ascii=False),
            "title": TITLE,
            "families": json.dumps(fonts.families),
        },
    )
    assert isinstance(made, bytes)
    return made


def _settable(said: object, fonts: Fonts) -> object:
    match said:
        case dict():
            return {key: _settable(value, fonts) for key, value in said.items()}
        case list():
            return [_settable(value, fonts) for value in said]
        case str():
            return said if fonts.can_set(said) else _CANNOT_BE_SET
    return said


@cache
def _faces(fonts: Fonts) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(fonts.folders))


@cache
def _template() -> bytes:
    return files("cara.disclosure").joinpath("copy.typ").read_bytes()
