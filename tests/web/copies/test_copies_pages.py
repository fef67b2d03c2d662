"""The pages of both sides, from the request until the copy is given."""

import io
import json
import re
import zipfile

import httpx
import pytest
from tests.web.briefings.conftest import Contact
from tests.web.inhabited import OFFICER, SUPERVISOR, words_on
from tests.web.visitors import Browser

TODAY = {"received_on-day": "23", "received_on-month": "11", "received_on-year": "2026"}
GIVEN = {"on-day": "23", "on-month": "11", "on-year": "2026"}


def recorded(browser: Browser, path: str, **more: str) -> str:
    """Record a request of today and give the address of its page."""
    answer = browser.send(path, **TODAY, **more)
    assert answer.status_code == 303, words_on(answer)
    return answer.headers["location"].partition("?")[0]


def read_all(browser: Browser, at: str, answer: str = "release") -> int:
    """Decide the same about every text, page by page, and tell how many there were."""
    read = 0
    while (page := browser.get(f"{at}/texts")).text.count("Not read"):
        number = re.search(rf'href="{at}/texts/(\d+)">[^<]+</a></th>\s*<td[^>]*><strong[^>]*>\s*Not read', page.text)
        assert number, page.text
        text = browser.get(f"{at}/texts/{number[1]}").text
        sent = browser.send(f"{at}/texts/{number[1]}", answer=answer, **hidden_in(text))
        assert sent.status_code == 303, words_on(sent)
        read += 1
    return read


def hidden_in(page: str) -> dict[str, str]:
    """Give which text a page shows, word for word."""
    found = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("place", "digest")}
    return {name: one[1] for name, one in found.items() if one}


def confirm(browser: Browser, at: str) -> httpx.Response:
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', browser.get(f"{at}/check").text)
    assert seen
    return browser.send(f"{at}/confirm", seen=seen[1], whole="yes")


def document_in(answer: httpx.Response) -> str:
    assert answer.status_code == 200, words_on(answer)
    assert answer.headers["content-disposition"] == 'attachment; filename="copy.zip"'
    assert answer.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        return json.dumps(json.loads(bundle.read("copy.json")), ensure_ascii=False)


def test_a_participants_copy_goes_its_way(contact: Contact, manager: Browser, director: Browser):
    assert f"/copies/new/{contact.reference}" in manager.get(f"/cases/{contact.reference}").text
    at = recorded(manager, f"/copies/new/{contact.reference}")
    assert manager.send(f"{at}/prepare").status_code == 409
    assert "Say first how it was made sure who asks" in words_on(manager.send(f"{at}/prepare"))
    assert manager.send(f"{at}/asker", identity="photograph").status_code == 303
    read_all(manager, at)
    assert manager.send(f"{at}/prepare").status_code == 303
    assert manager.get(f"{at}/check").status_code == 404
    assert director.send(f"{at}/confirm", seen="0" * 64).status_code == 422
    assert "Testperson" in director.get(f"{at}/check").text
    assert confirm(director, at).status_code == 303
    document = document_in(manager.get(f"{at}/copy"))
    assert "Testperson" in document
    assert "Sample" not in document
    fields = {"how": "in_person", "to": "asker", **GIVEN}
    assert manager.send(f"{at}/given", **fields).status_code == 303
    assert "Given" in words_on(manager.get("/copies"))
    assert "Given on 23 November 2026" in words_on(manager.get(at))


def test_a_victims_copy_goes_its_way(contact: Contact, worker: Browser, second: Browser):
    assert f"/victim-contact/copies/new/{contact.code}" in worker.get(f"/victim-contact/{contact.code}").text
    at = recorded(worker, f"/victim-contact/copies/new/{contact.code}", identity="rung_back")
    read_all(worker, at)
    assert worker.send(f"{at}/prepare").status_code == 303
    assert worker.get(f"{at}/check").status_code == 404
    assert confirm(second, at).status_code == 303
    page = words_on(worker.get(at))
    assert "Not now By letter, to the address in the instructions: the instructions do not allow this way" in page
    refused = worker.get(f"{at}/copy/letter")
    assert refused.status_code == 409
    assert "The instructions do not allow this way" in words_on(refused)
    assert worker.get(f"{at}/copy/pigeon").status_code == 404
    document = document_in(worker.get(f"{at}/copy/in_person"))
    assert "Sample" in document
    assert "Testperson" not in document
    assert worker.send(f"{at}/given", how="letter", **GIVEN).status_code == 422
    assert worker.send(f"{at}/given", how="in_person", **GIVEN).status_code == 303


