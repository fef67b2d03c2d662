"""What a copy consists of, whoever it is for: sections of entries, lines, and texts in somebody's own words.

A text is here together with nothing of what was decided about it: :func:`resolved` puts the two together, and gives of
a text only what a person who read it as it now stands has decided to give.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cara.disclosure.words import TextAnswer

TAKEN_OUT = "[...]"
"""What stands in the place of a passage that was taken out."""

WITHHELD = "Withheld, as it may be about somebody else."
FORMAT = "copy-of-what-is-held/1"


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text in somebody's own words; ``place`` names where it is held, ``about`` says it to whoever reads it."""

    place: str
    about: str
    text: str = field(repr=False)

    @property
    def digest(self) -> str:
        """Give by what it is known whether it is still the text that was read."""
        return hashlib.sha256(f"{self.place}\n{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """One fact with what it is called; ``key`` names it to programs."""

    key: str
    label: str
    value: str | FreeText = field(repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together, such as those of one day."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a copy. Where nothing is held there are no entries, and that is said."""

    key: str
    title: str
    entries: tuple[Group, ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """A whole copy: of what is held on a day, before or after texts were resolved."""

    as_of: date
    sections: tuple[Section, ...]

    @property
    def texts(self) -> tuple[FreeText, ...]:
        """Give every text in somebody's own words, in the order in which they stand."""
        return tuple(
            line.value
            for section in self.sections
            for entry in section.entries
            for line in entry.lines
            if isinstance(line.value, FreeText)
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person decided about a text as it then was."""

    place: str
    digest: str
    answer: TextAnswer
    redacted: str | None = field(default=None, repr=False)

    def is_of(self, text: FreeText) -> bool:
        """Tell whether it is about this text, word for word."""
        return (self.place, self.digest) == (text.place, text.digest)


Readings = Mapping[str, Reading]
"""The newest reading of each text, by its place."""


def unread(copy: Copy, readings: Readings) -> tuple[FreeText, ...]:
    """Give the texts that nobody has read as they now stand."""
    return tuple(text for text in copy.texts if not (one := readings.get(text.place)) or not one.is_of(text))


def resolved(copy: Copy, readings: Readings) -> Copy:
    """Give a copy with each text as it was decided; whatever nobody has read as it stands is withheld."""

    def said(value: str | FreeText) -> str:
        return value if isinstance(value, str) else _given_of(value, readings.get(value.place))

    return Copy(
        copy.as_of,
        tuple(
            Section(
                section.key,
                section.title,
                tuple(
                    Group(entry.title, tuple(Line(line.key, line.label, said(line.value)) for line in entry.lines))
                    for entry in section.entries
                ),
                section.says,
            )
            for section in copy.sections
        ),
    )


def _given_of(text: FreeText, reading: Reading | None) -> str:
    if reading is None or not reading.is_of(text):
        return WITHHELD
    match reading.answer:
        case TextAnswer.RELEASE:
            return text.text
        case TextAnswer.REDACT if reading.redacted is not None and is_redaction_of(reading.redacted, text.text):
            return reading.redacted
    return WITHHELD


def is_redaction_of(redacted: str, original: str) -> bool:
    """Tell whether a text is another with passages taken out and nothing else: no word moved, changed or added."""
    first, *rest = redacted.split(TAKEN_OUT)
    if not rest or not original.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1]:
        found = original.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(original) - len(rest[-1]) >= at and original.endswith(rest[-1])


def as_document(copy: Copy) -> bytes:
    """Write a resolved copy as JSON for programs: UTF-8, members in a fixed order, so that the same copy is the same bytes.

    ``{"format", "as_of", "sections": [{"key", "title", "says": [...], "entries": [{"title", "lines": [{"key", "label",
    "value"}]}]}]}``; a value is always text, a day in it is written in words.
    """
    said = {"format": FORMAT, "as_of": copy.as_of.isoformat(), "sections": [_section(one) for one in copy.sections]}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _section(section: Section) -> dict[str, object]:
    return {
        "key": section.key,
        "title": section.title,
        "says": list(section.says),
        "entries": [
            {
                "title": entry.title,
                "lines": [{"key": one.key, "label": one.label, "value": one.value} for one in entry.lines],
            }
            for entry in section.entries
        ],
    }


def digest_of(copy: Copy, readings: Readings) -> str:
    """Give by what it is known whether a copy is still the one that a person saw."""
    return hashlib.sha256(as_document(resolved(copy, readings))).hexdigest()


def entry(title: str, lines: Sequence[tuple[str, str, str | FreeText | None]]) -> Group:
    """Make an entry of key, label and value; what there is not is left out."""
    return Group(title, tuple(_lines(lines)))


def _lines(lines: Sequence[tuple[str, str, str | FreeText | None]]) -> Iterator[Line]:
    return (Line(key, label, value) for key, label, value in lines if value is not None)
