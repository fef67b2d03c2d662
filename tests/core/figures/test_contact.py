"""The figures of the contact with victims at their edges: the day before and after, the clock, who counts and who not."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.core.figures.test_boundaries import case, of, visit

from cara.figures import Quarter, contact, figures_of
from cara.figures.contact_history import VictimPast
from cara.figures.history import Case, History, WorkshopPast
from cara.victims.states import ContactStatus
from cara.vocabulary import Attendance

S = ContactStatus
DAY = timedelta(days=1)
Q1 = Quarter(2026, 1)
ONE, TWO = date(2026, 2, 14), date(2026, 3, 14)
HALF_PAST_NINE = time(9, 30)
DUE = ((ONE - 10 * DAY, S.DUE),)


def history(*victims: VictimPast, two: WorkshopPast | None = None, **more: object) -> History:
    held = two or workshop()
    return of(attended(), workshops=(held,), victims={1: victims} if victims else {}, **more)


def workshop(day: date = TWO, status: str = "held", *ran: int) -> WorkshopPast:
    return WorkshopPast(2, 2, day, 1, status, None, frozenset(ran or (7, 8)))


def attended(**changes: object) -> Case:
    return case(**{"visits": (visit(1, ONE), visit(2, TWO)), **changes})


def tried(*days: date, spoke: bool = False, **more: object) -> VictimPast:
    return VictimPast(**{"statuses": DUE, "attempts": tuple((day, spoke) for day in days), **more})


@pytest.mark.parametrize(
    ("day", "counts"), [(ONE - DAY, 0), (ONE, 1), (ONE + DAY, 1), (TWO - DAY, 1), (TWO, 1), (TWO + DAY, 0)]
)
def test_contact_between_the_workshops_is_from_the_one_day_to_the_other(day: date, counts: int):
    assert contact.attempted(history(tried(day)), Q1) == (counts, 1)
    assert contact.reached(history(tried(day, spoke=True)), Q1) == (counts, counts)


@pytest.mark.parametrize("status", [S.UNSAFE, S.NO_CONTACT])
def test_whoever_may_not_be_contacted_is_left_out_and_counted_apart(status: ContactStatus):
    on_the_day = tried(ONE + DAY, statuses=(*DUE, (TWO, status)))
    after = tried(ONE + DAY, statuses=(*DUE, (TWO + DAY, status)))
    assert contact.attempted(history(on_the_day), Q1) == (0, 0)
    assert contact.not_safe(history(on_the_day), Q1) == (1, 1)
    assert contact.attempted(history(after), Q1) == (1, 1)
    assert contact.not_safe(history(after), Q1) == (0, 1)


def test_whoever_a_person_has_yet_to_decide_about_is_not_left_out():
    waits = VictimPast(statuses=((ONE, S.TO_DECIDE),))
    assert contact.attempted(history(waits), Q1) == (0, 1)


def test_of_two_victims_one_that_is_tried_counts_and_one_that_is_unsafe_does_not_hide_the_other():
    unsafe = tried(statuses=((ONE, S.UNSAFE),))
    assert contact.attempted(history(unsafe, tried(ONE + DAY)), Q1) == (1, 1)
    assert contact.attempted(history(unsafe, tried()), Q1) == (0, 1)
    assert contact.not_safe(history(unsafe, tried()), Q1) == (0, 1)


def test_what_was_tried_with_somebody_who_became_unsafe_is_no_contact_that_counts():
    assert contact.reached(history(tried(ONE, spoke=True, statuses=((TWO, S.UNSAFE),))), Q1) == (0, 0)


def test_a_case_without_a_victim_is_in_no_figure():
    empty = history()
    counts = (contact.attempted, contact.not_safe, contact.reached, contact.helped_on)
    assert {count(empty, Q1) for count in counts} == {(0, 0)}
    assert contact.briefing_read(empty, Q1, HALF_PAST_NINE) == (0, 0)


@pytest.mark.parametrize("status", ["planned", "cancelled", "not_held"])
def test_a_workshop_two_that_was_not_held_is_in_none(status: str):
    assert contact.attempted(history(tried(ONE), two=workshop(TWO, status)), Q1) == (0, 0)


@pytest.mark.parametrize(("day", "whole"), [(date(2026, 1, 1), 1), (date(2026, 3, 31), 1), (date(2026, 4, 1), 0)])
def test_the_workshop_two_is_in_the_quarter(day: date, whole: int):
    person = attended(visits=(visit(1, day - 28 * DAY), visit(2, day)))
    found = of(person, workshops=(workshop(day),), victims={1: (tried(),)})
    assert contact.attempted(found, Q1) == (0, whole)


def test_whoever_is_no_longer_expected_is_not_counted_and_whoever_stayed_away_is():
    gone = attended(visits=(visit(1, ONE), visit(2, TWO, None, ended=True)))
    away = attended(visits=(visit(1, ONE), visit(2, TWO, Attendance.ABSENT)))
    more = {"workshops": (workshop(),), "victims": {1: (tried(),)}}
    assert contact.attempted(of(gone, **more), Q1) == (0, 0)
    assert contact.attempted(of(away, **more), Q1) == (0, 1)


def test_after_a_transfer_contact_counts_from_the_workshop_one_that_was_attended_last():
    moved = attended(visits=(visit(1, ONE - 28 * DAY, Attendance.ABSENT, cohort=9), visit(1, ONE), visit(2, TWO)))
    found = of(moved, workshops=(workshop(),), victims={1: (tried(ONE - DAY),)})
    assert contact.attempted(found, Q1) == (0, 1)


def readings(*at: datetime) -> dict[tuple[int, int], tuple[tuple[int, datetime], ...]]:
    return {(1, 1): tuple(zip((7, 8), at, strict=False))}


EARLY = datetime.combine(TWO - DAY, time(18))


@pytest.mark.parametrize(
    ("last", "begins", "counts"),
    [
        (datetime.combine(TWO, time(9, 29)), HALF_PAST_NINE, 1),
        (datetime.combine(TWO, time(9, 30)), HALF_PAST_NINE, 0),
        (datetime.combine(TWO, time(0, 1)), None, 0),
        (datetime.combine(TWO - DAY, time(23, 59)), None, 1),
    ],
)
def test_a_briefing_is_read_before_the_start_and_where_that_is_not_known_before_the_day(
    last: datetime, begins: time | None, counts: int
):
    told = tried(ONE, fed_back=(TWO,))
    assert contact.briefing_read(history(told, readings=readings(EARLY, last)), Q1, begins) == (counts, 1)


def test_one_of_two_readings_and_one_facilitator_alone_are_not_both():
    told = tried(ONE, fed_back=(TWO,))
    assert contact.briefing_read(history(told, readings=readings(EARLY)), Q1, HALF_PAST_NINE) == (0, 1)
    alone = history(told, two=workshop(TWO, "held", 7), readings=readings(EARLY))
    assert contact.briefing_read(alone, Q1, HALF_PAST_NINE) == (0, 1)


def test_feedback_after_workshop_two_asks_for_no_briefing():
    assert contact.briefing_read(history(tried(ONE, fed_back=(TWO + DAY,))), Q1, HALF_PAST_NINE) == (0, 0)


def test_help_counts_of_those_who_were_spoken_with():
    spoken, silent = tried(ONE, spoke=True), tried(ONE, helped=True)
    assert contact.helped_on(history(spoken), Q1) == (0, 1)
    assert contact.helped_on(history(spoken, silent), Q1) == (1, 1)
    assert contact.helped_on(history(silent), Q1) == (0, 0)


@example(safe=16, tried_of=10, spoken_of=9, helped_of=0)
@example(safe=16, tried_of=14, spoken_of=7, helped_of=0)
@given(safe=st.integers(0, 16), tried_of=st.integers(0, 16), spoken_of=st.integers(0, 16), helped_of=st.integers(0, 16))
def test_what_one_figure_withholds_is_not_read_off_the_whole_of_another(
    safe: int, tried_of: int, spoken_of: int, helped_of: int
):
    """The number tried is what 13 is of, and the number spoken with is what 15 is of."""
    people, victims = [], {}
    for number in range(safe):
        people.append(attended(number=number))
        was_tried, spoke = number < tried_of, number < min(tried_of, spoken_of)
        days = (ONE,) if was_tried else ()
        victims[number] = (tried(*days, spoke=spoke, helped=number < helped_of),)
    found = of(*people, workshops=(workshop(),), victims=victims)
    shown = {one.definition.number: one for one in figures_of(found, Q1, date(2026, 12, 1), ["a"], None)}
    for number, whole in (("13", "12"), ("15", "13"), ("22a", "22")):
        if shown[whole].numerator is None:
            assert (shown[number].numerator, shown[number].denominator) == (None, None)
