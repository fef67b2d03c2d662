"""Why nobody can be placed: the constraints that bind, and what would free a place.

A place stands outside because of the *set* of constraints that it misses; meeting the whole set would free it. Only the
smallest such sets are named: a constraint that could be dropped without freeing anything, or that matters only where
a smaller change would do, is not the reason. Where no single constraint frees a place, those that bind together are
named together.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cara.policy import UNKNOWN, SchedulingPolicy
from cara.policy.wording import days_in_words
from cara.scheduling.fitting import (
    Constraint,
    Fitting,
    OpenPlace,
    Wanted,
    impossible_days,
    missing_access,
    pairs_that_would_fit,
)
from cara.vocabulary import Pathway
from cara.vocabulary.dates import in_words

Missed = frozenset[Constraint]

_PLACE_IN_ORDER = {constraint: place for place, constraint in enumerate(Constraint)}


@dataclass(frozen=True, slots=True)
class Binding:
    """A constraint that keeps a person from every place."""

    constraint: Constraint
    excludes: int
    """How many cohorts it excludes: of the person's pathway and not begun; for the pathway itself, of every other."""
    frees: int
    """How many of them would fit if it alone were met; 0 if it binds only together with others."""
    together_with: tuple[Constraint, ...]
    """The fewest other constraints that have to be met with it; empty if it alone frees a place, and for the pathway,
    which frees nothing: only a new cohort does."""
    in_words: str
    """What it excludes, and what would free a place."""

    @property
    def alone(self) -> bool:
        """Tell whether meeting this constraint alone would free a place."""
        return self.frees > 0


def why_nobody(
    policy: SchedulingPolicy, wanted: Wanted, places: Iterable[OpenPlace], today: date
) -> tuple[Binding, ...]:
    """Name the constraints that bind; empty if and only if some place fits.

    Args:
        policy: the policy in force.
        wanted: what the place has to meet.
        places: every open cohort, full ones and those outside the person's window included. What is not passed cannot
            be named.
        today: cohorts that have begun by then are no places and are left out.
    """
    fitting = Fitting(policy, wanted, today)
    missed = {place: frozenset(misfit.constraint for misfit in fitting.misfits(place)) for place in places}
    if not all(missed.values()):
        return ()
    own = {place: sets for place, sets in missed.items() if sets.isdisjoint({Constraint.PATHWAY, Constraint.BEGUN})}
    if not own:
        return (_no_cohort(fitting, sum(Constraint.PATHWAY in sets for sets in missed.values())),)
    smallest = _smallest(own.values())
    named = [constraint for constraint in Constraint if any(constraint in sets for sets in smallest)]
    return tuple(_binding(fitting, constraint, own, smallest) for constraint in named)


def _smallest(sets: Iterable[Missed]) -> list[Missed]:
    """Keep the sets that contain no other, fewest members first and otherwise in the constraints' order."""
    distinct = set(sets)
    minimal = [one for one in distinct if not any(other < one for other in distinct)]
    return sorted(minimal, key=lambda one: (len(one), sorted(_PLACE_IN_ORDER[constraint] for constraint in one)))


def _binding(
    fitting: Fitting, constraint: Constraint, own: dict[OpenPlace, Missed], smallest: Sequence[Missed]
) -> Binding:
    chosen = next(sets for sets in smallest if constraint in sets)
    freed = sorted((place for place, sets in own.items() if sets == chosen), key=lambda p: (p.pair, p.cohort))
    excludes = sum(constraint in sets for sets in own.values())
    return Binding(
        constraint=constraint,
        excludes=excludes,
        frees=len(freed) if chosen == {constraint} else 0,
        together_with=tuple(other for other in Constraint if other in chosen - {constraint}),
        in_words=f"{_counted(excludes, constraint)}. {_what_would_free(fitting, freed[0], chosen)}",
    )


