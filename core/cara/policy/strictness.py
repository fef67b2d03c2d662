"""How one rule's value stands to another's: the same, stricter, looser, unknown, or different in kind.

Used twice: a book is refused when an area is looser than the national floor, and two areas are compared rule by rule.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cara.policy.model import UNKNOWN
from cara.vocabulary import Word


class Strictness(Word):
    """How the first of two values stands to the second."""

    SAME = "same", "Same"
    STRICTER = "stricter", "Stricter"
    LOOSER = "looser", "Looser"
    UNKNOWN = "unknown", "Unknown"
    DIFFERS_IN_KIND = "differs_in_kind", "Differs in kind"


@dataclass(frozen=True, slots=True)
class Covering:
    """Whether each of two values is at least as strict as the other; ``None`` where that is not known.

    A value that is known not to cover the floor is refused even where the rest of it is unknown.
    """

    first: bool | None
    second: bool | None

    @property
    def strictness(self) -> Strictness:
        """Say in one word how the first value stands to the second."""
        match self.first, self.second:
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


NOT_KNOWN = Covering(first=None, second=None)

# Any: a value's type belongs to its rule; each rule names the comparison that fits its own.
Comparison = Callable[[Any, Any], Covering]


def lower_is_stricter(first: Any, second: Any) -> Covering:
    """Compare two maxima: a ceiling, a limit of days, a largest group."""
    return Covering(first=first <= second, second=second <= first)


def higher_is_stricter(first: Any, second: Any) -> Covering:
    """Compare two minima: an age, a rank, a number of facilitators."""
    return lower_is_stricter(second, first)


def fewer_is_stricter(first: Sequence[object], second: Sequence[object]) -> Covering:
    """Compare two sets of what is permitted: a subset is stricter."""
    return Covering(first=set(first) <= set(second), second=set(second) <= set(first))


def more_is_stricter(first: Sequence[object], second: Sequence[object]) -> Covering:
    """Compare two sets of what is excluded: a superset is stricter."""
    return fewer_is_stricter(second, first)


def alike_or_not(first: object, second: object) -> Covering:
    """Compare two values that have no order between them."""
    return Covering(first=first == second, second=first == second)


def unless_unknown(compare: Comparison, first: object, second: object) -> Covering:
    """Compare two values, either of which may be unknown."""
    return NOT_KNOWN if UNKNOWN in (first, second) else compare(first, second)


def together(*parts: Covering) -> Covering:
    """Put the parts of a value together: it covers another only where each of its parts does."""
    return Covering(first=all_of(part.first for part in parts), second=all_of(part.second for part in parts))


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Tell whether all answers are yes: one no is a no, else one that is not known leaves it unknown."""
    seen = set(answers)
    if False in seen:
        return False
    return None if None in seen else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Tell whether any answer is yes: one yes is a yes, else one that is not known leaves it unknown."""
    seen = set(answers)
    if True in seen:
        return True
    return None if None in seen else False
