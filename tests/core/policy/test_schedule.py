"""What binds an area's scheduling on one day, put together from its book."""

from datetime import date, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.areas_for_tests import ON, stated, testshire_book
from tests.core.policy.strategies import books, keeps_the_floor, rules

from cara.policy import (
    UNKNOWN,
    ClosedDates,
    ClosedDays,
    CohortShares,
    CohortSize,
    Deadline,
    DeadlineRunsFrom,
    FacilitatorsPerWorkshop,
    Gap,
    LateArrivalMeans,
    Limit,
    MissedWorkshopMeans,
    Modes,
    Notice,
    PairRhythm,
    PermittedWeekdays,
    PolicyNotKnown,
    SchedulingPolicy,
    SessionHours,
    SessionTimes,
    Shared,
    Size,
    WorkshopGap,
    scheduling_policy,
)
from cara.vocabulary import DeadlineAnchor, LateArrival, MissedWorkshop, Mode, Weekday

OPTIONAL = {
    DeadlineRunsFrom: "anchor",
    FacilitatorsPerWorkshop: "facilitators",
    Notice: "notice_days",
    PairRhythm: "rhythm_days",
    SessionTimes: "hours",
    MissedWorkshopMeans: "missed",
    LateArrivalMeans: "late",
}
CAREFUL = {
    ClosedDays: ("closed", ClosedDates(subdivision="ENG")),
    CohortShares: ("shares", frozenset(Shared)),
    Modes: ("modes", frozenset({Mode.IN_PERSON})),
}


def test_testshires_policy_is_as_it_states_it():
    assert scheduling_policy(testshire_book(), ON) == SchedulingPolicy(
        weekdays=frozenset({Weekday.SATURDAY}),
        gap=Gap(least=28, most=28),
        size=Size(least=1, most=12),
        limit=Limit(days=112, extended_days=140),
        anchor=DeadlineAnchor.CAUTION,
        shares=frozenset(Shared),
        facilitators=2,
        notice_days=14,
        rhythm_days=7,
        closed=ClosedDates(subdivision="ENG"),
        hours=SessionHours(begins=time(10), ends=time(15)),
        modes=frozenset({Mode.IN_PERSON}),
        missed=MissedWorkshop.REPEAT_BOTH,
        late=LateArrival.REFUSED_ENTRY,
    )


@pytest.mark.parametrize("kind", [PermittedWeekdays, WorkshopGap, CohortSize])
def test_what_nobody_can_be_booked_without_must_be_known(kind):
    book = testshire_book(stated(kind, value=UNKNOWN))
    with pytest.raises(PolicyNotKnown) as refusal:
        scheduling_policy(book, ON)
    assert (refusal.value.area, refusal.value.about) == ("Testshire", kind.topic.lower())


@pytest.mark.parametrize("kind", OPTIONAL)
def test_what_else_nobody_published_stays_unknown(kind):
    silent, unknown = testshire_book(without=[kind]), testshire_book(stated(kind, value=UNKNOWN))
    assert getattr(scheduling_policy(silent, ON), OPTIONAL[kind]) == UNKNOWN
    assert scheduling_policy(unknown, ON) == scheduling_policy(silent, ON)


@pytest.mark.parametrize("kind", CAREFUL)
def test_some_of_it_has_a_careful_reading(kind):
    name, careful = CAREFUL[kind]
    for book in (testshire_book(without=[kind]), testshire_book(stated(kind, value=UNKNOWN))):
        assert getattr(scheduling_policy(book, ON), name) == careful


def test_an_unknown_deadline_leaves_the_nations():
    policy = scheduling_policy(testshire_book(stated(Deadline, value=UNKNOWN)), ON)
    assert policy.limit == Limit(days=112, extended_days=140)


@given(st.data())
def test_the_tighter_of_the_nations_and_the_areas_limits_binds(data):
    rule = data.draw(rules(Deadline, unknown_too=False).filter(keeps_the_floor))
    limit = scheduling_policy(testshire_book(rule), ON).limit
    assert limit.days == rule.value.days <= 112
    assert limit.extended_days == (140 if rule.value.extended_days == UNKNOWN else rule.value.extended_days)


def test_without_any_known_limit_there_is_none():
    book = testshire_book(stated(Deadline, value=UNKNOWN))
    national, own = book.layers
    without = national.model_copy(update={"rules": tuple(rule for rule in national.rules if rule.kind != "deadline")})
    with pytest.raises(PolicyNotKnown, match="deadline"):
        scheduling_policy(book.model_copy(update={"layers": (without, own)}), ON)


@given(books())
def test_a_policy_never_permits_more_than_the_nation(book):
    known = [rule for rule in book.own_layer.rules if isinstance(rule, PermittedWeekdays | WorkshopGap | CohortSize)]
    assume(UNKNOWN not in [rule.value for rule in known])
    policy = scheduling_policy(book, date(2026, 11, 23))
    assert policy.limit.days <= 112
    assert policy.limit.extended_days <= 140
