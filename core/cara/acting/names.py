"""Finding people by name without storing names that can be read."""

from datetime import date

from cara.records import Unit
from cara.vocabulary.text import normalised_name


def name_index(unit: Unit, *parts: str) -> bytes:
    """Give the blind index of a name: its first and last word, since middle names are often left out."""
    words = normalised_name(*parts).split() or [""]
    return unit.blind("name", f"{words[0]} {words[-1]}")


def name_birth_index(unit: Unit, given_names: str, family_name: str, date_of_birth: date) -> bytes:
    """Give the blind index of a name with a date of birth, by which the same person is known again."""
    return unit.blind("name_birth", name_and_birth(given_names, family_name, date_of_birth))


def name_and_birth(given_names: str, family_name: str, date_of_birth: date) -> str:
    """Give family name, first name and date of birth for exact comparison; middle names are often left out."""
    first = given_names.split(maxsplit=1)[0]
    return f"{normalised_name(first, family_name)}|{date_of_birth.isoformat()}"
