"""What a site answers to a real client, alone and behind a proxy: the same headers, and whose word is taken."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from litestar import get
from tests.web.shell.reverse_proxy import PROXY, proxy_before, served

from cara.access import Action
from cara.records import Database
from cara_web.assets import PREFIX, built_assets
from cara_web.headers import FORGOTTEN
from cara_web.visits import PageRequest

ORIGIN = "https://cara.test"
STYLES = built_assets().address("cara.css")
ANSWERS = {
    "/sign-in": 200,
    "/no-such-page": 404,
    "/faulty": 500,
    "/bookings": 303,
    "/health": 200,
    "/api/v1/referrals": 401,
    "/api/v1/nothing": 404,
    "/api/faulty": 500,
    STYLES: 200,
    f"{PREFIX}no-such-file.css": 404,
}
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}


@get(["/faulty", "/api/faulty"], opt={"action": Action.SEE_PUBLIC_PAGE})
async def faulty() -> None:
    raise ZeroDivisionError


@get("/whence", opt={"action": Action.SEE_PUBLIC_PAGE})
async def whence(request: PageRequest) -> dict[str, str]:
    """Say what the site believes of a request."""
    client = request.scope["client"]
    return {"scheme": request.scope["scheme"], "client": client[0] if client else ""}


@pytest.fixture
def made(make_site, sqlite_database: Database):
    """Build the site with settings of a test's own."""
    return lambda **settings: make_site(sqlite_database, more=(faulty, whence), **settings).app


@pytest.fixture(params=["alone", "behind a proxy"])
def address(made, request: pytest.FixtureRequest) -> Iterator[str]:
    """An instance on the machine itself, or with a proxy before it."""
    with served(made(origin=ORIGIN), PROXY) as alone:
        if request.param == "alone":
            yield alone
            return
        with proxy_before(alone) as before:
            yield before


def ask(address: str, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    sent = {"host": "cara.test", "accept": "text/html"} | {name.replace("_", "-"): it for name, it in headers.items()}
    return httpx.request(method, address + path, headers=sent, trust_env=False, timeout=60)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_answer_carries_every_header_once_and_names_no_software(address: str, method: str):
    for path, status in ANSWERS.items():
        answer = ask(address, path, method)
        once = {name: answer.headers.get_list(name) for name in EVERYWHERE}
        assert answer.status_code == status, path
        assert once == {name: [value] for name, value in EVERYWHERE.items()}, path
        assert len(answer.headers.get_list("content-security-policy")) == 1, path
        assert not {"server", "x-powered-by"} & set(answer.headers), path
        assert method == "GET" or not answer.content


def test_only_built_files_may_be_kept(address: str):
    for path, status in ANSWERS.items():
        kept = ask(address, path).headers["cache-control"]
        assert kept == ("public, max-age=31536000, immutable" if path == STYLES else "no-store"), (path, status)


OTHERS = ("evil.example", "cara.test.evil.example", "cara.test/x", "cara.test@evil", "cara.test:80", "[", "")


def test_another_host_is_answered_in_one_plain_sentence(address: str):
    for path in ("/sign-in", "/no-such-page", "/api/v1/referrals", STYLES):
        for host in OTHERS:
            answer = ask(address, path, host=host)
            assert (answer.status_code, answer.text) == (421, "This address is not served here.\n"), (path, host)
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert "strict-transport-security" not in answer.headers
            assert not any("evil" in value for value in answer.headers.values())


def test_our_own_host_is_answered_however_it_is_written(address: str):
    for host in ("cara.test", "CARA.test", "cara.test:443"):
        assert ask(address, "/sign-in", host=host).status_code == 200


def test_a_probe_asks_by_the_machines_own_address(address: str):
    assert ask(address, "/health", host="10.0.0.1:8000").text == "well\n"


def test_two_hosts_or_none_are_refused(made):
    with served(made(origin=ORIGIN)) as address:
        for hosts in ("", "Host: cara.test\r\nHost: evil.example\r\n"):
            answer = _raw(address, f"GET /sign-in HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n")
            assert answer.split(b" ", 2)[1] in {b"400", b"421"}
            assert b"evil" not in answer
        assert b" 421 " in _raw(address, "GET /sign-in HTTP/1.0\r\n\r\n")


def test_no_words_of_a_proxy_are_taken_for_the_host_or_the_address(address: str):
    said = dict.fromkeys(
        ("x_forwarded_host", "x_host", "forwarded", "x_original_url", "x_rewrite_url", "x_http_method_override"),
        "evil.example",
    )
    answer = ask(address, "/no-such-page", x_request_id="evil.example", x_forwarded_prefix="/evil", **said)

    assert answer.status_code == 404
    assert "evil" not in answer.text
    assert not any("evil" in value for value in answer.headers.values())
    assert ask(address, "/sign-in", x_forwarded_host="evil.example").status_code == 200
    assert ask(address, "/sign-in", host="evil.example", x_forwarded_host="cara.test").status_code == 421


FORGED = {"x_forwarded_for": "198.51.100.7", "x_forwarded_proto": "https"}


def test_alone_nobody_says_from_where_a_request_comes(made, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    with served(made()) as address:
        assert ask(address, "/whence", **FORGED).json() == {"scheme": "http", "client": PROXY}


def test_a_proxy_that_is_not_named_is_not_believed(made):
    with served(made(), "192.0.2.1") as address, proxy_before(address) as before:
        assert ask(before, "/whence").json() == {"scheme": "http", "client": PROXY}


def test_a_proxy_that_is_named_is_believed_and_who_asks_it_is_not(made):
    with served(made(), "127.0.0.0/8") as address, proxy_before(address) as before:
        assert ask(before, "/whence").json() == {"scheme": "https", "client": "203.0.113.9"}
        assert ask(before, "/whence", **FORGED).json() == {"scheme": "https", "client": "203.0.113.9"}


def test_the_settings_say_which_proxies_are_believed(made, monkeypatch: pytest.MonkeyPatch):
    from cara_web.commands import serving

    configs = []
    monkeypatch.setattr(serving.SiteServer, "run", lambda server, sockets: configs.append(server.config))
    instance = made(trusted_proxies=["10.0.0.5"]).instance
    with socket.create_server((PROXY, 0)) as listening:
        serving.serve_site(instance, listening, print)

    assert [(config.proxy_headers, config.forwarded_allow_ips) for config in configs] == [(True, ["10.0.0.5"])]


@pytest.mark.parametrize(("days", "said"), [(1, "max-age=86400; includeSubDomains"), (0, None)])
def test_how_long_https_is_asked_for_is_a_setting(made, days: int, said: str | None):
    with served(made(origin=ORIGIN, hsts_days=days)) as address:
        assert ask(address, "/sign-in").headers.get("strict-transport-security") == said


def test_https_is_not_asked_for_where_people_come_by_http(made):
    with served(made(origin="http://cara.test")) as address:
        assert "strict-transport-security" not in ask(address, "/sign-in").headers


def test_what_is_no_request_at_all_is_refused_without_a_word_about_the_software(made):
    with served(made()) as address:
        answer = _raw(address, "nonsense evil\r\n\r\n")

    assert b" 400 " in answer
    assert b"evil" not in answer
    assert b"server:" not in answer.lower()


def test_a_sign_out_leaves_the_cookies_of_other_sites_of_the_domain():
    assert FORGOTTEN == {"Clear-Site-Data": '"cache", "storage"'}


def _raw(address: str, request: str) -> bytes:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(request.encode())
        return b"".join(iter(lambda: line.recv(65536), b""))
