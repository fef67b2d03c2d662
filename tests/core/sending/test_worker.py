"""The worker: what is due goes once, what fails is tried again and shown, and what cannot be known is put to a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.core.sending.office import Office

from cara.access import NotAllowed
from cara.acting import tell
from cara.casework import withdraw
from cara.casework.holding import leave_place
from cara.casework.outbox import (
    MessageSearch,
    MessageStatus,
    Tab,
    WhyNot,
    list_messages,
    listing,
    see_message,
    try_again,
)
from cara.casework.outbox.deciding import NoSuchMessage
from cara.casework.referral_rows import find
from cara.records import tables as t
from cara.sending import NotNow, Receipt, Refused, Unanswered
from cara.staff.conflicts import declare_conflict
from cara.vocabulary import Channel, Occasion

S = MessageStatus


def lines(office, tab):
    return list_messages(office.area.instance, office.manager, MessageSearch(tab), now=office.moment).lines


def first(office):
    """The message that is due at once."""
    with office.area.database.read() as unit:
        query = select(t.Message.status, t.Message.problem, t.Message.code).order_by(t.Message.id)
        return unit.execute(query).first()


def test_a_booking_is_told_at_once_and_its_reminders_wait(office):
    office.area.booked()
    assert office.worker.work_off() == 1
    ((outgoing, at),) = office.provider.took
    assert (outgoing.channel, outgoing.to, at) == (Channel.SMS, "+447700900982", office.moment)
    assert outgoing.text == (
        "You have two appointments: Saturday 5 December 2026, 10:00 to 15:00; Saturday 2 January 2027, 10:00 to 15:00. "
        "Place: Hall north-1, north-1, Testshire. Please keep both. Questions? See your letter."
    )
    assert [(line.occasion, line.due_at) for line in lines(office, Tab.WAITING)] == [
        (Occasion.REMINDER_WEEK, datetime(2026, 11, 28, 10, tzinfo=UTC)),
        (Occasion.REMINDER_DAY, datetime(2026, 12, 4, 10, tzinfo=UTC)),
        (Occasion.REMINDER_WEEK, datetime(2026, 12, 26, 10, tzinfo=UTC)),
        (Occasion.REMINDER_DAY, datetime(2027, 1, 1, 10, tzinfo=UTC)),
    ]
    assert office.worker.work_off() == 0


def test_every_reminder_goes_on_its_day(office):
    office.area.booked()
    for _ in range(60):
        office.worker.work_off()
        office.go_on(days=1)
    assert [at.date().isoformat() for _, at in office.provider.took] == [
        "2026-11-23",
        "2026-11-28",
        "2026-12-04",
        "2026-12-26",
        "2027-01-01",
    ]
    assert "tomorrow, Saturday 5 December 2026" in office.provider.took[2][0].text


def test_a_reminder_of_a_place_that_was_left_is_cancelled_visibly(office):
    reference = office.area.booked()
    office.worker.work_off()
    withdraw(office.area.instance, office.area.officer, reference, "Caution set aside", now=office.moment)
    assert {(line.occasion, line.problem) for line in lines(office, Tab.CANCELLED)} == {
        (Occasion.REMINDER_WEEK, WhyNot.PLACE_LEFT),
        (Occasion.REMINDER_DAY, WhyNot.PLACE_LEFT),
    }
    office.go_on(days=40)
    office.worker.work_off()
    assert [outgoing.text[:42] for outgoing, _ in office.provider.took] == [
        "You have two appointments: Saturday 5 Dece",
        "Your appointments have been cancelled. You",
    ]


def test_a_reminder_whose_place_was_left_by_any_other_way_does_not_go(office):
    reference = office.area.booked()
    office.worker.work_off()
    with office.area.database.write() as unit:
        leave_place(unit, find(unit, reference), "left")
        tell(unit, None, "hold_ran_out", reference, office.moment)
    office.go_on(days=5, hours=1)
    office.worker.work_off()
    assert len(office.provider.took) == 1
    assert {line.problem for line in lines(office, Tab.CANCELLED)} == {WhyNot.PLACE_LEFT}


def test_a_reminder_that_comes_too_late_does_not_go(office):
    office.area.booked()
    office.worker.work_off()
    office.go_on(days=12)
    office.worker.work_off()
    assert len(office.provider.took) == 1
    assert [line.problem for line in lines(office, Tab.CANCELLED)] == [WhyNot.TOO_LATE, WhyNot.TOO_LATE]


def test_nothing_leaves_before_somebody_has_looked_at_the_wording(area):
    office = Office(area, area.now)
    office.area.booked()
    office.worker.work_off()
    assert office.provider.took == []
    assert first(office)[:2] == (S.HELD, WhyNot.NOT_LOOKED_AT)
    office.look_at_wording()
    office.worker.work_off()
    assert len(office.provider.took) == 1


def test_a_provider_that_is_down_leaves_messages_queued_visible_and_retried(office):
    office.area.booked()
    office.provider.fail_before = [NotNow(WhyNot.PROVIDER_DOWN)] * 3
    waits = []
    for _ in range(4):
        office.worker.work_off()
        line = lines(office, Tab.WAITING)[0]
        if line.occasion is Occasion.BOOKED:
            assert (line.status, line.problem) == (S.WAITING, WhyNot.PROVIDER_DOWN)
            waits.append(line.due_at - office.moment)
            office.moment = line.due_at
    assert waits == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert len(office.provider.took) == 1
    assert first(office)[0] == S.SENT


def test_a_message_that_is_tried_for_hours_in_vain_is_a_persons_work(office):
    office.area.booked()
    office.provider.fail_before = [NotNow(WhyNot.PROVIDER_DOWN)] * 100
    for _ in range(200):
        office.worker.work_off()
        office.go_on(hours=1)
    assert first(office)[:2] == (S.FAILED, WhyNot.GAVE_UP)
    office.provider.fail_before = []
    try_again(office.area.instance, office.manager, first(office)[2], now=office.moment)


def test_a_number_that_is_refused_is_a_persons_work(office):
    office.area.booked()
    office.provider.fail_before = [Refused()]
    office.worker.work_off()
    assert first(office)[:2] == (S.FAILED, WhyNot.REFUSED)
    assert [line.problem for line in lines(office, Tab.FAILED)] == [WhyNot.REFUSED]


def test_a_yes_that_is_not_heard_is_asked_for_by_reference_and_nothing_goes_twice(office):
    office.area.booked()
    office.provider.fail_after = [Unanswered()]
    office.worker.work_off()
    assert first(office)[0] == S.SENT
    assert len(office.provider.took) == 1


def test_a_yes_that_is_not_heard_from_whom_cannot_be_asked_is_put_to_a_person(office):
    office.area.booked()
    office.provider.fail_after, office.provider.can_be_asked = [Unanswered()], False
    office.worker.work_off()
    office.go_on(days=2)
    office.worker.work_off()
    assert first(office)[:2] == (S.NOT_KNOWN, WhyNot.CANNOT_BE_ASKED)
    assert len(office.provider.took) == 1


def test_an_answer_that_never_came_is_asked_about_before_it_is_sent_again(office):
    office.area.booked()
    office.provider.fail_before = [Unanswered()]
    office.worker.work_off()
    assert first(office)[:2] == (S.SENDING, WhyNot.UNANSWERED)
    office.go_on(minutes=5)
    office.worker.work_off()
    assert first(office)[0] == S.SENT
    assert len(office.provider.took) == 1


@pytest.mark.parametrize(("can_be_asked", "ends"), [(True, S.SENT), (False, S.NOT_KNOWN)])
def test_a_worker_that_is_gone_after_the_yes_leaves_nothing_sent_twice(office, can_be_asked, ends):
    office.area.booked()
    office.provider.can_be_asked = can_be_asked
    office.provider.fail_after = [SystemError("gone")]
    with pytest.raises(SystemError):
        office.worker.work_off()
    assert first(office)[0] == S.SENDING
    assert office.another().work_off() == 0
    office.go_on(minutes=6)
    office.another().work_off()
    assert (first(office)[0], len(office.provider.took)) == (ends, 1)


def test_a_worker_that_was_away_for_its_lease_hands_over_nothing_and_notes_nothing(office):
    office.area.booked()
    slow = office.another(lease=timedelta(seconds=50))
    slow.work_off()
    assert office.provider.took == []
    assert first(office)[0] == S.WAITING


def test_nothing_leaves_at_night(office):
    office.area.now = office.moment = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    office.area.booked()
    office.worker.work_off()
    assert lines(office, Tab.WAITING)[0].due_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    office.moment = datetime(2026, 11, 24, 8, tzinfo=UTC)
    office.worker.work_off()
    assert len(office.provider.took) == 1


def test_a_retry_that_falls_into_the_night_waits_for_the_morning(office):
    office.area.now = office.moment = datetime(2026, 11, 23, 19, 59, 50, tzinfo=UTC)
    office.area.booked()
    office.provider.fail_before = [NotNow(WhyNot.PROVIDER_DOWN)]
    office.worker.work_off()
    assert lines(office, Tab.WAITING)[0].due_at == datetime(2026, 11, 24, 8, tzinfo=UTC)


def test_a_job_that_is_leased_at_night_is_left_until_the_morning(office):
    office.area.booked()
    office.moment = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    office.worker.work_off()
    assert office.provider.took == []
    assert lines(office, Tab.WAITING)[0].problem is WhyNot.QUIET_HOURS


def test_what_came_back_is_a_persons_work_and_what_arrived_says_so(office):
    office.area.booked()
    office.provider.receipts = [Receipt.UNDER_WAY, Receipt.BOUNCED]
    office.worker.work_off()
    office.go_on(minutes=6)
    office.worker.work_off()
    assert first(office)[0] == S.SENT
    office.go_on(hours=1)
    office.worker.work_off()
    assert first(office)[:2] == (S.FAILED, WhyNot.BOUNCED)


def test_a_delivery_is_noted(office):
    office.area.booked()
    office.provider.receipts = [Receipt.DELIVERED, Receipt.DELIVERED]
    office.worker.work_off()
    office.go_on(minutes=6)
    office.worker.work_off()
    assert first(office)[0] == S.DELIVERED


def test_what_is_not_to_leave_is_kept_and_says_so(office):
    office.area.booked()
    office.provider.leaves = False
    office.worker.work_off()
    assert office.provider.took == []
    assert [line.status for line in lines(office, Tab.KEPT)] == [S.KEPT]


def test_everything_that_happened_stands_with_the_message(office):
    office.area.booked()
    office.provider.fail_before = [NotNow(WhyNot.PROVIDER_BUSY)]
    office.worker.work_off()
    office.go_on(minutes=5)
    office.worker.work_off()
    seen = see_message(office.area.instance, office.manager, first(office)[2], now=office.moment)
    assert [event.what.value for event in reversed(seen.events)] == ["made", "sending", "retried", "sending", "sent"]
    assert seen.written.to == "+447700900982"


def test_the_trail_says_that_a_message_is_disclosed_before_it_leaves(office):
    office.area.booked()
    seen = []
    office.provider.fail_before = []
    send = office.provider.send

    def look(outgoing):
        with office.area.database.read() as unit:
            seen.extend(unit.execute(select(t.AuditEntry.action).order_by(t.AuditEntry.seq.desc()).limit(1)).scalars())
        send(outgoing)

    office.provider.send = look
    office.worker.work_off()
    assert seen == ["message_sending"]


def test_a_manager_in_conflict_sees_nothing_of_it(office):
    reference = office.area.booked()
    code = first(office)[2]
    other = replace(office.area.subjects["facilitator-1"], proved_at=office.moment)
    assert len(lines(office, Tab.WAITING)) == 5
    with pytest.raises(NotAllowed):
        list_messages(office.area.instance, other, MessageSearch(), now=office.moment)
    declare_conflict(office.area.database, office.manager, "manager-1", reference, now=office.moment)
    assert lines(office, Tab.WAITING) == ()
    with pytest.raises(NoSuchMessage):
        see_message(office.area.instance, office.manager, code, now=office.moment)


def test_every_page_goes_on_where_the_last_one_ended(office, monkeypatch):
    for place, name in enumerate(["Ash", "Beech", "Cedar"]):
        office.area.booked(family_name=name, crime_reference=f"13/{place}/26")
    office.area.booked()
    office.provider.fail_before = [Refused()] * 4
    office.worker.work_off()
    monkeypatch.setattr(listing, "PAGE", 3)
    for tab, most in ((Tab.WAITING, 16), (Tab.FAILED, 4)):
        seen, before = [], None
        while before is not None or not seen:
            search = MessageSearch(tab, before=before)
            found = list_messages(office.area.instance, office.manager, search, now=office.moment)
            seen += found.lines
            before = found.next_before
        assert len({line.code for line in seen}) == len(seen) == most
        by_due = sorted(seen, key=lambda line: (line.due_at, line.id))
        assert seen == (by_due if tab is Tab.WAITING else sorted(seen, key=lambda line: -line.id))
