from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.scheduling.policies import CAUTION_DAYS, MEN, NO_HOLIDAYS, SATURDAYS, days, place, policies

from cara.policy import UNKNOWN, Gap, Limit, SchedulingPolicy, Unknown
from cara.scheduling import (
    OffenceAfterCaution,
    Wanted,
    deadline_for,
    earliest_first_day,
    fits,
    last_first_day,
    pairs,
)
from cara.vocabulary import DeadlineAnchor, Weekday

UNSETTLED = replace(SATURDAYS, anchor=UNKNOWN)
EVERY_DAY = replace(SATURDAYS, weekdays=frozenset(Weekday), closed=NO_HOLIDAYS)
CAUTION = date(2026, 11, 23)
OFFENCE = date(2026, 11, 1)


@pytest.mark.parametrize(("day", "in_time"), [(111, True), (112, True), (113, False)])
def test_workshop_two_may_be_on_day_112_but_not_on_day_113(day: int, in_time: bool) -> None:
    ends = CAUTION + days(day)
    cohort = place("C1", ends - days(28), ends)
    assert (fits(EVERY_DAY, Wanted(MEN, CAUTION), cohort, CAUTION) == ()) is in_time
    assert (ends <= deadline_for(EVERY_DAY, caution_on=CAUTION, offence_on=None).binding) is in_time


def test_the_limit_counts_from_the_anchor_as_day_0() -> None:
    deadline = deadline_for(SATURDAYS, caution_on=CAUTION, offence_on=OFFENCE)
    assert deadline.binding == deadline.by_caution == date(2027, 3, 15)
    assert deadline.extended == date(2027, 4, 12)


def test_a_known_anchor_alone_binds() -> None:
    from_offence = replace(SATURDAYS, anchor=DeadlineAnchor.OFFENCE)
    deadline = deadline_for(from_offence, caution_on=CAUTION, offence_on=OFFENCE)
    assert deadline.binding == deadline.by_offence == date(2027, 2, 21)
    assert deadline.in_words.startswith("The 112 days (16 weeks) run from the offence.")


def test_while_the_anchor_is_unknown_the_earlier_day_binds_and_both_are_said() -> None:
    deadline = deadline_for(UNSETTLED, caution_on=CAUTION, offence_on=OFFENCE)
    assert deadline.binding == date(2027, 2, 21)
    assert deadline.extended == date(2027, 3, 21)
    assert (
        "from the offence they end on Sunday 21 February 2027, from the caution on Monday 15 March" in deadline.in_words
    )


@pytest.mark.parametrize(
    ("anchor", "needed"), [(UNKNOWN, True), (DeadlineAnchor.OFFENCE, True), (DeadlineAnchor.CAUTION, False)]
)
def test_a_missing_offence_is_asked_for_only_where_it_may_decide(anchor: DeadlineAnchor, needed: bool) -> None:
    deadline = deadline_for(replace(SATURDAYS, anchor=anchor), caution_on=CAUTION, offence_on=None)
    assert deadline.binding == date(2027, 3, 15)
    assert deadline.by_offence is None
    assert deadline.offence_needed is needed
    assert ("The day of the offence is needed" in deadline.in_words) is needed


def test_an_unknown_extension_is_not_made_up() -> None:
    policy = replace(SATURDAYS, limit=Limit(days=112))
    deadline = deadline_for(policy, caution_on=CAUTION, offence_on=None)
    assert deadline.extended is None
    assert "extended" not in deadline.in_words


def test_an_offence_dated_after_the_caution_is_refused() -> None:
    with pytest.raises(OffenceAfterCaution, match="correct one of the two dates"):
        deadline_for(UNSETTLED, caution_on=OFFENCE, offence_on=CAUTION)


def test_a_caution_of_29_february_counts_as_any_other_day() -> None:
    deadline = deadline_for(SATURDAYS, caution_on=date(2028, 2, 29), offence_on=date(2028, 2, 28))
    assert deadline.binding == date(2028, 6, 20)
    assert earliest_first_day(SATURDAYS, date(2028, 2, 29)).day == date(2028, 3, 14)
    assert last_first_day(SATURDAYS, deadline) == date(2028, 5, 20)


def test_the_limit_crosses_29_february() -> None:
    assert deadline_for(SATURDAYS, caution_on=date(2028, 1, 1), offence_on=None).binding == date(2028, 4, 22)
    assert deadline_for(SATURDAYS, caution_on=date(2027, 1, 1), offence_on=None).binding == date(2027, 4, 23)


def test_the_last_workshop_one_leaves_room_for_workshop_two() -> None:
    deadline = deadline_for(SATURDAYS, caution_on=CAUTION, offence_on=None)
    assert last_first_day(SATURDAYS, deadline) == date(2027, 2, 13)


def test_the_last_workshop_one_avoids_a_pair_that_ends_on_a_closed_day() -> None:
    deadline = deadline_for(SATURDAYS, caution_on=date(2026, 9, 7), offence_on=None)
    assert deadline.binding == date(2026, 12, 28)
    assert last_first_day(SATURDAYS, deadline) == date(2026, 11, 21)


def test_the_last_workshop_one_keeps_the_rhythm() -> None:
    policy = replace(SATURDAYS, rhythm_days=35)
    deadline = deadline_for(policy, caution_on=CAUTION, offence_on=None)
    assert last_first_day(policy, deadline, rhythm_from=date(2026, 12, 5)) == date(2027, 2, 13)
    assert last_first_day(policy, deadline, rhythm_from=date(2026, 12, 12)) == date(2027, 1, 16)


def test_there_is_no_last_workshop_one_where_no_pair_fits() -> None:
    too_short = replace(SATURDAYS, limit=Limit(days=20))
    assert last_first_day(too_short, deadline_for(too_short, caution_on=CAUTION, offence_on=None)) is None


def test_notice_is_inclusive_and_an_unknown_notice_is_none_and_said_so() -> None:
    assert earliest_first_day(SATURDAYS, CAUTION).day == date(2026, 12, 7)
    unknown = earliest_first_day(replace(SATURDAYS, notice_days=UNKNOWN), CAUTION)
    assert unknown.day == CAUTION
    assert "is not known here; none is counted" in unknown.in_words


@given(policy=policies(), caution_on=CAUTION_DAYS, before=st.integers(0, 200))
def test_an_unknown_anchor_never_gives_more_time_than_either_reading(
    policy: SchedulingPolicy, caution_on: date, before: int
) -> None:
    def binding(anchor: DeadlineAnchor | Unknown) -> date:
        offence_on = caution_on - days(before)
        return deadline_for(replace(policy, anchor=anchor), caution_on=caution_on, offence_on=offence_on).binding

    assert binding(UNKNOWN) == min(binding(DeadlineAnchor.CAUTION), binding(DeadlineAnchor.OFFENCE))


@given(policy=policies(), caution_on=CAUTION_DAYS)
def test_after_the_last_workshop_one_no_pair_ends_in_time(policy: SchedulingPolicy, caution_on: date) -> None:
    deadline = deadline_for(policy, caution_on=caution_on, offence_on=None)
    last = last_first_day(policy, deadline)
    in_time = [pair for pair in pairs(policy, caution_on, deadline.binding) if pair.second_day <= deadline.binding]
    assert last == (max(pair.first_day for pair in in_time) if in_time else None)


def test_a_tolerance_lets_the_last_workshop_one_use_the_least_gap() -> None:
    policy = replace(SATURDAYS, gap=Gap(least=28, most=35))
    deadline = deadline_for(policy, caution_on=CAUTION, offence_on=None)
    assert last_first_day(policy, deadline) == date(2027, 2, 13)
