"""What goes between provider and police after the booking: facts one way, decisions the other."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.areas_for_tests import stated
from tests.core.workshops.running import running_on

from cara.access import FieldGroup, NotAllowed
from cara.acting import NotAccepted
from cara.casework import NoSuchItem, NoSuchReferral, ReferralStatus, WrongStatus, worklist
from cara.casework.attended import attended
from cara.casework.referral_rows import find
from cara.policy import MissedWorkshopMeans, Told, ToldToPolice
from cara.records import tables as t
from cara.vocabulary import Attendance, MissedWorkshop, RiskGrade
from cara.workshops import (
    GoingOn,
    LaterEvent,
    Marked,
    ReturnDecision,
    ReturnReason,
    acknowledge_return,
    decide_going_on,
    decide_return,
    record_register,
    report_later_event,
    return_to_police,
    see_register,
    settle_item,
)

A, S = Attendance, ReferralStatus
REASON = "Rang in the morning: a child was ill"


def item_of(running, actor):
    (item,) = worklist(running.area.instance, actor, now=running.area.now)
    return item.code


def decide(running, outcome, actor=None):
    who = actor or running.area.supervisor
    instance, code = running.area.instance, item_of(running, running.area.supervisor)
    return decide_going_on(instance, who, code, outcome=outcome, reason=REASON, now=running.moment())


@pytest.mark.parametrize(
    ("outcome", "after", "place"),
    [
        (GoingOn.COUNTS, S.ATTENDED_ONE, ("booked", True)),
        (GoingOn.REPEAT_BOTH, S.TO_REBOOK, ("left", False)),
        (GoingOn.ENDS, S.CLOSED, ("left", False)),
    ],
)
def test_the_police_decide_how_it_goes_on_after_workshop_one(running, outcome, after, place):
    running.mark(seat_1=A.LEFT_EARLY)
    assert decide(running, outcome) is after
    assert (running.status(1), running.place(1)) == (after, place)
    second = see_register(running.area.instance, running.manager, "N1-2", now=running.moment("N1-2"))
    assert (1 in {line.seat for line in second.lines}) is (after is S.ATTENDED_ONE)


@pytest.mark.parametrize(
    ("outcome", "after", "place"),
    [
        (GoingOn.COUNTS, S.COMPLETED, ("done", False)),
        (GoingOn.REPEAT_MISSED, S.TO_REBOOK, ("left", False)),
    ],
)
def test_the_police_decide_how_it_goes_on_after_workshop_two(running, outcome, after, place):
    running.mark(seat_1=A.HERE)
    running.mark("N1-2", seat_1=A.SENT_HOME)
    assert decide(running, outcome) is after
    assert (running.status(1), running.place(1)) == (after, place)


def test_workshop_two_alone_cannot_be_repeated_by_whoever_missed_workshop_one(running):
    running.mark(seat_1=A.ABSENT)
    with pytest.raises(NotAccepted, match="both are taken again"):
        decide(running, GoingOn.REPEAT_MISSED)
    assert running.status(1) is S.ASK_POLICE


def test_another_force_and_the_area_manager_do_not_decide_for_the_police(running):
    running.mark(seat_1=A.ABSENT)
    for actor in (running.area.other_force, running.manager, running.area.officer, running.facilitator):
        with pytest.raises(NoSuchItem):
            decide(running, GoingOn.COUNTS, actor)


def sent_back(running, seat=1, why=ReturnReason.DID_NOT_COME):
    return_to_police(
        running.area.instance, running.manager, running.booked[seat], why=why, reason=REASON, now=running.moment()
    )


def test_a_return_frees_the_place_and_waits_for_the_police(database):
    running = running_on(database, stated(MissedWorkshopMeans, value=MissedWorkshop.REPEAT_BOTH))
    running.mark(seat_1=A.ABSENT)
    sent_back(running)
    assert (running.status(1), running.place(1)) == (S.RETURNED, ("left", False))
    code = item_of(running, running.area.supervisor)
    acknowledge_return(running.area.instance, running.area.supervisor, code, now=running.moment())
    assert item_of(running, running.area.supervisor) == code
    after = decide_return(
        running.area.instance,
        running.area.supervisor,
        code,
        outcome=ReturnDecision.AGAIN,
        reason="Reason accepted",
        now=running.moment(),
    )
    assert after is running.status(1) is S.TO_REBOOK
    history = [line.reason for line in running.area.see(running.booked[1]).history if line.reason]
    assert history[-3:] == [
        f"Did not come to a workshop. {REASON}",
        "The police have seen the return",
        "Reason accepted",
    ]


def test_what_the_police_close_stays_closed(running):
    sent_back(running, why=ReturnReason.OWN_WISH)
    code = item_of(running, running.area.supervisor)
    instance, supervisor = running.area.instance, running.area.supervisor
    decide_return(instance, supervisor, code, outcome=ReturnDecision.ENDS, reason=REASON, now=running.moment())
    assert running.status(1) is S.CLOSED
    with pytest.raises(WrongStatus):
        sent_back(running)


def test_nobody_but_the_area_manager_returns(running):
    instance, reference = running.area.instance, running.booked[1]
    for actor in (running.area.officer, running.area.supervisor, running.facilitator):
        with pytest.raises((NoSuchReferral, NotAllowed)):
            return_to_police(instance, actor, reference, why=ReturnReason.LEFT, reason=REASON, now=running.moment())


@pytest.mark.parametrize(
    ("told", "behaviour"),
    [(Told.ATTENDANCE_ONLY, None), (Told.ATTENDANCE_AND_BEHAVIOUR, "Shouted"), ("unknown", None)],
)
def test_the_police_are_told_who_came_and_of_behaviour_only_where_it_is_published(database, told, behaviour):
    running = running_on(database, stated(ToldToPolice, value=told))
    marked = [Marked(seat=1, mark=A.SENT_HOME, minutes=90, reason="Was asked to", behaviour="Shouted")]
    record_register(running.area.instance, running.facilitator, "N1-1", marked, now=running.moment())
    (fact,) = running.area.see(running.booked[1]).attended
    assert (fact.number, fact.mark, fact.minutes, fact.reason) == (1, A.SENT_HOME, 90, "Was asked to")
    assert fact.behaviour == behaviour
    (own,) = running.area.see(running.booked[1], running.manager).attended
    assert own.behaviour == "Shouted"


@pytest.mark.parametrize("group", [FieldGroup.ATTENDANCE, FieldGroup.BEHAVIOUR])
def test_what_was_recorded_leaves_with_its_group_alone(running, group):
    marked = [Marked(seat=1, mark=A.HERE, behaviour="Quiet")]
    record_register(running.area.instance, running.facilitator, "N1-1", marked, now=running.moment())
    with running.area.database.read() as unit:
        row = find(unit, running.booked[1])
        (fact,) = attended(running.area.instance, unit, row, frozenset(FieldGroup))
        rest = attended(running.area.instance, unit, row, frozenset(FieldGroup) - {group})
    assert fact.behaviour == "Quiet"
    assert rest == (() if group is FieldGroup.ATTENDANCE else (replace(fact, behaviour=None),))


def test_the_fact_that_counts_is_the_corrected_one(running):
    running.mark(seat_1=A.ABSENT)
    running.mark(seat_1=A.HERE)
    (fact,) = running.area.see(running.booked[1]).attended
    assert fact.mark is A.HERE


def test_a_report_of_the_police_is_on_the_managers_list_at_once_and_is_settled_with_a_reason(running):
    instance, officer, reference = running.area.instance, running.area.officer, running.booked[1]
    grade = RiskGrade.HIGH
    report_later_event(
        instance, officer, reference, event=LaterEvent.RISK_RAISED, risk_grade=grade, now=running.area.now
    )
    report_later_event(instance, officer, reference, event=LaterEvent.NEW_ARREST, now=running.area.now)
    code = item_of(running, running.manager)
    steps = [line.reason for line in running.area.see(reference).history]
    assert steps[-2:] == ["The police report: a higher risk grade: high", "The police report: a new arrest"]
    settle_item(instance, running.manager, code, reason="Withdrawn with the officer", now=running.area.now)
    assert worklist(instance, running.manager, now=running.area.now) == ()


@pytest.mark.parametrize(("event", "grade"), [(LaterEvent.RISK_RAISED, None), (LaterEvent.NEW_ARREST, RiskGrade.HIGH)])
def test_a_grade_belongs_to_a_raised_risk_and_to_nothing_else(running, event, grade):
    with pytest.raises(NotAccepted):
        report_later_event(
            running.area.instance,
            running.area.officer,
            running.booked[1],
            event=event,
            risk_grade=grade,
            now=running.area.now,
        )


def test_before_the_booking_answers_are_changed_instead(running):
    with pytest.raises(WrongStatus):
        report_later_event(
            running.area.instance,
            running.area.officer,
            running.area.hold("N2"),
            event=LaterEvent.NEW_ARREST,
            now=running.area.now,
        )


def test_the_decision_is_kept_with_the_item(running):
    running.mark(seat_1=A.ABSENT)
    decide(running, GoingOn.REPEAT_BOTH)
    with running.area.database.read() as unit:
        kept = unit.execute(select(t.WorklistItem.outcome).where(t.WorklistItem.kind == "ask_police")).scalars().all()
    assert kept == ["repeat_both"]
