"""The waiting list: who stands in it, in which order, what is said of each, and giving a place from it."""

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from tests.core.casework.conftest import emptied
from tests.core.looks import looks
from tests.core.workshops.running import Running
from tests.core.workshops.test_rescheduling_laws import PEOPLE, REFUSALS, Rescheduling
from tests.instances import WOMEN

from cara.access import NotAllowed, ProofNeeded
from cara.casework import (
    PlaceOutcome,
    PlaceSearch,
    ReferralStatus,
    SomebodyElseChanged,
    WrongStatus,
    ask_for_place,
    decide_place,
)
from cara.casework.details import Needs
from cara.casework.referral_rows import find
from cara.policy import scheduling_policy
from cara.records import tables as t
from cara.scheduling import deadline_for, is_open
from cara.staff.conflicts import declare_conflict
from cara.vocabulary import Attendance, MissedWorkshop, Sex
from cara.workshops import (
    GoingOn,
    WaitingSearch,
    WhatAgain,
    cancel_cohort,
    defer,
    extend,
    give_from_waiting,
    list_waiting,
    preview_cancellation,
)
from cara.workshops import waiting as waiting_module

S = ReferralStatus
WHY = "The person starts a new job"


def waiting(running, **search):
    area = running.area
    return list_waiting(area.instance, area.manager, WaitingSearch(**search), now=area.now)


def put_off(running, seat, days):
    area = running.area
    until = area.today + timedelta(days=days)
    defer(area.instance, area.manager, running.booked[seat], until, reason=WHY, now=area.now)


def cancel(running, cohort):
    area = running.area
    seen = preview_cancellation(area.instance, area.manager, cohort, now=area.now).digest
    cancel_cohort(area.instance, area.manager, cohort, seen=seen, reason=WHY, now=area.now)


def promised(running, name="Elder", district=None, **facts):
    """Confirm somebody to whom a place was promised: there was none when he or she was referred."""
    area = running.area
    search = PlaceSearch(district=district)
    reference = ask_for_place(area.instance, area.officer, area.facts(**facts), area.restricted(), search, now=area.now)
    decide_place(
        area.instance,
        area.manager,
        area.item_of(reference, area.manager),
        outcome=PlaceOutcome.ACCEPTED,
        reason="A cohort will be opened",
        place_by=date(2027, 1, 9),
        now=area.now,
    )
    area.complete(reference, family_name=name, crime_reference=f"13/{name}/26")
    return reference


def test_nobody_with_a_place_waits(running):
    found = waiting(running)
    assert (found.lines, found.count, found.without_a_way, found.next_after) == ((), 0, 0, None)


def test_somebody_who_is_deferred_counts_from_the_day_until_which_that_is(running):
    put_off(running, 1, 26)
    (line,) = waiting(running).lines
    assert line.reference == running.booked[1]
    assert line.deferred_until == date(2026, 12, 19)
    assert line.ways.deadline == date(2027, 3, 12)
    pairs = line.ways.left[WhatAgain.BOTH]
    assert (pairs.first_days[0], pairs.last) == (date(2026, 12, 19), date(2027, 2, 6))
    assert line.ways.count == 7, "the Saturdays from 19 December to 6 February, less Boxing Day"
    assert [place.cohort for place in pairs.places] == ["S2"]
    assert line.ways.last_place == (WhatAgain.BOTH, pairs.places[0])


def test_whoever_has_the_fewest_ways_left_stands_first(running):
    put_off(running, 1, 2)
    put_off(running, 2, 60)
    put_off(running, 3, 26)
    assert [line.reference for line in waiting(running).lines] == [running.booked[seat] for seat in (2, 3, 1)]


def test_a_day_that_is_impossible_is_no_way(running):
    needs = Needs.model_validate({"unavailable": ["2027-01-30"]})
    running.booked[4] = running.area.book_with(needs, family_name="Damson", crime_reference="13/4/26")
    put_off(running, 1, 26)
    put_off(running, 4, 26)
    hindered, free = (line.ways.left[WhatAgain.BOTH].first_days for line in waiting(running).lines)
    assert set(free) - set(hindered) == {date(2027, 1, 2), date(2027, 1, 30)}, "as neither of the two workshops"


def test_where_no_place_is_free_what_binds_is_said_and_what_would_free_one(running):
    woman = running.area.hold("W1", sex=Sex.FEMALE)
    running.area.complete(woman, family_name="Damson", crime_reference="13/D/26")
    running.area.confirm(woman)
    cancel(running, "W1")
    (line,) = waiting(running).lines
    assert line.pathway == WOMEN
    assert line.status is S.TO_REBOOK
    assert line.ways.best is None
    assert not line.may_be_given
    assert "A new cohort of this pathway with workshop one between" in line.ways.why_none[0]


