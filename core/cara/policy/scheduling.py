"""The rules about days, groups and deadlines, one kind a topic."""

from datetime import time
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from cara.policy.model import Count, Day, Days, NonEmptySetOf, Stated, Unknown
from cara.policy.rule import Rule
from cara.policy.strictness import (
    Comparison,
    Covering,
    fewer_is_stricter,
    higher_is_stricter,
    lower_is_stricter,
    more_is_stricter,
    together,
    unless_unknown,
)
from cara.policy.wording import days_in_words, listed
from cara.vocabulary import DeadlineAnchor, Mode, Weekday, Word
from cara.vocabulary.dates import in_words


class PermittedWeekdays(Rule):
    """The days of the week on which workshops are held."""

    kind: Literal["permitted_weekdays"] = "permitted_weekdays"
    value: NonEmptySetOf[Weekday] | Unknown
    topic: ClassVar[str] = "Days of the week"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)

    def _known_in_words(self) -> str:
        days = sorted(day for day in self.value if isinstance(day, Weekday))
        return f"Workshops are held on {listed([f'{day.label}s' for day in days], 'or')}"


class Gap(Stated):
    """The days from workshop one to workshop two, both ends included."""

    least: Days
    most: Days

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.least:
            raise ValueError(
                f"the most days between the workshops ({self.most}) are fewer than the least ({self.least})"
            )
        return self


def _compare_gaps(first: Gap, second: Gap) -> Covering:
    return together(higher_is_stricter(first.least, second.least), lower_is_stricter(first.most, second.most))


class WorkshopGap(Rule):
    """How far apart the two workshops are. A tolerance that nobody has published is none."""

    kind: Literal["workshop_gap"] = "workshop_gap"
    value: Gap | Unknown
    topic: ClassVar[str] = "Gap between the workshops"
    compare: ClassVar[Comparison] = staticmethod(_compare_gaps)

    def _known_in_words(self) -> str:
        assert isinstance(self.value, Gap)
        if self.value.least == self.value.most:
            return f"Workshop two is {days_in_words(self.value.least)} after workshop one"
        return f"Workshop two is {self.value.least} to {self.value.most} days after workshop one"


class Size(Stated):
    """How many participants a cohort has, both ends included; the least may be unknown."""

    least: Count | Unknown = "unknown"
    most: Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if isinstance(self.least, int) and self.most < self.least:
            raise ValueError(f"the largest cohort ({self.most}) is smaller than the least ({self.least})")
        return self


def _compare_sizes(first: Size, second: Size) -> Covering:
    least = unless_unknown(higher_is_stricter, first.least, second.least)
    return together(least, lower_is_stricter(first.most, second.most))


class CohortSize(Rule):
    """The least and the largest cohort."""

    kind: Literal["cohort_size"] = "cohort_size"
    value: Size | Unknown
    topic: ClassVar[str] = "Size of a cohort"
    compare: ClassVar[Comparison] = staticmethod(_compare_sizes)

    def _known_in_words(self) -> str:
        assert isinstance(self.value, Size)
        if isinstance(self.value.least, int):
            return f"A cohort has {self.value.least} to {self.value.most} participants"
        return f"A cohort has up to {self.value.most} participants"

    def unknowns(self) -> tuple[str, ...]:
        """Name the topic, or the least viable size alone."""
        if not isinstance(self.value, Size):
            return (self.topic,)
        return () if isinstance(self.value.least, int) else ("Least viable size of a cohort",)


class Shared(Word):
    """What everybody in a cohort has in common."""

    SEX = "sex", "Sex"
    RELATIONSHIP = "relationship", "Relationship to the victim"


class CohortShares(Rule):
    """What everybody in a cohort has in common."""

    kind: Literal["cohort_shares"] = "cohort_shares"
    value: NonEmptySetOf[Shared] | Unknown
    topic: ClassVar[str] = "What a cohort shares"
    compare: ClassVar[Comparison] = staticmethod(more_is_stricter)

    def _known_in_words(self) -> str:
        return f"Everybody in a cohort has the same {listed(self.value, 'and', lower=True)}"


class FacilitatorsPerWorkshop(Rule):
    """How many facilitators hold a workshop."""

    kind: Literal["facilitators_per_workshop"] = "facilitators_per_workshop"
    value: Count | Unknown
    topic: ClassVar[str] = "Facilitators"
    compare: ClassVar[Comparison] = staticmethod(higher_is_stricter)

    def _known_in_words(self) -> str:
        return f"{self.value} facilitators hold each workshop"


