"""What participants answered: by seat, only from those who wish, corrected beside, and paired before and after."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update
from tests.core.workshops.running import Running

from cara.access import Action, FieldGroup, Role, Subject, decide
from cara.access.table import TABLE
from cara.acting import NotAccepted
from cara.quality import AnswersEntry, AnswersSheet, SomebodyElseAnswered, record_answers, see_answers
from cara.quality.content import content
from cara.records import RuleBroken
from cara.records import tables as t
from cara.staff.conflicts import declare_conflict
from cara.vocabulary import Attendance
from cara.workshops import NoSuchWorkshop, WrongStep

CODES = [one.code for one in content().statements]
WHOLE = dict.fromkeys(CODES, 3)


def enter(
    running: Running, seat: int = 1, code: str = "N1-1", seen: str | None = None, by: Subject | None = None, **said: int
) -> AnswersSheet:
    entry = AnswersEntry(agreed=said or WHOLE, seen=seen)
    return record_answers(running.area.instance, by or running.facilitator, code, seat, entry, now=running.moment(code))


def key(sheet: AnswersSheet, seat: int = 1) -> str:
    line = sheet.line(seat)
    assert line
    assert line.latest
    return line.latest.key


def test_the_core_asks_four_to_six_things_and_says_where_they_are_from():
    assert 4 <= len(CODES) == len(set(CODES)) <= 6
    assert content().statements_source.title


def test_what_is_entered_is_what_is_seen(running: Running):
    enter(running, see_effects=1, know_help=5)
    sheet = see_answers(running.area.instance, running.manager, "N1-1", now=running.moment())
    line = sheet.line(1)
    assert line
    assert line.latest
    assert dict(line.latest.agreed) == {"see_effects": 1, "know_help": 5}
    assert (line.latest.by, sheet.pairs) == ("facilitator-1", 0)


@pytest.mark.parametrize("said", [0, 6])
def test_the_scale_ends_at_one_and_five(running: Running, said: int):
    with pytest.raises(ValueError, match="see_effects"):
        enter(running, see_effects=said)


def test_nobody_need_answer_and_an_empty_form_stores_nothing(running: Running):
    entry = AnswersEntry(agreed={})
    record_answers(running.area.instance, running.facilitator, "N1-1", 1, entry, now=running.moment())
    with running.area.database.read() as unit:
        assert unit.scalar(select(t.ParticipantAnswers.id)) is None


def test_a_pair_is_complete_when_every_statement_was_answered_both_times(running: Running):
    for seat in (1, 2):
        enter(running, seat)
    running.mark(seat_1=Attendance.HERE, seat_2=Attendance.HERE, seat_3=Attendance.HERE)
    assert enter(running, 1, "N1-2").pairs == 1
    sheet = enter(running, 2, "N1-2", see_effects=4)
    assert sheet.pairs == 1, "one statement is not all of them"
    assert enter(running, 2, "N1-2", key(sheet, 2)).pairs == 2


def test_answers_taken_back_are_no_pair(running: Running):
    enter(running)
    running.mark(seat_1=Attendance.HERE)
    sheet = enter(running, 1, "N1-2")
    assert sheet.pairs == 1
    back = AnswersEntry(agreed={}, seen=key(sheet))
    now = running.moment("N1-2")
    assert record_answers(running.area.instance, running.facilitator, "N1-2", 1, back, now=now).pairs == 0


def test_who_enters_over_an_unseen_entry_is_shown_both(running: Running):
    first = key(enter(running, see_effects=1))
    enter(running, seen=first, by=running.manager, see_effects=2)
    with pytest.raises(SomebodyElseAnswered) as clash:
        enter(running, seen=first, see_effects=3)
    stored = key(clash.value.sheet)
    line = enter(running, seen=stored, see_effects=3).line(1)
    assert line
    assert [dict(one.agreed) for one in line.earlier] == [{"see_effects": 1}, {"see_effects": 2}]


def test_sent_twice_it_is_stored_once(running: Running):
    enter(running)
    line = enter(running).line(1)
    assert line
    assert line.earlier == ()


def test_nobody_sits_on_a_seat_that_is_free_and_nothing_else_is_asked(running: Running):
    with pytest.raises(NotAccepted) as refused:
        enter(running, 9, invented=1)
    assert [one.field for one in refused.value.problems] == ["agreed-invented", "seat"]


def test_entries_are_only_ever_added(running: Running):
    enter(running)
    for statement in (
        update(t.ParticipantAnswer).values(agreed=1),
        delete(t.ParticipantAnswer),
        update(t.ParticipantAnswers).values(recorded_by=1),
        delete(t.ParticipantAnswers),
    ):
        with pytest.raises(RuleBroken), running.area.database.write() as unit:
            unit.execute(statement)


def test_nothing_is_entered_before_the_day(running: Running):
    early = running.moment(days=-1)
    with pytest.raises(WrongStep):
        record_answers(running.area.instance, running.facilitator, "N1-1", 1, AnswersEntry(agreed=WHOLE), now=early)


def test_who_has_a_conflict_with_somebody_sees_and_enters_nothing_of_that_seat(running: Running):
    manager = replace(running.manager, proved_at=running.area.now)
    enter(running, 2)
    declare_conflict(running.area.database, manager, "facilitator-1", running.booked[2], now=running.area.now)
    sheet = see_answers(running.area.instance, running.facilitator, "N1-1", now=running.moment())
    assert [(line.seat, line.open, line.latest) for line in sheet.lines] == [
        (1, True, None),
        (2, False, None),
        (3, True, None),
    ]
    with pytest.raises(NotAccepted):
        enter(running, 2)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AREA_MANAGER])
def test_nobody_but_the_own_facilitators_and_the_manager_sees_them(running: Running, role: Role):
    somebody = replace(running.facilitator, account=0, code="somebody", role=role)
    with pytest.raises(NoSuchWorkshop):
        see_answers(running.area.instance, somebody, "N1-1", now=running.moment())


def test_no_permission_of_the_police_gives_answers_away():
    police = {Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR}
    given = {
        (action, role)
        for action, permissions in TABLE.items()
        for role, permission in permissions.items()
        if FieldGroup.ANSWERS in permission.fields
    }
    assert not {role for _, role in given} & police
    of_cohort = {
        (action, role)
        for action in (Action.SEE_ANSWERS, Action.RECORD_ANSWERS)
        for role in (Role.FACILITATOR, Role.AREA_MANAGER)
    }
    in_copies = {(action, Role.AREA_MANAGER) for action in (Action.PREPARE_COPY, Action.EXPORT_COPY)} | {
        (Action.CONFIRM_COPY, role) for role in (Role.AREA_MANAGER, Role.DIRECTOR)
    }
    assert given == of_cohort | in_copies


def test_a_window_closes_seven_days_after_workshop_two(running: Running):
    instance = running.area.instance
    assert see_answers(instance, running.facilitator, "N1-2", now=running.moment("N1-2", days=7)).lines
    with pytest.raises(NoSuchWorkshop):
        see_answers(instance, running.facilitator, "N1-2", now=running.moment("N1-2", days=8))
    assert not decide(running.facilitator, Action.SEE_ANSWERS, None, running.moment()).fields