def test_somebody_without_any_way_left_stands_first_and_is_counted(running):
    put_off(running, 1, 81)
    put_off(running, 2, 2)
    running.area.now = running.area.later(days=83)
    found = waiting(running)
    assert [line.ways.count for line in found.lines] == [0, 0]
    assert found.without_a_way == 2
    assert found.lines[0].ways.runs_out_on == date(2027, 2, 12)
    assert "no pair of days is left before the deadline" in found.lines[0].ways.why_none[0]


def test_an_extension_leaves_more_ways(running):
    put_off(running, 1, 60)
    before = waiting(running).lines[0].ways.count
    area = running.area
    said = {"authorised_by": "Inspector Example", "reason": WHY}
    extend(area.instance, area.manager, running.booked[1], date(2027, 3, 27), **said, now=area.now)
    assert waiting(running).lines[0].ways.count == before + 3


def test_whoever_attended_workshop_one_can_still_take_workshop_two_alone(running):
    running.mark(seat_1=Attendance.HERE, seat_2=Attendance.HERE, seat_3=Attendance.HERE)
    running.area.now = running.moment()
    cancel(running, "N1")
    line = next(line for line in waiting(running).lines if line.reference == running.booked[1])
    assert set(line.ways.left) == {WhatAgain.TWO_ALONE, WhatAgain.BOTH}
    assert line.ways.left[WhatAgain.TWO_ALONE].first_days == (date(2027, 1, 2),)
    assert line.ways.left[WhatAgain.TWO_ALONE].places == ()


def test_a_promised_place_is_given_in_one_step(running):
    reference = promised(running)
    running.area.confirm(reference)
    (line,) = waiting(running).lines
    assert (line.status, line.place_by) == (S.PLACE_TO_FOLLOW, date(2027, 1, 9))
    give(running, line)
    assert running.area.see(reference).status is S.BOOKED
    assert waiting(running).lines == ()


def test_a_place_waits_for_the_officer_while_the_caution_is_not_confirmed(running):
    promised(running)
    (line,) = waiting(running).lines
    assert line.status is S.ACCEPTED
    assert line.ways.best is not None
    assert not line.may_be_given
    with pytest.raises(WrongStatus):
        give(running, line)


def give(running, line, **other):
    area, (what, place) = running.area, line.ways.best
    given = {"seen": line.version, "now": area.now, **other}
    give_from_waiting(area.instance, area.manager, line.reference, place.cohort, what, **given)


def test_a_place_is_given_as_it_was_seen_and_not_otherwise(running):
    put_off(running, 1, 2)
    (line,) = waiting(running).lines
    with pytest.raises(SomebodyElseChanged):
        give(running, line, seen=line.version - 1)
    give(running, line)
    assert running.area.see(running.booked[1]).status is S.BOOKED
    assert running.area.see(running.booked[1]).history[-1].reason == waiting_module.GIVEN


def test_the_list_is_narrowed_to_where_somebody_would_like_to_go(running):
    promised(running, district="south")
    put_off(running, 1, 2)
    assert [line.district for line in waiting(running, district="south").lines] == ["south"]
    assert waiting(running, district="north").lines == ()
    assert waiting(running).count == 2


def test_the_places_of_the_own_district_come_first(running):
    promised(running, district="south")
    (line,) = waiting(running).lines
    assert [place.cohort for place in line.ways.left[WhatAgain.BOTH].places] == ["S1", "S2", "N1", "N2"]


def test_the_next_page_begins_after_the_last_line_even_if_that_one_has_gone(running, monkeypatch):
    monkeypatch.setattr(waiting_module, "PAGE", 1)
    for seat, days in ((1, 2), (2, 9), (3, 26)):
        put_off(running, seat, days)
    first = waiting(running)
    assert (first.count, first.next_after) == (3, first.lines[0].key)
    give(running, first.lines[0])
    second = waiting(running, after=first.next_after)
    assert [line.reference for line in second.lines] == [running.booked[1]]
    assert waiting(running, after=second.next_after).next_after is None


def test_nobody_in_conflict_and_nobody_without_the_right_sees_it(running):
    put_off(running, 1, 2)
    area = running.area
    declare_conflict(area.database, area.manager, "manager-1", str(running.booked[1]), now=area.now)
    assert waiting(running).count == 0
    with pytest.raises(NotAllowed):
        list_waiting(area.instance, area.officer, WaitingSearch(), now=area.now)
    with pytest.raises(ProofNeeded):
        list_waiting(area.instance, area.manager, WaitingSearch(), now=area.now, whole=True)


