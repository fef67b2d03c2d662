"""From what was said to what is read: every step by its own person, and nothing to anybody else."""

import re

from tests.web.briefings.conftest import Contact, before_workshop_two
from tests.web.inhabited import OFFICER, words_on
from tests.web.visitors import Browser

SAID = {"safety": "worried", "better": "Quieter at home", "what_0": "Handovers", "how_0": "To the whole group"}


def briefed(worker: Browser, contact: Contact, **fields: str) -> str:
    answer = worker.send(f"/victim-contact/{contact.code}/briefing", **fields)
    assert answer.status_code == 303, words_on(answer)
    return answer.headers["location"]


def waiting(browser: Browser) -> str:
    found = re.search(r'href="(/briefings/[0-9A-Z]{8})"', browser.get("/briefings").text)
    assert found
    return found[1]


def test_what_was_agreed_begins_the_briefing(contact: Contact, worker: Browser):
    answer = worker.send(f"/victim-contact/{contact.code}/feedback", **SAID)
    assert answer.headers["location"] == f"/victim-contact/{contact.code}/briefing"
    page = worker.get(answer.headers["location"]).text
    assert "Handovers" in page
    assert "Quieter" not in page


def test_whoever_does_not_feel_safe_leads_to_a_concern(contact: Contact, worker: Browser):
    answer = worker.send(f"/victim-contact/{contact.code}/feedback", **SAID | {"safety": "not_safe"})
    assert answer.headers["location"] == f"/victim-contact/{contact.code}/concern"


def test_errors_are_said_at_once_and_what_was_typed_is_kept(contact: Contact, worker: Browser):
    typed = {"better": "Quieter at home", "what_0": "Handovers", "how_1": "Alone"}
    answer = worker.send(f"/victim-contact/{contact.code}/feedback", **typed)
    assert answer.status_code == 422
    assert "Select how safe he or she feels" in answer.text
    halves = worker.send(f"/victim-contact/{contact.code}/feedback", **typed | {"safety": "safe"})
    assert halves.status_code == 422
    assert halves.text.count('href="#') >= 2
    assert "Quieter at home" in halves.text


def test_what_could_be_traced_is_said_beside_its_line(contact: Contact, worker: Browser):
    fields = {"what_0": "Handovers", "how_0": "Calmly", "what_2": "Mention Sample", "how_2": "Aloud"}
    answer = worker.send(f"/victim-contact/{contact.code}/briefing", **fields)
    assert answer.status_code == 422
    assert 'href="#what_2"' in answer.text
    assert "a name of the victim" in answer.text


def test_it_is_approved_by_another_and_read_by_the_facilitator(
    contact: Contact, worker: Browser, second: Browser, manager: Browser
):
    briefed(worker, contact, what_0="Handovers", how_0="To the whole group", in_mind="No telephones")
    assert "No briefing waits for you" in worker.get("/briefings").text
    address = waiting(second)
    assert address == waiting(manager)
    assert second.send(f"{address}/release").status_code == 303
    facilitator = before_workshop_two(contact)
    page = facilitator.get("/workshops/N1-2/briefing")
    assert "To the whole group" in page.text
    assert "Somebody was spoken to" in page.text
    marking = re.search(r'action="(/workshops/N1-2/briefing/[0-9A-Z]{8}/read)"', page.text)
    assert marking
    assert facilitator.send(marking[1]).status_code == 303
    assert "I have read it" not in facilitator.get("/workshops/N1-2/briefing").text


def test_the_own_workshops_lead_to_the_briefing_of_a_workshop_two_that_is_near(contact: Contact):
    facilitator = before_workshop_two(contact)
    page = facilitator.get("/my/workshops").text
    assert 'href="/workshops/N1-2/briefing"' in page
    assert 'href="/workshops/N1-1/briefing"' not in page
    assert facilitator.get("/workshops/N1-2/briefing").status_code == 200


def test_where_nothing_is_released_that_is_said(contact: Contact):
    page = words_on(before_workshop_two(contact).get("/workshops/N1-2/briefing"))
    assert "Nothing is released for this seat yet. That does not mean that there are no concerns" in page


def test_one_is_returned_with_what_to_change(contact: Contact, worker: Browser, second: Browser):
    briefed(worker, contact)
    address = waiting(second)
    assert second.send(f"{address}/return", reason="no").status_code == 422
    assert second.send(f"{address}/return", reason="The second line could be hers.").status_code == 303
    assert second.send(f"{address}/release").status_code == 409


def test_whoever_wrote_it_reads_why_and_begins_with_what_was_there(
    contact: Contact, worker: Browser, second: Browser, manager: Browser
):
    briefed(worker, contact, what_0="Handovers", how_0="To the whole group", in_mind="No telephones")
    second.send(f"{waiting(second)}/return", reason="The second line could be hers.")
    at = f"/victim-contact/{contact.code}/briefing"
    for path in ("/briefings", at):
        assert "The second line could be hers." in words_on(worker.get(path))
    assert "No telephones" in worker.get(at).text
    for browser in (second, manager):
        assert "The second line could be hers." not in words_on(browser.get("/briefings"))
    briefed(worker, contact, what_0="Handovers", how_0="To the whole group")
    assert "The second line could be hers." not in words_on(worker.get("/briefings"))


def test_nobody_else_comes_near_it(contact: Contact, worker: Browser, manager: Browser):
    briefed(worker, contact)
    officer = contact.browser(OFFICER)
    for browser in (manager, officer):
        for path in ("feedback", "briefing"):
            assert browser.get(f"/victim-contact/{contact.code}/{path}").status_code in {403, 404}
    assert officer.get("/briefings").status_code == 403
    assert worker.get("/workshops/N1-2/briefing").status_code in {403, 404}
    assert worker.get(waiting(manager)).status_code == 404


def test_the_manager_sees_how_complete_it_is_by_cohort(contact: Contact, manager: Browser):
    contact.here.go_on(days=13)
    page = words_on(contact.browser("manager-1").get("/victim-contact/completeness"))
    assert "cohort N1" in page
    assert "0 of 1 briefed" in page
    assert "Spoken: 1" in page
