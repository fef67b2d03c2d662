"""A workshop whose day has come and that was not held: recorded with its reason, and everybody goes on from there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cara.access import NotAllowed
from cara.casework import NotAccepted, ReferralStatus
from cara.records import tables as t
from cara.vocabulary import Attendance
from cara.workshops import (
    SomethingChanged,
    WrongStep,
    cancel_cohort,
    preview_not_held,
    record_not_held,
    see_register,
)

A, S = Attendance, ReferralStatus
WHY = "The hall was closed: snow"


def asked(running):
    return running.area.instance, running.manager


def not_held(running, cohort="N1", *, code="N1-1", days=2):
    now = running.moment(code, days=days)
    seen = preview_not_held(*asked(running), cohort, now=now).digest
    return record_not_held(*asked(running), cohort, seen=seen, reason=WHY, now=now)


def test_everybody_is_booked_again_and_the_day_stays_as_not_held(running):
    done = not_held(running)
    assert {running.status(seat) for seat in (1, 2, 3)} == {S.BOOKED}
    assert running.workshops()["N1-1"] == "not_held"
    assert running.workshops()["N1-2"] == "cancelled"
    assert {one.place.cohort for one in done.consequences} <= {"N2", "S1", "S2"}
    (change,) = [row for row in changes(running) if row.after == "not_held"]
    with running.area.database.read() as unit:
        assert unit.unseal(t.WorkshopChange.reason, change.key, change.reason) == WHY


def changes(running):
    with running.area.database.read() as unit:
        return unit.execute(select(t.WorkshopChange.key, t.WorkshopChange.after, t.WorkshopChange.reason)).all()


def test_whoever_attended_workshop_one_keeps_it_when_workshop_two_was_not_held(running):
    running.mark(seat_1=A.HERE, seat_2=A.HERE, seat_3=A.HERE)
    not_held(running, code="N1-2")
    assert running.workshops()["N1-1"] == "held"
    assert running.workshops()["N1-2"] == "not_held"
    assert running.status(1) is S.TO_REBOOK
    (fact,) = running.area.see(running.booked[1], running.manager).attended
    assert fact.mark is A.HERE


def test_what_was_recorded_is_never_recorded_as_not_held(running):
    running.mark(seat_1=A.HERE)
    now = running.moment(days=2)
    with pytest.raises(WrongStep):
        preview_not_held(*asked(running), "N1", now=now)
    with pytest.raises(WrongStep):
        record_not_held(*asked(running), "N1", seen="", reason=WHY, now=now)
    assert running.workshops()["N1-1"] == "held"


def test_what_is_still_to_come_is_cancelled_and_not_recorded_as_not_held(running):
    with pytest.raises(WrongStep, match="not held is not possible"):
        preview_not_held(*asked(running), "N1", now=running.moment(days=-1))


def test_nobody_is_marked_on_a_register_of_a_day_that_was_not_held(running):
    not_held(running)
    with pytest.raises(WrongStep, match="was not held"):
        running.mark(seat_1=A.HERE, by=running.manager, at=running.moment(days=3), seen={})
    assert see_register(*asked(running), "N1-1", now=running.moment(days=3)).lines == ()


def test_it_is_carried_out_only_as_it_was_shown_and_with_a_reason(running):
    now = running.moment(days=2)
    before = running.area.rows()
    with pytest.raises(SomethingChanged):
        record_not_held(*asked(running), "N1", seen="old", reason=WHY, now=now)
    with pytest.raises(NotAccepted):
        record_not_held(*asked(running), "N1", seen="old", reason=" ", now=now)
    assert running.area.rows() == before


def test_cancelling_is_no_way_round_the_register_of_a_day_that_has_been(running):
    with pytest.raises(WrongStep, match="before the register of"):
        cancel_cohort(*asked(running), "N1", seen="", reason=WHY, now=running.moment(days=1))


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1", "facilitator-1"])
def test_nobody_but_the_area_manager_records_it(running, who):
    now = running.moment() + timedelta(days=1)
    with pytest.raises(NotAllowed):
        preview_not_held(running.area.instance, running.area.subjects[who], "N1", now=now)
