"""What is due today: every source, the order, and how few looks it takes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update
from tests.core.looks import looks

from cara.access import NotAllowed, ProofNeeded, Role
from cara.acting import tell
from cara.areas import Areas
from cara.casework.outbox.words import MessageStatus
from cara.records import tables as t
from cara.staff import NewAccount, add_account
from cara.staff.conflicts import declare_conflict
from cara.today import DueKind, see_today
from cara.vocabulary import Attendance
from cara.workshops import (
    LaterEvent,
    ReturnReason,
    acknowledge_return,
    defer,
    report_later_event,
    return_to_police,
)

K = DueKind
WHY = "The person starts a new job"


def due(running, **days):
    area = running.area
    return see_today(area.instance, area.manager, now=area.later(**days))


def lines(running, kind, **days):
    return [line for line in due(running, **days).lines if line.kind is kind]


def put_off(running, seat, days):
    area = running.area
    until = area.today + timedelta(days=days)
    defer(area.instance, area.manager, running.booked[seat], until, reason=WHY, now=area.now)


def change(running, statement):
    area = running.area
    with area.database.write() as unit:
        unit.execute(statement)
        tell(unit, area.manager, "cases_listed", "cases", area.now)


def test_somebody_without_a_place_is_due_by_the_last_day_on_which_a_pair_can_begin(running):
    put_off(running, 1, 70)
    assert lines(running, K.NO_PLACE) == [], "more than four weeks are left"
    (line,) = lines(running, K.NO_PLACE, days=50)
    assert (line.by, line.target) == (date(2027, 2, 6), running.booked[1])
    assert line.about == running.booked[1].spoken
    assert line.why == (
        "Deferred until Monday 1 February 2027; 1 way is left, the last on Saturday 6 February 2027; "
        "59 days until the last day, Friday 12 March 2027"
    )


def test_somebody_for_whom_no_way_is_left_is_overdue(running):
    put_off(running, 1, 70)
    (line,) = lines(running, K.NO_PLACE, days=82)
    assert line.by == date(2027, 2, 12)
    assert "no way is left" in line.why
    assert line.days_left(date(2027, 2, 13)) == -1
    assert due(running, days=82).overdue >= 1


def test_somebody_whose_time_ends_before_workshop_two_is_shown_before_it_has_ended(running):
    wrong = update(t.Referral).where(t.Referral.reference == running.booked[1])
    change(running, wrong.values(deadline_on=date(2026, 12, 20)))
    (line,) = lines(running, K.TIME_ENDED)
    assert line.by == date(2026, 12, 20)
    assert "Workshop two on Saturday 2 January 2027 is after the last day" in line.why
    (ended,) = lines(running, K.TIME_ENDED, days=40)
    assert ended.why == "Both workshops had to be done by Sunday 20 December 2026"


def test_a_register_that_was_not_kept_is_due_since_the_workshops_day(running):
    assert lines(running, K.REGISTER, days=12) == []
    (line,) = lines(running, K.REGISTER, days=13)
    assert (line.by, line.target) == (date(2026, 12, 5), "N1-1")
    assert "Nobody has recorded whether 3 people came" in line.why
    running.mark(seat_1=Attendance.HERE, seat_2=Attendance.HERE, seat_3=Attendance.HERE)
    assert lines(running, K.REGISTER, days=13) == []


def test_a_workshop_without_two_facilitators_is_due_by_its_day(running):
    (line,) = [line for line in lines(running, K.FACILITATORS) if line.target == "N1"]
    assert line.by == date(2026, 12, 5)
    assert line.why.startswith("1 of 2 facilitators for workshop one on Saturday 5 December 2026")
    second = NewAccount("facilitator-2", "Account facilitator-2", Role.FACILITATOR, "provider")
    add_account(running.area.database, second, now=running.area.now)
    running.run("N1-1", "N1-2", by="facilitator-2")
    assert [line for line in lines(running, K.FACILITATORS) if line.target == "N1"] == []


def test_a_cohort_in_which_nobody_is_booked_is_due_by_its_first_day(running):
    small = lines(running, K.SMALL_COHORT)
    assert [line.target for line in small] == ["N2", "S1", "W1", "F1", "S2"]
    assert small[0].why == "Nobody is booked for Saturday 12 December 2026, Hall north-1"


def test_an_item_of_the_worklist_is_due_today_where_no_day_is_set(running):
    area = running.area
    report_later_event(area.instance, area.officer, running.booked[1], event=LaterEvent.NEW_ARREST, now=area.now)
    (line,) = lines(running, K.ITEM)
    assert (line.by, line.why) == (area.today, "The police report something new, waiting since Monday 23 November 2026")
    assert line.target == area.item_of(running.booked[1], area.manager)


def test_a_return_is_due_until_the_police_say_that_they_have_seen_it(running):
    area, reference = running.area, running.booked[1]
    why = ReturnReason.OWN_WISH
    return_to_police(area.instance, area.manager, reference, why=why, reason=WHY, now=area.now)
    report_later_event(area.instance, area.officer, reference, event=LaterEvent.NEW_ARREST, now=area.now)
    (line,) = lines(running, K.RETURN)
    assert line.target == reference
    code = area.item_of(reference, area.supervisor)
    acknowledge_return(area.instance, area.supervisor, code, now=area.now)
    assert lines(running, K.RETURN) == []


def test_a_message_that_failed_is_due_by_the_day_that_it_is_about(running):
    mine = update(t.Message).where(t.Message.day == date(2027, 1, 2)).values(status=MessageStatus.FAILED.value)
    change(running, mine)
    found = lines(running, K.MESSAGE, days=14)
    assert {line.about for line in found} == {reference.spoken for reference in running.booked.values()}
    assert {line.by for line in found} == {date(2027, 1, 2)}
    assert lines(running, K.MESSAGE, days=41) == [], "the day has gone"


def test_letters_to_print_are_one_line(running):
    due_now = {"status": MessageStatus.TO_PRINT.value, "due_at": running.area.now, "day": None}
    change(running, update(t.Message).values(**due_now))
    (line,) = lines(running, K.LETTERS)
    assert line.by == running.area.today
    assert "letters wait to be printed and posted" in line.why


def test_what_waits_for_a_second_person_is_due_for_that_person(running):
    area = running.area
    values = {"code": "7KQ4M2XR", "kind": "invitation", "account_id": area.officer.account, "asked_at": area.now}
    change(running, insert(t.Confirmation).values(**values, asked_by=area.supervisor.account))
    (line,) = lines(running, K.CONFIRMATION)
    assert line.about == "7KQ4-M2XR"
    change(running, update(t.Confirmation).values(asked_by=area.manager.account))
    assert lines(running, K.CONFIRMATION) == []


def test_nobody_in_conflict_is_on_it(running):
    area = running.area
    report_later_event(area.instance, area.officer, running.booked[1], event=LaterEvent.NEW_ARREST, now=area.now)
    put_off(running, 2, 70)
    for seat in (1, 2):
        declare_conflict(area.database, area.manager, "manager-1", str(running.booked[seat]), now=area.now)
    shown = " ".join(line.about for line in due(running, days=50).lines)
    assert running.booked[1].spoken not in shown
    assert running.booked[2].spoken not in shown


def test_it_is_the_area_managers_alone(running):
    area = running.area
    for other in (area.officer, area.supervisor, running.facilitator):
        with pytest.raises(NotAllowed):
            see_today(area.instance, other, now=area.now)
    with pytest.raises(ProofNeeded):
        see_today(area.instance, area.manager, now=area.now, whole=True)


def test_no_name_is_on_it(running):
    put_off(running, 1, 70)
    area = running.area
    report_later_event(area.instance, area.officer, running.booked[2], event=LaterEvent.NEW_ARREST, now=area.now)
    text = " ".join(f"{line.about} {line.target} {line.why}" for line in due(running, days=50).lines)
    assert not any(name in text for name in ("Alder", "Birch", "Cedar", "Adam"))


def test_what_needs_no_rule_is_told_while_the_rules_cannot_be_read(running):
    broken = running.area.with_areas(Areas(()))
    found = see_today(broken, running.area.manager, now=running.area.later(days=13))
    assert not found.rules_known
    assert [line.target for line in found.lines if line.kind is K.REGISTER] == ["N1-1"]


def test_it_is_read_in_as_many_looks_for_many_as_for_one(running, monkeypatch):
    put_off(running, 1, 70)
    due(running, days=50)
    with looks(monkeypatch) as for_one:
        due(running, days=50)
    put_off(running, 2, 70)
    put_off(running, 3, 70)
    running.book("Damson", "Elder", cohort="S1")
    with looks(monkeypatch) as for_many:
        assert len(lines(running, K.NO_PLACE, days=50)) == 3
    assert len(for_many) == len(for_one) <= 22


def test_more_than_a_page_is_counted(running, monkeypatch):
    from cara.today import seeing

    monkeypatch.setattr(seeing, "MOST", 2)
    found = due(running)
    assert len(found.lines) == 2
    assert found.more == 4
