"""Text that people type, made safe to store and compare."""

import unicodedata
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

_NOT_TEXT = frozenset({"Cc", "Cs", "Co", "Cn"})
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_LEFT_BY_PASTING = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Soft hyphen, spaces and joiners of no width, byte order mark: nobody sees them, and two equal names would differ."""


def plain_line(typed: Any) -> Any:  # Any: whatever a form or a program sent; the type check follows
    """Clean one line: NFC, single spaces, nothing invisible that pasting leaves behind.

    Control and unassigned characters and direction overrides are refused.
    """
    return _clean(typed, allowed=frozenset())


def plain_lines(typed: Any) -> Any:  # Any: as above
    """Clean several lines: line breaks stay, everything else as for one line."""
    return _clean(typed, allowed=frozenset("\n"))


def _clean(typed: Any, allowed: frozenset[str]) -> Any:  # Any: as above
    if isinstance(typed, bytes | bytearray):  # the type check would take them for text that nobody has cleaned
        raise PydanticCustomError("string_type", "must be text")
    if not isinstance(typed, str):
        return typed
    text = unicodedata.normalize("NFC", typed.translate(_LEFT_BY_PASTING).replace("\r\n", "\n").replace("\r", "\n"))
    for character in text:
        if character not in allowed and _is_refused(character):
            raise PydanticCustomError("control_character", "must not contain characters that cannot be printed")
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _is_refused(character: str) -> bool:
    return character in _BIDI_CONTROLS or unicodedata.category(character) in _NOT_TEXT


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), BeforeValidator(plain_line)]
"""One line of 1 to 200 characters."""

Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=2000), BeforeValidator(plain_lines)]
"""Text of 1 to 2,000 characters, with line breaks."""


def normalised_name(*parts: str) -> str:
    """Write a name for exact comparison: no accents, case, hyphens, apostrophes or double spaces."""
    text = unicodedata.normalize("NFKD", " ".join(parts)).casefold()
    visible = [character for character in text if not _is_mark(character)]
    kept = "".join(character if character.isalnum() else " " for character in visible)
    return " ".join(kept.replace("ł", "l").replace("ø", "o").split())


def _is_mark(character: str) -> bool:
    return bool(unicodedata.combining(character)) or unicodedata.category(character) == "Cf"
