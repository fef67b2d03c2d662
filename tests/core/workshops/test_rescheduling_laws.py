"""The laws of rescheduling, in any order of use cases and of passing days, on both databases.

A past or recorded workshop never moves; nothing lands in the past or on a closed date; nobody is in two places; the gap
and the deadline hold unless the exception is authorised; what the police decided is taken again is what is taken again;
nobody is lost; seats, pathways and keep-apart hold always; and
who is expected is always who has a place.
"""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from tests.areas_for_tests import stated
from tests.core.casework.conftest import emptied
from tests.core.workshops.laws import Laws
from tests.core.workshops.running import Running
from tests.instances import MEN, area_on, west_yorkshire_like

from cara.casework import NotAccepted, PlaceDoesNotFit, ReferralStatus, WrongStatus, worklist
from cara.casework.details import KeepApart, Needs
from cara.casework.items import ItemKind
from cara.policy import MissedWorkshopMeans
from cara.records import tables as t
from cara.vocabulary import Attendance, MissedWorkshop
from cara.workshops import (
    GoingOn,
    RegisterMissing,
    SomethingChanged,
    WhatAgain,
    WrongStep,
    book_again,
    cancel_cohort,
    decide_going_on,
    defer,
    extend,
    give_other_days,
    move_booking,
    preview_cancellation,
    preview_not_held,
    record_not_held,
    see_reschedulable,
)

S = ReferralStatus

COHORTS = ("N1", "N2", "S1", "S2", "T1", "T2", "L1", "L2", "L3")
REFUSALS = (NotAccepted, PlaceDoesNotFit, RegisterMissing, WrongStatus, WrongStep)
"""What a manager may be told; any other error is a fault."""

PEOPLE = ("Alder", "Birch", "Cedar", "Damson", "Elder")
MARKS = (Attendance.HERE, Attendance.HERE, Attendance.ABSENT, Attendance.LEFT_EARLY)
DONE = {
    "decide_going_on",
    "move_booking",
    "book_again",
    "defer",
    "extend",
    "give_other_days",
    "cancel_cohort",
    "record_not_held",
}


