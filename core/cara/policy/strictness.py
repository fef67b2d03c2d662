"""How one rule's value stands to another's: the same, stricter, looser, unknown, or different in kind.

Used twice: a book is refused when an area is looser than the national floor, and two areas are compared rule by rule.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from cara.policy.model import UNKNOWN
from cara.vocabulary import Word


class Strictness(Word):
    """How the first of two values stands to the second."""

    SAME = "same", "Same"
    STRICTER = "stricter", "Stricter"
    LOOSER = "looser", "Looser"
    UNKNOWN = "unknown", "Unknown"
    DIFFERS_IN_KIND = "differs_in_kind", "Differs in kind"


# Any: a value's type belongs to its rule; each rule names the comparison that fits its own.
Comparison = Callable[[Any, Any], Strictness]
T = TypeVar("T")


def from_covering(*, first: bool | None, second: bool | None) -> Strictness:
    """Tell the strictness from whether each side is at least as strict as the other (``None``: not known)."""
    match first, second:
        case True, True:
            return Strictness.SAME
        case True, False:
            return Strictness.STRICTER
        case False, True:
            return Strictness.LOOSER
        case False, False:
            return Strictness.DIFFERS_IN_KIND
        case _:
            return Strictness.UNKNOWN


def lower_is_stricter(first: Any, second: Any) -> Strictness:
    """Compare two maxima: a ceiling, a limit of days, a largest group."""
    return from_covering(first=first <= second, second=second <= first)


def higher_is_stricter(first: Any, second: Any) -> Strictness:
    """Compare two minima: an age, a rank, a number of facilitators."""
    return lower_is_stricter(second, first)


def fewer_is_stricter(first: Sequence[object], second: Sequence[object]) -> Strictness:
    """Compare two sets of what is permitted: a subset is stricter."""
    return from_covering(first=set(first) <= set(second), second=set(second) <= set(first))


def more_is_stricter(first: Sequence[object], second: Sequence[object]) -> Strictness:
    """Compare two sets of what is excluded: a superset is stricter."""
    return fewer_is_stricter(second, first)


def alike_or_not(first: object, second: object) -> Strictness:
    """Compare two values that have no order between them."""
    return Strictness.SAME if first == second else Strictness.DIFFERS_IN_KIND


def unless_unknown(compare: Comparison, first: object, second: object) -> Strictness:
    """Compare two values, either of which may be unknown."""
    if UNKNOWN in (first, second):
        return Strictness.UNKNOWN
    return compare(first, second)


def together(parts: Iterable[Strictness]) -> Strictness:
    """Put the strictness of several parts together: stricter in one and looser in another differs in kind."""
    kinds = set(parts) - {Strictness.SAME}
    if not kinds:
        return Strictness.SAME
    if Strictness.UNKNOWN in kinds:
        return Strictness.UNKNOWN
    return kinds.pop() if len(kinds) == 1 else Strictness.DIFFERS_IN_KIND
