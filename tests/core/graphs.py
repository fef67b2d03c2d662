"""Walking the graph of states."""

from collections.abc import Collection, Mapping
from typing import TypeVar

State = TypeVar("State")


def reachable_from(ways: Mapping[State, Collection[State]], start: State) -> set[State]:
    """Give every state that can follow one, that one included."""
    seen: set[State] = set()
    ahead = [start]
    while ahead:
        status = ahead.pop()
        if status not in seen:
            seen.add(status)
            ahead += ways[status]
    return seen
