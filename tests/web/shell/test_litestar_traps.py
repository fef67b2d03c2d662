"""The framework's known traps about sessions, forgery and pages that are not there: each is kept shut by its own test.

Fixation, rotation, writing at every response, a token as a file part or in other characters, and a token of another
sign-in are travelled at length in ``test_sign_ins.py`` and ``test_forgery.py``.
"""

import inspect

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import func, select
from tests.web.visitors import MANAGER, OFFICER, ORIGIN, Browser, Site

from cara.records import AuditEntry, SignIn

HTML = {"accept": "text/html"}


def handlers(site: Site) -> list[HTTPRouteHandler]:
    app = site.app.app
    assert isinstance(app, Litestar)
    return [
        handler
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if handler.http_methods != {"OPTIONS"}
    ]


def test_trap_two_synchronous_functions_on_one_path_every_handler_is_asynchronous(site: Site):
    assert [str(handler) for handler in handlers(site) if not inspect.iscoroutinefunction(handler.fn)] == []


def test_trap_unknown_session_ids_are_adopted_ours_are_given_at_sign_in_alone(site: Site):
    browser = site.browser()
    browser.token = "A" * 43
    browser.get("/accessibility")
    assert not browser.is_signed_in
    browser.sign_in(OFFICER)

    assert browser.token != "A" * 43


def test_trap_sessions_do_not_rotate_at_sign_in_ours_do(officer: Browser):
    before = officer.token
    officer.send("/sign-in", account=OFFICER)

    assert officer.token not in {before, None}


def test_trap_every_response_writes_the_session_ours_writes_nothing(officer: Browser, site: Site):
    def rows() -> tuple[int | None, ...]:
        with site.instance.casework.database.read() as unit:
            return unit.scalar(select(func.count(AuditEntry.seq))), unit.scalar(select(func.max(SignIn.last_seen_at)))

    before = rows()
    answers = [officer.get(path) for path in ("/accessibility", "/account", "/no-such-page", "/static/none.css")]

    assert rows() == before
    assert not any("set-cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize("path", ["/sign-out", "/prove", "/account/sign-ins/end-others", "/join", "/sign-in"])
def test_trap_a_csrf_token_as_a_file_part_is_a_fault_here_it_is_refused(officer: Browser, path: str):
    answer = officer.client.post(path, files={"csrf_token": b"x"}, headers={"origin": ORIGIN, **HTML})

    assert answer.status_code == 415


@pytest.mark.parametrize("token", ["é", "\u0660" * 64, "%FF%FE", "\x00", "=" * 64, "A" * 100_000, "\U0001f511"])
@pytest.mark.parametrize("path", ["/sign-out", "/prove", "/account/sign-ins/end-others", "/join", "/sign-in"])
def test_trap_a_csrf_token_in_other_characters_is_a_fault_here_it_is_refused(officer: Browser, path: str, token: str):
    assert officer.send(path, token).status_code == 403
    assert officer.is_signed_in


def test_trap_a_csrf_token_is_not_bound_to_the_session_ours_is(officer: Browser, site: Site):
    other = site.browser()
    other.sign_in(MANAGER)

    assert officer.send("/sign-out", other.token_on("/account")).status_code == 403
    assert officer.is_signed_in


def test_trap_a_page_that_is_not_there_does_not_pass_the_session_ours_knows_who_asks(officer: Browser):
    answer = officer.get("/no-such-page")

    assert answer.status_code == 404
    assert "Sign out" in answer.text
    assert "Alder Quill" in answer.text


@pytest.mark.parametrize(("path", "status"), [("/no-such-page", 404), ("/sign-out", 405)])
def test_trap_errors_are_json_even_for_browsers_ours_are_pages(officer: Browser, path: str, status: int):
    answer = officer.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_trap_hooks_do_not_run_where_nothing_is_ours_do(browser: Browser):
    answer = browser.get("/no-such-page")

    assert "nonce-" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    "path", ["/account/sign-ins/%D9%A1/end", "/account/sign-ins/1%0A/end", "/account/passkeys/%00/remove"]
)
def test_trap_digits_of_other_scripts_and_line_ends_no_path_is_a_fault(officer: Browser, path: str):
    assert officer.send(path).status_code in {303, 404}


def test_trap_pages_stand_in_the_interfaces_document_ours_do_not(site: Site):
    pages = [handler for handler in handlers(site) if not handler.fn.__module__.startswith("cara_web.api")]

    assert len(pages) > 20
    assert [str(handler) for handler in pages if handler.resolve_include_in_schema()] == []
