"""The check that an officer is in the middle of: facts without any person, sealed in the officer's own browser."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from litestar.datastructures import Cookie
from pydantic import ValidationError

from cara.casework import PlaceSearch
from cara.policy import CaseFacts, EarlierMatter, RestrictedFacts
from cara_web.layout.draft import Draft
from cara_web.referrals.answers import CheckQuestion
from cara_web.referrals.topics import Topic, with_answers
from cara_web.visits import Connection

_COOKIE = Draft("booking", "/bookings/new")

MOST_MATTERS = 20
"""How many earlier matters can be entered one by one. With more the case is for a person anyway."""


@dataclass(frozen=True, slots=True)
class Check:
    """The answers so far, and where the person can come."""

    facts: CaseFacts
    restricted: RestrictedFacts
    answered: tuple[str, ...] = ()
    search: PlaceSearch = field(default_factory=PlaceSearch)

    @classmethod
    def begun_by(cls, organisation: str) -> Self:
        """Begin a check for an officer of a force."""
        return cls(CaseFacts(referral_source=organisation), RestrictedFacts())

    @classmethod
    def read(cls, connection: Connection) -> Self | None:
        """Give the check that this browser keeps, or nothing."""
        kept = _COOKIE.read(connection)
        if not kept:
            return None
        try:
            return cls(
                CaseFacts.model_validate(kept["facts"]),
                RestrictedFacts.model_validate(kept["restricted"]),
                tuple(str(slug) for slug in _list(kept["answered"])),
                _search(kept["search"]),
            )
        except (ValidationError, KeyError, TypeError, ValueError):
            return None

    def keep(self, connection: Connection) -> Cookie:
        """Make the cookie that keeps it."""
        search = self.search
        return _COOKIE.keep(
            connection,
            {
                "facts": self.facts.model_dump(mode="json", exclude_none=True),
                "restricted": self.restricted.model_dump(mode="json", exclude_none=True),
                "answered": list(self.answered),
                "search": {
                    "district": search.district,
                    "impossible": sorted(day.isoformat() for day in search.impossible),
                    "step_free": search.step_free,
                    "hearing_loop": search.hearing_loop,
                },
            },
        )

    @staticmethod
    def forget(connection: Connection) -> Cookie:
        """Make the cookie that takes it away."""
        return _COOKIE.forget(connection)

    def with_topic(self, topic: Topic, answered: CheckQuestion) -> Self:
        """Give the check with a page's answers in it."""
        facts, restricted = with_answers(self.facts, self.restricted, answered)
        return replace(self, facts=facts, restricted=restricted, answered=self._with(topic.slug))

    def with_matters(self, matters: tuple[EarlierMatter, ...] | None) -> Self:
        """Give the check with other earlier matters; while none has been entered the topic is unanswered."""
        facts = self.facts.model_copy(update={"earlier_matters": matters or None})
        return replace(self, facts=facts, answered=self._with("history") if matters else self._without("history"))

    def without_history(self, *, known: bool) -> Self:
        """Give the check with no earlier matters: there are none, or nobody knows."""
        facts = self.facts.model_copy(update={"earlier_matters": () if known else None})
        return replace(self, facts=facts, answered=self._with("history"))

    def with_search(self, search: PlaceSearch) -> Self:
        """Give the check with where and when the person can come."""
        return replace(self, search=search)

    def _with(self, slug: str) -> tuple[str, ...]:
        return (*self._without(slug), slug)

    def _without(self, slug: str) -> tuple[str, ...]:
        return tuple(other for other in self.answered if other != slug)


def _list(kept: object) -> list[object]:
    if not isinstance(kept, list):
        raise TypeError("not a list")
    return kept


def _search(kept: object) -> PlaceSearch:
    if not isinstance(kept, Mapping):
        raise TypeError("not a search")
    return PlaceSearch(
        district=kept["district"],
        impossible=frozenset(date.fromisoformat(day) for day in _list(kept["impossible"]) if isinstance(day, str)),
        step_free=bool(kept["step_free"]),
        hearing_loop=bool(kept["hearing_loop"]),
    )
