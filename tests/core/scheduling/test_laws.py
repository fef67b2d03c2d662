"""The laws of offers, whatever the policy, the person and the cohorts."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from itertools import chain, combinations

import holidays
from hypothesis import assume, event, given
from hypothesis import strategies as st
from tests.core.scheduling.policies import MEN, NO_HOLIDAYS, Case, cases, days, place

from cara.policy import UNKNOWN, Gap, Limit, SchedulingPolicy
from cara.scheduling import (
    Constraint,
    OpenPlace,
    Wanted,
    deadline_for,
    fits,
    last_first_day,
    pairs_that_would_fit,
    rank,
    why_nobody,
    window,
)
from cara.vocabulary import DeadlineAnchor, Weekday

BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", years=range(2026, 2030))


def last_day(policy: SchedulingPolicy, wanted: Wanted) -> date:
    anchors = {
        DeadlineAnchor.CAUTION: [wanted.caution_on],
        DeadlineAnchor.OFFENCE: [wanted.offence_on or wanted.caution_on],
        UNKNOWN: [wanted.caution_on, wanted.offence_on or wanted.caution_on],
    }[policy.anchor]
    return min(anchors) + days(policy.limit.days)


def that_fit(case: Case) -> set[OpenPlace]:
    policy, wanted, places, today = case
    return {one for one in places if not fits(policy, wanted, one, today)}


@given(cases())
def test_an_offered_pair_lies_between_notice_and_deadline_the_gap_apart_on_open_days(case: Case) -> None:
    policy, wanted, places, today = case
    notice = policy.notice_days if policy.notice_days != UNKNOWN else 0
    for first, second in (offer.place.pair for offer in rank(policy, wanted, places, today)):
        assert first > today
        assert first >= wanted.caution_on + days(notice)
        assert second <= last_day(policy, wanted)
        assert policy.gap.least <= (second - first).days <= policy.gap.most
        for day in (first, second):
            assert day.weekday() in [weekday.position for weekday in policy.weekdays]
            assert day not in policy.closed.own
            assert day not in wanted.impossible
            assert not (policy.closed.public_holidays and policy.closed.subdivision and day in BANK_HOLIDAYS)


@given(cases())
def test_an_offered_cohort_has_the_pathway_a_seat_the_access_and_nobody_to_be_kept_apart_from(case: Case) -> None:
    policy, wanted, places, today = case
    for cohort in (offer.place for offer in rank(policy, wanted, places, today)):
        assert cohort.pathway == wanted.pathway
        assert cohort.free_seats > 0
        assert cohort.step_free or not wanted.step_free
        assert cohort.hearing_loop or not wanted.hearing_loop
        assert cohort.cohort not in wanted.kept_apart


@given(cases())
def test_as_many_as_three_of_the_places_that_fit_are_offered_and_no_other(case: Case) -> None:
    offered = [offer.place for offer in rank(*case)]
    assert set(offered) <= that_fit(case)
    assert len(offered) == min(3, len(that_fit(case)))


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(case: Case, random) -> None:
    policy, wanted, places, today = case
    shuffled = random.sample(places, len(places))
    assert rank(policy, wanted, shuffled, today) == rank(policy, wanted, places, today)
    assert why_nobody(policy, wanted, shuffled, today) == why_nobody(policy, wanted, places, today)


@given(cases(), st.integers(0, 60))
def test_an_earlier_deadline_never_adds_an_offer(case: Case, fewer: int) -> None:
    policy, *rest = case
    shorter = replace(policy, limit=Limit(days=max(0, policy.limit.days - fewer)))
    assert that_fit((shorter, *rest)) <= that_fit(case)
    assert len(rank(shorter, *rest)) <= len(rank(*case))


@given(cases(), st.integers(0, 60))
def test_an_earlier_offence_never_adds_an_offer(case: Case, before: int) -> None:
    policy, wanted, places, today = case
    earlier = replace(wanted, offence_on=(wanted.offence_on or wanted.caution_on) - days(before))
    assert that_fit((policy, earlier, places, today)) <= that_fit(case)


@given(cases())
def test_every_place_that_fits_lies_in_the_window(case: Case) -> None:
    policy, wanted, _, today = case
    first, last = window(policy, wanted, today)
    assert all(first <= cohort.first_day <= last for cohort in that_fit(case))


@given(cases())
def test_the_window_reaches_the_last_workshop_one_that_leaves_room(case: Case) -> None:
    policy, wanted, _, today = case
    deadline = deadline_for(policy, caution_on=wanted.caution_on, offence_on=wanted.offence_on)
    latest = last_first_day(policy, deadline)
    assert latest is None or latest <= window(policy, wanted, today).last


@given(cases())
def test_a_new_cohort_on_the_days_named_for_one_would_fit(case: Case) -> None:
    policy, wanted, _, today = case
    for pair in pairs_that_would_fit(policy, wanted, today):
        assert fits(policy, wanted, place("NEW", *pair), today) == ()


@given(cases())
def test_reasons_are_given_exactly_where_there_is_no_offer(case: Case) -> None:
    assert bool(why_nobody(*case)) is not bool(rank(*case))


Drop = Callable[[Case], Case]


def dropping_policy(**changes) -> Drop:
    return lambda case: (replace(case[0], **changes), *case[1:])


def dropping_wish(**changes) -> Drop:
    return lambda case: (case[0], replace(case[1], **changes), *case[2:])


DROP: dict[Constraint, Drop] = {
    Constraint.FULL: lambda case: (*case[:2], [replace(one, free_seats=1) for one in case[2]], case[3]),
    Constraint.TOO_SOON: dropping_policy(notice_days=0),
    Constraint.TOO_LATE: dropping_policy(limit=Limit(days=3660)),
    Constraint.NOT_PERMITTED: dropping_policy(
        weekdays=frozenset(Weekday), gap=Gap(least=1, most=3660), closed=NO_HOLIDAYS
    ),
    Constraint.IMPOSSIBLE: dropping_wish(impossible=frozenset()),
    Constraint.ACCESS: dropping_wish(step_free=False, hearing_loop=False),
    Constraint.KEPT_APART: dropping_wish(kept_apart=frozenset()),
}


def without(case: Case, constraints: Iterable[Constraint]) -> Case:
    for constraint in constraints:
        case = DROP[constraint](case)
    return case


def with_bindings(case: Case):
    found = why_nobody(*case)
    assume(found and found[0].constraint is not Constraint.PATHWAY)
    event(f"{len(found)} bind")
    return found


@given(cases())
def test_dropping_what_is_named_frees_a_place_and_dropping_less_does_not(case: Case) -> None:
    for binding in with_bindings(case):
        named = (binding.constraint, *binding.together_with)
        less = chain.from_iterable(combinations(named, size) for size in range(len(named)))
        assert that_fit(without(case, named))
        assert not any(that_fit(without(case, fewer)) for fewer in less)


@given(cases())
def test_every_constraint_that_alone_frees_a_place_is_named_with_how_many(case: Case) -> None:
    found = {binding.constraint: binding.frees for binding in with_bindings(case) if binding.alone}
    alone = {constraint: len(that_fit(without(case, [constraint]))) for constraint in DROP}
    assert found == {constraint: frees for constraint, frees in alone.items() if frees}


@given(cases())
def test_the_cohorts_that_a_binding_excludes_are_counted(case: Case) -> None:
    policy, wanted, places, today = case
    own = [one for one in places if one.pathway == MEN and one.first_day > today]
    for binding in with_bindings(case):
        missed = [[misfit.constraint for misfit in fits(policy, wanted, one, today)] for one in own]
        assert binding.excludes == sum(binding.constraint in constraints for constraints in missed)


@given(cases())
def test_the_pathway_binds_exactly_where_no_cohort_of_it_is_to_begin(case: Case) -> None:
    policy, wanted, places, today = case
    found = [binding.constraint for binding in why_nobody(policy, wanted, places, today)]
    own = [one for one in places if one.pathway == wanted.pathway and one.first_day > today]
    assert (found == [Constraint.PATHWAY]) is (not own)


@given(cases())
def test_nothing_ever_names_the_pathway_beside_another_constraint(case: Case) -> None:
    found = why_nobody(*case)
    assert len(found) <= 1 or not any(Constraint.PATHWAY in (one.constraint, *one.together_with) for one in found)
