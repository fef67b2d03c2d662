"""Whether one open place fits one person: the single check behind every offer and behind every booking."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from cara.policy import SchedulingPolicy
from cara.policy.wording import days_in_words
from cara.scheduling.days import ONE_DAY, why_closed
from cara.scheduling.deadlines import Deadline, EarliestFirstDay, deadline_for, earliest_first_day
from cara.scheduling.pairs import Pair, has_gap, pairs
from cara.vocabulary import Word
from cara.vocabulary.dates import in_words


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """An open cohort as the caller loaded it, full ones included. Provisional and closed cohorts are not places."""

    cohort: str
    """The cohort's code; no two places share one."""
    pathway: str
    """The pathway's stored form, see :attr:`cara.vocabulary.Pathway.code`."""
    venue_code: str
    venue_name: str
    district: str
    """The venue's district, as in :attr:`Wanted.district`."""
    travel: str
    step_free: bool
    hearing_loop: bool
    first_day: date
    second_day: date
    free_seats: int

    @property
    def pair(self) -> Pair:
        """Give the two days."""
        return Pair(self.first_day, self.second_day)

    @property
    def in_words(self) -> str:
        """Name the cohort, its venue and its days."""
        return f"Cohort {self.cohort} at {self.venue_name} on {self.pair.in_words()}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one person's place has to meet. It says nothing of who the person is."""

    pathway: str
    """The pathway's stored form, see :attr:`cara.vocabulary.Pathway.code`."""
    caution_on: date
    offence_on: date | None = None
    district: str | None = None
    """Where the person lives, to put near places first; ``None`` for no preference."""
    impossible: frozenset[date] = frozenset()
    """Days on which the person cannot come."""
    step_free: bool = False
    hearing_loop: bool = False
    kept_apart: frozenset[str] = frozenset()
    """Codes of cohorts that hold somebody from whom the person is kept apart."""


class Constraint(Word):
    """Why a place does not fit, in the order in which reasons are given."""

    PATHWAY = "pathway", "Pathway"
    BEGUN = "begun", "Already begun"
    FULL = "full", "Full"
    TOO_SOON = "too_soon", "Too soon after the caution"
    TOO_LATE = "too_late", "After the deadline"
    NOT_PERMITTED = "not_permitted", "Days that are closed or outside the policy"
    IMPOSSIBLE = "impossible", "Days that the person cannot make"
    ACCESS = "access", "Access"
    KEPT_APART = "kept_apart", "Somebody to be kept apart from"


class Misfit(NamedTuple):
    """One constraint that a place does not meet, and why in words without a full stop. The words name nobody."""

    constraint: Constraint
    sentence: str


class Window(NamedTuple):
    """The days on which workshop one can lie, both included. It is empty where the last is before the first."""

    first: date
    last: date

    @property
    def is_empty(self) -> bool:
        """Tell whether no day is left."""
        return self.last < self.first