class Rescheduling(Laws):
    """A manager at work while the weeks go by. Birch and Cedar are kept apart; T1 and T2 have one and two seats."""

    missed: ClassVar[MissedWorkshop]
    done: ClassVar[Counter[str]]
    """How often each use case went through: laws that only refusals keep prove nothing."""

    @initialize()
    def begin(self):
        self.area = area_on(self.database, west_yorkshire_like(stated(MissedWorkshopMeans, value=self.missed)))
        self.running = Running(self.area)
        self.area.cohort("T1", MEN, "south-1", 1, capacity=1)
        self.area.cohort("T2", MEN, "north-1", 5, capacity=2)
        self.area.cohort("L1", MEN, "north-1", 7)
        self.area.cohort("L2", MEN, "south-1", 10)
        self.area.cohort("L3", MEN, "south-1", 13)
        self.held: dict[str, date] = {}
        self.decisions: dict[str, tuple[GoingOn, datetime]] = {}
        self.counted: dict[str, date] = {}
        self.running.run("N1-1")
        for name, cohort in zip(PEOPLE, ("N1", "N1", "N2", "N1", "T1"), strict=True):
            self.book(name, cohort)

    def book(self, name, cohort):
        area = self.area
        reference = area.hold(cohort)
        area.record(
            reference,
            person=area.person(family_name=name, crime_reference=f"13/{name}/26"),
            needs=Needs(keep_apart=(KeepApart(name="Adam Birch"),)) if name == "Cedar" else None,
        )
        area.sign(reference)
        area.confirm(reference)
        self.running.booked[len(self.running.booked)] = reference

    def reference(self, number):
        return self.running.booked[number]

    @property
    def common(self):
        return {"reason": "The hall is closed", "now": self.area.now}

    @property
    def asked(self):
        return self.area.instance, self.area.manager

    @rule(number=st.integers(0, 4), cohort=st.sampled_from(COHORTS))
    def move(self, number, cohort):
        with suppress(*REFUSALS):
            move_booking(*self.asked, self.reference(number), cohort, **self.common)
            self.done["move_booking"] += 1

    @rule(number=st.integers(0, 4), cohort=st.sampled_from(COHORTS), what=st.sampled_from(WhatAgain))
    def book_again(self, number, cohort, what):
        with suppress(*REFUSALS):
            book_again(*self.asked, self.reference(number), cohort, what, **self.common)
            self.done["book_again"] += 1

    @rule()
    def book_again_whoever_can_be(self):
        for number in range(len(PEOPLE)):
            with suppress(*REFUSALS):
                choices = see_reschedulable(*self.asked, self.reference(number), now=self.area.now).choices
                for what, place in [(choice.what, place) for choice in choices for place in choice.places][:1]:
                    book_again(*self.asked, self.reference(number), place.cohort, what, **self.common)
                    self.done["book_again"] += 1

    @rule(outcome=st.sampled_from(GoingOn))
    def police_decide_and_the_last_choice_is_booked(self, outcome):
        self.police_decide(outcome)

    def police_decide(self, outcome):
        area = self.area
        waiting = [
            one for one in worklist(area.instance, area.supervisor, now=area.now) if one.kind is ItemKind.ASK_POLICE
        ]
        for item in waiting:
            with suppress(*REFUSALS):
                asked, given = (area.instance, area.supervisor, item.code), {"reason": "Seen", "now": area.now}
                decide_going_on(*asked, outcome=outcome, **given)
                self.decisions[str(item.reference)] = (outcome, area.now)
                self.note_what_counts(item.reference, outcome)
                self.done["decide_going_on"] += 1
                self.book_last(item.reference)

    def note_what_counts(self, reference, outcome):
        last = _RECORDED.where(t.Referral.reference == str(reference)).order_by(t.AttendanceMark.id.desc())
        number, day = self.rows(last)[0]
        if number == 1 and outcome is GoingOn.COUNTS:
            self.counted[str(reference)] = day

    def book_last(self, reference):
        choices = see_reschedulable(*self.asked, reference, now=self.area.now).choices
        for what, place in [(choice.what, place) for choice in choices for place in choice.places][-1:]:
            book_again(*self.asked, reference, place.cohort, what, **self.common)
            self.done["book_again"] += 1

    @rule(number=st.integers(0, 4), days=st.sampled_from((0, 7, 14, 21, 140)))
    def defer(self, number, days):
        with suppress(*REFUSALS):
            defer(*self.asked, self.reference(number), self.area.today + timedelta(days=days), **self.common)
            self.done["defer"] += 1

    @rule(number=st.integers(0, 4), days=st.sampled_from((-1, 0, 1, 14, 28, 29)))
    def extend(self, number, days):
        with suppress(*REFUSALS):
            seen = see_reschedulable(*self.asked, self.reference(number), now=self.area.now)
            until = seen.deadline.binding + timedelta(days=days)
            extend(*self.asked, self.reference(number), until, authorised_by="Inspector Example", **self.common)
            self.done["extend"] += 1

    @rule(cohort=st.sampled_from(COHORTS), weeks=st.integers(-3, 14), gap=st.sampled_from((27, 28, 28, 28, 35)))
    def other_days(self, cohort, weeks, gap):
        first = date(2026, 12, 5) + timedelta(weeks=weeks)
        with suppress(*REFUSALS):
            give_other_days(*self.asked, cohort, first, first + timedelta(days=gap), **self.common)
            self.done["give_other_days"] += 1

    @rule(cohort=st.sampled_from(COHORTS), wait=st.booleans())
    def cancel(self, cohort, wait):
        with suppress(*REFUSALS):
            before = self.area.rows()
            preview = preview_cancellation(*self.asked, cohort, now=self.area.now)
            assert {**self.area.rows(), "audit_entry": 0} == {**before, "audit_entry": 0}
            done = cancel_cohort(*self.asked, cohort, seen=preview.digest, **self.common)
            assert done == preview
            self.done["cancel_cohort"] += 1
            stands = dict(self.rows(select(t.Referral.reference, t.Referral.status)))
            assert all(stands[str(one.reference)] == one.after.value for one in done.consequences)

    @rule(cohort=st.sampled_from(COHORTS))
    def not_held(self, cohort):
        with suppress(*REFUSALS):
            before = self.area.rows()
            preview = preview_not_held(*self.asked, cohort, now=self.area.now)
            assert {**self.area.rows(), "audit_entry": 0} == {**before, "audit_entry": 0}
            assert record_not_held(*self.asked, cohort, seen=preview.digest, **self.common) == preview
            self.done["record_not_held"] += 1

    @rule(weeks=st.sampled_from((1, 1, 2, 4)), marks=st.lists(st.sampled_from(MARKS), max_size=5))
    def weeks_go_by(self, weeks, marks):
        """Let time pass, and record what each workshop in it saw; somebody may be left unmarked."""
        end = self.area.now + timedelta(weeks=weeks)
        due = select(t.Workshop.code, t.Workshop.day).where(t.Workshop.status == "planned").order_by(t.Workshop.day)
        for code, day in self.rows(due):
            if day <= self.area.instance.today(end):
                self.record(code, marks)
        self.area.now = end

    @precondition(lambda self: self.area.today < date(2026, 12, 5))
    @rule(outcome=st.sampled_from(GoingOn))
    def everybody_comes_to_workshop_one_and_leaves_workshop_two_early(self, outcome):
        end = self.area.now + timedelta(weeks=10)
        due = select(t.Workshop.code, t.Workshop.day, t.Workshop.number).where(t.Workshop.status == "planned")
        for code, day, number in self.rows(due.order_by(t.Workshop.day)):
            if day <= self.area.instance.today(end):
                self.record(code, [Attendance.HERE if number == 1 else Attendance.LEFT_EARLY] * len(PEOPLE))
        self.area.now = end
        self.police_decide(outcome)

    def record(self, code, marks):
        now = self.running.moment(code)
        seats = self.running.seen(code, now)
        entries = {f"seat_{seat}": mark for seat, mark in zip(sorted(seats), marks, strict=False)}
        if entries:
            self.running.mark(code, at=now, by=self.area.manager, **entries)


