"""Everything about days, groups and deadlines that binds an area on one day, put together from its book."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from cara.policy.attendance import LateArrivalMeans, MissedWorkshopMeans
from cara.policy.book import PolicyBook
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
    return SchedulingPolicy(
        weekdays=frozenset(_required(book, PermittedWeekdays, on)),
        gap=_required(book, WorkshopGap, on),
        size=_required(book, CohortSize, on),
        limit=_tightest_limit(book, on),
        anchor=_published(book, DeadlineRunsFrom, on, UNKNOWN),
        shares=frozenset(_known(book, CohortShares, on, tuple(Shared))),
        facilitators=_published(book, FacilitatorsPerWorkshop, on, UNKNOWN),
        notice_days=_published(book, Notice, on, UNKNOWN),
        rhythm_days=_published(book, PairRhythm, on, UNKNOWN),
        closed=_known(book, ClosedDays, on, ClosedDates(subdivision="ENG")),
        hours=_published(book, SessionTimes, on, UNKNOWN),
        modes=frozenset(_known(book, Modes, on, (Mode.IN_PERSON,))),
        missed=_published(book, MissedWorkshopMeans, on, UNKNOWN),
        late=_published(book, LateArrivalMeans, on, UNKNOWN),
    )


# The values below are typed by their kinds; reading them by kind loses that, so the callers' fields give it back.
def _published(book: PolicyBook, kind: type[Rule], on: date, otherwise: V) -> V:
    rules = [rule for rule in book.of_kind(kind, on) if rule.bare_value is not None]
    value: V = rules[-1].bare_value if rules else otherwise
    return value


def _known(book: PolicyBook, kind: type[Rule], on: date, otherwise: V) -> V:
    value = _published(book, kind, on, otherwise)
    return otherwise if value == UNKNOWN else value


def _required(book: PolicyBook, kind: type[Rule], on: date) -> Any:  # Any: as above
    value = _published(book, kind, on, UNKNOWN)
    if value == UNKNOWN:
        raise PolicyNotKnown(book.area.name, kind.topic.lower(), on)
    return value


def _tightest_limit(book: PolicyBook, on: date) -> Limit:
    limits = [rule.value for rule in book.of_kind(Deadline, on) if isinstance(rule.value, Limit)]
    if not limits:
        raise PolicyNotKnown(book.area.name, Deadline.topic.lower(), on)
    extended = [limit.extended_days for limit in limits if isinstance(limit.extended_days, int)]
    return Limit(days=min(limit.days for limit in limits), extended_days=min(extended) if extended else UNKNOWN)
