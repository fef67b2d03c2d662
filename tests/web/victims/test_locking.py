"""Lock now, and what is typed: a locked screen shows nothing, ends the sign-in, and loses no word."""

import pytest
from tests.web.engagement.conftest import fields_of
from tests.web.inhabited import VICTIM_CONTACT, words_on
from tests.web.victims.conftest import OTHER_WORKER

OF_ALL = {
    "feedback": {"safety": "worried", "better": "The Wombat is calmer", "what_2": "The car", "how_2": "To everybody"},
    "briefing": {"what_0": "The Wombat door", "how_0": "As an exercise", "in_mind": "Not the car"},
    "concern": {"danger_now": "no", "about": "victim", "what": "The Wombat waits outside"},
}
"""What a worker types into the forms that hold what a victim said."""
TYPED = {"way": "call", "outcome": "spoke", "note": "Said that"}


def pages_of(side):
    code = side.taken()
    at = f"/victim-contact/{code}"
    below = (f"{at}/{page}" for page in ("attempts/new", "details", "safe-contact", *OF_ALL))
    return ("/victim-contact", "/victim-contact/checks", at, *below)


def test_every_page_can_be_locked_and_blanks_itself(worker, side):
    for path in pages_of(side):
        page = worker.get(path).text
        assert ">Lock now</button>" in page
        assert 'http-equiv="refresh" content="600;url=/victim-contact/idle"' in page


@pytest.mark.parametrize("path", ["/victim-contact/lock", "/victim-contact/idle"])
def test_a_locked_screen_shows_nothing_and_asks_for_a_new_sign_in(worker, path):
    token = worker.token
    answer = worker.get(path) if path.endswith("idle") else worker.send(path)
    assert answer.headers["location"] == "/locked"
    assert "cache" in answer.headers["clear-site-data"]
    assert words_on(worker.get("/locked")).endswith("Sign in again to go on.")
    assert worker.get("/victim-contact").headers["location"] == "/sign-in"
    worker.token = token  # whoever copied it before
    assert worker.get("/victim-contact").headers["location"] == "/sign-in"


def test_what_was_typed_is_there_again_after_the_lock_and_goes_when_it_is_stored(worker, side):
    at = f"/victim-contact/{side.taken()}"
    assert worker.send(f"{at}/lock/attempt", **TYPED).headers["location"] == "/locked"
    assert not worker.is_signed_in
    worker.sign_in(VICTIM_CONTACT)
    kept = fields_of(worker.get(f"{at}/attempts/new").text)
    assert {name: kept[name] for name in TYPED} == TYPED
    worker.send(f"{at}/attempts", **TYPED)
    assert fields_of(worker.get(f"{at}/attempts/new").text)["note"] == ""


@pytest.mark.parametrize("kind", OF_ALL)
def test_what_a_victim_said_is_there_again_after_the_lock_and_goes_when_it_is_stored(worker, side, kind):
    at, typed = f"/victim-contact/{side.taken()}", OF_ALL[kind]
    worker.send(f"{at}/attempts", **TYPED)
    assert worker.send(f"{at}/lock/{kind}", **typed).headers["location"] == "/locked"
    worker.sign_in(VICTIM_CONTACT)
    page = worker.get(f"{at}/{kind}").text
    assert f'data-cara-draft="{at}/drafts/{kind}"' in page
    kept = fields_of(page)
    assert {name: kept[name] for name in typed} == typed
    assert worker.send(f"{at}/{kind}", **typed).status_code in {200, 303}
    assert "Wombat" not in worker.get(f"{at}/{kind}").text.partition("<form id")[2]


@pytest.mark.parametrize("kind", OF_ALL)
def test_keeping_what_a_victim_said_says_so_and_shows_it_to_nobody_else(worker, other, side, kind):
    at = f"/victim-contact/{side.taken()}"
    answer = worker.send(f"{at}/drafts/{kind}", **OF_ALL[kind])
    assert answer.headers["location"] == f"{at}/{kind}?done=kept"
    assert "What you typed is kept" in words_on(worker.get(f"{at}/{kind}?done=kept"))
    assert "Wombat" not in other.get(f"{at}/{kind}").text


@pytest.mark.parametrize(("kind", "code"), [("nonsense", None), ("attempt", "AAAA-AAAA")])
def test_it_is_locked_whatever_becomes_of_what_was_typed(worker, side, kind, code):
    at = f"/victim-contact/{code or side.taken()}"
    assert worker.send(f"{at}/lock/{kind}", note="Said that").headers["location"] == "/locked"
    assert not worker.is_signed_in


def test_a_draft_is_kept_while_it_is_written_and_given_up(worker, side):
    at = f"/victim-contact/{side.taken()}"
    answer = worker.send(f"{at}/drafts/details", given_names="Half a na")
    assert answer.headers["location"] == f"{at}/details?done=kept"
    assert fields_of(worker.get(f"{at}/details").text)["given_names"] == "Half a na"
    worker.send(f"{at}/drafts/details/drop")
    assert fields_of(worker.get(f"{at}/details").text)["given_names"] == "Ana"
    assert worker.send(f"{at}/drafts/nonsense", note="x").status_code == 404


def test_a_script_is_answered_without_a_page(worker, side):
    at = f"/victim-contact/{side.taken()}/drafts/attempt"
    token = worker.token_on("/accessibility")
    headers = {"accept": "application/json", "origin": "http://cara.test"}
    answer = worker.client.post(at, data={"csrf_token": token, "note": "Said that"}, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")


def test_nobody_else_writes_or_reads_a_draft(side, worker):
    at = f"/victim-contact/{side.taken()}"
    worker.send(f"{at}/drafts/attempt", note="Wombatnote")
    other = side.here.sign_in(OTHER_WORKER)
    assert other.send(f"{at}/drafts/attempt", note="Theirs").status_code == 404
    assert "Wombatnote" not in other.get(f"{at}/attempts/new").text
    assert "Wombatnote" in worker.get(f"{at}/attempts/new").text
