"""Everything about days, groups and deadlines that binds an area on one day, put together from its book."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from cara.policy.attendance import LateArrivalMeans, MissedWorkshopMeans
from cara.policy.book import DAYS_KEPT, PolicyBook, ThisBook
from cara.policy.errors import PolicyNotKnown
from cara.policy.model import UNKNOWN, Unknown
from cara.policy.rule import Rule
from cara.policy.scheduling import (
    ClosedDates,
    ClosedDays,
    CohortShares,
    CohortSize,
    Deadline,
    DeadlineRunsFrom,
    FacilitatorsPerWorkshop,
    Gap,
    Limit,
    Modes,
    Notice,
    PairRhythm,
    PermittedWeekdays,
    SessionHours,
    SessionTimes,
    Shared,
    Size,
    WorkshopGap,
)
from cara.vocabulary import DeadlineAnchor, LateArrival, MissedWorkshop, Mode, Weekday

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class SchedulingPolicy:
    """What binds the area's scheduling on one day.

    Days are whole days. What is ``unknown`` was never published; each reader says how it is careful about it.
    """

    weekdays: frozenset[Weekday]
    gap: Gap
    size: Size
    limit: Limit
    anchor: DeadlineAnchor | Unknown = UNKNOWN
    shares: frozenset[Shared] = frozenset(Shared)
    facilitators: int | Unknown = UNKNOWN
    notice_days: int | Unknown = UNKNOWN
    rhythm_days: int | Unknown = UNKNOWN
    closed: ClosedDates = field(default_factory=ClosedDates)
    hours: SessionHours | Unknown = UNKNOWN
    modes: frozenset[Mode] = frozenset({Mode.IN_PERSON})
    missed: MissedWorkshop | Unknown = UNKNOWN
    late: LateArrival | Unknown = UNKNOWN


def scheduling_policy(book: PolicyBook, on: date) -> SchedulingPolicy:
    """Read the scheduling policy that binds on a day; where the nation's and the area's limits differ, the tighter.

    Raises:
        NoPolicyInForce: a required rule is not in force on that day.
        PolicyNotKnown: weekdays, gap, size or deadline are in force but unknown.
    """
    return _scheduling_policy(ThisBook(book), on)


@lru_cache(DAYS_KEPT)
def _scheduling_policy(this: ThisBook, on: date) -> SchedulingPolicy:
    book = this.book
    rules = [item.rule for item in book.in_force(on)]
    return SchedulingPolicy(
        weekdays=frozenset(_required(book, rules, PermittedWeekdays, on)),
        gap=_required(book, rules, WorkshopGap, on),
        size=_required(book, rules, CohortSize, on),
        limit=_tightest_limit(book, rules, on),
        anchor=_published(rules, DeadlineRunsFrom, UNKNOWN),
        shares=frozenset(_known(rules, CohortShares, tuple(Shared))),
        facilitators=_published(rules, FacilitatorsPerWorkshop, UNKNOWN),
        notice_days=_published(rules, Notice, UNKNOWN),
        rhythm_days=_published(rules, PairRhythm, UNKNOWN),
        closed=_known(rules, ClosedDays, ClosedDates(subdivision="ENG")),
        hours=_published(rules, SessionTimes, UNKNOWN),
        modes=frozenset(_known(rules, Modes, (Mode.IN_PERSON,))),
        missed=_published(rules, MissedWorkshopMeans, UNKNOWN),
        late=_published(rules, LateArrivalMeans, UNKNOWN),
    )


# The values below are typed by their kinds; reading them by kind loses that, so the callers' fields give it back.
def _published(rules: Sequence[Rule], kind: type[Rule], otherwise: V) -> V:
    stated = [rule for rule in rules if isinstance(rule, kind) and rule.bare_value is not None]
    value: V = stated[-1].bare_value if stated else otherwise
    return value


def _known(rules: Sequence[Rule], kind: type[Rule], otherwise: V) -> V:
    value = _published(rules, kind, otherwise)
    return otherwise if value == UNKNOWN else value


def _required(book: PolicyBook, rules: Sequence[Rule], kind: type[Rule], on: date) -> Any:  # Any: as above
    value = _published(rules, kind, UNKNOWN)
    if value == UNKNOWN:
        raise PolicyNotKnown(book.area.name, kind.topic.lower(), on)
    return value


def _tightest_limit(book: PolicyBook, rules: Sequence[Rule], on: date) -> Limit:
    limits = [rule.value for rule in rules if isinstance(rule, Deadline) and isinstance(rule.value, Limit)]
    if not limits:
        raise PolicyNotKnown(book.area.name, Deadline.topic.lower(), on)
    extended = [limit.extended_days for limit in limits if isinstance(limit.extended_days, int)]
    return Limit(days=min(limit.days for limit in limits), extended_days=min(extended) if extended else UNKNOWN)
