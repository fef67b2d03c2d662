"""The fonts for letters in scripts that the typesetter's own fonts do not have; made by the build hook."""

from pathlib import Path


def folder() -> Path:
    """Give the folder with the fonts and with what they cover."""
    return Path(__file__).with_name("built")
