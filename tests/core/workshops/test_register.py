"""The register: who sees it and when, what it takes, and what happens when it is sent twice or by two people."""

from datetime import time, timedelta

import pytest
from sqlalchemy import delete, update
from tests.areas_for_tests import stated
from tests.core.workshops.running import running_on

from cara.acting import NotAccepted
from cara.casework import ReferralStatus, worklist
from cara.policy import LateArrivalMeans, MissedWorkshopMeans
from cara.records import RecordsProblem
from cara.records import tables as t
from cara.vocabulary import Attendance, LateArrival, MissedWorkshop
from cara.workshops import (
    Marked,
    NoSuchWorkshop,
    SomebodyElseMarked,
    WrongStep,
    list_own_workshops,
    record_register,
    release_facilitator,
    see_register,
)

A, S = Attendance, ReferralStatus


def test_the_register_names_who_is_expected_and_nothing_of_how_to_reach_them(running):
    register = see_register(running.area.instance, running.facilitator, "N1-1", now=running.moment())
    assert [line.name for line in register.lines] == ["Adam Alder", "Adam Birch", "Adam Cedar"]
    assert "07700" not in repr(register)
    assert "example.org" not in repr(register)
    assert "Example Road" not in repr(register)


@pytest.mark.parametrize(
    ("days", "hour", "is_open"),
    [(-8, time(23, 59), False), (-7, time(0), True), (35, time(23, 59), True), (36, time(0), False)],
)
def test_a_facilitator_sees_it_from_a_week_before_workshop_one_to_a_week_after_workshop_two(
    running, days, hour, is_open
):
    now = running.moment("N1-1", days=days, at=hour)
    if is_open:
        assert see_register(running.area.instance, running.facilitator, "N1-1", now=now).lines
        assert list_own_workshops(running.area.instance, running.facilitator, now=now)
    else:
        with pytest.raises(NoSuchWorkshop):
            see_register(running.area.instance, running.facilitator, "N1-1", now=now)


def test_what_is_not_there_and_what_is_somebody_elses_look_alike(running):
    words = []
    for code in ("N2-1", "X9-1"):
        with pytest.raises(NoSuchWorkshop) as refused:
            see_register(running.area.instance, running.facilitator, code, now=running.moment())
        words.append(str(refused.value))
    assert words[0] == words[1]


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1"])
def test_the_police_have_no_register(running, who):
    with pytest.raises(NoSuchWorkshop):
        see_register(running.area.instance, running.area.subjects[who], "N1-1", now=running.moment())


def test_whoever_no_longer_runs_it_sees_it_no_longer(running):
    for code in ("N1-1", "N1-2"):
        release_facilitator(running.area.instance, running.manager, code, "facilitator-1", now=running.area.now)
    with pytest.raises(NoSuchWorkshop):
        see_register(running.area.instance, running.facilitator, "N1-1", now=running.moment())


def test_nothing_is_recorded_before_the_day(running):
    early = running.moment(days=-1, at=time(23, 59))
    with pytest.raises(WrongStep, match="before Saturday 5 December 2026"):
        running.mark(at=early, seat_1=A.HERE)
    assert running.mark(at=running.moment(at=time(0)), seat_1=A.HERE).lines[0].latest.mark is A.HERE


def test_whoever_came_to_both_has_completed(running):
    running.mark(seat_1=A.HERE, seat_2=A.HERE)
    assert [running.status(1), running.status(2), running.status(3)] == [S.ATTENDED_ONE, S.ATTENDED_ONE, S.BOOKED]
    assert running.workshops()["N1-1"] == "held"
    running.mark("N1-2", seat_1=A.HERE)
    assert running.status(1) is S.COMPLETED
    assert running.place(1) == ("done", False)


@pytest.mark.parametrize("mark", [A.ABSENT, A.LATE, A.LATE_REFUSED, A.LEFT_EARLY, A.SENT_HOME])
def test_where_nothing_is_published_the_police_are_asked_and_the_place_is_kept(database, mark):
    running = running_on(database, stated(LateArrivalMeans, value="unknown"))
    running.mark(seat_1=mark)
    assert running.status(1) is S.ASK_POLICE
    assert running.place(1) == ("booked", True)
    (item,) = worklist(running.area.instance, running.area.supervisor, now=running.area.now)
    assert item.reference == running.booked[1]


@pytest.mark.parametrize("missed", [MissedWorkshop.REPEAT_BOTH, MissedWorkshop.REPEAT_MISSED])
def test_where_it_is_published_a_missed_workshop_is_booked_again(database, missed):
    running = running_on(database, stated(MissedWorkshopMeans, value=missed))
    running.mark(seat_1=A.ABSENT, seat_2=A.SENT_HOME)
    assert [running.status(1), running.status(2)] == [S.TO_REBOOK, S.ASK_POLICE]
    assert running.place(1) == ("left", False)
    register = see_register(running.area.instance, running.manager, "N1-2", now=running.moment("N1-2"))
    assert [line.seat for line in register.lines] == [2, 3]


