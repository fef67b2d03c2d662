from dataclasses import replace
from datetime import date

from tests.core.scheduling.policies import MEN, SATURDAYS, WOMEN, days, place

from cara.policy import UNKNOWN, Limit
from cara.scheduling import Constraint, Wanted, why_nobody

CAUTION = date(2026, 11, 23)
PERSON = Wanted(MEN, CAUTION)
SOON = date(2026, 12, 12)
FULL = place("FULL", SOON, free_seats=0)
LATE = place("LATE", date(2027, 3, 6))


def named(*places, wanted=PERSON, policy=SATURDAYS, today=CAUTION):
    return {binding.constraint: binding for binding in why_nobody(policy, wanted, places, today)}


def test_nothing_binds_where_a_place_fits() -> None:
    assert named(FULL, place("FREE", SOON)) == {}


def test_all_cohorts_full() -> None:
    binding = named(FULL, replace(FULL, cohort="TOO"))[Constraint.FULL]
    assert (binding.excludes, binding.frees, binding.alone) == (2, 2, True)
    assert binding.in_words == (
        "2 cohorts of this pathway are full. Cohort FULL at Mill Lane Hall on Saturday 12 December 2026 and "
        "Saturday 9 January 2027 would be a place if a seat came free."
    )


def test_no_cohort_of_the_pathway_names_the_days_for_a_new_one() -> None:
    binding = named(replace(FULL, pathway=WOMEN, free_seats=9))[Constraint.PATHWAY]
    assert (binding.excludes, binding.frees, binding.alone) == (1, 0, False)
    assert binding.in_words.endswith(
        "workshop one between Saturday 12 December 2026 and Saturday 13 February 2027 would free a place."
    )


def test_cohorts_that_have_begun_are_no_cohorts() -> None:
    assert list(named(place("BEGUN", SOON), today=SOON)) == [Constraint.PATHWAY]


def test_once_no_pair_is_left_a_new_cohort_is_not_suggested() -> None:
    binding = named(today=date(2027, 3, 1))[Constraint.PATHWAY]
    assert "A new one could not be held either: no pair of days is left" in binding.in_words


def test_a_constraint_that_changes_nothing_is_not_named() -> None:
    assert list(named(FULL, replace(LATE, free_seats=0))) == [Constraint.FULL]


def test_two_constraints_that_bind_together_are_named_together() -> None:
    found = named(replace(LATE, free_seats=0))
    assert list(found) == [Constraint.FULL, Constraint.TOO_LATE]
    assert found[Constraint.FULL].together_with == (Constraint.TOO_LATE,)
    assert found[Constraint.TOO_LATE].together_with == (Constraint.FULL,)
    assert not any(binding.alone for binding in found.values())
    assert "if a seat came free and if the deadline were extended" in found[Constraint.FULL].in_words


def test_a_deadline_says_whether_an_extension_would_do() -> None:
    assert "extended to Saturday 3 April 2027, which the policy permits exceptionally" in late_in_words(140)
    assert "extended to Saturday 3 April 2027, further than the policy permits" in late_in_words(112)
    assert "how far it can be is not known here" in late_in_words(UNKNOWN)


def late_in_words(extended: int | str) -> str:
    policy = replace(SATURDAYS, limit=Limit(days=112, extended_days=extended))
    return named(LATE, policy=policy)[Constraint.TOO_LATE].in_words


def test_an_unsettled_anchor_is_named_where_settling_it_would_free_a_place() -> None:
    unsettled = replace(SATURDAYS, anchor=UNKNOWN)
    person = replace(PERSON, offence_on=CAUTION - days(60))
    binding = named(place("LATER", date(2027, 2, 6)), wanted=person, policy=unsettled)[Constraint.TOO_LATE]
    assert "if the deadline were settled to run from the caution, to Monday 15 March 2027" in binding.in_words


def test_notice_names_what_would_be_enough() -> None:
    binding = named(place("SOON", date(2026, 12, 5)))[Constraint.TOO_SOON]
    assert binding.in_words.endswith("would be a place if 12 days of notice were enough.")


def test_a_caution_still_to_come_names_the_day_by_which_to_give_it() -> None:
    later = replace(PERSON, caution_on=SOON + days(2))
    binding = named(place("SOON", SOON), wanted=later)[Constraint.TOO_SOON]
    assert "if the caution were given by Saturday 12 December 2026" in binding.in_words


def test_impossible_days_access_and_closed_days_are_named() -> None:
    busy = replace(PERSON, impossible=frozenset({SOON}), step_free=True)
    steps = replace(place("STEPS", SOON + days(7)), step_free=False)
    closed = place("XMAS", date(2027, 1, 2), date(2027, 1, 31))
    found = named(place("BUSY", SOON), steps, closed, wanted=busy)
    assert list(found) == [Constraint.NOT_PERMITTED, Constraint.IMPOSSIBLE, Constraint.ACCESS]
    assert "if the person could come on Saturday 12 December 2026." in found[Constraint.IMPOSSIBLE].in_words
    assert "if its venue had step-free access." in found[Constraint.ACCESS].in_words


def test_keeping_apart_is_named_but_never_suggested_to_be_given_up() -> None:
    binding = named(place("C1", SOON), wanted=replace(PERSON, kept_apart=frozenset({"C1"})))[Constraint.KEPT_APART]
    assert binding.in_words.endswith("would be a place if whoever is to be kept apart were in another cohort.")
