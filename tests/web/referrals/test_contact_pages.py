"""The page on which a participant's contact details are corrected, for the area manager and the police."""

import pytest
from sqlalchemy import select
from tests.web.inhabited import FACILITATOR, MANAGER, OFFICER, OTHER_FORCE, OTHER_OFFICER, SUPERVISOR, words_on
from tests.web.referrals.sending import errors_on

from cara.casework import correct_contact, see_contact, withdraw
from cara.casework.details import PersonContact
from cara.records import tables as t
from cara.staff.conflicts import declare_conflict

GOOD = {"phone": "07700 900555", "email": "adam@example.org", "address": "9 New Street\nTestshire"}
WHERE = {OFFICER: "/bookings", SUPERVISOR: "/bookings", MANAGER: "/cases"}


@pytest.fixture
def reference(inhabited):
    return inhabited.area.booked()


def stored(inhabited, reference):
    return see_contact(inhabited.area.instance, inhabited.area.manager, reference, now=inhabited.area.now)


@pytest.mark.parametrize("code", WHERE)
def test_whoever_may_correct_it_finds_the_page_from_the_case_and_comes_back_there(inhabited, reference, code):
    browser, home = inhabited.sign_in(code), f"{WHERE[code]}/{reference}"
    assert f'href="{home}/contact"' in browser.get(home).text
    page = browser.get(f"{home}/contact")
    assert (
        f'class="govuk-back-link" href="{home}"' in page.text or f'href="{home}" class="govuk-back-link"' in page.text
    )
    said = words_on(page)
    assert "Adam Testperson" in said
    assert "have not been corrected since the caution was signed" in said
    answer = browser.send(f"{home}/contact", seen="1", **GOOD)
    assert answer.headers["location"] == f"{home}?done=contact"
    assert "The contact details are corrected." in words_on(browser.get(answer.headers["location"]))
    assert stored(inhabited, reference).contact == PersonContact.model_validate(GOOD)


def test_what_was_said_before_stands_below_with_who_corrected_it(inhabited, reference):
    officer = inhabited.sign_in(OFFICER)
    officer.send(f"/bookings/{reference}/contact", seen="1", **GOOD)
    said = words_on(inhabited.sign_in(MANAGER).get(f"/cases/{reference}/contact"))
    assert "Until 23 November 2026 at 10am, when Account officer-1 corrected it" in said
    assert "Phone number 07700900982 Email address adam@example.org Address 1 Example Road Testshire" in said


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_stays(inhabited, reference):
    manager = inhabited.sign_in(MANAGER)
    answer = manager.send(f"/cases/{reference}/contact", seen="1", phone="12", email="nowhere", address=" ")
    assert answer.status_code == 422
    assert errors_on(answer) == [
        "Enter a phone number, like 07700 900982 or +44 7700 900982",
        "Enter an email address, like name@example.org",
        "Enter the address",
    ]
    assert 'value="nowhere"' in answer.text
    assert stored(inhabited, reference).version == 1


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(inhabited, reference):
    area, manager = inhabited.area, inhabited.sign_in(MANAGER)
    first = PersonContact(phone="07700900111", address="2 Other Lane")
    correct_contact(area.instance, area.officer, reference, first, seen=1, now=area.now)
    answer = manager.send(f"/cases/{reference}/contact", seen="1", **GOOD)
    assert answer.status_code == 409
    said = words_on(answer)
    assert "Account officer-1 changed this while you did" in said
    assert "07700900111" in said
    assert "07700900555" in said
    assert 'name="seen" value="2"' in answer.text
    assert stored(inhabited, reference).contact == first
    assert manager.send(f"/cases/{reference}/contact", seen="2", **GOOD).status_code == 303
    assert [one.said for one in stored(inhabited, reference).former[:1]] == [first]


@pytest.mark.parametrize("home", ["/cases", "/bookings"])
@pytest.mark.parametrize(("code", "status"), [(OTHER_OFFICER, 404), (OTHER_FORCE, 404), (FACILITATOR, 403)])
def test_nobody_else_gets_to_the_page(inhabited, reference, home, code, status):
    browser = inhabited.sign_in(code)
    assert browser.get(f"{home}/{reference}/contact").status_code == status
    assert browser.send(f"{home}/{reference}/contact", seen="1", **GOOD).status_code == status
    assert stored(inhabited, reference).version == 1


def test_a_manager_in_conflict_finds_nothing(inhabited, reference):
    area = inhabited.area
    declare_conflict(area.database, area.manager, MANAGER, str(reference), now=area.now)
    assert inhabited.sign_in(MANAGER).get(f"/cases/{reference}/contact").status_code == 404


@pytest.mark.parametrize("ended", [False, True])
def test_before_the_booking_and_after_the_end_there_is_no_way_there_and_the_page_says_why(inhabited, ended):
    area, officer = inhabited.area, inhabited.sign_in(OFFICER)
    reference = area.booked() if ended else area.hold()
    if ended:
        withdraw(area.instance, area.officer, reference, "Caution set aside", now=area.now)
    assert f"{reference}/contact" not in officer.get(f"/bookings/{reference}").text
    assert f"{reference}/contact" not in inhabited.sign_in(MANAGER).get(f"/cases/{reference}").text
    answer = officer.get(f"/bookings/{reference}/contact")
    assert answer.status_code == 409
    assert "Correcting contact details is not possible" in words_on(answer)


def test_the_person_is_told_by_the_new_number_and_the_list_shows_what_was_cancelled(inhabited, reference):
    manager = inhabited.sign_in(MANAGER)
    manager.send(f"/cases/{reference}/contact", seen="1", **GOOD)
    assert "Waiting (5) Sent (0) Failed (0) Held (0) Kept here (0) Cancelled (5)" in words_on(manager.get("/messages"))
    with inhabited.area.database.read() as unit:
        waiting = select(t.Message.code).where(t.Message.status == "waiting").limit(1)
        code = unit.scalar(waiting)
    assert "+447700900555" in words_on(manager.get(f"/messages/{code}"))
    said = words_on(manager.get("/messages?tab=cancelled"))
    assert "The number or address that it was to go to was corrected." in said
