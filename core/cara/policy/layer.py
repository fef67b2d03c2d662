"""One layer of a book: the rules of the nation or of an area, each layer sound by itself."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Self

from pydantic import Field

from cara.policy.errors import ForeignRule, LooserThanTheFloor, NoPolicyInForce, RulesOverlap, TopicTwice
from cara.policy.kinds import AnyRule
from cara.policy.model import Frozen, Identifier
from cara.policy.rule import Rule


class Provenance(Frozen):
    """Which installed software stated a layer: the plugin's name, its distribution and version."""

    plugin: str
    distribution: str
    version: str


class Layer(Frozen):
    """The rules of one owner, with the software that stated them."""

    owner: Identifier = Field(description="'national', or the area's id; every rule's id begins with it.")
    provenance: Provenance
    rules: tuple[AnyRule, ...]

    @classmethod
    def of(cls, owner: str, provenance: Provenance, rules: Sequence[AnyRule]) -> Self:
        """Make a layer, its rules in a fixed order.

        Raises:
            ForeignRule: a rule's id begins with another owner's name.
            RulesOverlap: two versions of one rule are in force on the same day.
            TopicTwice: two rules answer one topic on the same day.
        """
        ordered = sorted(rules, key=lambda rule: (rule.id, rule.valid_from or date.min))
        for rule in ordered:
            if not rule.id.startswith(f"{owner}."):
                raise ForeignRule(rule.id, owner)
        for first, second in combinations(ordered, 2):
            _refuse_clash(first, second)
        return cls(owner=owner, provenance=provenance, rules=tuple(ordered))

    def in_force(self, on: date) -> tuple[Rule, ...]:
        """Give the rules that bind on a day, both ends of their dates included.

        Raises:
            NoPolicyInForce: a rule has lapsed and nothing has taken its place.
        """
        for rule_id in self._lapsed(on):
            raise NoPolicyInForce(self.owner, rule_id, on)
        return tuple(rule for rule in self.rules if rule.in_force(on))

    def _lapsed(self, on: date) -> list[str]:
        newest = {rule.id: rule for rule in self.rules if rule.valid_from is None or rule.valid_from <= on}
        return sorted(rule.id for rule in newest.values() if not rule.in_force(on) and not rule.ended_for_good)

    def refuse_looser_than(self, floor: "Layer") -> None:
        """Refuse a rule that is looser than the floor's on any day in common.

        Raises:
            LooserThanTheFloor: naming both rules.
        """
        for rule in self.rules:
            for national in floor.rules:
                if rule.kind == national.kind and rule.overlaps(national) and rule.loosens(national):
                    raise LooserThanTheFloor(rule.id, rule.in_words(), national.id, national.in_words())


def _refuse_clash(first: Rule, second: Rule) -> None:
    if not first.overlaps(second):
        return
    if first.id == second.id:
        raise RulesOverlap(first.id, _dates(first), _dates(second))
    if first.kind == second.kind and not first.several:
        raise TopicTwice(first.id, second.id, first.topic)


def _dates(rule: Rule) -> str:
    return f"{rule.valid_from or 'the start'} to {rule.valid_to or 'further notice'}"