_RECORDED = (
    select(t.Workshop.number, t.Workshop.day)
    .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .join(t.Referral, t.Referral.id == t.Membership.referral_id)
    .join(t.AttendanceMark, t.AttendanceMark.expected_id == t.ExpectedAttendance.id)
)


@pytest.mark.parametrize("missed", MissedWorkshop)
def test_the_laws_of_rescheduling_hold_in_any_order(database, database_url, sqlite_template, missed):
    class OnEmptyDatabase(Rescheduling):
        def __init__(self) -> None:
            emptied(database_url, sqlite_template)
            super().__init__()

    OnEmptyDatabase.database, OnEmptyDatabase.missed, OnEmptyDatabase.done = database, missed, Counter()
    run_state_machine_as_test(
        OnEmptyDatabase,
        settings=settings(
            max_examples=30 if database_url.startswith("sqlite") else 24, stateful_step_count=40, deadline=None
        ),
    )
    assert set(OnEmptyDatabase.done) == DONE, OnEmptyDatabase.done


def test_a_preview_that_has_become_wrong_is_not_carried_out(running):
    asked = running.area.instance, running.manager
    preview = preview_cancellation(*asked, "N1", now=running.area.now)
    running.book("Damson")
    before = running.area.rows()
    with pytest.raises(SomethingChanged) as refused:
        cancel_cohort(*asked, "N1", seen=preview.digest, reason="Flooded", now=running.area.now)
    assert len(refused.value.cancellation.consequences) == 4
    assert running.area.rows() == before
