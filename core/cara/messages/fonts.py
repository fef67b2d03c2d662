"""The fonts of letters: the typesetter's own, for Latin, Greek and Cyrillic, and those that other distributions bring.

A distribution brings fonts by an entry point of the group ``cara.fonts``: a function without arguments that gives a
folder. In it lies ``covered.json``, which gives for each family of fonts the letters and digits that it has.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

GROUP = "cara.fonts"
COVERED = "covered.json"
OWN_FAMILY = "Libertinus Serif"
OWN_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts that are installed."""

    folders: tuple[Path, ...]
    families: tuple[str, ...]
    covered: frozenset[str]

    def can_set(self, text: str) -> bool:
        """Tell whether there is a font for every letter of a text."""
        return all(self._has(character) for character in text if character.isalpha())

    def _has(self, character: str) -> bool:
        return character in self.covered or unicodedata.name(character, "").startswith(OWN_SCRIPTS)


@cache
def installed_fonts() -> Fonts:
    """Give the fonts of everything that is installed beside the core."""
    return fonts_in(tuple(point.load()() for point in entry_points(group=GROUP)))


def fonts_in(folders: tuple[Path, ...]) -> Fonts:
    """Give the typesetter's own fonts and those in some folders; a folder without any adds none."""
    found = [(folder, _families(folder)) for folder in folders]
    families = {family: covers for _, one in found for family, covers in one.items()}
    return Fonts(
        tuple(folder for folder, one in found if one),
        (OWN_FAMILY, *sorted(families)),
        frozenset("".join(families.values())),
    )


def _families(folder: Path) -> Mapping[str, str]:
    try:
        said = json.loads((folder / COVERED).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return {family: face["covers"] for family, face in said["families"].items()}