@dataclass(frozen=True)
class Fitting:
    """One person's check on one day, with what is the same for every place counted once."""

    policy: SchedulingPolicy
    wanted: Wanted
    today: date

    @cached_property
    def deadline(self) -> Deadline:
        """Count the person's deadline."""
        return deadline_for(self.policy, caution_on=self.wanted.caution_on, offence_on=self.wanted.offence_on)

    @cached_property
    def earliest(self) -> EarliestFirstDay:
        """Count the notice."""
        return earliest_first_day(self.policy, self.wanted.caution_on)

    @cached_property
    def window(self) -> Window:
        """Give the days of workshop one; see :func:`window`."""
        first = max(self.earliest.day, self.today + ONE_DAY)
        return Window(first, self.deadline.binding - self.policy.gap.least * ONE_DAY)

    def misfits(self, place: OpenPlace) -> tuple[Misfit, ...]:
        """List the constraints that the place does not meet, in their order; see :func:`fits`."""
        checks = (
            (Constraint.PATHWAY, self._another_pathway),
            (Constraint.BEGUN, self._begun),
            (Constraint.FULL, _full),
            (Constraint.TOO_SOON, self._too_soon),
            (Constraint.TOO_LATE, self._too_late),
            (Constraint.NOT_PERMITTED, self._not_permitted),
            (Constraint.IMPOSSIBLE, self._impossible),
            (Constraint.ACCESS, self._without_access),
            (Constraint.KEPT_APART, self._kept_apart),
        )
        return tuple(Misfit(constraint, sentence) for constraint, check in checks if (sentence := check(place)))

    def _another_pathway(self, place: OpenPlace) -> str | None:
        return None if place.pathway == self.wanted.pathway else "It is a cohort of another pathway"

    def _begun(self, place: OpenPlace) -> str | None:
        return None if place.first_day > self.today else "Workshop one is not after today"

    def _too_soon(self, place: OpenPlace) -> str | None:
        earliest = self.earliest.day
        if place.first_day >= earliest:
            return None
        return f"Workshop one is before {in_words(earliest)}, the earliest day"

    def _too_late(self, place: OpenPlace) -> str | None:
        last = self.deadline.binding
        return None if place.second_day <= last else f"Workshop two is after {in_words(last)}, the deadline"

    def _not_permitted(self, place: OpenPlace) -> str | None:
        closed = [(day, why) for day in place.pair if (why := why_closed(self.policy, day))]
        if closed:
            return "; ".join(f"{in_words(day)} is {why}" for day, why in closed)
        if has_gap(self.policy, *place.pair):
            return None
        return f"{days_in_words((place.second_day - place.first_day).days)} between the workshops are not permitted"

    def _impossible(self, place: OpenPlace) -> str | None:
        days = impossible_days(self.wanted, place)
        return f"The person cannot come on {' or '.join(in_words(day) for day in days)}" if days else None

    def _without_access(self, place: OpenPlace) -> str | None:
        missing = missing_access(self.wanted, place)
        return f"The venue has no {' and no '.join(missing)}" if missing else None

    def _kept_apart(self, place: OpenPlace) -> str | None:
        if place.cohort not in self.wanted.kept_apart:
            return None
        return "It holds somebody from whom the person is kept apart"


def _full(place: OpenPlace) -> str | None:
    return None if place.free_seats > 0 else "Every seat is taken"


def impossible_days(wanted: Wanted, place: OpenPlace) -> tuple[date, ...]:
    """List the place's days on which the person cannot come."""
    return tuple(day for day in place.pair if day in wanted.impossible)


def missing_access(wanted: Wanted, place: OpenPlace) -> tuple[str, ...]:
    """List in words what the person needs and the venue lacks."""
    step_free = ("step-free access",) if wanted.step_free and not place.step_free else ()
    hearing_loop = ("hearing loop",) if wanted.hearing_loop and not place.hearing_loop else ()
    return step_free + hearing_loop


def fits(policy: SchedulingPolicy, wanted: Wanted, place: OpenPlace, today: date) -> tuple[Misfit, ...]:
    """Check one place against everything it has to meet; an empty answer means that it fits.

    The same check makes the offers and is repeated under the cohort's lock when a seat is taken. A place whose
    workshop one is today or earlier never fits: the day may have begun.

    Raises:
        OffenceAfterCaution: the offence is dated after the caution.
        ClosedDaysNotKnown: one of the place's days lies where no public holidays are known.
    """
    return Fitting(policy, wanted, today).misfits(place)


def window(policy: SchedulingPolicy, wanted: Wanted, today: date) -> Window:
    """Give the days on which workshop one can lie, both included, so that a query can be narrowed by them.

    From the caution plus the notice, and tomorrow at the earliest, to the binding deadline less the least gap. Every
    place that fits lies inside; a place inside need not fit.
    """
    return Fitting(policy, wanted, today).window


def pairs_that_would_fit(policy: SchedulingPolicy, wanted: Wanted, today: date) -> tuple[Pair, ...]:
    """List the days on which a new cohort would be a place for the person, earliest first; empty if none can begin."""
    fitting = Fitting(policy, wanted, today)
    last = fitting.deadline.binding
    candidates = pairs(policy, *fitting.window)
    return tuple(pair for pair in candidates if pair.second_day <= last and wanted.impossible.isdisjoint(pair))
