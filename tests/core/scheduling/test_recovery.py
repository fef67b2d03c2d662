from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.scheduling.policies import CAUTION_DAYS, NO_HOLIDAYS, SATURDAYS, days, policies

from cara.policy import UNKNOWN, Gap, SchedulingPolicy
from cara.scheduling import Pair, Recovery, deadline_for, latest_recoverable_first_day, pairs, recoverable, recovery
from cara.vocabulary import MissedWorkshop

WEEKLY = replace(SATURDAYS, closed=NO_HOLIDAYS)
CAUTION = date(2026, 11, 23)
DEADLINE = deadline_for(WEEKLY, caution_on=CAUTION, offence_on=None)
COMING = pairs(WEEKLY, CAUTION, DEADLINE.binding)
EARLY = Pair(date(2026, 12, 12), date(2027, 1, 9))
LATE = Pair(date(2027, 2, 6), date(2027, 3, 6))


def asked(rule: str, pair: Pair, missed: int, coming: Sequence[Pair] = COMING) -> Recovery:
    return recovery(replace(WEEKLY, missed=rule), pair, missed, DEADLINE, coming)


def test_both_workshops_again_start_after_the_missed_one() -> None:
    assert asked(MissedWorkshop.REPEAT_BOTH, EARLY, 1).finish == date(2027, 1, 16)
    assert asked(MissedWorkshop.REPEAT_BOTH, EARLY, 2).finish == date(2027, 2, 13)


def test_workshop_two_alone_is_taken_again_on_the_next_workshop_two() -> None:
    assert asked(MissedWorkshop.REPEAT_MISSED, EARLY, 2).finish == date(2027, 1, 16)


def test_workshop_one_alone_brings_its_own_workshop_two() -> None:
    assert asked(MissedWorkshop.REPEAT_MISSED, EARLY, 1).finish == date(2027, 1, 16)


def test_a_later_workshop_one_can_lead_to_the_booked_workshop_two_if_the_gap_permits() -> None:
    tolerant = replace(WEEKLY, gap=Gap(least=28, most=35), missed=MissedWorkshop.REPEAT_MISSED)
    five_weeks = Pair(date(2026, 12, 12), date(2027, 1, 16))
    coming = pairs(tolerant, CAUTION, DEADLINE.binding)
    assert recovery(tolerant, five_weeks, 1, DEADLINE, coming).finish == date(2027, 1, 16)


@pytest.mark.parametrize("rule", [UNKNOWN, MissedWorkshop.POLICE_DECIDE])
def test_room_under_a_rule_that_is_not_settled_is_neither_yes_nor_no(rule: str) -> None:
    answer = asked(rule, EARLY, 2)
    assert answer.possible is None
    assert answer.in_time
    assert answer.again == "both"


def test_an_unknown_rule_sends_to_the_police() -> None:
    assert asked(UNKNOWN, EARLY, 1).in_words.startswith(
        "What a missed workshop means is not known here: ask the police."
    )


def test_an_unsettled_rule_says_when_only_the_missed_workshop_could_be_repeated() -> None:
    answer = asked(UNKNOWN, LATE, 2)
    assert (answer.possible, answer.again, answer.finish) == (None, "missed", date(2027, 3, 13))
    assert not recoverable(replace(WEEKLY, missed=UNKNOWN), LATE, DEADLINE, COMING)


@pytest.mark.parametrize("rule", [UNKNOWN, *MissedWorkshop])
def test_no_room_by_any_reading_is_no_whatever_the_rule(rule: str) -> None:
    answer = asked(rule, LATE, 2, coming=[LATE])
    assert answer.possible is False
    assert answer.finish is None
    assert "no later workshop is known" in answer.in_words


def test_a_finish_that_only_an_extension_permits_says_so() -> None:
    answer = asked(MissedWorkshop.REPEAT_BOTH, EARLY, 2, coming=[Pair(date(2027, 3, 6), date(2027, 4, 3))])
    assert (answer.possible, answer.needs_extension) == (False, True)
    assert answer.in_words.endswith("after the deadline of Monday 15 March 2027. Only an extension would leave room.")


def test_a_finish_on_the_deadline_is_in_time_and_a_day_later_is_not() -> None:
    on_time = [Pair(DEADLINE.binding - days(28), DEADLINE.binding)]
    assert asked(MissedWorkshop.REPEAT_BOTH, EARLY, 1, on_time).possible is True
    assert asked(MissedWorkshop.REPEAT_BOTH, EARLY, 1, [Pair(*(day + days(1) for day in on_time[0]))]).possible is False


@given(policy=policies(), caution_on=CAUTION_DAYS, data=st.data())
def test_a_finish_needs_later_days_than_the_missed_one(
    policy: SchedulingPolicy, caution_on: date, data: st.DataObject
) -> None:
    coming = pairs(policy, caution_on, caution_on + days(120)) or (Pair(caution_on, caution_on + days(28)),)
    pair = data.draw(st.sampled_from(coming))
    missed = data.draw(st.sampled_from([1, 2]))
    deadline = deadline_for(policy, caution_on=caution_on, offence_on=None)
    answer = recovery(policy, pair, missed, deadline, coming)
    assert answer.finish is None or answer.finish > pair[missed - 1]
    assert answer.finish is None or answer.finish in {later.second_day for later in coming}


@given(policy=policies(), caution_on=CAUTION_DAYS, sooner=st.integers(0, 60))
def test_an_earlier_deadline_never_makes_an_absence_recoverable(
    policy: SchedulingPolicy, caution_on: date, sooner: int
) -> None:
    coming = pairs(policy, caution_on, caution_on + days(60))[:12]
    deadline = deadline_for(policy, caution_on=caution_on, offence_on=None)
    earlier = replace(deadline, binding=deadline.binding - days(sooner))
    still = {pair for pair in coming if recoverable(policy, pair, earlier, coming)}
    assert still <= {pair for pair in coming if recoverable(policy, pair, deadline, coming)}


@given(policy=policies(), caution_on=CAUTION_DAYS)
def test_the_latest_recoverable_day_is_recoverable_and_no_later_one_is(
    policy: SchedulingPolicy, caution_on: date
) -> None:
    coming = pairs(policy, caution_on, caution_on + days(70))[:12]
    deadline = deadline_for(policy, caution_on=caution_on, offence_on=None)
    latest = latest_recoverable_first_day(policy, deadline, coming)
    can = [pair.first_day for pair in coming if recoverable(policy, pair, deadline, coming)]
    assert (latest in can) if can else (latest is None)
    assert all(day <= latest for day in can if latest)
