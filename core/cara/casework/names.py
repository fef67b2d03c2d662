"""Finding people by name without storing names that can be read."""

from cara.records import Unit
from cara.vocabulary.text import normalised_name


def name_index(unit: Unit, *parts: str) -> bytes:
    """Give the blind index of a name: its first and last word, since middle names are often left out."""
    words = normalised_name(*parts).split() or [""]
    return unit.blind("name", f"{words[0]} {words[-1]}")
