from dataclasses import replace
from datetime import date

import pytest
from tests.core.scheduling.policies import MEN, SATURDAYS, WOMEN, days, place

from cara.policy import UNKNOWN
from cara.scheduling import (
    Constraint,
    Pair,
    Wanted,
    Window,
    fits,
    pairs_that_would_fit,
    rank,
    window,
)
from cara.vocabulary import MissedWorkshop

CAUTION = date(2026, 11, 23)
PERSON = Wanted(MEN, CAUTION, district="north")
SOON = date(2026, 12, 12)
EARLY = place("EARLY", SOON)
NEXT = place("NEXT", SOON + days(7))
LAST = place("LAST", date(2027, 2, 13))
FAR = replace(EARLY, cohort="FAR", district="south")


def codes(*places, wanted=PERSON, policy=SATURDAYS, today=CAUTION):
    return [offer.place.cohort for offer in rank(policy, wanted, places, today)]


def constraints(cohort, wanted=PERSON, policy=SATURDAYS, today=CAUTION):
    return [misfit.constraint for misfit in fits(policy, wanted, cohort, today)]


def test_the_own_district_comes_first_then_the_earlier_days() -> None:
    assert codes(FAR, NEXT, EARLY) == ["EARLY", "NEXT", "FAR"]


def test_without_a_district_the_earlier_days_come_first() -> None:
    assert codes(NEXT, FAR, EARLY, wanted=replace(PERSON, district=None)) == ["EARLY", "FAR", "NEXT"]


def test_only_the_best_three_are_offered() -> None:
    assert codes(*(place(f"C{week}", date(2027, 1, 2) + days(7 * week)) for week in range(6))) == ["C0", "C1", "C2"]


def test_a_pair_that_leaves_room_for_an_absence_comes_before_an_earlier_one_that_does_not() -> None:
    tolerant = replace(SATURDAYS, gap=replace_gap(28, 49))
    long = place("LONG", SOON, date(2027, 1, 30))
    short = place("SHORT", SOON + days(7), date(2027, 1, 16))
    again = place("AGAIN", date(2027, 1, 23), date(2027, 2, 20))
    assert codes(long, short, again, policy=tolerant) == ["SHORT", "LONG", "AGAIN"]


def replace_gap(least: int, most: int):
    return SATURDAYS.gap.model_copy(update={"least": least, "most": most})


def test_every_offer_says_why() -> None:
    first, second, _ = rank(SATURDAYS, replace(PERSON, step_free=True), [EARLY, NEXT, LAST], CAUTION)
    assert first.why[:2] == ("In the person's own district", "The earliest days with a free place")
    assert first.why[2:4] == ("Workshop one is 19 days after the caution", "The venue has step-free access")
    assert "The earliest days with a free place" not in second.why


def test_an_offer_says_whether_one_absence_leaves_room() -> None:
    early, last = rank(SATURDAYS, PERSON, [EARLY, LAST], CAUTION)
    assert early.why[-1] == "If one workshop is missed, there is room to take both again before the deadline"
    assert last.why[-1].startswith("If one workshop is missed, the open cohorts may leave no room")
    assert [answer.possible for answer in early.if_missed] == [True, True]
    assert [answer.possible for answer in last.if_missed] == [False, False]


def test_the_calendar_of_an_absence_can_hold_more_than_the_candidates() -> None:
    (alone,) = rank(SATURDAYS, PERSON, [EARLY], CAUTION)
    (with_more,) = rank(SATURDAYS, PERSON, [EARLY], CAUTION, coming=[LAST.pair])
    assert [answer.possible for answer in alone.if_missed] == [False, False]
    assert [answer.possible for answer in with_more.if_missed] == [True, True]


@pytest.mark.parametrize(("rule", "again"), [(UNKNOWN, "both"), (MissedWorkshop.REPEAT_MISSED, "it")])
def test_room_is_counted_for_both_workshops_unless_only_the_missed_one_is_repeated(rule: str, again: str) -> None:
    offer = rank(replace(SATURDAYS, missed=rule), PERSON, [EARLY, LAST], CAUTION)[0]
    assert offer.why[-1] == f"If one workshop is missed, there is room to take {again} again before the deadline"


