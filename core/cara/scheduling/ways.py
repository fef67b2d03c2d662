"""How many ways somebody without a place still has: the days that are left for him or her, and the places among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cara.policy import SchedulingPolicy
from cara.scheduling.fitting import OpenPlace, Wanted, fits, pairs_that_would_fit
from cara.scheduling.offers import is_near
from cara.scheduling.workshop_two import AttendedOne, days_for_workshop_two, fits_workshop_two, room_for_workshop_two


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """The days on which somebody can still take both workshops, or workshop two alone where that is open."""

    first_days: tuple[date, ...]
    """The workshop one of each pair that is left, or the day of each workshop two that may be taken alone, in order."""
    places: tuple[OpenPlace, ...]
    """The open cohorts with a free seat that fit: those in the person's own district first, then the earlier."""

    @property
    def count(self) -> int:
        """Count the ways that are left."""
        return len(self.first_days)

    @property
    def last(self) -> date | None:
        """Give the last day on which the person can still begin."""
        return self.first_days[-1] if self.first_days else None

    @property
    def last_place(self) -> OpenPlace | None:
        """Give the latest of the places that are free."""
        return max(self.places, key=lambda place: (place.first_day, place.second_day, place.cohort), default=None)


def both_left(policy: SchedulingPolicy, wanted: Wanted, places: Iterable[OpenPlace], today: date) -> DaysLeft:
    """Count the pairs of days that somebody has left, and find the free places among them.

    Args:
        policy: the policy in force.
        wanted: what a place has to meet.
        places: the open cohorts, of other pathways too.
        today: only later days count.
    """
    pairs = pairs_that_would_fit(policy, wanted, today)
    fit = [place for place in _of_pathway(wanted, places) if not fits(policy, wanted, place, today)]
    return DaysLeft(tuple(pair.first_day for pair in pairs), _in_order(wanted, fit, two_alone=False))


def two_alone_left(
    policy: SchedulingPolicy, wanted: Wanted, places: Iterable[OpenPlace], today: date, attended: AttendedOne
) -> DaysLeft:
    """Count the days that are left to take workshop two alone, as :func:`both_left` counts pairs.

    Args:
        policy: the policy in force.
        wanted: what a place has to meet.
        places: the cohorts whose workshop two can still be joined, of other pathways too.
        today: only later days count.
        attended: the workshop one that counts.
    """
    if not room_for_workshop_two(policy, attended):
        return DaysLeft((), ())
    days = days_for_workshop_two(policy, wanted, today, attended)
    fit = [
        place for place in _of_pathway(wanted, places) if not fits_workshop_two(policy, wanted, place, today, attended)
    ]
    return DaysLeft(days, _in_order(wanted, fit, two_alone=True))


def _of_pathway(wanted: Wanted, places: Iterable[OpenPlace]) -> list[OpenPlace]:
    return [place for place in places if place.pathway == wanted.pathway]


def _in_order(wanted: Wanted, fit: list[OpenPlace], *, two_alone: bool) -> tuple[OpenPlace, ...]:
    def order(place: OpenPlace) -> tuple[bool, date, date, str]:
        first = place.second_day if two_alone else place.first_day
        return not is_near(wanted, place), first, place.second_day, place.cohort

    return tuple(sorted(fit, key=order))
