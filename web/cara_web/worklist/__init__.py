"""The worklist: what waits for an authorised person, everything that person must see, and the decision."""

from cara_web.worklist.pages import WorklistPages

__all__ = ["WorklistPages"]
