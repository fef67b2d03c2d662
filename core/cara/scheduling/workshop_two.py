"""Whether one open place fits somebody for workshop two alone, who has attended workshop one elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cara.policy import SchedulingPolicy
from cara.policy.wording import days_in_words
from cara.scheduling.days import ONE_DAY, open_days, why_closed
from cara.scheduling.fitting import Constraint, Fitting, Misfit, OpenPlace, Wanted
from cara.scheduling.pairs import has_gap
from cara.vocabulary import MissedWorkshop
from cara.vocabulary.dates import in_words


@dataclass(frozen=True, slots=True)
class AttendedOne:
    """The day on which somebody attended workshop one, and whether a workshop two after it was missed."""

    on: date
    missed_two: bool = False


@dataclass(frozen=True)
class _FittingTwo(Fitting):
    """The check of workshop two: only its own day counts, and the days since workshop one."""

    attended: AttendedOne

    def misfits(self, place: OpenPlace) -> tuple[Misfit, ...]:
        checks: tuple[tuple[Constraint, Callable[[OpenPlace], str | None]], ...] = (
            (Constraint.PATHWAY, self._another_pathway),
            (Constraint.BEGUN, self._past),
            (Constraint.FULL, lambda place: None if place.free_seats > 0 else "Every seat is taken"),
            (Constraint.TOO_LATE, self._too_late),
            (Constraint.NOT_PERMITTED, self._closed_or_no_gap),
            (Constraint.IMPOSSIBLE, self._impossible_two),
            (Constraint.ACCESS, self._without_access),
            (Constraint.KEPT_APART, self._kept_apart),
        )
        return tuple(Misfit(constraint, sentence) for constraint, check in checks if (sentence := check(place)))

    def _past(self, place: OpenPlace) -> str | None:
        return None if place.second_day > self.today else "Workshop two is not after today"

    def _closed_or_no_gap(self, place: OpenPlace) -> str | None:
        closed = why_closed(self.policy, place.second_day)
        if closed:
            return f"{in_words(place.second_day)} is {closed}"
        return _why_no_gap(self.policy, self.attended, place.second_day)

    def _impossible_two(self, place: OpenPlace) -> str | None:
        day = place.second_day
        return f"The person cannot come on {in_words(day)}" if day in self.wanted.impossible else None


def _why_no_gap(policy: SchedulingPolicy, attended: AttendedOne, second_day: date) -> str | None:
    if policy.missed == MissedWorkshop.REPEAT_MISSED and (second_day - attended.on).days >= policy.gap.least:
        return None
    if attended.missed_two:
        return "The area's rule does not say that workshop two alone is repeated"
    if has_gap(policy, attended.on, second_day):
        return None
    return f"{days_in_words((second_day - attended.on).days)} after the workshop one attended are not permitted"


def fits_workshop_two(
    policy: SchedulingPolicy, wanted: Wanted, place: OpenPlace, today: date, attended: AttendedOne
) -> tuple[Misfit, ...]:
    """Check one place for somebody who needs workshop two alone; an empty answer means that it fits.

    The policy's gap counts from the workshop one that was attended. It may be longer only where the policy says that a
    missed workshop alone is repeated; after a missed workshop two nothing fits where it does not.
    """
    return _FittingTwo(policy, wanted, today, attended).misfits(place)


def room_for_workshop_two(policy: SchedulingPolicy, attended: AttendedOne) -> bool:
    """Tell whether the policy leaves workshop two alone open at all."""
    return not attended.missed_two or policy.missed == MissedWorkshop.REPEAT_MISSED


def days_for_workshop_two(
    policy: SchedulingPolicy, wanted: Wanted, today: date, attended: AttendedOne
) -> tuple[date, ...]:
    """List the days after today on which somebody could take workshop two alone, earliest first."""
    deadline = Fitting(policy, wanted, today).deadline.binding
    return tuple(
        day
        for day in open_days(policy, today + ONE_DAY, deadline)
        if day not in wanted.impossible and _why_no_gap(policy, attended, day) is None
    )
