"""The questionnaire on pages: seats without names, one form for each, and the forms to print."""

import re

import httpx
import pytest
from tests.web.inhabited import FACILITATOR, HT, MANAGER, OFFICER, SUPERVISOR, VICTIM_CONTACT, words_on
from tests.web.visitors import Browser
from tests.web.workshops.hall import Hall

from cara.quality.content import content

HERE = "/workshops/N1-1/answers"
CODES = [one.code for one in content().statements]


def seen_on(page: httpx.Response) -> str:
    found = re.search(r'name="seen" value="(\w*)"', page.text)
    assert found
    return found[1]


def save(browser: Browser, seat: int = 1, seen: str | None = None, **changed: str) -> httpx.Response:
    fields = {f"agreed-{code}": changed.get(code, "4") for code in CODES}
    path = f"{HERE}/{seat}"
    return browser.send(path, **fields, seen=seen_on(browser.get(path)) if seen is None else seen)


def test_a_form_is_entered_by_seat(facilitator: Browser):
    answer = save(facilitator, see_effects="", know_help="5")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?done=1")
    said = words_on(facilitator.get(f"{HERE}?done=1"))
    assert "Seat 1 is saved" in said
    assert f"Seat 1 {len(CODES) - 1} of {len(CODES)}" in said
    assert "1 of 3 entered. 0 people have a complete pair" in said
    page = facilitator.get(f"{HERE}/1").text
    assert 'value="5" id="agreed-know_help-5" checked' in page
    assert 'id="agreed-see_effects-blank" checked' in page


def test_no_name_and_no_reference_is_on_any_of_the_pages(hall: Hall, facilitator: Browser):
    save(facilitator)
    for path in (HERE, f"{HERE}/1", f"{HERE}/paper"):
        text = facilitator.get(path).text
        assert not any(name in text for name in ("Alder", "Birch", "Cedar"))
        assert not any(str(one) in text or one.spoken in text for one in hall.running.booked.values())


def test_the_paper_has_a_form_for_each_seat_with_the_workshops_code(facilitator: Browser):
    said = words_on(facilitator.get(f"{HERE}/paper"))
    assert [f"Seat {seat}, workshop N1-1" in said for seat in (1, 2, 3, 4)] == [True, True, True, False]
    assert said.count("Do not write your name") == 3
    assert "You do not have to answer" in said


def test_what_is_no_answer_is_refused_and_what_was_typed_is_kept(facilitator: Browser):
    answer = save(facilitator, see_effects="9", know_help="5")
    assert answer.status_code == 422
    assert 'href="#agreed-see_effects"' in answer.text
    assert 'id="agreed-know_help-5" checked' in answer.text


def test_two_who_enter_one_seat_are_shown_both_versions(hall: Hall, facilitator: Browser):
    other = hall.here.sign_in(MANAGER)
    seen = seen_on(facilitator.get(f"{HERE}/1"))
    assert save(other, seen=seen, see_effects="1").status_code == 303
    answer = save(facilitator, seen=seen, see_effects="2")
    assert answer.status_code == 409
    assert "1: Strongly disagree" in words_on(answer)
    assert save(facilitator, seen=seen_on(answer), see_effects="2").status_code == 303
    assert "Corrected once" in words_on(facilitator.get(f"{HERE}/1"))


def test_a_seat_on_which_nobody_is_expected_has_no_page(facilitator: Browser):
    assert facilitator.get(f"{HERE}/9").status_code == 404


@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR, HT, VICTIM_CONTACT])
def test_nobody_else_opens_any_of_the_pages(hall: Hall, facilitator: Browser, who: str):
    save(facilitator)
    browser = hall.here.sign_in(who)
    for path in (HERE, f"{HERE}/1", f"{HERE}/paper"):
        assert browser.get(path).status_code == 403


def test_a_facilitator_of_another_workshop_finds_none(hall: Hall, saturday):
    assert hall.here.sign_in(FACILITATOR).get("/workshops/N2-1/answers").status_code == 404


def test_the_police_read_no_answer_of_a_referral(hall: Hall, facilitator: Browser):
    save(facilitator)
    officer = hall.here.sign_in(OFFICER)
    text = officer.get(f"/bookings/{hall.running.booked[1]}").text
    assert not any(one.text in text for one in content().statements)
    assert not any(code in text for code in CODES)
