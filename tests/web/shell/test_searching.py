"""Searches: what somebody typed stands in no address and no log, and yet pages, reload and the way back work."""

import logging
import re

import pytest
from tests.web.inhabited import MANAGER, OFFICER, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import Database
from cara_web.layout.searching import ENDED, LONGEST, MOST

NAME = "Marigold Featherstone"
LISTS = {"/bookings": OFFICER, "/people": MANAGER}


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    return inhabit(sqlite_database)


@pytest.fixture(params=LISTS)
def path(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def browser(here: Inhabited, path: str) -> Browser:
    return here.sign_in(LISTS[path])


def sent(browser: Browser, path: str, typed: str = NAME, **chosen: str) -> str:
    """Send a search and give the address of what it finds."""
    answer = browser.send(path, browser.token_on(path), q=typed, **chosen)
    assert answer.status_code == 303
    return answer.headers["location"]


def shown(browser: Browser, address: str) -> bool:
    return f'value="{NAME}"' in browser.get(address).text


def test_the_address_of_what_is_found_tells_nothing_of_what_was_typed(browser: Browser, path: str):
    address, other = sent(browser, path), sent(browser, path)

    assert address.startswith(f"{path}?find=")
    assert len(address) < 40
    assert address != other


def test_what_was_typed_is_still_in_the_form_however_often_the_address_is_opened(browser: Browser, path: str):
    first, second = sent(browser, path), sent(browser, path, "Rowan Ashdown")

    assert shown(browser, first)
    assert not shown(browser, second)
    assert shown(browser, first)


def test_the_browser_is_asked_not_to_keep_what_is_typed(browser: Browser, path: str):
    assert re.search(r'<input[^>]*name="q"[^>]*autocomplete="off"', browser.get(path).text)


def test_no_log_holds_what_was_typed(browser: Browser, path: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    shown(browser, sent(browser, path))

    assert caplog.text
    assert "Marigold" not in caplog.text


def test_an_address_that_holds_a_name_all_the_same_finds_nothing_by_it(browser: Browser, path: str):
    assert "Marigold" not in browser.get(f"{path}?q=Marigold").text


def test_nothing_typed_is_no_search(browser: Browser, path: str):
    assert sent(browser, path, "  ") == path


def test_a_search_is_of_no_use_in_another_browser(browser: Browser, here: Inhabited, path: str):
    address = sent(browser, path)
    answer = here.sign_in(LISTS[path]).get(address)

    assert answer.status_code == 410
    assert ENDED in answer.text
    assert "<table" not in answer.text


def test_a_search_ends_with_the_sign_in_but_not_by_a_proof(browser: Browser, path: str):
    address = sent(browser, path)
    browser.send("/prove", browser.token_on("/prove"))
    assert shown(browser, address)
    browser.sign_in(LISTS[path])

    assert browser.get(address).status_code == 410


def test_the_latest_searches_are_kept_and_older_ones_end(browser: Browser, path: str):
    addresses = [sent(browser, path, f"{NAME} {number}") for number in range(MOST + 1)]

    assert [browser.get(address).status_code for address in addresses] == [410, *[200] * MOST]


@pytest.mark.parametrize("letter", ["a", "é", "漢", "😀"])
def test_long_searches_are_cut_and_never_too_much_for_a_cookie(browser: Browser, path: str, letter: str):
    addresses = [sent(browser, path, letter * 1000) for _ in range(MOST)]
    page = browser.get(addresses[-1])

    assert page.status_code == 200
    assert f'value="{letter * LONGEST}"' in page.text


@pytest.mark.parametrize("code", ["x", "%00", "%ff", "a" * 5000])
def test_a_code_that_nobody_was_given_is_no_fault(browser: Browser, path: str, code: str):
    assert browser.get(f"{path}?find={code}").status_code in {400, 410}


def test_words_that_are_not_in_the_list_do_not_get_into_the_address(browser: Browser, path: str):
    name = "status" if path == "/bookings" else "role"

    assert sent(browser, path, "", **{name: NAME}) == path


def test_a_form_of_another_page_is_refused(browser: Browser, path: str):
    assert browser.send(path, browser.token_on(path), q="x", colour="red").status_code == 400


def test_a_name_typed_into_the_audit_s_form_is_shown_again_and_stands_in_no_address(here: Inhabited):
    manager = here.sign_in(MANAGER)
    answer = manager.send("/audit", manager.token_on("/audit"), record=NAME, who="officer-1")

    assert answer.status_code == 422
    assert f'value="{NAME}"' in answer.text
    assert NAME.split(maxsplit=1)[0] not in "".join(answer.headers.values())


def test_a_reference_typed_into_the_audit_s_form_leads_to_its_page(here: Inhabited):
    manager = here.sign_in(MANAGER)
    answer = manager.send("/audit", manager.token_on("/audit"), record="7kq4-m2xr", until="2000-01-01")

    assert answer.headers["location"] == "/audit?record=7kq4-m2xr&until=2000-01-01"
