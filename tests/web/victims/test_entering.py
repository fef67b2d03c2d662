"""The police enter a victim on a page: everything wrong at once, nothing typed lost, once for each form."""

import pytest
from tests.web.engagement.conftest import Filled, fields_of
from tests.web.inhabited import MANAGER, OTHER_OFFICER, VICTIM_CONTACT, words_on
from tests.web.victims.conftest import NUMBER

from cara.victims.entering import see_victims
from cara.victims.states import ContactStatus

WHO = {
    "given_names": "Ana",
    "family_name": "Sample",
    "date_of_birth-day": "2",
    "date_of_birth-month": "4",
    "date_of_birth-year": "1990",
    "relationship": "ex_partner",
    "language": "en",
    "interpreter": "no",
    "told": "expects_call",
}
HOW = {
    "ways": "call",
    "phone": "07700 900111",
    "from-0-1": "9:00",
    "until-0-1": "6pm",
    "code_word": "Parcel",
    "review_on-day": "31",
    "review_on-month": "1",
    "review_on-year": "2027",
}


def entered(side, reference):
    return see_victims(side.here.area.instance, side.here.area.officer, reference, now=side.now)


def test_a_victim_is_entered_once_and_shown_to_the_police(officer, side):
    reference = side.booked()
    assert "no victim entered yet: enter one" in words_on(officer.get(f"/bookings/{reference}"))
    fields = Filled(officer, f"/bookings/{reference}/victims/new").fields() | WHO | HOW
    first, again = (officer.send(f"/bookings/{reference}/victims/new", **fields) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    [victim] = entered(side, reference)
    assert victim.status is ContactStatus.DUE
    assert [(str(one.begins), str(one.ends)) for one in victim.safe_contact.hours] == [("09:00:00", "18:00:00")]
    shown = words_on(officer.get(first.headers["location"]))
    assert victim.code.spoken in shown
    assert NUMBER in shown
    assert "Monday: 09:00 to 18:00" in shown
    assert "1 entered" in words_on(officer.get(f"/bookings/{reference}"))


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(officer, side):
    path = f"/bookings/{side.booked()}/victims/new"
    wrong = {**WHO, "family_name": "", "date_of_birth-year": "2030", "told": "", "ways": "letter"}
    typed = {"from-2-1": "9", "until-2-1": "11:00", "from-3-1": "12:00", "until-3-1": "11:00", "email": "no mailbox"}
    answer = officer.send(path, **wrong, **typed, **{"review_on-day": "3"})
    assert answer.status_code == 422
    said = words_on(answer)
    for sentence in (
        "Enter last name",
        "Select what the victim was told",
        "Enter the address, or do not tick a letter",
        "Enter an email address, like name@example.org",
        "Wednesday: enter both times like 18:00 or 6pm",
        "Thursday: the end must be later than the beginning",
        "The last day on which this holds must include a month and a year",
    ):
        assert sentence in said
    kept = fields_of(answer.text)
    assert (kept["given_names"], kept["from-2-1"], kept["email"]) == ("Ana", "9", "no mailbox")


def test_days_out_of_reach_are_said_together(officer, side):
    path = f"/bookings/{side.booked()}/victims/new"
    late = {"date_of_birth-year": "2030", "review_on-year": "2028"}
    answer = officer.send(path, **(WHO | HOW | late))
    assert answer.status_code == 422
    assert 'href="#date_of_birth-day"' in answer.text
    assert 'href="#review_on-day"' in answer.text


def test_without_a_way_there_is_no_contact_and_without_a_birthday_a_person_decides(officer, side):
    reference = side.booked()
    officer.send(f"/bookings/{reference}/victims/new", **WHO)
    unknown = {name: value for name, value in WHO.items() if not name.startswith("date")}
    officer.send(f"/bookings/{reference}/victims/new", **unknown, **HOW)
    assert {one.status for one in entered(side, reference)} == {ContactStatus.NO_CONTACT, ContactStatus.TO_DECIDE}


def test_what_was_typed_before_the_screen_was_locked_is_there_again(officer, side):
    path = f"/bookings/{side.booked()}/victims"
    assert officer.send(f"{path}/lock", given_names="Ana", ways="call").headers["location"] == "/locked"
    assert not officer.is_signed_in
    officer.sign_in("officer-1")
    kept = fields_of(officer.get(f"{path}/new").text)
    assert (kept["given_names"], kept["ways"]) == ("Ana", "call")
    officer.send(f"{path}/new", **WHO)
    assert fields_of(officer.get(f"{path}/new").text)["given_names"] == ""


@pytest.mark.parametrize("code", [OTHER_OFFICER, MANAGER, VICTIM_CONTACT])
def test_nobody_else_sees_what_the_police_said(side, officer, code):
    reference = side.booked()
    officer.send(f"/bookings/{reference}/victims/new", **WHO, **HOW)
    browser = side.here.sign_in(code)
    for path in (f"/bookings/{reference}/victims", f"/bookings/{reference}/victims/new", f"/bookings/{reference}"):
        page = browser.get(path).text
        assert NUMBER not in page
        assert "Sample" not in page
        assert "Victims:" not in page


def test_nothing_is_entered_before_the_booking_is_confirmed(officer, side):
    held = side.here.area.hold("N1")
    assert officer.get(f"/bookings/{held}/victims/new").status_code == 409
    assert "entered once the booking is confirmed" in words_on(officer.get(f"/bookings/{held}/victims"))
    assert officer.send(f"/bookings/{held}/victims/new", **WHO, **HOW).status_code == 409