def test_a_full_cohort_is_not_offered() -> None:
    assert constraints(replace(EARLY, free_seats=0)) == [Constraint.FULL]


def test_another_pathway_is_not_offered() -> None:
    assert constraints(replace(EARLY, pathway=WOMEN)) == [Constraint.PATHWAY]


def test_a_workshop_of_today_is_not_offered_and_one_of_tomorrow_is() -> None:
    no_notice = replace(SATURDAYS, notice_days=UNKNOWN)
    assert constraints(EARLY, policy=no_notice, today=SOON) == [Constraint.BEGUN]
    assert constraints(EARLY, policy=no_notice, today=SOON - days(1)) == []


def test_notice_of_14_days_permits_day_14() -> None:
    assert constraints(EARLY, wanted=replace(PERSON, caution_on=SOON - days(14))) == []
    assert constraints(EARLY, wanted=replace(PERSON, caution_on=SOON - days(13))) == [Constraint.TOO_SOON]


@pytest.mark.parametrize("day", EARLY.pair)
def test_a_day_that_the_person_cannot_make_is_not_offered(day: date) -> None:
    (misfit,) = fits(SATURDAYS, replace(PERSON, impossible=frozenset({day})), EARLY, CAUTION)
    assert misfit.constraint is Constraint.IMPOSSIBLE
    assert f"{day.day} {day:%B %Y}" in misfit.sentence


@pytest.mark.parametrize("need", ["step_free", "hearing_loop"])
def test_a_venue_must_have_the_access_needed(need: str) -> None:
    assert constraints(replace(EARLY, **{need: False}), replace(PERSON, **{need: True})) == [Constraint.ACCESS]
    assert constraints(replace(EARLY, **{need: False})) == []


def test_a_cohort_with_somebody_to_be_kept_apart_from_is_not_offered() -> None:
    assert constraints(EARLY, replace(PERSON, kept_apart=frozenset({"EARLY"}))) == [Constraint.KEPT_APART]


def test_a_cohort_on_a_closed_day_is_not_offered() -> None:
    (misfit,) = fits(replace(SATURDAYS, notice_days=0), PERSON, place("XMAS", date(2026, 11, 28)), CAUTION)
    assert misfit.sentence == "Saturday 26 December 2026 is a public holiday (Boxing Day)"


def test_a_cohort_with_another_gap_is_not_offered() -> None:
    (misfit,) = fits(SATURDAYS, PERSON, place("GAP", SOON, SOON + days(35)), CAUTION)
    assert misfit.sentence == "35 days (5 weeks) between the workshops are not permitted"


def test_the_window_runs_from_the_notice_to_the_deadline_less_the_gap() -> None:
    assert window(SATURDAYS, PERSON, CAUTION) == (date(2026, 12, 7), date(2027, 2, 15))
    assert window(SATURDAYS, PERSON, date(2026, 12, 20)).first == date(2026, 12, 21)


def test_the_window_of_a_gap_with_tolerance_uses_the_least_gap() -> None:
    assert window(replace(SATURDAYS, gap=replace_gap(28, 35)), PERSON, CAUTION).last == date(2027, 2, 15)


def test_the_window_is_empty_once_no_pair_can_end_in_time() -> None:
    assert not Window(CAUTION, CAUTION).is_empty
    assert window(SATURDAYS, PERSON, date(2027, 2, 15)).is_empty


def test_the_days_for_a_new_cohort_avoid_closed_and_impossible_ones() -> None:
    busy = replace(PERSON, impossible=frozenset({date(2027, 1, 30)}))
    first_days = [pair.first_day for pair in pairs_that_would_fit(SATURDAYS, busy, CAUTION)]
    assert date(2026, 12, 26) not in first_days
    assert date(2027, 1, 2) not in first_days
    assert (first_days[0], first_days[-1]) == (SOON, date(2027, 2, 13))
    assert Pair(SOON, SOON + days(28)) in pairs_that_would_fit(SATURDAYS, busy, CAUTION)