def test_who_stands_in_it_is_read_in_as_many_looks_for_three_as_for_one(running, monkeypatch):
    put_off(running, 1, 2)
    waiting(running)
    with looks(monkeypatch) as for_one:
        waiting(running)
    put_off(running, 2, 9)
    put_off(running, 3, 26)
    with looks(monkeypatch) as for_three:
        assert len(waiting(running).lines) == 3
    assert len(for_three) == len(for_one) <= 14


class WaitingList(Rescheduling):
    """The manager of the laws of rescheduling, who gives places from the waiting list besides."""

    @rule(number=st.integers(0, 30))
    def give_what_is_called_feasible(self, number):
        self.give(number)

    @rule(number=st.integers(0, 30), days=st.sampled_from((1, 7, 14)))
    def put_everybody_off_and_give_what_is_called_feasible(self, number, days):
        for person in range(len(PEOPLE)):
            with suppress(*REFUSALS):
                until = self.area.today + timedelta(days=days)
                defer(*self.asked, self.reference(person), until, **self.common)
        self.give(number)

    def give(self, number):
        lines = list_waiting(*self.asked, WaitingSearch(), now=self.area.now).lines
        every = [
            (line, what, place) for line in lines for what, left in line.ways.left.items() for place in left.places
        ]
        if every:
            line, what, place = every[number % len(every)]
            seen = {"seen": line.version, "now": self.area.now}
            give_from_waiting(*self.asked, line.reference, place.cohort, what, **seen)  # no refusal is let pass
            self.done["given"] += 1

    @invariant()
    def the_fewest_ways_stand_first_and_are_counted_rightly(self):
        lines = list_waiting(*self.asked, WaitingSearch(), now=self.area.now).lines
        keys = [(line.ways.count, line.ways.runs_out_on) for line in lines]
        assert keys == sorted(keys)
        standing = select(t.Referral.reference).where(
            t.Referral.status.in_([S.TO_REBOOK.value, S.DEFERRED.value, S.PLACE_TO_FOLLOW.value])
        )
        assert {str(line.reference) for line in lines} == {row[0] for row in self.rows(standing)}
        for line in lines:
            decided, _ = self.decisions.get(str(line.reference), (None, None))
            if WhatAgain.BOTH in line.ways.left:
                assert set(line.ways.left[WhatAgain.BOTH].first_days) == set(self.pairs_left(line)), line
            else:
                assert decided is GoingOn.REPEAT_MISSED, line

    def pairs_left(self, line):
        """Count the pairs of days again, day by day."""
        with self.database.read() as unit:
            row = find(unit, line.reference)
            policy = scheduling_policy(self.area.instance.book_of(unit, row.book_digest), row.on)
        deadline = deadline_for(policy, caution_on=row.on, offence_on=row.offence_on)
        last = row.extended_to or deadline.binding
        earliest = max(row.caution_on, self.area.today + timedelta(days=1))
        if row.status is S.DEFERRED:
            earliest = max(earliest, row.deferred_until)
        for offset in range((last - earliest).days + 1):
            day = earliest + timedelta(days=offset)
            second = day + timedelta(days=28)
            if second <= last and is_open(policy, day) and is_open(policy, second):
                yield day


@pytest.mark.parametrize("missed", [MissedWorkshop.REPEAT_BOTH, MissedWorkshop.REPEAT_MISSED])
def test_the_laws_of_the_waiting_list_hold_in_any_order(database, database_url, sqlite_template, missed):
    class OnEmptyDatabase(WaitingList):
        def __init__(self) -> None:
            emptied(database_url, sqlite_template)
            super().__init__()

    OnEmptyDatabase.database, OnEmptyDatabase.missed, OnEmptyDatabase.done = database, missed, Counter()
    run_state_machine_as_test(
        OnEmptyDatabase, settings=settings(max_examples=12, stateful_step_count=30, deadline=None)
    )
    assert OnEmptyDatabase.done["given"], OnEmptyDatabase.done


def test_it_is_the_same_as_what_one_person_is_offered(running: Running) -> None:
    put_off(running, 1, 2)
    from cara.workshops import see_reschedulable

    area = running.area
    (choice,) = see_reschedulable(area.instance, area.manager, running.booked[1], now=area.now).choices
    (line,) = waiting(running).lines
    assert line.ways.left[WhatAgain.BOTH].places[:3] == choice.places
