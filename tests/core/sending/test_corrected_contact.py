"""What waits to go to a number or address that is corrected goes to the right one, once, and nothing to the old one."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from tests.core.sending.office import Office

from cara.acting import NotAccepted
from cara.casework import correct_contact
from cara.casework.details import PersonContact
from cara.casework.outbox import (
    MessageStatus,
    WhyNot,
    hold_message,
    letters_to_print,
    mark_printed,
    print_letters,
    see_message,
    try_again,
)
from cara.casework.outbox.afterwards import tell_of_completing
from cara.casework.referral_rows import find
from cara.records import tables as t
from cara.sending import NotNow, Refused
from cara.vocabulary import Channel, Occasion
from cara.workshops import defer

S = MessageStatus
OLD, NEW = "+447700900982", "+447700900555"
USUAL = {"phone": "07700900982", "email": "adam@example.org", "address": "1 Example Road\nTestshire"}
BY_POST = {"phone": None, "email": None}
WEEK, DAY = Occasion.REMINDER_WEEK, Occasion.REMINDER_DAY


def correct(office, reference, *, before=USUAL, seen=1, **changes):
    contact = PersonContact.model_validate({**before, **changes})
    correct_contact(office.area.instance, office.manager, reference, contact, seen=seen, now=office.moment)


def messages(office, *statuses):
    """Every message that stands there, the earliest first."""
    query = select(t.Message.__table__).order_by(t.Message.id)
    with office.area.database.read() as unit:
        rows = unit.execute(query).mappings().all()
    return [row for row in rows if not statuses or row["status"] in {status.value for status in statuses}]


def what(rows):
    return [(Occasion(row["occasion"]), Channel(row["channel"])) for row in rows]


def whys(rows):
    return {row["problem"] for row in rows}


def live_on(office, days=45):
    for _ in range(days):
        office.worker.work_off()
        office.go_on(days=1)


def went_to(office):
    return [outgoing.to for outgoing, _ in office.provider.took]


def test_what_waits_for_the_old_number_is_cancelled_visibly_and_goes_to_the_new_one(office):
    reference = office.area.booked()
    before = messages(office, S.WAITING)
    correct(office, reference, phone="07700 900555")
    cancelled, anew = messages(office, S.CANCELLED), messages(office, S.WAITING)
    assert [row["code"] for row in cancelled] == [row["code"] for row in before]
    assert whys(cancelled) == {WhyNot.CONTACT_CORRECTED.value}
    told = [(row["occasion"], row["number"], row["day"], row["due_at"]) for row in before]
    assert [(row["occasion"], row["number"], row["day"], row["due_at"]) for row in anew] == told
    live_on(office)
    assert went_to(office) == [NEW] * 5
    assert len({outgoing.text for outgoing, _ in office.provider.took}) == 5


def test_what_has_gone_stays_as_it_went_and_is_not_said_again(office):
    reference = office.area.booked()
    office.worker.work_off()
    correct(office, reference, phone="07700900555")
    (gone,) = messages(office, S.SENT)
    assert gone["occasion"] == Occasion.BOOKED.value
    live_on(office)
    assert went_to(office) == [OLD] + [NEW] * 4


def test_what_goes_by_another_way_is_left_alone(office):
    reference = office.area.booked()
    before = messages(office)
    correct(office, reference, email="other@example.org", address="9 New Street\nTestshire")
    assert messages(office) == before


def test_the_same_number_written_otherwise_changes_nothing_that_waits(office):
    reference = office.area.booked()
    before = messages(office)
    correct(office, reference, phone="+44 7700 900982")
    assert messages(office) == before


def test_an_email_goes_to_the_new_address_with_its_calendar(office):
    reference = office.area.booked(phone=None)
    correct(office, reference, before={**USUAL, "phone": None}, email="new@example.org")
    office.worker.work_off()
    ((outgoing, _),) = office.provider.took
    assert (outgoing.channel, outgoing.to) == (Channel.EMAIL, "new@example.org")
    assert "BEGIN:VCALENDAR" in outgoing.calendar


def test_without_a_number_the_next_way_of_the_area_is_taken(office):
    reference = office.area.booked()
    correct(office, reference, phone=None)
    assert {channel for _, channel in what(messages(office, S.WAITING))} == {Channel.EMAIL}
    live_on(office)
    assert went_to(office) == ["adam@example.org"] * 5


def test_without_number_and_mail_a_letter_is_written_and_no_reminder_that_would_come_too_late(office):
    reference = office.area.booked()
    office.go_on(days=3)
    correct(office, reference, **BY_POST)
    letters = messages(office, S.TO_PRINT)
    assert what(letters) == [(Occasion.BOOKED, Channel.LETTER), (WEEK, Channel.LETTER)]
    assert letters[1]["due_at"] == datetime(2026, 12, 23, 10, tzinfo=UTC)
    assert messages(office, S.WAITING) == []
    live_on(office)
    assert office.provider.took == []


def test_a_letter_to_print_is_written_to_the_new_address(office):
    reference = office.area.booked(**BY_POST)
    (old,) = print_letters(office.area.instance, office.manager, now=office.moment)
    (taken, _), *_ = letters_to_print(office.area.instance, office.manager, now=office.moment)
    correct(office, reference, before={**USUAL, **BY_POST}, address="9 New Street\nTestshire")
    (new,) = print_letters(office.area.instance, office.manager, now=office.moment)
    assert (old.address, new.address) == (("1 Example Road", "Testshire"), ("9 New Street", "Testshire"))
    assert mark_printed(office.area.instance, office.manager, [taken.code], now=office.moment) == 0
    assert whys(messages(office, S.CANCELLED)) == {WhyNot.CONTACT_CORRECTED.value}


def test_a_letter_that_waits_stays_one_though_a_number_is_known_now(office):
    reference = office.area.booked(**BY_POST)
    before = messages(office)
    correct(office, reference, before={**USUAL, **BY_POST}, phone="07700900555")
    assert messages(office) == before


def test_a_letter_that_goes_besides_is_not_written_twice(office):
    reference = office.area.booked()
    with office.area.database.write() as unit:
        tell_of_completing(office.area.instance, unit, find(unit, reference), now=office.moment)
    assert {Channel(row["channel"]) for row in messages(office, S.WAITING, S.TO_PRINT)} == {Channel.SMS, Channel.LETTER}
    correct(office, reference, **BY_POST)
    assert what(messages(office, S.WAITING, S.TO_PRINT)) == [(Occasion.COMPLETED, Channel.LETTER)]


def test_what_somebody_held_stays_held_and_goes_to_the_new_number_once_let_go(office):
    reference = office.area.booked()
    hold_message(office.area.instance, office.manager, messages(office)[0]["code"], now=office.moment)
    correct(office, reference, phone="07700900555")
    (held,) = messages(office, S.HELD)
    assert held["problem"] == WhyNot.BY_A_PERSON.value
    office.worker.work_off()
    assert office.provider.took == []
    try_again(office.area.instance, office.manager, held["code"], now=office.moment)
    office.worker.work_off()
    assert went_to(office) == [NEW]


def test_what_nobody_has_looked_at_yet_is_written_anew_too(area):
    office = Office(area, area.now)
    reference = area.booked()
    office.worker.work_off()
    correct(office, reference, phone="07700900555")
    office.look_at_wording()
    live_on(office)
    assert went_to(office) == [NEW] * 5


def test_a_cancelled_day_is_still_told_after_two_corrections(office):
    reference = office.area.booked()
    office.worker.work_off()
    area, until = office.area, office.area.today.replace(day=30)
    office.go_on(minutes=1)
    defer(area.instance, area.manager, reference, until, reason="The person starts a new job", now=office.moment)
    office.go_on(minutes=1)
    correct(office, reference, phone="07700900555")
    office.go_on(minutes=1)
    correct(office, reference, phone="07700900556", seen=2)
    office.worker.work_off()
    assert went_to(office) == [OLD, "+447700900556"]
    assert office.provider.took[-1][0].text.startswith("There is no appointment on Saturday 5 Dece")


def test_what_is_being_sent_just_now_stays_as_it_is(office):
    reference = office.area.booked()
    send = office.provider.send

    def correct_while_it_is_sent(outgoing):
        office.provider.send = send
        correct(office, reference, phone="07700900555")
        send(outgoing)

    office.provider.send = correct_while_it_is_sent
    live_on(office)
    assert went_to(office) == [OLD] + [NEW] * 4


def test_what_was_being_sent_and_did_not_get_through_goes_to_the_new_number(office):
    reference = office.area.booked()

    def correct_and_be_down(_):
        del office.provider.send
        correct(office, reference, phone="07700900555")
        raise NotNow(WhyNot.PROVIDER_DOWN)

    office.provider.send = correct_and_be_down
    live_on(office)
    assert went_to(office) == [NEW] * 5


@pytest.mark.parametrize("arrived", [True, False])
def test_what_got_no_answer_is_asked_about_and_goes_to_the_new_number_only_if_it_never_arrived(office, arrived):
    reference = office.area.booked()
    took = type(office.provider).send

    def correct_and_say_nothing(outgoing):
        del office.provider.send
        correct(office, reference, phone="07700900555")
        if arrived:
            took(office.provider, outgoing)
        raise SystemError("gone")

    office.provider.send = correct_and_say_nothing
    with pytest.raises(SystemError):
        office.worker.work_off()
    office.go_on(minutes=6)
    live_on(office)
    assert went_to(office) == ([OLD] if arrived else [NEW]) + [NEW] * 4


def test_what_failed_is_tried_again_to_the_new_number_by_a_person_alone(office):
    reference = office.area.booked()
    office.provider.fail_before = [Refused()]
    office.worker.work_off()
    correct(office, reference, phone="07700900555")
    office.worker.work_off()
    assert office.provider.took == []
    (failed,) = messages(office, S.FAILED)
    try_again(office.area.instance, office.manager, failed["code"], now=office.moment)
    office.worker.work_off()
    assert went_to(office) == [NEW]


def test_what_failed_is_not_tried_again_by_a_way_that_is_gone(office):
    reference = office.area.booked()
    office.provider.fail_before = [Refused()]
    office.worker.work_off()
    correct(office, reference, phone=None)
    (failed,) = messages(office, S.FAILED)
    with pytest.raises(NotAccepted, match="cannot be told by this way any more"):
        try_again(office.area.instance, office.manager, failed["code"], now=office.moment)


def test_the_messages_of_others_are_left_alone(office):
    office.area.booked(family_name="Other", crime_reference="13/2/26")
    before = messages(office)
    correct(office, office.area.booked(), phone="07700900555")
    assert messages(office)[: len(before)] == before


def test_a_message_says_in_its_history_why_it_was_cancelled(office):
    reference = office.area.booked()
    correct(office, reference, phone="07700900555")
    code = messages(office, S.CANCELLED)[0]["code"]
    seen = see_message(office.area.instance, office.manager, code, now=office.moment)
    assert (seen.events[0].what.value, seen.events[0].problem) == ("cancelled", WhyNot.CONTACT_CORRECTED)
