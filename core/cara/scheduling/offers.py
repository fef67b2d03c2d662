"""The best places for one person while the officer waits: near and early first, each saying why."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cara.policy import SchedulingPolicy
from cara.policy.wording import days_in_words
from cara.scheduling.deadlines import Deadline
from cara.scheduling.fitting import Fitting, OpenPlace, Wanted
from cara.scheduling.pairs import Pair
from cara.scheduling.recovery import Recovery, recoverable, recovery
from cara.vocabulary import MissedWorkshop

MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A place that fits, why it is offered, and what an absence would mean for it."""

    place: OpenPlace
    why: tuple[str, ...]
    deadline: Deadline
    if_missed: tuple[Recovery, Recovery]
    """What missing workshop one, and what missing workshop two, would mean."""


def rank(
    policy: SchedulingPolicy,
    wanted: Wanted,
    places: Iterable[OpenPlace],
    today: date,
    *,
    coming: Iterable[Pair] = (),
) -> tuple[Offer, ...]:
    """Offer the best three places that fit, best first; fewer if fewer fit.

    The person's own district first; then pairs after which one absence could still be recovered; then the earlier
    workshop one, then the earlier workshop two. The cohort's code settles what is left, so that the order of the input
    never matters.

    Args:
        policy: the policy in force.
        wanted: what the place has to meet.
        places: the candidates. The pairs of those that fit are also the calendar in which an absence could be
            recovered: cohorts that exist and have a free seat, never ones that might be opened later.
        today: only later days are offered.
        coming: more pairs for that calendar, where the caller loaded only some of the open cohorts as candidates.

    Raises:
        OffenceAfterCaution: the offence is dated after the caution.
        ClosedDaysNotKnown: a candidate's day lies where no public holidays are known.
    """
    fitting = Fitting(policy, wanted, today)
    fit = [place for place in places if not fitting.misfits(place)]
    fit_pairs = {place.pair for place in fit}
    calendar = sorted(fit_pairs.union(coming))
    with_room = {pair for pair in fit_pairs if recoverable(policy, pair, fitting.deadline, calendar)}
    best = sorted(fit, key=lambda place: _order(wanted, place, with_room))[:MOST_OFFERS]
    return tuple(_offer(fitting, place, calendar, fit_pairs, with_room) for place in best)


def _order(wanted: Wanted, place: OpenPlace, with_room: Collection[Pair]) -> tuple[bool, bool, date, date, str]:
    return (
        not is_near(wanted, place),
        place.pair not in with_room,
        place.first_day,
        place.second_day,
        place.cohort,
    )


def is_near(wanted: Wanted, place: OpenPlace) -> bool:
    """Tell whether a place is in the person's own district."""
    return wanted.district is not None and place.district == wanted.district


def _offer(
    fitting: Fitting,
    place: OpenPlace,
    calendar: Sequence[Pair],
    fit_pairs: Collection[Pair],
    with_room: Collection[Pair],
) -> Offer:
    policy, deadline, pair = fitting.policy, fitting.deadline, place.pair
    return Offer(
        place=place,
        why=(
            *_why(fitting.wanted, place, earliest=pair == min(fit_pairs)),
            _room(policy, has_room=pair in with_room),
        ),
        deadline=deadline,
        if_missed=(
            recovery(policy, pair, 1, deadline, calendar),
            recovery(policy, pair, 2, deadline, calendar),
        ),
    )


def _why(wanted: Wanted, place: OpenPlace, *, earliest: bool) -> Iterator[str]:
    if is_near(wanted, place):
        yield "In the person's own district"
    if earliest:
        yield "The earliest days with a free place"
    yield _how_soon((place.first_day - wanted.caution_on).days)
    if wanted.step_free:
        yield "The venue has step-free access"
    if wanted.hearing_loop:
        yield "The venue has a hearing loop"


def _how_soon(days: int) -> str:
    return f"Workshop one is {days_in_words(days)} after the caution"


def _room(policy: SchedulingPolicy, *, has_room: bool) -> str:
    again = "it" if policy.missed == MissedWorkshop.REPEAT_MISSED else "both"
    if has_room:
        return f"If one workshop is missed, there is room to take {again} again before the deadline"
    return f"If one workshop is missed, the open cohorts may leave no room to take {again} again before the deadline"
