"""The lists by codes, taking on, the manager's part, and the second person's check."""

import pytest
from tests.core.victims.conftest import safe
from tests.web.inhabited import FACILITATOR, MANAGER, OFFICER, VICTIM_CONTACT, words_on
from tests.web.victims.conftest import NUMBER, OTHER_WORKER

from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.calls import CallSearch, CallTab, list_contacts
from cara.victims.correcting import change_safe_contact
from cara.victims.words import ContactWay, Outcome

TO_DECIDE = "/victim-contact?tab=to_decide&whose=everybody"


def in_tab(side, tab):
    calls = list_contacts(side.here.area.instance, side.worker, CallSearch(tab, mine=False), now=side.now)
    return {str(line.code): line.worker for line in calls.page.lines}


def test_an_empty_list_says_what_to_do(worker):
    page = words_on(worker.get("/victim-contact"))
    assert "To call (0)" in page
    assert "Look at everybody's" in page


def test_a_worker_takes_a_contact_on_and_comes_to_it(worker, side):
    code = side.victim()
    assert code.spoken not in worker.get("/victim-contact").text
    listed = worker.get("/victim-contact?whose=everybody")
    assert "Nobody yet" in words_on(listed)
    assert "Sample" not in listed.text
    assert worker.send(f"/victim-contact/{code}/take").headers["location"] == f"/victim-contact/{code}"
    mine = words_on(worker.get("/victim-contact"))
    assert f"{code.spoken} To be contacted" in mine
    assert "Now" in mine


def test_who_was_quicker_keeps_it(worker, other, side):
    code = side.victim()
    other.send(f"/victim-contact/{code}/take")
    answer = worker.send(f"/victim-contact/{code}/take")
    assert answer.status_code == 409
    assert "Somebody else makes this contact" in words_on(answer)


def test_the_next_safe_time_is_for_the_worker_alone(worker, other, manager, side):
    side.taken()
    side.here.go_on(hours=14)
    for browser, code in ((worker, VICTIM_CONTACT), (other, OTHER_WORKER), (manager, MANAGER)):
        browser.sign_in(code)
        page = words_on(browser.get("/victim-contact?whose=everybody"))
        assert ("24 November 2026 at 9am" in page) is (browser is worker)


def test_the_list_itself_holds_the_next_safe_time_for_the_worker_alone(side):
    side.taken()
    for code in (VICTIM_CONTACT, OTHER_WORKER, MANAGER):
        calls = list_contacts(side.here.area.instance, side.subject(code), CallSearch(mine=False), now=side.now)
        assert [line.next_at is not None for line in calls.page.lines] == [code == VICTIM_CONTACT]


def test_the_manager_sees_codes_and_neither_number_nor_attempt(manager, side):
    code = side.taken()
    attempt = AttemptMade(way=ContactWay.CALL, outcome=Outcome.NO_ANSWER, note="Wombatnote")
    record_attempt(side.here.area.instance, side.worker, code, attempt, now=side.now)
    pages = [manager.get(path).text for path in ("/victim-contact", f"/victim-contact/{code}/worker")]
    assert all(code.spoken in page for page in pages)
    for page in pages:
        assert not [word for word in (NUMBER, "Sample", "Wombatnote", "No answer") if word in page]
    assert manager.get(f"/victim-contact/{code}").status_code == 403


def test_the_manager_says_who_makes_contact(manager, side):
    code = side.taken()
    path = f"/victim-contact/{code}/worker"
    assert manager.send(path).status_code == 422
    assert manager.send(path, worker="officer-1").status_code == 409
    assert manager.send(path, worker=OTHER_WORKER).status_code == 303
    assert in_tab(side, CallTab.TO_CALL) == {code: OTHER_WORKER}
    manager.send(path, worker="nobody")
    assert in_tab(side, CallTab.TO_CALL) == {code: None}


def test_the_manager_decides_with_a_reason(manager, side):
    code = side.taken(date_of_birth=None)
    path = f"/victim-contact/{code}/decision"
    assert f'href="{path}"' in manager.get(TO_DECIDE).text
    asked = manager.get(path)
    assert "The age is not known" in words_on(asked)
    assert NUMBER not in asked.text
    refused = manager.send(path, after="due")
    assert refused.status_code == 422
    assert "Enter the reason" in words_on(refused)
    assert manager.send(path, after="ended", reason="So it is").status_code == 409
    assert manager.send(path, after="due", reason="35, by the police.").status_code == 303
    assert code in in_tab(side, CallTab.TO_CALL)
    assert manager.get(path).status_code == 409


def changed(side):
    code = side.taken()
    said = safe(phone="07700 900222")
    assert change_safe_contact(side.here.area.instance, side.worker, code, said, seen=1, now=side.now)
    return code


def test_a_second_worker_sees_and_confirms_a_change_and_the_first_cannot(worker, other, side):
    code = changed(side)
    at = f"/victim-contact/{code}/check"
    assert "Somebody else checks it" in words_on(worker.get("/victim-contact/checks"))
    assert worker.get(at).status_code == 404
    assert worker.send(f"{at}/open").status_code == 404
    assert worker.send(at, seen="2", confirmed="yes").status_code == 404
    assert f'href="{at}"' in other.get("/victim-contact/checks").text
    assert "07700900222" not in other.get(at).text
    assert "07700900222" in other.send(f"{at}/open").text
    assert other.send(at, seen="1", confirmed="yes").status_code == 409
    assert other.send(at, seen="2").status_code == 422
    assert other.send(at, seen="2", confirmed="yes").status_code == 303
    assert "Nothing waits for a check" in words_on(other.get("/victim-contact/checks"))
    assert "Safe now" in words_on(worker.get(f"/victim-contact/{code}"))


def test_the_manager_confirms_a_change_without_seeing_it(manager, side):
    at = f"/victim-contact/{changed(side)}/check"
    assert "You do not see the number" in words_on(manager.get(at))
    assert "07700900222" not in manager.send(f"{at}/open").text
    assert manager.send(at, seen="2", confirmed="yes").status_code == 303


@pytest.mark.parametrize("code", [OFFICER, FACILITATOR])
def test_nobody_else_sees_the_lists(side, code):
    browser = side.here.sign_in(code)
    for path in ("/victim-contact", "/victim-contact/checks"):
        assert browser.get(path).status_code == 403
    assert "/victim-contact" not in browser.get("/accessibility").text
