"""Proving again: a page is opened after it, a form is kept, and nobody is sent elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Controller, Request, Response, get, post
from tests.web.entrance.conftest import REAL
from tests.web.entrance.real import ADDRESS, HOST, Guest, fields, invited_to, question
from tests.web.visitors import OFFICER, Browser, Site

from cara.access import Action
from cara.records import Database
from cara_web.entrance.proving import own_path
from cara_web.layout.form_body import read_form

ELSEWHERE = [
    "//evil.test",
    "///evil.test",
    "https://evil.test",
    "http:evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\tevil.test",
    "/%2f/evil.test",
    "/..//evil.test",
    "/.evil",
    "javascript:alert(1)",
    "evil.test",
    "/a//b",
    "/a\r\nLocation: x",
    "/a\n",
    "/é",
    "/a#b",
    "/" + "a" * 500,
    "/?next=//evil.test",
    "",
]
OURS = [
    "/",
    "/account",
    "/account/passkeys/new",
    "/worklist?done=approved",
    "/areas/west_yorkshire?on=2026-11-28",
    "/a/",
]


class Guarded(Controller):
    """Something that needs a fresh proof."""

    path = "/guarded"
    opt = {"action": Action.CHANGE_OWN_CREDENTIALS}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def show(self, request: Request) -> str:
        return "shown"

    @post(status_code=200)
    async def change(self, request: Request) -> Response:
        return Response({name: list(values) for name, values in (await read_form(request)).fields.items()})


@pytest.fixture
def guest(make_site, sqlite_database: Database) -> Guest:
    site = make_site(sqlite_database, more=(Guarded,), **REAL)
    joined = Guest.at(site)
    joined.join(invited_to(site))
    site.clock.go_on(minutes=11)
    return joined


def test_a_page_that_needs_it_is_opened_after_it(guest: Guest):
    answer = guest.get("/guarded?on=2026-11-28")
    assert (answer.status_code, answer.headers["location"]) == (303, "/prove?next=/guarded%3Fon%3D2026-11-28")
    proved = guest.prove("/guarded%3Fon%3D2026-11-28")

    assert (proved.status_code, proved.headers["location"]) == (303, "/guarded?on=2026-11-28")
    assert guest.get("/guarded").text == "shown"


def test_it_holds_for_ten_minutes(guest: Guest):
    guest.prove()
    guest.site.clock.go_on(minutes=9, seconds=59)
    assert guest.get("/guarded").status_code == 200
    guest.site.clock.go_on(seconds=1)
    assert guest.get("/guarded").status_code == 303


def test_a_form_is_kept_and_sent_again_after_it(guest: Guest):
    token = guest.browser.token_on("/account")
    sent = {"reason": 'Said "yes" <b>twice</b>', "day": "28"}
    answer = guest.browser.send("/guarded", token, origin=ADDRESS, **sent, idempotency_key="k" * 32)
    assert answer.status_code == 403
    assert "Prove again that it is you" in answer.text
    assert "<b>twice" not in answer.text
    kept = fields(answer, "/guarded")
    assert kept.pop("idempotency_key") == "k" * 32

    assert guest.prove().headers["location"] == "/prove/done"
    again = guest.browser.send("/guarded", kept.pop("csrf_token"), origin=ADDRESS, **kept)
    assert again.json() == {name: [value] for name, value in sent.items()}


TOKEN = "__Host-cara"


def test_the_browser_gets_a_new_token_and_the_one_before_is_of_no_use(guest: Guest):
    before = guest.browser.client.cookies[TOKEN]
    answer = guest.prove()

    assert f"{TOKEN}={guest.browser.client.cookies[TOKEN]}; " in answer.headers["set-cookie"]
    assert guest.browser.client.cookies[TOKEN] != before
    assert guest.is_signed_in
    guest.browser.client.cookies.clear()
    guest.browser.client.cookies.set(TOKEN, before, domain=HOST, path="/")
    assert not guest.is_signed_in


def test_a_proof_that_failed_leaves_the_token_as_it_was(guest: Guest):
    before = guest.browser.client.cookies[TOKEN]
    assert guest.send("/prove", csrf_token=guest.browser.token_on("/account")).status_code == 403

    assert guest.browser.client.cookies[TOKEN] == before
    assert guest.is_signed_in


def test_a_form_that_was_open_in_another_tab_goes_on_after_a_proof_and_fails_plainly_after_a_sign_in(guest: Guest):
    open_in_a_tab = guest.browser.token_on("/account")
    guest.prove()
    assert guest.browser.send("/guarded", open_in_a_tab, origin=ADDRESS, day="28").json() == {"day": ["28"]}

    guest.sign_in()
    answer = guest.browser.send("/guarded", open_in_a_tab, origin=ADDRESS, day="28")
    assert answer.status_code == 403
    assert "not sent from a page of your present sign-in" in answer.text


def test_a_forged_form_is_not_shown_again(guest: Guest):
    answer = guest.browser.send("/guarded", "x", origin=ADDRESS, reason="planted")

    assert answer.status_code == 403
    assert "planted" not in answer.text


@pytest.mark.parametrize("going", ELSEWHERE)
def test_nobody_is_sent_elsewhere(going: str):
    assert own_path(going) == ""


@pytest.mark.parametrize("going", OURS)
def test_everybody_is_sent_back(going: str):
    assert own_path(going) == going


@given(st.text(max_size=80).map(lambda text: "/" + text))
def test_whatever_is_let_through_is_a_path_of_ours(text: str):
    going = own_path(text)
    if going:
        assert going == text
        assert going.isascii()
        assert going.isprintable()
        assert "//" not in going.partition("?")[0]
        assert not set(going) & set("\\#@ ")


@pytest.mark.parametrize("going", ["//evil.test", "https://evil.test"])
def test_a_form_that_was_altered_sends_nobody_elsewhere(guest: Guest, going: str):
    page = guest.get("/prove")
    answer = guest.send("/prove", page, next=going, answer=guest.device.show(question(page)))

    assert answer.headers["location"] == "/prove/done"


def test_somebody_elses_passkey_proves_nothing(guest: Guest):
    stranger = Guest.at(guest.site)
    stranger.join(invited_to(guest.site, "Dale Fern"))
    answer = Guest(guest.site, guest.browser, stranger.device).prove("/guarded")

    assert answer.status_code == 403
    assert "did not prove that it is you" in answer.text
    assert fields(answer, "/prove")["next"] == "/guarded"
    assert guest.get("/guarded").status_code == 303


def test_a_press_alone_proves_nothing(guest: Guest):
    assert guest.send("/prove", csrf_token=guest.browser.token_on("/account")).status_code == 403
    assert guest.get("/guarded").status_code == 303


def test_in_a_demonstration_one_press_is_enough(make_site, sqlite_database: Database):
    site: Site = make_site(sqlite_database, more=(Guarded,))
    officer: Browser = site.browser()
    officer.sign_in(OFFICER)
    site.clock.go_on(minutes=11)
    assert officer.get("/guarded").headers["location"] == "/prove?next=/guarded"
    before = officer.token
    answer = officer.send("/prove", officer.token_on("/prove"), next="/guarded")

    assert answer.headers["location"] == "/guarded"
    assert officer.get("/guarded").text == "shown"
    assert officer.token != before


def test_a_program_is_told_in_its_own_words(guest: Guest):
    answer = guest.browser.client.get("/guarded", headers={"accept": "application/json"})

    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")


def test_the_page_is_not_for_forms_of_others(guest: Guest):
    assert guest.send("/prove", csrf_token=guest.browser.token_on("/account"), colour="red").status_code == 400
