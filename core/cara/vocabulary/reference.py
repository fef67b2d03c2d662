"""References: what a case is called on a page, in a letter and in a log.

Random, so that nothing of sequence, area or person is in them; from an alphabet without the characters that are
confused when read out; the last of the eight characters checks the other seven. The alphabet has a prime number of
characters, so that every single wrong character and every swap of two is caught.
"""

import re
import secrets
from collections.abc import Callable
from typing import Self

from cara.vocabulary.errors import CaraError

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
"""29 characters: no 0/O, 1/I/L, S/5 or U/V pair."""

_LENGTH = 8
_SHAPE = re.compile(rf"[{ALPHABET}]{{{_LENGTH}}}\Z")
_SEPARATORS = re.compile(r"[ \-]")


class ReferenceProblem(CaraError, ValueError):
    """Say that what was typed is not a reference, and how one looks."""

    def __init__(self, typed: str) -> None:
        self.typed = typed[:40]
        super().__init__(
            "This is not a reference. A reference has eight characters, for example 7KQ4-M2XR; check for a mistyped one."
        )


class Reference(str):
    """A reference in its stored form: eight characters without a separator."""

    __slots__ = ()

    @classmethod
    def new(cls, choose: Callable[[str], str] = secrets.choice) -> Self:
        """Draw a random reference (29**7, about 17 thousand million of them).

        Args:
            choose: draws one character of a text; another source than the safe one is for invented data alone.
        """
        body = "".join(choose(ALPHABET) for _ in range(_LENGTH - 1))
        return cls(body + _check_character(body))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read a reference as people type it: any case, with or without spaces and hyphens.

        Raises:
            ReferenceProblem: it has another shape, or the check character does not fit.
        """
        text = _SEPARATORS.sub("", typed.upper()) if typed.isascii() else ""
        if not _SHAPE.match(text) or _check_character(text[:-1]) != text[-1]:
            raise ReferenceProblem(typed)
        return cls(text)

    @property
    def spoken(self) -> str:
        """Give the form for people: two groups of four, ``7KQ4-M2XR``."""
        return f"{self[:4]}-{self[4:]}"


def _check_character(body: str) -> str:
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]
