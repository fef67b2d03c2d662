import re

import httpx
import pytest
from litestar import get

from cara.access import Action
from cara.records import Database


@get("/faulty", opt={"action": Action.SEE_PUBLIC_PAGE})
async def faulty() -> None:
    raise ZeroDivisionError


@pytest.fixture
def browser(make_site, sqlite_database: Database):
    return make_site(sqlite_database, more=(faulty,)).browser()


@pytest.mark.parametrize(("path", "status"), [("/sign-in", 200), ("/no-such-page", 404), ("/faulty", 500)])
def test_every_page_allows_only_what_carries_its_own_nonce(browser, path: str, status: int):
    answer = browser.get(path)
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"script-src 'self' 'nonce-([\w-]{20,})'", policy)[1]

    assert answer.status_code == status
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert set(re.findall(r'nonce="([^"]+)"', answer.text)) == {nonce}
    assert not re.findall(r"<script(?![^>]*nonce=)", answer.text)


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/faulty", "/health"])
def test_a_page_may_load_this_and_nothing_else(browser, path: str):
    policy = browser.get(path).headers["content-security-policy"]

    assert set(re.sub(r"'nonce-[\w-]{20,}'", "NONCE", policy).split("; ")) == {
        "default-src 'none'",
        "script-src 'self' NONCE",
        "style-src 'self' NONCE",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    }


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/faulty", "/health"])
def test_a_page_stands_apart_from_other_sites_and_asks_for_no_device(browser, path: str):
    headers = browser.get(path).headers

    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def test_no_two_pages_share_a_nonce(browser):
    assert browser.get("/").headers["content-security-policy"] != browser.get("/").headers["content-security-policy"]


def test_pages_have_neither_inline_styles_nor_inline_handlers(officer):
    for path in ("/", "/sign-in", "/_components", "/_components/question/wrong", "/accessibility", "/privacy"):
        assert not re.findall(r"""<[^>]*\s(style|on[a-z]+)=["']""", officer.get(path).text), path


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/faulty", "/health"])
def test_no_answer_is_kept_sniffed_or_framed(browser, path: str):
    headers = browser.get(path).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/sign-in", "/health", "/api/v1/openapi.json", "/no-such-page"])
def test_no_other_site_is_let_read_an_answer(browser, path: str):
    for method in ("GET", "OPTIONS"):
        answer = browser.client.request(method, path, headers={"origin": "https://evil.test"})
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_what_was_sent_is_never_sent_back_by_trace(browser):
    answer = browser.client.request("TRACE", "/sign-in", headers={"x-secret": "quokka"})
    assert answer.status_code == 405
    assert "quokka" not in answer.text


def test_a_request_gets_a_number_of_our_own(browser):
    answers = [browser.client.get("/no-such-page", headers={"x-request-id": "from-outside"}) for _ in range(2)]
    numbers = [answer.headers["x-request-id"] for answer in answers]

    assert len({*numbers, "from-outside"}) == 3
    assert numbers[0] in answers[0].text or "json" in answers[0].headers["content-type"]


def test_the_number_of_a_fault_stands_on_its_page(browser):
    answer = browser.get("/faulty")

    assert answer.headers["x-request-id"] in answer.text


def test_over_https_cookies_are_bound_to_the_host_and_https_is_required(make_site, sqlite_database: Database):
    browser = make_site(sqlite_database, origin="https://cara.test").browser("https://cara.test")
    answer = browser.get("/sign-in")
    cookie = answer.headers["set-cookie"]

    assert cookie.startswith("__Host-cara-form=")
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


def test_over_https_the_cookie_of_a_sign_in_is_bound_to_the_host(make_site, sqlite_database: Database):
    browser = make_site(sqlite_database, origin="https://cara.test").browser("https://cara.test")
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)[1]
    sent = {"csrf_token": token, "account": "officer-1"}
    answer = browser.client.post("/sign-in", data=sent, headers={"origin": "https://cara.test"}, follow_redirects=False)
    (cookie,) = (said for said in answer.headers.get_list("set-cookie") if not said.startswith("__Host-cara-form="))

    assert answer.status_code == 303
    assert re.match(r"__Host-cara=[\w-]{43}; ", cookie)
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "domain" not in cookie.lower()


def test_head_answers_as_get_without_a_body(browser):
    answer: httpx.Response = browser.client.head("/accessibility")

    assert answer.status_code == 200
    assert answer.content == b""


def test_a_page_is_compressed_for_who_can_read_it(browser):
    assert browser.get("/accessibility").headers["content-encoding"] == "gzip"
    assert (
        "content-encoding" not in browser.client.get("/accessibility", headers={"accept-encoding": "identity"}).headers
    )
