"""How areas work: which are installed, every rule in plain words, and two areas side by side."""

from cara_web.areas.pages import AreaPages

__all__ = ["AreaPages"]