def test_a_copy_is_taken_with_fresh_proof_alone(contact: Contact, manager: Browser, director: Browser):
    at = recorded(manager, f"/copies/new/{contact.reference}", identity="known")
    read_all(manager, at)
    manager.send(f"{at}/prepare")
    confirm(director, at)
    contact.here.go_on(minutes=11)
    answer = manager.get(f"{at}/copy")
    assert answer.status_code in {302, 303}
    assert answer.headers["location"].startswith("/prove?")


def test_a_text_with_passages_taken_out_is_kept_as_typed_and_said_where_it_is_wrong(contact: Contact, worker: Browser):
    note = {"way": "call", "outcome": "spoke", "note": "Adam Testperson was in the room."}
    assert worker.send(f"/victim-contact/{contact.code}/attempts", **note).status_code == 303
    at = recorded(worker, f"/victim-contact/copies/new/{contact.code}", identity="rung_back")
    page = worker.get(f"{at}/texts/1").text
    fields = hidden_in(page)
    assert worker.send(f"{at}/texts/1", **fields).status_code == 422
    wrong = worker.send(f"{at}/texts/1", answer="redact", redacted="Somebody was in the room.", **fields)
    assert wrong.status_code == 422
    assert 'href="#redacted"' in wrong.text
    assert "Somebody was in the room." in wrong.text
    right = worker.send(f"{at}/texts/1", answer="redact", redacted="[...] was in the room.", **fields)
    assert right.status_code == 303
    assert "Give it with passages taken out" in words_on(worker.get(f"{at}/texts"))
    stale = worker.send(f"{at}/texts/1", answer="release", **(fields | {"digest": "0" * 64}))
    assert "This text has changed since it was shown" in words_on(stale)


def test_one_that_is_late_is_said_plainly_and_refusing_asks_what_was_told(contact: Contact, manager: Browser):
    early = {"received_on-day": "1", "received_on-month": "10", "received_on-year": "2026"}
    answer = manager.send(f"/copies/new/{contact.reference}", **early)
    at = answer.headers["location"].partition("?")[0]
    assert "Overdue" in words_on(manager.get("/copies"))
    assert "This should have been answered by 1 November 2026" in words_on(manager.get(at))
    assert manager.send(f"{at}/refuse", why="twice").status_code == 422
    told = "Answered on 3 October already."
    assert manager.send(f"{at}/refuse", why="twice", reason=told).status_code == 303
    assert told in words_on(manager.get(at))
    assert "Overdue" not in words_on(manager.get("/copies"))
    future = {**early, "received_on-year": "2027"}
    assert 'href="#received_on-day"' in manager.send(f"/copies/new/{contact.reference}", **future).text


def test_nothing_is_said_where_nobody_asks(manager: Browser, worker: Browser):
    assert "Nobody has asked for a copy" in words_on(manager.get("/copies"))
    assert "Nobody has asked for a copy" in words_on(worker.get("/victim-contact/copies"))
    assert "/copies" in manager.get("/administration").text


@pytest.mark.parametrize("account", [OFFICER, SUPERVISOR])
def test_nobody_else_comes_near_it(contact: Contact, manager: Browser, worker: Browser, account: str):
    his = recorded(manager, f"/copies/new/{contact.reference}")
    hers = recorded(worker, f"/victim-contact/copies/new/{contact.code}")
    other = contact.browser(account)
    for at in (his, hers):
        for path in ("", "/texts", "/check", "/copy", "/given", "/refuse"):
            assert other.get(f"{at}{path}").status_code in {403, 404}
    assert worker.get(his).status_code == 403
    assert manager.get(f"{hers}/texts").status_code == 403
    assert contact.reference not in manager.get(hers).text


@pytest.mark.parametrize("page", ["new/{}", "{}/given", "{}/refuse"])
def test_no_form_is_shown_about_what_is_not_there_or_not_for_this_person(
    contact: Contact, manager: Browser, worker: Browser, second: Browser, page: str
):
    own = recorded(worker, f"/victim-contact/copies/new/{contact.code}").rpartition("/")[2]
    about = contact.code if page.startswith("new") else own
    of_victims = f"/victim-contact/copies/{page}"
    assert worker.get(of_victims.format(about)).status_code == 200
    assert second.get(of_victims.format(about)).status_code == 404
    assert worker.get(of_victims.format("ZZZZZZZZ")).status_code == 404
    assert manager.get(f"/copies/{page.format('ZZZZZZZZ')}").status_code == 404
