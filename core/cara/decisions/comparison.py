"""Two areas side by side, topic by topic: the same, stricter, looser, unknown, or different in kind.

What binds somebody in an area is the nation's rule and the area's together, so a topic on which only the nation speaks
is compared by the nation's rule.
"""

from dataclasses import dataclass
from datetime import date

from cara.policy import PolicyBook, Strictness
from cara.policy.kinds import KINDS
from cara.policy.rule import Rule


@dataclass(frozen=True, slots=True)
class TopicComparison:
    """One topic in two areas: what each says, and how the first stands to the second."""

    kind: str
    topic: str
    first: tuple[Rule, ...]
    second: tuple[Rule, ...]
    strictness: Strictness


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two areas on one day."""

    first: PolicyBook
    second: PolicyBook
    on: date
    topics: tuple[TopicComparison, ...]


def compare_areas(first: PolicyBook, second: PolicyBook, on: date) -> Comparison:
    """Compare every topic on which either area, or the nation, has a rule in force.

    Raises:
        NoPolicyInForce: one of the books has no rule in force about something on that day.
    """
    topics = []
    for kind in KINDS:
        ours, theirs = _binding(first, kind, on), _binding(second, kind, on)
        if ours or theirs:
            name = str(kind.model_fields["kind"].default)
            topics.append(TopicComparison(name, kind.topic, ours, theirs, _strictness(ours, theirs)))
    return Comparison(first, second, on, tuple(topics))


def _binding(book: PolicyBook, kind: type[Rule], on: date) -> tuple[Rule, ...]:
    found = [item for item in book.in_force(on) if isinstance(item.rule, kind)]
    own = tuple(item.rule for item in found if item.layer is book.own_layer)
    return own or tuple(item.rule for item in found)


def _strictness(ours: tuple[Rule, ...], theirs: tuple[Rule, ...]) -> Strictness:
    if not ours or not theirs:
        return Strictness.UNKNOWN
    if ours[0].several:
        return Strictness.SAME if _stated(ours) == _stated(theirs) else Strictness.DIFFERS_IN_KIND
    return ours[0].against(theirs[0])


def _stated(rules: tuple[Rule, ...]) -> list[str]:
    return sorted(rule.in_words() for rule in rules)
