"""Taking somebody off the workshops as the area manager: reason and next status in one step, and the person is told."""

import pytest
from sqlalchemy import select

from cara.access import NotAllowed
from cara.casework import NoSuchReferral, NotAccepted, ReferralStatus, WrongStatus
from cara.records import tables as t
from cara.vocabulary import Attendance, Occasion
from cara.workshops import RegisterMissing, ReturnReason, TakenOff, take_off, ways_off

A, S = Attendance, ReferralStatus
WHY = "Said so on the telephone"
TOLD = {
    TakenOff.RETURNED: Occasion.WITHDRAWN,
    TakenOff.WITHDRAWN: Occasion.WITHDRAWN,
    TakenOff.TO_REBOOK: Occasion.CANCELLED,
}


def taken_off(running, after, *, actor=None, now=None, reason=WHY):
    given = {"after": after, "why": ReturnReason.OWN_WISH, "reason": reason, "now": now or running.area.now}
    take_off(running.area.instance, actor or running.manager, running.booked[1], **given)


def last_told(running):
    query = (
        select(t.Message.occasion)
        .join(t.Referral, t.Referral.id == t.Message.referral_id)
        .where(t.Referral.reference == str(running.booked[1]))
        .order_by(t.Message.id.desc())
    )
    with running.area.database.read() as unit:
        return Occasion(unit.scalar(query))


@pytest.mark.parametrize("after", TakenOff)
def test_the_place_is_free_the_history_says_why_and_the_person_is_told(running, after):
    taken_off(running, after)
    assert (running.status(1), running.place(1)) == (after.status, ("left", False))
    assert last_told(running) is TOLD[after]
    last = running.area.see(running.booked[1]).history[-1]
    assert (last.status, last.reason) == (after.status, f"Says that he or she will not come. {WHY}")


def test_a_reason_must_be_given(running):
    with pytest.raises(NotAccepted):
        taken_off(running, TakenOff.WITHDRAWN, reason=" ")
    assert running.status(1) is S.BOOKED


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1", "facilitator-1"])
def test_nobody_but_the_area_manager_takes_somebody_off(running, who):
    with pytest.raises((NoSuchReferral, NotAllowed)):
        taken_off(running, TakenOff.RETURNED, actor=running.area.subjects[who])


def test_nobody_is_taken_off_before_the_caution_is_signed_or_after_the_end(running):
    assert ways_off(S.HELD) == ()
    assert ways_off(S.COMPLETED) == ()
    running.booked[1] = running.area.hold("N2")
    with pytest.raises(WrongStatus):
        taken_off(running, TakenOff.WITHDRAWN)


def test_a_register_that_is_missing_comes_first(running):
    with pytest.raises(RegisterMissing):
        taken_off(running, TakenOff.RETURNED, now=running.moment(days=1))


def test_what_was_recorded_stays(running):
    running.mark(seat_1=A.HERE)
    taken_off(running, TakenOff.WITHDRAWN, now=running.moment(days=1))
    (fact,) = running.area.see(running.booked[1], running.manager).attended
    assert fact.mark is A.HERE


def test_nothing_is_decided_for_the_police_while_they_decide(running):
    running.mark(seat_1=A.ABSENT)
    assert running.status(1) is S.ASK_POLICE
    assert ways_off(S.ASK_POLICE) == (TakenOff.RETURNED,)
    for after in (TakenOff.WITHDRAWN, TakenOff.TO_REBOOK):
        with pytest.raises(WrongStatus):
            taken_off(running, after, now=running.moment(days=1))
    assert ways_off(S.RETURNED) == ()
    assert running.status(1) is S.ASK_POLICE