_EXCLUDED: dict[Constraint, tuple[str, str]] = {
    Constraint.FULL: ("is full", "are full"),
    Constraint.TOO_SOON: ("begins before the notice has passed", "begin before the notice has passed"),
    Constraint.TOO_LATE: ("ends after the deadline", "end after the deadline"),
    Constraint.NOT_PERMITTED: (
        "is on days that are closed or outside the policy",
        "are on days that are closed or outside the policy",
    ),
    Constraint.IMPOSSIBLE: ("is on a day that the person cannot make", "are on days that the person cannot make"),
    Constraint.ACCESS: (
        "is at a venue without the access needed",
        "are at venues without the access needed",
    ),
    Constraint.KEPT_APART: (
        "holds somebody from whom the person is kept apart",
        "hold somebody from whom the person is kept apart",
    ),
}


def _counted(excludes: int, constraint: Constraint) -> str:
    one, many = _EXCLUDED[constraint]
    return f"1 cohort of this pathway {one}" if excludes == 1 else f"{excludes} cohorts of this pathway {many}"


def _what_would_free(fitting: Fitting, place: OpenPlace, chosen: Collection[Constraint]) -> str:
    conditions = [_condition(fitting, place, constraint) for constraint in Constraint if constraint in chosen]
    return f"{place.in_words} would be a place if {' and if '.join(conditions)}."


def _condition(fitting: Fitting, place: OpenPlace, constraint: Constraint) -> str:
    match constraint:
        case Constraint.TOO_SOON:
            return _less_notice(fitting, place.first_day)
        case Constraint.TOO_LATE:
            return _later_deadline(fitting, place.second_day)
        case Constraint.IMPOSSIBLE:
            days = impossible_days(fitting.wanted, place)
            return f"the person could come on {' and '.join(in_words(day) for day in days)}"
        case Constraint.ACCESS:
            return f"its venue had {' and '.join(missing_access(fitting.wanted, place))}"
        case _:
            return _CONDITION[constraint]


_CONDITION: dict[Constraint, str] = {
    Constraint.FULL: "a seat came free",
    Constraint.NOT_PERMITTED: "its days were moved to ones that are open and the policy's gap apart",
    Constraint.KEPT_APART: "whoever is to be kept apart were in another cohort",
}


def _less_notice(fitting: Fitting, first_day: date) -> str:
    days = (first_day - fitting.wanted.caution_on).days
    if days < 0:
        return f"the caution were given by {in_words(first_day)}"
    return f"{days_in_words(days)} of notice were enough"


def _later_deadline(fitting: Fitting, needed: date) -> str:
    deadline = fitting.deadline
    if deadline.anchor == UNKNOWN and needed <= deadline.by_caution:
        return f"the deadline were settled to run from the caution, to {in_words(deadline.by_caution)}"
    if deadline.extended is None:
        return f"the deadline were extended to {in_words(needed)}; how far it can be is not known here"
    if needed <= deadline.extended:
        return f"the deadline were extended to {in_words(needed)}, which the policy permits exceptionally"
    return f"the deadline were extended to {in_words(needed)}, further than the policy permits"


def _no_cohort(fitting: Fitting, others: int) -> Binding:
    return Binding(Constraint.PATHWAY, others, 0, (), _new_cohort(fitting))


def _new_cohort(fitting: Fitting) -> str:
    missing = (
        f"No cohort that has yet to begin is open for this pathway ({Pathway.from_code(fitting.wanted.pathway).label})."
    )
    possible = pairs_that_would_fit(fitting.policy, fitting.wanted, fitting.today)
    if not possible:
        deadline = in_words(fitting.deadline.binding)
        return f"{missing} A new one could not be held either: no pair of days is left before the deadline, {deadline}."
    first, last = in_words(possible[0].first_day), in_words(possible[-1].first_day)
    when = f"on {first}" if first == last else f"between {first} and {last}"
    return f"{missing} A new cohort of this pathway with workshop one {when} would free a place."
