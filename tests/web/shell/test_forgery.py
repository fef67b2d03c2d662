from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import post, route
from tests.web.visitors import MANAGER, ORIGIN, Browser, Site

from cara.access import Action
from cara.records import Database
from cara_web.forgery import form_token, is_form_token

CHANGING = ["POST", "PUT", "PATCH", "DELETE"]


@route("/changes", http_method=CHANGING, opt={"action": Action.SEE_HOME}, status_code=200)
async def changes() -> str:
    return "changed"


@pytest.fixture
def site(make_site, sqlite_database: Database) -> Site:
    return make_site(sqlite_database, more=(changes,))


def of_another_sign_in(officer: Browser, site: Site) -> str:
    other = site.browser()
    other.sign_in(MANAGER)
    return other.token_on("/accessibility")


def of_an_earlier_sign_in(officer: Browser, site: Site) -> str:
    earlier = officer.token_on("/accessibility")
    officer.send("/sign-in", account=MANAGER)
    return earlier


def of_before_the_sign_in(officer: Browser, site: Site) -> str:
    return form_token(site.browser().get("/sign-in").cookies["cara-form"])


TOKENS: list[Callable[[Browser, Site], str]] = [
    lambda officer, site: "",
    lambda officer, site: "guess",
    lambda officer, site: "çé" * 20,
    lambda officer, site: "A" * 64,
    of_another_sign_in,
    of_an_earlier_sign_in,
    of_before_the_sign_in,
]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("path", ["/changes", "/sign-out"])
def test_a_form_without_a_token_of_this_sign_in_is_refused(officer: Browser, site: Site, token, path: str):
    answer = officer.send(path, token(officer, site))

    assert answer.status_code == 403
    assert "nothing was done" in answer.text
    assert officer.is_signed_in


@pytest.mark.parametrize("method", CHANGING)
def test_whatever_changes_something_needs_a_token_by_any_method(officer: Browser, method: str):
    headers = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    answer = officer.client.request(method, "/changes", content=b"", headers=headers)

    assert (answer.status_code, "changed" in answer.text) == (403, False)


@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.test", "http://cara.test.evil.test", "https://cara.test", "http://cara.test:81"],
)
def test_a_form_from_elsewhere_is_refused_even_with_a_token(officer: Browser, origin: str | None):
    assert officer.send("/changes", origin=origin).status_code == 403


def test_a_form_of_ours_is_accepted(officer: Browser):
    assert officer.send("/changes").text == "changed"


def test_the_origin_is_the_one_in_the_settings(make_site, sqlite_database: Database):
    site = make_site(sqlite_database, more=(changes,), origin="http://cara.example.org")
    browser = site.browser("http://cara.example.org")
    token = browser.token_on("/sign-in")

    assert browser.send("/sign-in", token, origin=ORIGIN, account=MANAGER).status_code == 403
    assert browser.send("/sign-in", token, origin="http://cara.example.org", account=MANAGER).status_code == 303


def test_signing_in_needs_a_token_too(browser: Browser):
    assert browser.send("/sign-in", "", account=MANAGER).status_code == 403


def test_a_token_sent_as_a_file_is_no_form(officer: Browser):
    answer = officer.client.post("/changes", files={"csrf_token": b"x"}, headers={"origin": ORIGIN})

    assert answer.status_code == 415


def test_a_token_sent_twice_is_no_form(officer: Browser):
    token = officer.token_on("/accessibility")
    answer = officer.client.post(
        "/changes",
        content=f"csrf_token={token}&csrf_token={token}",
        headers={"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 400


def test_a_program_cannot_use_a_cookie(make_site, sqlite_database: Database):
    @post("/api/changes", opt={"action": Action.SEE_HOME}, status_code=200)
    async def by_program() -> str:
        return "changed"

    browser = make_site(sqlite_database, more=(by_program,)).browser()
    browser.sign_in(MANAGER)

    assert browser.client.post("/api/changes", headers={"origin": ORIGIN}).status_code == 401


def test_every_page_has_another_token(officer: Browser):
    assert officer.token_on("/accessibility") != officer.token_on("/accessibility")


@given(st.text(max_size=100), st.text(max_size=60))
def test_no_text_is_a_token_by_chance(token: str, secret: str):
    assert not is_form_token(token, secret)


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_token_is_good_for_its_own_secret_alone(one: str, other: str):
    assert is_form_token(form_token(one), one)
    assert is_form_token(form_token(one), other) is (one == other)