class Limit(Stated):
    """The last day of the period, counted from the anchor (day 0) and inclusive, and the last with an extension."""

    days: Days
    extended_days: Days | Unknown = "unknown"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if isinstance(self.extended_days, int) and self.extended_days < self.days:
            raise ValueError(f"the extended limit ({self.extended_days}) is below the limit ({self.days})")
        return self


def _compare_limits(first: Limit, second: Limit) -> Covering:
    extended = unless_unknown(lower_is_stricter, first.extended_days, second.extended_days)
    return together(lower_is_stricter(first.days, second.days), extended)


class Deadline(Rule):
    """The day by which both workshops must be done."""

    kind: Literal["deadline"] = "deadline"
    value: Limit | Unknown
    topic: ClassVar[str] = "Deadline"
    compare: ClassVar[Comparison] = staticmethod(_compare_limits)

    def _known_in_words(self) -> str:
        assert isinstance(self.value, Limit)
        extended = self.value.extended_days
        more = f", exceptionally {days_in_words(extended)}" if isinstance(extended, int) else ""
        return f"Both workshops are done within {days_in_words(self.value.days)}{more}"

    def unknowns(self) -> tuple[str, ...]:
        """Name the topic, or the extension alone."""
        if not isinstance(self.value, Limit):
            return (self.topic,)
        return () if isinstance(self.value.extended_days, int) else ("How far the deadline can be extended",)


class DeadlineRunsFrom(Rule):
    """The day from which the deadline runs. While it is unknown the earlier day binds and both are shown."""

    kind: Literal["deadline_anchor"] = "deadline_anchor"
    value: DeadlineAnchor | Unknown
    topic: ClassVar[str] = "What the deadline runs from"

    def _known_in_words(self) -> str:
        return f"The deadline runs from {listed([self.value], 'or', lower=True)}"


class Notice(Rule):
    """The least days from the caution to workshop one, inclusive."""

    kind: Literal["notice"] = "notice"
    value: Days | Unknown
    topic: ClassVar[str] = "Notice before workshop one"
    compare: ClassVar[Comparison] = staticmethod(higher_is_stricter)

    def _known_in_words(self) -> str:
        assert isinstance(self.value, int)
        return f"Workshop one is {days_in_words(self.value)} or more after the caution"


class PairRhythm(Rule):
    """How often a pair of workshops starts, in days."""

    kind: Literal["pair_rhythm"] = "pair_rhythm"
    value: Days | Unknown
    topic: ClassVar[str] = "How often a pair starts"

    def _known_in_words(self) -> str:
        assert isinstance(self.value, int)
        return f"A pair of workshops starts every {days_in_words(self.value)}"


class ClosedDates(Stated):
    """Public holidays of a place (ISO 3166 codes), and dates of the area's own."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "GB"
    subdivision: Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")] | None = None
    public_holidays: bool = True
    own: tuple[Day, ...] = ()


class ClosedDays(Rule):
    """The days on which no workshop is held."""

    kind: Literal["closed_days"] = "closed_days"
    value: ClosedDates | Unknown
    topic: ClassVar[str] = "Closed days"

    def _known_in_words(self) -> str:
        assert isinstance(self.value, ClosedDates)
        holidays = ["public holidays"] if self.value.public_holidays else []
        own = [in_words(day) for day in self.value.own]
        closed = listed(holidays + own, "or")
        return f"No workshop on {closed}" if closed else "No day is closed"


class SessionHours(Stated):
    """When a workshop begins and ends, local time."""

    begins: time
    ends: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends <= self.begins:
            raise ValueError(f"the workshop ends at {self.ends:%H:%M}, not after it begins at {self.begins:%H:%M}")
        return self


class SessionTimes(Rule):
    """The hours of a workshop."""

    kind: Literal["session_times"] = "session_times"
    value: SessionHours | Unknown
    topic: ClassVar[str] = "Hours of a workshop"

    def _known_in_words(self) -> str:
        assert isinstance(self.value, SessionHours)
        return f"A workshop runs from {self.value.begins:%H:%M} to {self.value.ends:%H:%M}"


class Modes(Rule):
    """How the workshops can be attended."""

    kind: Literal["modes"] = "modes"
    value: NonEmptySetOf[Mode] | Unknown
    topic: ClassVar[str] = "How workshops are attended"
    compare: ClassVar[Comparison] = staticmethod(fewer_is_stricter)

    def _known_in_words(self) -> str:
        return f"Workshops are attended {listed(self.value, 'or', lower=True)}"
