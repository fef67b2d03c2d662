"""The day by which both workshops must be done, and the days of workshop one that follow from it.

A limit of 112 days is inclusive and counts from the anchor as day 0: a workshop two on day 112 is in time, one on day
113 is not. While an area has not settled whether the days run from the offence or from the caution, the earlier day
binds and both are shown.
"""

from dataclasses import dataclass
from datetime import date

from cara.policy import UNKNOWN, SchedulingPolicy, Unknown
from cara.policy.wording import days_in_words
from cara.scheduling.days import ONE_DAY
from cara.scheduling.pairs import pairs
from cara.vocabulary import CaraError, DeadlineAnchor
from cara.vocabulary.dates import in_words


class OffenceAfterCaution(CaraError):
    """Refuse a caution given before the offence: a deadline counted from such days would mean nothing."""

    def __init__(self, offence_on: date, caution_on: date) -> None:
        self.offence_on, self.caution_on = offence_on, caution_on
        super().__init__(
            f"The offence ({in_words(offence_on)}) is dated after the caution ({in_words(caution_on)}); "
            f"correct one of the two dates."
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which workshop two can be held, with everything that it was counted from. All days inclusive."""

    caution_on: date
    offence_on: date | None
    limit_days: int
    anchor: DeadlineAnchor | Unknown
    by_caution: date
    """The last day if the limit runs from the caution."""
    by_offence: date | None
    """The last day if it runs from the offence; ``None`` while the day of the offence is missing."""
    binding: date
    """The day that binds: the anchor's, or the earlier of the two while the anchor is unknown."""
    extended: date | None
    """The last day with the longest extension, counted like ``binding``; ``None`` if the extension is unknown."""

    @property
    def offence_needed(self) -> bool:
        """Tell whether the day of the offence may decide but is missing; the binding day may then be too late."""
        return self.offence_on is None and self.anchor != DeadlineAnchor.CAUTION

    @property
    def in_words(self) -> str:
        """Say the binding day, what it runs from, the other day where the anchor is unknown, and the extension."""
        parts = (_what_it_runs_from(self), _what_binds(self), _extension(self))
        return " ".join(part for part in parts if part)


def deadline_for(policy: SchedulingPolicy, *, caution_on: date, offence_on: date | None) -> Deadline:
    """Count the deadline of one caution.

    Args:
        policy: its limit (days, inclusive), extension and anchor.
        caution_on: the day of the caution.
        offence_on: the day of the offence; while it is missing the caution's day binds, marked ``offence_needed``
            unless the policy counts from the caution alone.

    Raises:
        OffenceAfterCaution: the offence is dated after the caution.
    """
    if offence_on is not None and offence_on > caution_on:
        raise OffenceAfterCaution(offence_on, caution_on)
    counted_from = _counted_from(policy.anchor, caution_on, offence_on)
    limit = policy.limit
    return Deadline(
        caution_on=caution_on,
        offence_on=offence_on,
        limit_days=limit.days,
        anchor=policy.anchor,
        by_caution=caution_on + limit.days * ONE_DAY,
        by_offence=None if offence_on is None else offence_on + limit.days * ONE_DAY,
        binding=counted_from + limit.days * ONE_DAY,
        extended=counted_from + limit.extended_days * ONE_DAY if isinstance(limit.extended_days, int) else None,
    )


def _counted_from(anchor: DeadlineAnchor | Unknown, caution_on: date, offence_on: date | None) -> date:
    if offence_on is None or anchor == DeadlineAnchor.CAUTION:
        return caution_on
    return offence_on if anchor == DeadlineAnchor.OFFENCE else min(caution_on, offence_on)


def _what_it_runs_from(deadline: Deadline) -> str:
    limit = days_in_words(deadline.limit_days)
    if deadline.anchor != UNKNOWN:
        return f"The {limit} run from the {deadline.anchor.value}."
    unsettled = f"Whether the {limit} run from the offence or from the caution is not known here."
    by_caution = in_words(deadline.by_caution)
    if deadline.by_offence is None:
        return f"{unsettled} Counted from the caution they end on {by_caution}."
    return (
        f"{unsettled} Counted from the offence they end on {in_words(deadline.by_offence)}, "
        f"from the caution on {by_caution}."
    )


def _what_binds(deadline: Deadline) -> str:
    day = in_words(deadline.binding)
    if deadline.offence_needed:
        return f"The day of the offence is needed: until it is known, {day} is counted from the caution and may be too late."
    if deadline.anchor == UNKNOWN:
        return f"The earlier binds: both workshops must be done by {day}."
    return f"Both workshops must be done by {day}."


def _extension(deadline: Deadline) -> str:
    if deadline.extended is None or deadline.extended == deadline.binding:
        return ""
    return f"Exceptionally this can be extended to {in_words(deadline.extended)} at the latest."


def last_first_day(policy: SchedulingPolicy, deadline: Deadline, *, rhythm_from: date | None = None) -> date | None:
    """Give the last workshop-one day that still leaves room for workshop two by the binding day, inclusive.

    ``None`` if no pair from the day of the caution on ends in time. The rhythm counts as in :func:`pairs`.
    """
    latest = deadline.binding - policy.gap.least * ONE_DAY
    candidates = pairs(policy, deadline.caution_on, latest, rhythm_from=rhythm_from)
    return max((pair.first_day for pair in candidates if pair.second_day <= deadline.binding), default=None)


@dataclass(frozen=True, slots=True)
class EarliestFirstDay:
    """The first day on which workshop one may be held after a caution, inclusive; the day itself may be closed."""

    day: date
    notice_days: int | Unknown

    @property
    def in_words(self) -> str:
        """Say the day and the notice it rests on, or that the notice is unknown and was counted as none."""
        if isinstance(self.notice_days, int):
            return (
                f"Workshop one can be from {in_words(self.day)}, {days_in_words(self.notice_days)} after the caution."
            )
        return (
            f"How much notice is needed before workshop one is not known here; "
            f"none is counted, so it can be from {in_words(self.day)}."
        )


def earliest_first_day(policy: SchedulingPolicy, caution_on: date) -> EarliestFirstDay:
    """Count the notice from the caution: notice of 14 days permits day 14 itself. An unknown notice counts as 0 days."""
    notice = policy.notice_days if isinstance(policy.notice_days, int) else 0
    return EarliestFirstDay(caution_on + notice * ONE_DAY, policy.notice_days)
