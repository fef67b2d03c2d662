"""A concern on its pages: 999 first, raised from any screen, and seen by those who work on it."""

import re

import pytest
from tests.web.briefings.conftest import SECOND_WORKER, Contact, contact  # noqa: F401 - a fixture
from tests.web.inhabited import (
    DEVELOPER,
    FACILITATOR,
    HT,
    MANAGER,
    OFFICER,
    OTHER_OFFICER,
    SUPERVISOR,
    VICTIM_CONTACT,
    words_on,
)
from tests.web.visitors import Browser

SAID = {"about": "child", "danger_now": "no", "called_police": "no", "what": "A bruise on the older child."}


def raised(browser: Browser, path: str, **more: str) -> str:
    answer = browser.send(path, **SAID | more)
    assert answer.status_code == 200, words_on(answer)
    found = re.search(r"<strong>([0-9A-Z]{4}-[0-9A-Z]{4})</strong>", answer.text)
    assert found
    return found[1].replace("-", "")


@pytest.fixture
def places(contact: Contact) -> dict[str, str]:  # noqa: F811 - the fixture
    return {
        OFFICER: f"/bookings/{contact.reference}/concern",
        VICTIM_CONTACT: f"/victim-contact/{contact.code}/concern",
        MANAGER: f"/bookings/{contact.reference}/concern",
    }


@pytest.mark.parametrize("account", [OFFICER, VICTIM_CONTACT, MANAGER])
def test_it_is_raised_from_where_somebody_is(contact: Contact, places, account: str):  # noqa: F811 - the fixture
    browser = contact.browser(account)
    page = words_on(browser.get(places[account]))
    assert "ring 999 first" in page
    code = raised(browser, places[account])
    assert code in contact.browser(MANAGER).get("/safeguarding").text


def test_a_facilitator_raises_one_by_seat(contact: Contact):  # noqa: F811 - the fixture
    contact.here.go_on(days=12)
    browser = contact.browser(FACILITATOR)
    assert "Seat 1" in browser.get("/workshops/N1-1/concern").text
    assert browser.send("/workshops/N1-1/concern", **SAID).status_code == 422
    assert browser.send("/workshops/N1-1/concern", **SAID, seat="9").status_code == 422
    code = raised(browser, "/workshops/N1-1/concern", seat="1")
    assert browser.get(f"/safeguarding/{code}").status_code in {403, 404}


def test_every_error_is_said_at_once_and_what_was_typed_is_kept(contact: Contact, places):  # noqa: F811 - the fixture
    answer = contact.browser(OFFICER).send(places[OFFICER], what="A bruise")
    assert answer.status_code == 422
    for sentence in ("Select whose safety it is about", "Say whether somebody is in danger now"):
        assert sentence in answer.text
    assert "A bruise" in answer.text


def test_the_lead_acknowledges_acts_and_closes(contact: Contact, places):  # noqa: F811 - the fixture
    code = raised(contact.browser(OFFICER), places[OFFICER])
    manager = contact.browser(MANAGER)
    assert manager.send(f"/safeguarding/{code}/done", done="marac").status_code == 409
    assert manager.send(f"/safeguarding/{code}/acknowledge").status_code == 303
    assert manager.send(f"/safeguarding/{code}/done").status_code == 422
    assert manager.send(f"/safeguarding/{code}/done", done="childrens_services", note="Rang.").status_code == 303
    page = words_on(manager.get(f"/safeguarding/{code}"))
    assert "Referred to children's services" in page
    assert manager.send(f"/safeguarding/{code}/close", done="nothing_needed").status_code == 303
    assert code not in manager.get("/safeguarding").text


def test_a_late_one_is_marked(contact: Contact, places):  # noqa: F811 - the fixture
    raised(contact.browser(OFFICER), places[OFFICER])
    contact.here.go_on(minutes=61)
    assert "Late" in words_on(contact.browser(MANAGER).get("/safeguarding"))


