"""What every rule carries: an id, the dates between which it binds, a source, and a value that may be unknown."""

from abc import ABC, abstractmethod
from datetime import date
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from cara.policy.model import UNKNOWN, Day, RuleId, Sentence, Source, Stated
from cara.policy.strictness import Comparison, Covering, Strictness, alike_or_not, unless_unknown
from cara.vocabulary import Word


class Stage(Word):
    """When a rule is settled: while the officer checks, or when the caution has been signed."""

    CHECK = "check", "Before the caution"
    CONFIRM = "confirm", "When the caution is signed"


class Rule(Stated, ABC):
    """One dated, sourced rule of one layer.

    ``value`` is declared by each kind. A rule binds on every day from ``valid_from`` to ``valid_to``, both included;
    an open start means that no source gives one. The versions of a rule share its id and never overlap. After its
    last day there must be another version, or the rule says that it ended for good: a lapsed rule is an error.
    """

    kind: str
    id: RuleId
    valid_from: Day | None = Field(default=None, description="First day in force; absent where no source gives one.")
    valid_to: Day | None = Field(default=None, description="Last day in force, inclusive; absent while it stands.")
    ended_for_good: bool = Field(default=False, description="After valid_to nothing takes this rule's place.")
    source: Source
    note: Sentence | None = Field(default=None, description="A reading or a limit of the source, in plain words.")

    topic: ClassVar[str]
    compare: ClassVar[Comparison] = staticmethod(alike_or_not)
    stage: ClassVar[Stage | None] = None
    restricted: ClassVar[bool] = False
    several: ClassVar[bool] = False

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"rule {self.id} ends on {self.valid_to}, before it begins on {self.valid_from}")
        if self.ended_for_good and self.valid_to is None:
            raise ValueError(f"rule {self.id} ended for good but has no last day: give valid_to")
        return self

    def in_force(self, on: date) -> bool:
        """Tell whether the rule binds on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def overlaps(self, other: "Rule") -> bool:
        """Tell whether two rules bind on any day in common."""
        return _begins(self) <= _ends(other) and _begins(other) <= _ends(self)

    def against(self, other: "Rule") -> Strictness:
        """Tell how this rule stands to another of the same kind."""
        return self._covering(other).strictness

    def loosens(self, floor: "Rule") -> bool:
        """Tell whether this rule is known not to be as strict as another, in whatever part of it is known."""
        return self._covering(floor).first is False

    def _covering(self, other: "Rule") -> Covering:
        if type(self) is not type(other):
            return Covering(first=False, second=False)
        return unless_unknown(type(self).compare, self.bare_value, other.bare_value)

    @property
    def bare_value(self) -> Any:  # Any: each kind declares its own value
        """Give the value, whatever the kind; ``None`` for a kind that is its own statement."""
        return getattr(self, "value", None)

    def in_words(self) -> str:
        """Say the rule in one plain sentence."""
        return f"{self.topic}: not known here" if self.bare_value == UNKNOWN else self._known_in_words()

    @abstractmethod
    def _known_in_words(self) -> str:
        """Say a value that is known, in one plain sentence."""

    def unknowns(self) -> tuple[str, ...]:
        """Name what nobody has published about this rule; empty when everything is known."""
        return (self.topic,) if self.bare_value == UNKNOWN else ()


def _begins(rule: Rule) -> date:
    return rule.valid_from or date.min


def _ends(rule: Rule) -> date:
    return rule.valid_to or date.max
