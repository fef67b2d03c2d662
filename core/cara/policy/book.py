"""The policy book: everything that binds one area, with where each rule came from and a digest of all of it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Self, TypeVar

from pydantic import Field

from cara import __version__
from cara.policy.errors import NameTaken, NoPolicyInForce, TopicMissing
from cara.policy.kinds import KINDS, kind_of, place_of
from cara.policy.layer import Layer
from cara.policy.model import AreaProfile, Frozen
from cara.policy.risk import ReferralSources, RiskCeiling
from cara.policy.rule import Rule
from cara.policy.scheduling import CohortSize, Deadline, PermittedWeekdays, WorkshopGap

SCHEMA_VERSION = 1

DAYS_KEPT = 128
"""Of how many books and days the rules are kept sorted out: a frozen book says the same of a day each time."""

R = TypeVar("R", bound=Rule)

REQUIRED: tuple[type[Rule], ...] = (RiskCeiling, ReferralSources, PermittedWeekdays, WorkshopGap, CohortSize, Deadline)
"""The topics that every area answers: without them nobody can be referred or booked."""


@dataclass(frozen=True, slots=True)
class BookRule:
    """A rule together with the layer that states it."""

    layer: Layer
    rule: Rule


class PolicyBook(Frozen):
    """The layers that bind one area, the nation's first. Frozen: a change of policy is another book."""

    schema_version: int = SCHEMA_VERSION
    engine_version: str = Field(default=__version__, description="The version of cara-core that built it.")
    area: AreaProfile
    layers: tuple[Layer, ...]

    @classmethod
    def of(cls, area: AreaProfile, national: Layer, own: Layer) -> Self:
        """Put the nation's and the area's layers together.

        Raises:
            NameTaken: the area calls itself what the nation's layer is called.
            LooserThanTheFloor: an area's rule is looser than the nation's.
            TopicMissing: the area says nothing about a topic that every area answers.
        """
        if own.owner == national.owner:
            raise NameTaken(own.owner)
        own.refuse_looser_than(national)
        for required in REQUIRED:
            if not any(isinstance(rule, required) for rule in own.rules):
                raise TopicMissing(area.id, required.topic, kind_of(required))
        return cls(area=area, layers=(national, own))

    @property
    def own_layer(self) -> Layer:
        """Give the area's own layer."""
        return self.layers[-1]

    @cached_property
    def canonical_json(self) -> str:
        """Write the whole book as canonical JSON: sorted keys, no spaces, UTF-8, ISO dates, no floats."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical_json.encode()).hexdigest()

    def in_force(self, on: date) -> tuple[BookRule, ...]:
        """Give every rule that binds on a day, in the order in which rules are shown.

        Raises:
            NoPolicyInForce: a rule has lapsed, or a topic that every area answers has no rule on that day.
        """
        return _in_force(ThisBook(self), on)

    def of_kind(self, kind: type[R], on: date) -> Iterator[R]:
        """Give the rules of one kind that bind on a day, the nation's first."""
        return (item.rule for item in self.in_force(on) if isinstance(item.rule, kind))

    def silent_about(self, on: date) -> tuple[type[Rule], ...]:
        """Give the topics about which neither the nation nor the area has published a rule for a day."""
        answered = {type(item.rule) for item in self.in_force(on)}
        return tuple(kind for kind in KINDS if kind not in answered and not kind.several)


class ThisBook:
    """One book and no other: comparing whole books would take longer than reading their rules."""

    __slots__ = ("book",)

    def __init__(self, book: PolicyBook) -> None:
        self.book = book

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ThisBook) and other.book is self.book

    def __hash__(self) -> int:
        return id(self.book)


@lru_cache(DAYS_KEPT)
def _in_force(this: ThisBook, on: date) -> tuple[BookRule, ...]:
    book = this.book
    found = [BookRule(layer, rule) for layer in book.layers for rule in layer.in_force(on)]
    for required in REQUIRED:
        if not any(isinstance(item.rule, required) for item in found if item.layer is book.own_layer):
            raise NoPolicyInForce(book.area.name, required.topic.lower(), on)
    return tuple(sorted(found, key=lambda item: (place_of(item.rule), book.layers.index(item.layer), item.rule.id)))
