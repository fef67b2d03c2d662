"""How a participant is reached is corrected once the caution is signed; what was said before is kept, and nothing is lost."""

import json
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from cara.acting.editing import EditedMeanwhile
from cara.casework import NoSuchReferral, ReferralStatus, WrongStatus, correct_contact, see_contact, withdraw
from cara.casework.details import PersonContact
from cara.casework.states import CONFIRMED
from cara.records import tables as t
from cara.staff.conflicts import declare_conflict
from cara.victims.opening import participant_channels

FIRST = PersonContact(phone="07700900982", email="adam@example.org", address="1 Example Road\nTestshire")
MOVED = FIRST.model_copy(update={"address": "9 New Street\nTestshire"})
RINGS = FIRST.model_copy(update={"phone": "07700900555"})


@pytest.fixture
def reference(area):
    return area.booked()


def correct(area, reference, contact, *, seen=1, actor=None):
    correct_contact(area.instance, actor or area.manager, reference, contact, seen=seen, now=area.now)


def seen_by(area, reference, actor=None):
    return see_contact(area.instance, actor or area.manager, reference, now=area.now)


def entries(area):
    with area.database.read() as unit:
        return [dict(row) for row in unit.execute(select(t.AuditEntry.__table__)).mappings().all()]


def test_the_page_shows_how_the_person_is_reached_and_that_it_was_never_corrected(area, reference):
    seen = seen_by(area, reference)
    assert (seen.name, seen.contact, seen.version, seen.former) == ("Adam Testperson", FIRST, 1, ())


@pytest.mark.parametrize("code", ["officer-1", "supervisor-1", "manager-1"])
def test_the_police_whose_it_is_and_the_area_manager_correct_it(area, reference, code):
    correct(area, reference, MOVED, actor=area.subjects[code])
    person = area.see(reference).person
    assert person.address == MOVED.address
    (former,) = seen_by(area, reference).former
    assert (former.version, former.said, former.replaced_by) == (1, FIRST, f"Account {code}")


@pytest.mark.parametrize("code", ["officer-2", "officer-3", "supervisor-3", "facilitator-1"])
def test_nobody_else_sees_or_corrects_it(area, reference, code):
    with pytest.raises(NoSuchReferral):
        seen_by(area, reference, area.subjects[code])
    with pytest.raises(NoSuchReferral):
        correct(area, reference, MOVED, actor=area.subjects[code])
    assert area.see(reference).person.address == FIRST.address


def test_whoever_may_not_see_the_person_does_not_correct_it(area, reference):
    declare_conflict(area.database, area.manager, "manager-1", str(reference), now=area.now)
    with pytest.raises(NoSuchReferral):
        correct(area, reference, MOVED)


def test_who_the_person_is_stays_as_the_police_recorded_it(area, reference):
    before = area.see(reference).person
    correct(area, reference, PersonContact(address="9 New Street"))
    after = area.see(reference).person
    assert after == before.model_copy(update={"phone": None, "email": None, "address": "9 New Street"})


def test_nothing_else_of_the_case_changes(area, reference):
    def rest(view):
        return view.status, view.place, view.deadline, view.history, view.needs, view.caution

    before = rest(area.see(reference))
    correct(area, reference, RINGS)
    assert rest(area.see(reference)) == before


def test_before_the_caution_is_signed_the_person_is_entered_anew_instead(area):
    reference = area.hold()
    area.complete(reference)
    with pytest.raises(WrongStatus, match="Correcting contact details"):
        seen_by(area, reference)
    with pytest.raises(WrongStatus):
        correct(area, reference, MOVED)


def test_a_case_that_has_ended_stays_as_it_is(area, reference):
    withdraw(area.instance, area.officer, reference, "Caution set aside", now=area.now)
    assert ReferralStatus.WITHDRAWN not in CONFIRMED
    with pytest.raises(WrongStatus):
        correct(area, reference, MOVED)
    assert area.see(reference).person.address == FIRST.address


def test_whoever_comes_second_overwrites_nothing_and_is_shown_both_versions(area, reference):
    correct(area, reference, MOVED, actor=area.officer)
    with pytest.raises(EditedMeanwhile) as caught:
        correct(area, reference, RINGS)
    assert (caught.value.stored, caught.value.version, caught.value.by) == (MOVED, 2, "Account officer-1")
    assert seen_by(area, reference).contact == MOVED
    correct(area, reference, RINGS, seen=2)
    seen = seen_by(area, reference)
    assert (seen.contact, seen.version) == (RINGS, 3)
    assert [one.said for one in seen.former] == [MOVED, FIRST]


def test_of_two_at_the_very_same_moment_one_is_stored_and_the_other_is_told(area, reference):
    both, outcomes = Barrier(2), []

    def edit(contact):
        both.wait()
        try:
            correct(area, reference, contact)
        except EditedMeanwhile as error:
            outcomes.append(error.stored)
        else:
            outcomes.append("stored")

    threads = [Thread(target=edit, args=(contact,)) for contact in (MOVED, RINGS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    now_stored = seen_by(area, reference)
    assert sorted(map(str, outcomes)) == sorted(["stored", str(now_stored.contact)])
    assert [one.said for one in now_stored.former] == [FIRST]


def test_what_is_sent_unchanged_makes_no_version_and_no_entry(area, reference):
    before = len(entries(area))
    correct(area, reference, FIRST)
    assert len(entries(area)) == before
    assert seen_by(area, reference).version == 1


def test_the_trail_says_who_corrected_whom_and_not_what(area, reference):
    before = len(entries(area))
    seen_by(area, reference)
    correct(area, reference, RINGS)
    told = entries(area)[before:]
    assert [(one["action"], one["actor"]) for one in told[:2]] == [
        ("referral_seen", "manager-1"),
        ("person_contact_corrected", "manager-1"),
    ]
    assert {one["resource"] for one in told} == {str(reference)}
    written = json.dumps([one["detail"] for one in told])
    assert not any(word in written for word in ("900982", "900555", "example.org", "Example Road", "Testperson"))


def test_neither_version_stands_in_the_clear(area, reference):
    correct(area, reference, MOVED)
    with area.database.read() as unit:
        kept = unit.scalar(select(t.RecordVersion.body).where(t.RecordVersion.kind == "person_contact"))
        now_stored = unit.scalar(select(t.Person.details))
    assert b"Example Road" not in kept
    assert b"New Street" not in now_stored


def test_a_corrected_number_still_counts_as_the_participants_where_a_victim_is_protected_from_it(area, reference):
    correct(area, reference, PersonContact(phone="07700900555", address="9 New Street"))
    with area.database.read() as unit:
        known = participant_channels(unit, unit.scalar(select(t.Referral.id)))
    assert set(known.phones) == {"07700900982", "07700900555"}
    assert known.emails == ("adam@example.org",)
    assert set(known.addresses) == {FIRST.address, "9 New Street"}
