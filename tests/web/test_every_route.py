"""Every route of the site and of the interface, asked by everybody, answers what the decision about access says.

The routes are read from the application: a new one is asked here without anybody thinking of it. There is no record,
so nothing but the right to the action decides whether somebody gets past the door.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from litestar.routes import HTTPRoute
from tests.programs import calling_program
from tests.web.visitors import ORIGIN, START, Browser, Site

from cara.access import PROOF_LASTS, Action, Role, Subject, decide
from cara.access.table import NEEDS_PROOF
from cara.records import Database
from cara.staff import NewAccount, add_account
from cara_web.forgery import SAFE_METHODS, is_for_programs

FORCE = "testshire_police"
STALE = PROOF_LASTS.total_seconds()
PARAMETERS = {"int": "1", "str": "AAAA-AAAA"}
"""What stands in an address for each type: it leads to no record."""


@dataclass(frozen=True)
class Asked:
    """One method of one address."""

    method: str
    path: str
    action: Action

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def asked_of(site: Site) -> Iterator[Asked]:
    """Give everything that can be asked of a site."""
    for route in site.app.app.routes:  # type: ignore[attr-defined]
        assert isinstance(route, HTTPRoute), route.path
        path = re.sub(r"\{\w+:(\w+)\}", lambda found: PARAMETERS[found[1]], route.path)
        for handler in route.route_handlers:
            yield from (
                Asked(method, path, handler.opt["action"]) for method in handler.http_methods - {"OPTIONS", "HEAD"}
            )


@pytest.fixture
def everybody(make_site, sqlite_database: Database) -> Site:
    """A site with somebody of every role."""
    site: Site = make_site(sqlite_database)
    for role in Role:
        add_account(sqlite_database, NewAccount(role.value, role.label, role, FORCE), now=START)
    return site


def subject_of(role: Role, site: Site, *, program: str | None = None) -> Subject:
    return Subject(0, role.value, role, FORCE, proved_at=None if program else START, program=program)


def is_let_in(asked: Asked, answer: httpx.Response) -> bool:
    """Tell whether an answer comes from behind the door: whatever it says about what was asked for."""
    assert answer.status_code < 500, (str(asked), answer.text)
    going = answer.headers.get("location", "")
    must_sign_in = answer.status_code == 401 or going == "/sign-in"
    return (
        answer.status_code != 403
        and not going.startswith("/prove?")
        and (not must_sign_in or asked.action is Action.SIGN_OUT)
    )


def visit(browser: Browser, asked: Asked, token: str) -> httpx.Response:
    if asked.method in SAFE_METHODS:
        return browser.get(asked.path)
    return browser.send(asked.path, token)


@pytest.mark.parametrize("minutes", [0, STALE / 60], ids=["fresh proof", "stale proof"])
@pytest.mark.parametrize("role", Role)
def test_every_page_opens_to_whom_the_decision_says(everybody: Site, role: Role, minutes: float):
    browser, subject, wrong = everybody.browser(), subject_of(role, everybody), []
    pages = [one for one in asked_of(everybody) if not is_for_programs(one.path)]
    for asked in (one for one in pages if not minutes or one.action in NEEDS_PROOF):
        everybody.clock.moment = START  # what ended or began a sign-in is undone
        browser.client.cookies.clear()
        browser.sign_in(role.value)
        token = browser.token_on("/accessibility")
        everybody.clock.go_on(minutes=minutes)
        answer = visit(browser, asked, token)
        if is_let_in(asked, answer) != decide(subject, asked.action, None, everybody.clock.moment).allowed:
            wrong.append((str(asked), asked.action, answer.status_code))
    assert wrong == []


def test_every_page_asks_whoever_has_not_signed_in_to_sign_in(everybody: Site):
    browser, wrong = everybody.browser(), []
    for asked in (one for one in asked_of(everybody) if not is_for_programs(one.path)):
        browser.client.cookies.clear()
        answer = visit(browser, asked, browser.token_on("/sign-in"))
        is_open = decide(None, asked.action, None, START).allowed
        is_sent_away = answer.headers.get("location") == "/sign-in"
        if is_sent_away == is_open or (is_open and not is_let_in(asked, answer)):
            wrong.append((str(asked), answer.status_code))
    assert wrong == []


def call(site: Site, asked: Asked, **headers: str) -> httpx.Response:
    return site.browser().client.request(asked.method, asked.path, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("role", [Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR])
def test_every_address_of_the_interface_opens_to_programs_as_the_decision_says(everybody: Site, role: Role):
    program = calling_program(everybody.instance.casework.database, "force-1", role.value, START)
    bearer = f"Bearer {program.token(everybody.instance.casework.database, START)}"
    subject = subject_of(role, everybody, program="force-1")
    addresses = [one for one in asked_of(everybody) if is_for_programs(one.path)]
    answers = {one: call(everybody, one, authorization=bearer) for one in addresses}
    expected = {one: decide(subject, one.action, None, START).allowed for one in addresses}
    assert {str(one): is_let_in(one, answers[one]) for one in addresses} == {
        str(one): expected[one] for one in addresses
    }
    assert all(expected.values()), "an address of the interface is open to no program"


def test_no_address_of_the_interface_opens_without_a_token_of_a_program(everybody: Site):
    manager = everybody.browser()
    manager.sign_in(Role.AREA_MANAGER.value)
    for asked in (one for one in asked_of(everybody) if is_for_programs(one.path)):
        is_open = decide(None, asked.action, None, START).allowed
        by_cookie = manager.client.request(asked.method, asked.path, headers={"origin": ORIGIN})
        assert is_let_in(asked, call(everybody, asked)) == is_let_in(asked, by_cookie) == is_open, str(asked)


def test_no_page_opens_by_the_token_of_a_program(everybody: Site):
    program = calling_program(everybody.instance.casework.database, "force-1", Role.POLICE_SUPERVISOR.value, START)
    bearer = f"Bearer {program.token(everybody.instance.casework.database, START)}"
    for asked in (one for one in asked_of(everybody) if not is_for_programs(one.path) and one.method == "GET"):
        is_open = decide(None, asked.action, None, START).allowed
        assert is_let_in(asked, call(everybody, asked, authorization=bearer, accept="text/html")) == is_open, str(asked)


def test_there_is_something_to_ask(everybody: Site):
    actions = {asked.action for asked in asked_of(everybody)}
    assert len(list(asked_of(everybody))) > 50
    assert {Action.SEE_REFERRAL, Action.CHANGE_REFERRAL, Action.SEE_WORKLIST, Action.SEE_AREAS} <= actions
