"""Signing in to a real instance and out again, through the pages."""

import re

import pytest
from sqlalchemy import func, select
from tests.web.entrance.real import ADDRESS, Guest, fields, question
from tests.web.visitors import Site

from cara.records import SignIn
from cara_web.entrance.browsers import browser_name


def test_a_passkey_signs_in_with_a_token_of_its_own(guest: Guest):
    guest.send("/sign-out", guest.get("/account"))
    assert not guest.is_signed_in
    answer = guest.sign_in()

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers.get_list("set-cookie")[0]
    assert cookie.startswith("__Host-cara=")
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert guest.is_signed_in


def test_signing_in_anew_ends_the_sign_in_before(guest: Guest, real: Site):
    guest.sign_in()
    with real.instance.casework.database.read() as unit:
        assert unit.scalar(select(func.count(SignIn.token_sha256))) == 1


@pytest.mark.parametrize("wrong", [{"origin": "https://evil.test"}, {"flags": 1}, {"count": 0}])
def test_a_device_that_answers_wrongly_signs_nobody_in(guest: Guest, wrong: dict[str, object]):
    guest.sign_in()
    guest.send("/sign-out", guest.get("/account"))
    answer = guest.sign_in(**wrong)

    assert answer.status_code == 403
    assert "You could not be signed in" in answer.text
    assert not guest.is_signed_in


def test_a_page_that_was_open_too_long_asks_again(guest: Guest, real: Site):
    guest.send("/sign-out", guest.get("/account"))
    page = guest.get("/sign-in")
    real.clock.go_on(minutes=11)
    answer = guest.send("/sign-in", page, answer=guest.device.show(question(page)))

    assert answer.status_code == 409
    assert "open too long" in answer.text
    assert guest.send("/sign-in", answer, answer=guest.device.show(question(answer))).status_code == 303


def test_an_answer_is_taken_once(guest: Guest):
    guest.send("/sign-out", guest.get("/account"))
    page = guest.get("/sign-in")
    answer, other = guest.device.show(question(page)), Guest.at(guest.site)
    assert guest.send("/sign-in", page, answer=answer).status_code == 303

    hidden = fields(other.get("/sign-in"), "/sign-in")
    assert (
        other.send("/sign-in", **{**hidden, "key": fields(page, "/sign-in")["key"], "answer": answer}).status_code
        == 409
    )


def test_whoever_only_looks_leaves_nothing_behind(real: Site):
    from cara.records import AuditEntry

    count = select(func.count(AuditEntry.seq))
    with real.instance.casework.database.read() as unit:
        before = unit.scalar(count)
    for path in ("/sign-in", "/join", "/account", "/prove"):
        Guest.at(real).get(path)
    with real.instance.casework.database.read() as unit:
        assert unit.scalar(count) == before


@pytest.mark.parametrize("path", ["/account", "/account/passkeys/new", "/prove", "/prove/done"])
def test_ones_own_pages_are_for_who_has_signed_in(plain: Site, path: str):
    assert Guest.at(plain).get(path).headers["location"] == "/sign-in"


def test_signing_out_has_the_browser_forget_everything(guest: Guest):
    answer = guest.send("/sign-out", guest.get("/account"))

    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert answer.headers["location"] == "/sign-in"


def test_the_pages_run_no_script_but_ours(plain: Site):
    page = Guest.at(plain).get("/sign-in")

    assert len(re.findall(r"<script type=\"module\" src=\"/static/(?:cara|passkeys)\.[0-9a-f]+\.js\"", page.text)) == 2
    assert "style=" not in page.text


@pytest.mark.parametrize("sent", [{}, {"key": "x"}, {"answer": "{}"}, {"key": "x" * 5000, "answer": "x" * 30_000}])
def test_a_form_without_an_answer_signs_nobody_in(plain: Site, sent: dict[str, str]):
    guest = Guest.at(plain)
    assert guest.send("/sign-in", **sent).status_code in {403, 409}


def test_a_form_of_the_chooser_is_refused(plain: Site):
    assert Guest.at(plain).send("/sign-in", account="officer-1").status_code == 400


def test_a_form_without_a_token_is_refused(plain: Site):
    guest = Guest.at(plain)
    guest.get("/sign-in")
    for path in ("/sign-in", "/join", "/prove", "/account/passkeys/new", "/account/sign-ins/end-others"):
        assert guest.browser.send(path, "x", origin=ADDRESS).status_code == 403, path


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("<script>alert(1)</script>", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_is_named_coarsely(said: str, name: str):
    assert browser_name(said) == name


def test_a_passphrase_is_masked_and_may_be_filled_in_for_its_owner(with_passphrases: Site):
    [field] = re.findall(r"<input[^>]*name=\"passphrase\"[^>]*>", Guest.at(with_passphrases).get("/sign-in").text)
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "maxlength" not in field