def test_the_place_is_held_in_the_same_words_as_ever(contact: Contact, places):  # noqa: F811 - the fixture
    code = raised(contact.browser(OFFICER), places[OFFICER])
    manager = contact.browser(MANAGER)
    manager.send(f"/safeguarding/{code}/acknowledge")
    day = {"until-day": "14", "until-month": "12", "until-year": "2026"}
    assert manager.send(f"/safeguarding/{code}/hold", **day | {"until-year": "2030"}).status_code == 422
    assert manager.send(f"/safeguarding/{code}/hold", **day).status_code == 303
    page = words_on(contact.browser(OFFICER).get(f"/bookings/{contact.reference}"))
    assert "Deferred" in page
    assert "concern" not in page.lower().replace("raise a safeguarding concern", "")


def test_nobody_else_sees_it(contact: Contact, places):  # noqa: F811 - the fixture
    code = raised(contact.browser(VICTIM_CONTACT), places[VICTIM_CONTACT])
    assert contact.browser(VICTIM_CONTACT).get(f"/safeguarding/{code}").status_code == 200
    for account in (OFFICER, OTHER_OFFICER, SECOND_WORKER, FACILITATOR):
        assert contact.browser(account).get(f"/safeguarding/{code}").status_code in {403, 404}
    assert contact.browser(OTHER_OFFICER).get(places[OFFICER]).status_code == 404
    assert contact.browser(SECOND_WORKER).get(places[VICTIM_CONTACT]).status_code == 404


@pytest.mark.parametrize("account", [OFFICER, SUPERVISOR, MANAGER, VICTIM_CONTACT, FACILITATOR])
def test_the_menu_of_everybody_who_may_raise_one_leads_to_it(contact: Contact, account: str):  # noqa: F811 - the fixture
    contact.here.go_on(days=12)
    browser = contact.browser(account)
    page = browser.get("/accessibility").text
    assert re.search(r'href="/safeguarding(/new)?"', page)
    if 'href="/safeguarding"' in page:
        assert 'href="/safeguarding/new"' in browser.get("/safeguarding").text
    assert "ring 999 first" in words_on(browser.get("/safeguarding/new"))


@pytest.mark.parametrize("account", [OFFICER, SUPERVISOR, MANAGER, VICTIM_CONTACT])
def test_from_any_screen_it_goes_on_by_the_code(contact: Contact, places, account: str):  # noqa: F811 - the fixture
    browser = contact.browser(account)
    code = contact.code if account == VICTIM_CONTACT else contact.reference
    spoken = f"{code[:4]}-{code[4:]}".lower()
    going = browser.send("/safeguarding/new", code=spoken)
    assert going.headers["location"] == places.get(account, places[OFFICER])
    assert "ring 999 first" in words_on(browser.get(going.headers["location"]))


@pytest.mark.parametrize("account", [OTHER_OFFICER, SECOND_WORKER])
@pytest.mark.parametrize("known", [True, False])
def test_whose_it_is_not_looks_like_what_is_not_there(contact: Contact, account, known):  # noqa: F811 - the fixture
    browser = contact.browser(account)
    code = (contact.code if account == SECOND_WORKER else contact.reference) if known else "7KQ4M2XR"
    answer = browser.send("/safeguarding/new", code=code)
    assert answer.status_code == 422
    assert "that you may open: check it, or ring the lead" in words_on(answer)
    assert code in answer.text
    assert "This is not a reference" in words_on(browser.send("/safeguarding/new", code="nonsense"))
    assert "Enter the code" in words_on(browser.send("/safeguarding/new"))


def test_a_facilitator_is_led_to_the_workshops_that_are_near(contact: Contact):  # noqa: F811 - the fixture
    assert "None of your workshops is near enough" in words_on(contact.browser(FACILITATOR).get("/safeguarding/new"))
    contact.here.go_on(days=12)
    page = contact.browser(FACILITATOR).get("/safeguarding/new").text
    assert 'href="/workshops/N1-1/concern"' in page
    assert 'name="code"' not in page


@pytest.mark.parametrize("account", [HT, DEVELOPER])
def test_whoever_is_in_no_case_has_no_such_page(contact: Contact, account: str):  # noqa: F811 - the fixture
    browser = contact.browser(account)
    assert browser.get("/safeguarding/new").status_code == 403
    assert "/safeguarding" not in browser.get("/accessibility").text