def test_everything_wrong_is_said_at_once(database):
    running = running_on(database, stated(LateArrivalMeans, value=LateArrival.REFUSED_ENTRY))
    wrong = [
        Marked(seat=1, mark=A.LATE),
        Marked(seat=2, mark=A.HERE, minutes=5),
        Marked(seat=3, mark=A.HERE),
        Marked(seat=3, mark=A.ABSENT),
        Marked(seat=9, mark=A.HERE),
    ]
    with pytest.raises(NotAccepted) as refused:
        record_register(running.area.instance, running.facilitator, "N1-1", wrong, now=running.moment())
    assert [problem.field for problem in refused.value.problems] == ["seat-1", "seat-2", "seat-3", "seat-9"]
    assert running.workshops()["N1-1"] == "planned"


def test_sent_twice_it_is_one_register(running):
    marks = [Marked(seat=1, mark=A.HERE), Marked(seat=2, mark=A.ABSENT, reason="Ill")]
    first = record_register(running.area.instance, running.facilitator, "N1-1", marks, now=running.moment())
    before = running.area.rows()
    again = record_register(running.area.instance, running.facilitator, "N1-1", marks, now=running.moment(days=1))
    assert again.lines == first.lines
    after = running.area.rows()
    assert {name for name in before if before[name] != after[name]} == {"audit_entry"}


def test_two_people_who_mark_otherwise_see_both_and_lose_nothing(running):
    running.mark(seat_1=A.HERE)
    with pytest.raises(SomebodyElseMarked) as refused:
        running.mark(seen={1: None}, by=running.manager, seat_1=A.ABSENT, seat_2=A.HERE)
    assert refused.value.seats == {1}
    assert refused.value.register.lines[0].latest.mark is A.HERE
    assert [entry.mark for entry in refused.value.entries] == [A.ABSENT, A.HERE]
    assert running.status(2) is S.BOOKED
    running.mark(by=running.manager, seat_1=A.ABSENT, seat_2=A.HERE)
    assert [running.status(1), running.status(2)] == [S.ASK_POLICE, S.ATTENDED_ONE]


def test_a_correction_stands_beside_what_it_corrects_and_undoes_what_followed(database):
    running = running_on(database, stated(MissedWorkshopMeans, value=MissedWorkshop.REPEAT_BOTH))
    running.mark(seat_1=A.ABSENT)
    assert running.status(1) is S.TO_REBOOK
    register = running.mark(at=running.moment(days=1), seat_1=A.HERE)
    line = register.lines[0]
    assert (line.latest.mark, [mark.mark for mark in line.earlier]) == (A.HERE, [A.ABSENT])
    assert running.status(1) is S.ATTENDED_ONE
    assert running.place(1) == ("booked", True)
    second = see_register(running.area.instance, running.manager, "N1-2", now=running.moment("N1-2"))
    assert [line.seat for line in second.lines] == [1, 2, 3]


def test_a_correction_after_the_end_opens_the_case_again(running):
    running.mark(seat_1=A.HERE)
    running.mark("N1-2", seat_1=A.HERE)
    running.mark("N1-2", at=running.moment("N1-2", days=1), seat_1=A.ABSENT)
    assert running.status(1) is S.ASK_POLICE
    assert running.place(1) == ("booked", True)


def test_a_late_correction_after_the_case_went_on_is_left_to_a_person(running):
    running.mark(seat_1=A.HERE)
    running.mark("N1-2", seat_1=A.HERE)
    running.mark("N1-1", at=running.moment("N1-2", days=1), by=running.manager, seat_1=A.ABSENT)
    assert running.status(1) is S.COMPLETED
    items = worklist(running.area.instance, running.manager, now=running.moment("N1-2", days=1))
    assert [item.kind.value for item in items] == ["register_corrected"]


def test_a_declared_conflict_withholds_the_name_and_the_marking(running):
    from cara.staff.conflicts import declare_conflict

    database, about = running.area.database, str(running.booked[2])
    declare_conflict(database, running.manager, "facilitator-1", about, now=running.area.now)
    register = see_register(running.area.instance, running.facilitator, "N1-1", now=running.moment())
    assert [line.name for line in register.lines] == ["Adam Alder", None, "Adam Cedar"]
    with pytest.raises(NotAccepted):
        running.mark(seat_2=A.HERE)


@pytest.mark.parametrize("table", [t.AttendanceMark, t.WorkshopChange, t.CohortChange, t.StatusChange])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_recorded_is_never_changed(running, table, change):
    running.mark(seat_1=A.HERE)
    statement = update(table).values(id=table.id + 1000) if change == "update" else delete(table)
    with pytest.raises(RecordsProblem, match="append_only"), running.area.database.write() as unit:
        unit.execute(statement)


def test_the_day_may_be_far_from_when_it_is_recorded(running):
    late = running.moment("N1-2", days=300)
    assert running.mark("N1-2", at=late, by=running.manager, seat_1=A.HERE).workshop.status.value == "held"
    with pytest.raises(NoSuchWorkshop):
        running.mark("N1-2", at=late + timedelta(days=1), seat_2=A.HERE)
