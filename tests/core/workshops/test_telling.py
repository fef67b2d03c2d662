"""What participants are told after the booking: once, of the days that hold, and never by a word of blame."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from tests.areas_for_tests import stated
from tests.core.sending.office import Office
from tests.core.workshops.running import running_on

from cara.access import Subject
from cara.acting import tell
from cara.casework import Instance, ReferralStatus, participant_view, withdraw, worklist
from cara.casework.outbox import MessageStatus, WhyNot, hold_message, try_again
from cara.policy import LateArrivalMeans, MissedWorkshopMeans
from cara.policy.neutral import says_never_said
from cara.records import tables as t
from cara.vocabulary import Attendance, LateArrival, MissedWorkshop, Occasion
from cara.workshops import (
    GoingOn,
    ReturnDecision,
    ReturnReason,
    WhatAgain,
    book_again,
    cancel_cohort,
    decide_going_on,
    decide_return,
    defer,
    give_other_days,
    move_booking,
    preview_cancellation,
    return_to_police,
)

A, S = Attendance, ReferralStatus
REMINDERS = {Occasion.REMINDER_WEEK, Occasion.REMINDER_DAY}


class Told:
    """An office on whose messages is looked, of whoever sits on seat 1."""

    def __init__(self, running):
        self.running = running
        self.area = running.area
        self.office = Office(running.area, running.area.now)
        self.office.look_at_wording()
        self.office.worker.work_off()
        self.office.provider.took.clear()

    @property
    def reference(self):
        return self.running.booked[1]

    @property
    def asked(self) -> tuple[Instance, Subject]:
        return self.area.instance, self.area.manager

    def common(self, **later):
        return {"reason": "The hall is closed", "now": self.area.later(hours=1, **later)}

    def messages(self):
        """Every message of the person but the reminders: occasion and status."""
        messages = t.Message
        query = (
            select(messages.occasion, messages.status, messages.problem, messages.code, messages.number, messages.day)
            .join(t.Referral, t.Referral.id == messages.referral_id)
            .where(t.Referral.reference == str(self.reference))
            .order_by(messages.id)
        )
        with self.area.database.read() as unit:
            return unit.execute(query).all()

    def waiting(self):
        return [
            Occasion(row.occasion)
            for row in self.messages()
            if row.status == "waiting" and Occasion(row.occasion) not in REMINDERS
        ]

    def reminded(self):
        rows = [row for row in self.messages() if row.status == "waiting" and Occasion(row.occasion) in REMINDERS]
        return sorted({(row.number, row.day) for row in rows})

    def cancelled(self):
        return {Occasion(row.occasion): WhyNot(row.problem) for row in self.messages() if row.status == "cancelled"}

    def sent(self, moment):
        """Let everything go that is due, and give what this person was sent by it."""
        self.office.moment = moment
        self.office.provider.took.clear()
        self.office.worker.work_off()
        mine = {row.code for row in self.messages()}
        return [outgoing.text for outgoing, _ in self.office.provider.took if outgoing.reference in mine]

    def cancel(self, cohort="N1"):
        seen = preview_cancellation(*self.asked, cohort, now=self.common()["now"]).digest
        cancel_cohort(*self.asked, cohort, seen=seen, **self.common())

    def close_others(self):
        """Cancel every other cohort, so that nobody can be booked again."""
        for cohort in ("N2", "S1", "S2"):
            self.cancel(cohort)


@pytest.fixture
def told(running):
    return Told(running)


@pytest.fixture(params=[MissedWorkshop.REPEAT_BOTH, MissedWorkshop.REPEAT_MISSED])
def published(database, request):
    """An area that has published what a missed workshop means, and that whoever is late is refused."""
    rules = (
        stated(MissedWorkshopMeans, value=request.param),
        stated(LateArrivalMeans, value=LateArrival.REFUSED_ENTRY),
    )
    return Told(running_on(database, *rules))


def test_whoever_is_moved_is_told_the_other_days_once_and_reminded_of_them_alone(told):
    move_booking(*told.asked, told.reference, "S1", **told.common())
    assert told.waiting() == [Occasion.MOVED]
    assert told.reminded() == [(1, date(2026, 12, 12)), (2, date(2027, 1, 9))]
    (text,) = told.sent(told.area.later(hours=2))
    assert text.startswith(
        "There is a change. Please come on Saturday 12 December 2026, 10:00 to 15:00; Saturday 9 January 2027, 10:00 to "
        "15:00. Place: Hall south-1"
    )


def test_whoever_is_moved_twice_before_anything_left_is_told_the_last_days_alone(told):
    move_booking(*told.asked, told.reference, "S1", **told.common())
    move_booking(*told.asked, told.reference, "S2", **told.common())
    (text,) = told.sent(told.area.later(hours=2))
    assert "19 December 2026" in text
    assert told.cancelled()[Occasion.MOVED] is WhyNot.PLACE_LEFT


def test_whoever_takes_workshop_two_elsewhere_is_not_told_of_that_cohorts_workshop_one(told):
    told.area.cohort("S9", venue="south-1")
    told.running.mark(seat_1=A.HERE)
    now = told.running.moment(days=1)
    move_booking(*told.asked, told.reference, "S9", reason="Nearer", now=now)
    (text,) = told.sent(now + timedelta(hours=1))
    assert text.startswith(
        "There is a change. Please come on Saturday 2 January 2027, 10:00 to 15:00. Place: Hall south-1"
    )
    assert told.reminded() == [(2, date(2027, 1, 2))]
    view = participant_view(*told.asked, told.reference, now=now)
    assert [one.number for one in view.appointments] == [2]


def test_a_cohort_that_gets_other_days_tells_everybody_in_it(told):
    give_other_days(*told.asked, "N1", date(2026, 12, 12), date(2027, 1, 9), **told.common())
    assert told.waiting() == [Occasion.MOVED]
    assert told.reminded() == [(1, date(2026, 12, 12)), (2, date(2027, 1, 9))]
    told.office.moment = told.area.later(hours=2)
    told.office.worker.work_off()
    assert len(told.office.provider.took) == 3


def test_whoever_is_booked_again_at_once_by_a_cancelling_is_told_one_thing(told):
    told.cancel()
    assert told.running.status(1) is S.BOOKED
    (text,) = told.sent(told.area.later(hours=2))
    assert text.startswith("There is a change. Please come on Saturday 12 December 2026")
    assert {day for _, day in told.reminded()} == {date(2026, 12, 12), date(2027, 1, 9)}


def test_whoever_cannot_be_booked_again_is_told_which_days_will_not_be_and_then_the_new_ones(told):
    told.close_others()
    told.cancel()
    assert told.running.status(1) is S.TO_REBOOK
    assert told.reminded() == []
    (text,) = told.sent(told.area.later(hours=2))
    assert text.startswith(
        "There is no appointment on Saturday 5 December 2026, 10:00 to 15:00; Saturday 2 January 2027, 10:00 to 15:00. "
        "You will be told new days."
    )
    told.area.cohort("N9", weeks=4)
    book_again(*told.asked, told.reference, "N9", WhatAgain.BOTH, reason="New", now=told.area.later(hours=3))
    (text,) = told.sent(told.area.later(hours=4))
    assert text.startswith("There is a change. Please come on Saturday")


def test_a_cancelling_that_has_not_left_when_new_days_are_there_never_does(told):
    told.close_others()
    told.cancel()
    told.area.cohort("N9", weeks=4)
    book_again(*told.asked, told.reference, "N9", WhatAgain.BOTH, reason="New", now=told.area.later(hours=1, minutes=1))
    (text,) = told.sent(told.area.later(hours=2))
    assert text.startswith("There is a change.")
    assert told.cancelled()[Occasion.CANCELLED] is WhyNot.PLACE_LEFT


def test_a_held_cancelling_names_its_days_still_when_it_is_let_go(told):
    told.close_others()
    told.cancel()
    (code,) = [row.code for row in told.messages() if row.occasion == Occasion.CANCELLED.value]
    hold_message(told.area.instance, told.office.manager, code, now=told.area.later(hours=1))
    try_again(told.area.instance, told.office.manager, code, now=told.area.later(hours=2))
    (text,) = told.sent(told.area.later(hours=3))
    assert "5 December 2026" in text


def test_whoever_is_deferred_is_told_not_to_come_on_the_old_days(told):
    defer(*told.asked, told.reference, told.area.today + timedelta(days=14), **told.common())
    (text,) = told.sent(told.area.later(hours=2))
    assert "There is no appointment" in text
    assert told.reminded() == []


def test_whoever_goes_back_to_the_police_need_not_come_and_is_told_so_once(told):
    return_to_police(*told.asked, told.reference, why=ReturnReason.OWN_WISH, **told.common())
    (text,) = told.sent(told.area.later(hours=2))
    assert "You do not need to come" in text
    item = told.area.item_of(told.reference, told.area.supervisor)
    ends = {"outcome": ReturnDecision.ENDS, "reason": "Seen", "now": told.area.later(hours=3)}
    decide_return(told.area.instance, told.area.supervisor, item, **ends)
    assert told.sent(told.area.later(hours=4)) == []


def test_a_missed_workshop_asks_once_however_often_the_register_is_sent(published):
    evening = published.running.moment()
    for _ in range(2):
        published.running.mark(seat_1=A.ABSENT, seen={}, at=evening)
    assert published.waiting() == [Occasion.MISSED]
    assert published.reminded() == []
    published.running.mark(seat_1=A.LATE_REFUSED, at=evening)
    (text,) = [said for said in published.sent(evening) if "Reminder" not in said]
    assert text == (
        "Please contact us about your appointment on Saturday 5 December 2026, 10:00 to 15:00 as soon as you can. "
        "Questions? See your letter."
    )


@pytest.mark.parametrize("mark", [A.LATE, A.LATE_REFUSED, A.LEFT_EARLY, A.SENT_HOME])
def test_what_the_area_has_no_rule_for_tells_nothing(database, mark):
    told = Told(running_on(database, stated(LateArrivalMeans, value="unknown")))
    told.running.mark(seat_1=mark)
    assert told.waiting() == []
    assert (2, date(2027, 1, 2)) in told.reminded()


def test_a_missed_workshop_that_was_marked_wrongly_is_taken_back_before_it_left(published):
    evening = published.running.moment()
    published.running.mark(seat_1=A.ABSENT, at=evening)
    published.running.mark(seat_1=A.HERE, at=evening + timedelta(minutes=5))
    assert published.waiting() == []
    assert published.cancelled()[Occasion.MISSED] is WhyNot.REGISTER_CORRECTED
    assert published.reminded() == [(2, date(2027, 1, 2))]
    assert published.running.status(1) is S.ATTENDED_ONE


def test_what_was_taken_back_is_told_where_it_turns_out_to_be_so(published):
    for minutes, mark in enumerate((A.ABSENT, A.HERE, A.ABSENT)):
        published.running.mark(seat_1=mark, at=published.running.moment() + timedelta(minutes=minutes))
    assert published.waiting() == [Occasion.MISSED]


def test_what_has_left_is_not_said_a_second_time_of_the_same_workshop(published):
    evening = published.running.moment()
    published.running.mark(seat_1=A.ABSENT, at=evening)
    published.sent(evening)
    published.running.mark(seat_1=A.HERE, at=evening)
    published.running.mark(seat_1=A.ABSENT, at=evening)
    assert published.waiting() == []


def test_whoever_came_to_both_is_thanked_once_and_by_letter_too(told):
    told.running.mark(seat_1=A.HERE)
    for _ in range(2):
        told.running.mark("N1-2", seat_1=A.HERE, seen={})
    found = [(row.occasion, row.status) for row in told.messages() if row.occasion == Occasion.COMPLETED.value]
    assert sorted(status for _, status in found) == ["to_print", "waiting"]
    assert told.reminded() == []


def test_a_correction_that_comes_after_it_went_on_tells_nothing_new(published):
    published.running.mark(seat_1=A.HERE)
    published.running.mark("N1-2", seat_1=A.HERE)
    published.running.mark(seat_1=A.ABSENT, at=published.running.moment("N1-2", days=1))
    assert published.running.status(1) is S.COMPLETED
    assert published.waiting() == [Occasion.COMPLETED]


def test_thanks_for_what_was_marked_wrongly_are_taken_back(published):
    published.running.mark(seat_1=A.HERE)
    published.running.mark("N1-2", seat_1=A.HERE)
    published.running.mark("N1-2", seat_1=A.ABSENT)
    assert published.waiting() == [Occasion.MISSED]
    assert published.cancelled()[Occasion.COMPLETED] is WhyNot.REGISTER_CORRECTED


@pytest.mark.parametrize(
    ("outcome", "said"),
    [(GoingOn.ENDS, Occasion.WITHDRAWN), (GoingOn.REPEAT_BOTH, Occasion.CANCELLED), (GoingOn.COUNTS, None)],
)
def test_what_the_police_decide_is_told_as_far_as_it_changes_the_days(told, outcome, said):
    told.running.mark(seat_1=A.LEFT_EARLY)
    (item,) = worklist(told.area.instance, told.area.supervisor, now=told.area.now)
    now = told.running.moment(days=1)
    decided = {"outcome": outcome, "reason": "Spoken with", "now": now}
    decide_going_on(told.area.instance, told.area.supervisor, item.code, **decided)
    assert told.waiting() == ([said] if said else [])


def test_nobody_is_told_of_a_place_that_was_only_held(told):
    reference = told.area.hold("N1")
    told.running.booked[1] = reference
    told.cancel()
    assert told.messages() == []


def test_a_preview_of_a_cancelling_tells_nobody(told):
    before = told.area.rows()["message"]
    preview_cancellation(*told.asked, "N1", now=told.area.now)
    assert told.area.rows()["message"] == before


def test_what_is_just_being_sent_is_not_cancelled_by_what_follows(told):
    move_booking(*told.asked, told.reference, "S1", **told.common())
    (code,) = [row.code for row in told.messages() if row.occasion == Occasion.MOVED.value]
    with told.area.database.write() as unit:
        unit.execute(update(t.Message).where(t.Message.code == code).values(status="sending"))
        tell(unit, None, "message_sending", told.reference, told.area.now)
    withdraw(told.area.instance, told.area.officer, told.reference, "Set aside", now=told.area.later(hours=2))
    stands = {row.code: row.status for row in told.messages()}
    assert stands[code] == MessageStatus.SENDING.value


BLAME = ("did not attend", "did not come", "failed", "absent", "late", "refused", "sent home", "left early", "fault")


def test_no_mark_reaches_a_participant_in_a_word_of_blame(published):
    published.running.mark(seat_1=A.ABSENT, seat_2=A.LATE_REFUSED, seat_3=A.SENT_HOME)
    with published.area.database.read() as unit:
        stored = unit.execute(
            select(t.Message.code, t.Message.content).where(t.Message.occasion == Occasion.MISSED.value)
        ).all()
        texts = [unit.unseal(t.Message.content, code, content) for code, content in stored]
    assert len(texts) == 2
    for text in texts:
        assert not [word for word in BLAME if word in text.lower()]
        assert not says_never_said(text)
