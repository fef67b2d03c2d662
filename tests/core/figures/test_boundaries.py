"""Each figure at its edges: the last day and the day after, the clock change, a longer time, a second caution."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.core.figures.lives import Group, Life, World, store

from cara.casework.states import ReferralStatus
from cara.figures import NoSuchQuarter, Quarter, delivery, figures_of, people
from cara.figures.history import Case, History, Visit, WorkshopPast, read_history
from cara.quality.pairs import Pair
from cara.records import Database
from cara.vocabulary import Attendance

S, A = ReferralStatus, Attendance
DAY = timedelta(days=1)
Q1 = Quarter(2026, 1)
CAUTION = date(2026, 1, 5)
LATER = date(2026, 12, 1)


def case(number: int = 1, **changes: Any) -> Case:
    said = {"id": number, "entered_on": CAUTION, "caution_on": CAUTION, "confirmed": True, "extended_to": None}
    return Case(**{**said, "verdict": None, "steps": (), "visits": (), **changes})


def visit(number: int, day: date, mark: Attendance | None = A.HERE, *, ended: bool = False, cohort: int = 1) -> Visit:
    return Visit(id=number + 10 * cohort, number=number, day=day, cohort=cohort, ended=ended, mark=mark)


def of(*cases: Case, **more: Any) -> History:
    return History(cases=cases, **more)


def pair_of_days(second: date, **changes: Any) -> Case:
    changes = {**changes, "number": changes.pop("id", 1)}
    return case(**{"visits": (visit(1, CAUTION + 30 * DAY), visit(2, second)), **changes})


@pytest.mark.parametrize("typed", ["2026", "2026-Q0", "2026-Q5", "26-Q1", "2026-Q10", " 2026-Q1", "2026-q1", ""])
def test_what_is_no_quarter_is_refused(typed: str):
    with pytest.raises(NoSuchQuarter, match="2026-Q3"):
        Quarter.parse(typed)


def test_a_quarter_holds_its_first_and_last_day():
    assert [Q1.holds(day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert str(Quarter.parse("2026-Q4").before) == "2026-Q3"
    assert Q1.before == Quarter(2025, 4)


@pytest.mark.parametrize(("days", "done"), [(111, 1), (112, 1), (113, 0)])
def test_day_112_is_in_time_and_day_113_is_not(days: int, done: int):
    assert people.done_in_time(of(pair_of_days(CAUTION + days * DAY)), Q1, LATER) == (done, 1)


@pytest.mark.parametrize(("days", "mature"), [(111, 0), (112, 0), (113, 1)])
def test_a_caution_is_mature_on_the_day_after_day_112(days: int, mature: int):
    assert people.done_in_time(of(case()), Q1, CAUTION + days * DAY)[1] == mature
    assert people.returned(of(case()), Q1, CAUTION + days * DAY)[1] == mature


def test_a_longer_time_is_no_drop_and_does_not_make_it_in_time():
    longer = pair_of_days(CAUTION + 120 * DAY, extended_to=CAUTION + 140 * DAY)
    assert people.done_in_time(of(longer), Q1, CAUTION + 140 * DAY) == (0, 0), "its last day is in it"
    assert people.done_in_time(of(longer), Q1, CAUTION + 141 * DAY) == (0, 1)
    assert people.extended(of(longer), Q1) == 1


def test_a_second_caution_of_one_person_is_a_case_of_its_own():
    first, second = pair_of_days(CAUTION + 60 * DAY), case(2, caution_on=date(2026, 3, 31))
    assert people.done_in_time(of(first, second), Q1, LATER) == (1, 2)


@pytest.mark.parametrize(
    "missing",
    [{"confirmed": False}, {"caution_on": None}, {"caution_on": date(2026, 4, 1)}, {"caution_on": date(2025, 12, 31)}],
)
def test_what_was_not_confirmed_or_not_in_the_quarter_is_no_caution_of_it(missing: dict[str, Any]):
    assert people.cautioned(of(case(**missing)), Q1) == ()


@pytest.mark.parametrize("mark", [A.ABSENT, A.LATE_REFUSED, A.LEFT_EARLY, A.SENT_HOME, None])
def test_who_did_not_come_has_not_done_it(mark: Attendance | None):
    visits = (visit(1, CAUTION + 30 * DAY), visit(2, CAUTION + 60 * DAY, mark))
    assert people.done_in_time(of(case(visits=visits)), Q1, LATER) == (0, 1)


@pytest.mark.parametrize(("days", "by"), [(41, 1), (42, 1), (43, 0)])
def test_day_42_is_by_day_42(days: int, by: int):
    assert people.one_by_day_42(of(case(visits=(visit(1, CAUTION + days * DAY),))), Q1, LATER) == (by, 1)


@pytest.mark.parametrize(("days", "over"), [(42, 0), (43, 1)])
def test_whose_day_42_is_not_past_is_not_counted_yet(days: int, over: int):
    assert people.one_by_day_42(of(case()), Q1, CAUTION + days * DAY)[1] == over


@pytest.mark.parametrize(
    ("accepted", "booked", "promptly"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), 1),
        (date(2026, 1, 5), date(2026, 1, 12), 1),  # Monday to Monday
        (date(2026, 1, 5), date(2026, 1, 13), 0),
        (date(2026, 1, 9), date(2026, 1, 16), 1),  # Friday to Friday
        (date(2026, 1, 10), date(2026, 1, 16), 1),  # Saturday
        (date(2026, 3, 30), date(2026, 4, 8), 1),  # over Good Friday and Easter Monday
        (date(2026, 3, 30), date(2026, 4, 9), 0),
        (date(2026, 1, 5), None, 0),
    ],
)
def test_five_working_days_leave_out_weekends_and_holidays(accepted: date, booked: date | None, promptly: int):
    steps = ((accepted, S.HELD), *(((booked, S.BOOKED),) if booked else ()))
    assert people.booked_promptly(of(case(steps=steps)), Q1) == (promptly, 1)


@pytest.mark.parametrize(("told", "promptly"), [(7, 1), (9, 1), (10, 1), (11, 0)])
def test_the_police_are_told_within_two_working_days_of_a_saturday(told: int, promptly: int):
    saturday = date(2026, 3, 7)
    steps = ((saturday + (told - 7) * DAY, S.RETURNED),)
    found = case(steps=steps, visits=(visit(1, saturday, A.ABSENT),))
    assert people.told_promptly(of(found), Q1) == (promptly, 1)


def test_a_notice_without_a_workshop_before_it_is_not_one_about_a_workshop():
    assert people.told_promptly(of(case(steps=((date(2026, 3, 7), S.RETURNED),))), Q1) == (0, 0)


@pytest.mark.parametrize(("gap", "kept"), [(20, 0), (21, 1), (28, 1), (35, 1), (36, 0)])
def test_the_gap_is_kept_from_21_to_35_days(gap: int, kept: int):
    first = date(2026, 1, 17)
    assert people.gap_kept(of(case(visits=(visit(1, first), visit(2, first + gap * DAY)))), Q1) == (kept, 1)


def test_the_gap_is_from_the_last_workshop_one_before():
    first, again = date(2026, 1, 3), date(2026, 1, 31)
    visits = (visit(1, first), visit(1, again, cohort=2), visit(2, again + 28 * DAY, cohort=2))
    assert people.gap_kept(of(case(visits=visits)), Q1) == (1, 1)


def test_one_to_two_counts_once_workshop_two_is_past():
    one, two = date(2026, 1, 17), date(2026, 2, 14)
    past = (WorkshopPast(2, 2, two, 1, "held", None, frozenset()),)
    came = case(visits=(visit(1, one), visit(2, two)))
    missed = case(2, visits=(visit(1, one), visit(2, two, A.ABSENT)))
    history = of(came, missed, workshops=past)
    assert people.one_to_two(history, Q1, two) == (0, 0)
    assert people.one_to_two(history, Q1, two + DAY) == (1, 2)


def test_a_first_booking_that_was_moved_or_is_not_marked_is_left_out():
    day = date(2026, 2, 7)
    for left_out in (visit(1, day, ended=True), visit(1, day, None)):
        assert people.came_to_first(of(case(visits=(left_out,))), Q1) == (0, 0)
    assert people.came_to_first(of(case(visits=(visit(1, day, A.ABSENT),))), Q1) == (0, 1)
    again = (visit(1, day, A.ABSENT), visit(1, day + 14 * DAY, cohort=2))
    assert people.came_to_first(of(case(visits=again)), Q1) == (0, 1), "the second is not the first"


def test_declined_among_decided_and_why():
    declined = case(steps=((CAUTION, S.AWAITING_DECISION), (CAUTION + DAY, S.DECLINED)), verdict="needs_a_person")
    decided = case(2, steps=((CAUTION, S.HELD),))
    waiting = case(3, steps=((CAUTION, S.RULES_PENDING), (CAUTION, S.AWAITING_DECISION)))
    withdrawn = case(4, steps=((CAUTION, S.AWAITING_DECISION), (CAUTION, S.WITHDRAWN)))
    history = of(declined, decided, waiting, withdrawn)
    assert people.ineligible(history, Q1) == (1, 2)
    assert people.why_declined(history, Q1) == {"needs_a_person": 1}


@pytest.mark.parametrize(("people_came", "fits"), [(3, 0), (4, 1), (12, 1), (13, 0)])
def test_a_group_is_filled_with_four_to_twelve(people_came: int, fits: int):
    day = date(2026, 2, 7)
    past = (WorkshopPast(1, 1, day, 1, "held", None, frozenset()),)
    cases = [case(number, visits=(visit(1, day),)) for number in range(people_came)]
    history = of(*cases, case(99, visits=(visit(1, day, A.ABSENT),)), workshops=past)
    assert delivery.group_fill(history, Q1) == (fits, 1)


@pytest.mark.parametrize(("workshops", "mean"), [(4, None), (5, Fraction(2, 5))])
def test_a_mean_of_few_workshops_would_count_people_and_is_not_given(workshops: int, mean: Fraction | None):
    day = date(2026, 2, 7)
    past = tuple(WorkshopPast(number, 1, day, number, "held", None, frozenset()) for number in range(workshops))
    history = of(*(case(number, visits=(visit(1, day, cohort=0),)) for number in (1, 2)), workshops=past)
    assert delivery.mean_attending(history, Q1) == mean


@pytest.mark.parametrize(("before", "late"), [(15, 0), (14, 1), (0, 1), (-2, 1)])
def test_a_cancellation_14_days_before_is_late_and_so_is_what_was_not_held(before: int, late: int):
    day = date(2026, 3, 28)
    past = WorkshopPast(1, 1, day, 1, "cancelled", day - before * DAY, frozenset())
    assert delivery.cancelled_late(of(workshops=(past,)), Q1) == (late, 1)


@pytest.mark.parametrize(("mean", "good"), [(Fraction(29, 10), 0), (Fraction(3), 1), (Fraction(31, 10), 1)])
def test_an_observation_at_the_agreed_score_is_good_enough(mean: Fraction, good: int):
    seen = ((date(2026, 2, 7), mean, 30), (date(2026, 2, 7), mean, None))
    assert delivery.fidelity(of(observations=seen), Q1) == (good, 1)


def test_answers_are_whole_before_and_after_and_may_have_changed():
    two = (visit(2, date(2026, 2, 7)),)
    pairs = {
        1: Pair(1, {"a": 1, "b": 2}, {"a": 2, "b": 2}),
        2: Pair(2, {"a": 1, "b": 2}, {"a": 1}),
        3: Pair(3, {"a": 3, "b": 3}, {"a": 4, "b": 2}),
    }
    history = of(*(case(number, visits=two) for number in (1, 2, 3, 4)), pairs=pairs)
    assert people.complete_answers(history, Q1, ["a", "b"]) == (2, 4)
    assert people.changed_answers(history, Q1, ["a", "b"]) == (1, 2)


@pytest.mark.usefixtures("database_url")
def test_a_step_late_at_night_belongs_to_the_day_of_the_instances_clock(database: Database):
    """On 31 March 2026, an hour after the clocks went forward, 23.30 UTC is 1 April."""
    night = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    winter = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    world = World(lives=[Life(steps=[(night, "declined")]), Life(steps=[(winter, "declined")])])
    with database.write() as unit:
        store(unit, world)
        history = read_history(unit, ZoneInfo("Europe/London"))
    assert people.ineligible(history, Q1) == (0, 0)
    assert people.ineligible(history, Quarter(2026, 2)) == (1, 1)
    assert people.ineligible(history, Quarter(2025, 4)) == (1, 1)


@pytest.mark.usefixtures("database_url")
def test_a_corrected_mark_counts_as_it_stands_now(database: Database):
    day = date(2026, 2, 7)
    lives = [Life(visits=[(0, 1, "absent", "here", False)]), Life(visits=[(0, 1, "here", "absent", False)])]
    with database.write() as unit:
        store(unit, World([Group((day, day + 28 * DAY))], lives))
        history = read_history(unit, ZoneInfo("Europe/London"))
    assert people.came_to_first(history, Q1) == (1, 2)


def figure(number: str, history: History, today: date = LATER):
    return next(one for one in figures_of(history, Q1, today, ["a"], None) if one.definition.number == number)


def test_counts_of_people_below_five_are_withheld_and_those_of_workshops_are_not():
    cases = [pair_of_days(CAUTION + (60 if number < 5 else 120) * DAY, id=number) for number in range(10)]
    assert (figure("6", of(*cases)).numerator, figure("6", of(*cases)).denominator) == (5, 10)
    assert figure("6", of(*cases[:9])).numerator is None, "four were not in time"
    assert figure("6", of(*cases[:4])).denominator is None
    past = (WorkshopPast(1, 1, date(2026, 2, 7), 1, "held", None, frozenset()),)
    assert (figure("16", of(workshops=past)).numerator, figure("16", of(workshops=past)).denominator) == (0, 1)


def test_supervision_is_withheld_below_five_facilitators():
    def past(heads: int) -> History:
        ran = WorkshopPast(1, 1, date(2026, 2, 7), 1, "held", None, frozenset(range(heads)))
        return of(workshops=(ran,), sessions=((date(2026, 2, 1), 90), (date(2026, 2, 2), 60)))

    assert figure("17", past(4)).is_withheld
    assert (figure("17", past(5)).numerator, figure("17", past(5)).denominator) == (2, 5)


def test_a_figure_is_provisional_until_nothing_of_it_can_change():
    found = of(case())
    assert figure("6", found, CAUTION + 112 * DAY).is_provisional
    assert not figure("6", found, CAUTION + 113 * DAY).is_provisional
    assert figure("4", found, date(2026, 3, 31)).is_provisional
    assert not figure("4", found, date(2026, 4, 1)).is_provisional
