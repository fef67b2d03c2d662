"""The Big List of Naughty Strings in every field of every form and in every text of the interface: never a fault."""

import copy
import json
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.attack.at_work import ACCOUNTS, go_to_work, starts_of
from tests.attack.attacked import Attacked
from tests.attack.forms_on_pages import Form, forms_for
from tests.journeys.steps import GOOD
from tests.web.visitors import Browser

from cara_web.layout.form_body import CSRF_FIELD, IDEMPOTENCY_FIELD

API = "/api/v1"
OURS = {CSRF_FIELD, IDEMPOTENCY_FIELD}
ANSWERED = {200, 201, 303, 400, 403, 404, 409, 410, 413, 422}
FORMS_AT_LEAST = {"officer-1": 25, "manager-1": 2, "supervisor-1": 25}
AT_WORK_AT_LEAST = dict(zip(ACCOUNTS, (13, 1, 9, 10, 95), strict=True))
SAMPLE = 8
"""Every so many strings, one is of the sample."""

Leaf = tuple[str | int, ...]


def starts(target: Attacked) -> list[str]:
    """Where the pages begin to which no link leads before something has been answered."""
    check = [f"/bookings/new/{topic}" for topic in (*GOOD, "matters/add", "matters", "age")]
    held = [
        f"/bookings/{target.held}/{page}" for page in ("person", "needs", "equality", "caution", "places", "withdraw")
    ]
    return ["/", "/bookings", "/worklist", "/areas", f"/worklist/{target.item}", *check, *held]


def send(browser: Browser, form: Form, fields: dict[str, str]) -> httpx.Response:
    if form.method == "get":
        return browser.get(form.action, params=fields)
    return browser.send(form.action, form.fields.get(CSRF_FIELD), **fields)


def attack(browser: Browser, form: Form, naughty: list[str]) -> Iterator[tuple[str, str, int]]:
    """Send each string in every field in which people write, and a sample in every field and in one at a time.

    What is chosen stays as the page has it in the first of these, since a wrong choice would hide what is written.
    """
    right = {name: value for name, value in form.fields.items() if name != CSRF_FIELD}
    typed = [name for name in right if name not in OURS]
    few = naughty[::SAMPLE]
    bodies = [(string, dict.fromkeys(form.written, string)) for string in naughty if form.written]
    bodies += [(string, dict.fromkeys(typed, string)) for string in few if typed]
    bodies += [(string, {name: string}) for name, string in zip([*typed, *typed], cycle(few), strict=False)]
    for string, given in bodies:
        yield form.action, string, send(browser, form, {**right, **given}).status_code


@pytest.mark.parametrize("account", FORMS_AT_LEAST)
def test_no_string_in_any_field_of_any_form_is_a_fault(target: Attacked, naughty: list[str], account: str) -> None:
    browser = target.browser(account)
    browser.send("/bookings/new/begin")
    forms = list(forms_for(browser, *starts(target)))
    assert len([form for form in forms if form.fields.keys() - OURS]) >= FORMS_AT_LEAST[account]
    wrong = [said for form in forms for said in attack(browser, form, naughty) if said[2] not in ANSWERED]
    assert wrong == []
    assert browser.is_signed_in


@pytest.mark.parametrize("account", AT_WORK_AT_LEAST)
def test_no_string_in_any_field_of_those_at_work_is_a_fault(target: Attacked, naughty: list[str], account: str) -> None:
    starts_here = starts_of(go_to_work(target))
    browser = target.browser(account)
    forms = [form for form in forms_for(browser, *starts_here) if form.fields.keys() - OURS]
    assert len(forms) >= AT_WORK_AT_LEAST[account], "\n".join(sorted(form.action for form in forms))
    wrong = [said for form in forms for said in attack(browser, form, naughty) if said[2] not in ANSWERED]
    assert wrong == []
    assert browser.is_signed_in


def leaves(body: Any, so_far: Leaf = ()) -> Iterator[Leaf]:  # Any: a JSON document
    """Give where every text stands in a body."""
    if isinstance(body, str):
        yield so_far
    elif isinstance(body, dict | list):
        for key, inner in body.items() if isinstance(body, dict) else enumerate(body):
            yield from leaves(inner, (*so_far, key))


def changed(body: Any, places: list[Leaf], string: str) -> Any:  # Any: as above
    """Put a string in some places of a body."""
    body = copy.deepcopy(body)
    for *way, last in places:
        inner = body
        for key in way:
            inner = inner[key]
        inner[last] = string
    return body


@pytest.fixture
def program(target_on_each: Attacked) -> Iterator[httpx.Client]:
    """A program that calls the interface."""
    headers = {"authorization": f"Bearer {target_on_each.token('officer-1', 'naughty')}"}
    with httpx.Client(base_url=target_on_each.address, headers=headers, timeout=120, trust_env=False) as client:
        yield client


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:  # Any: a JSON document, and an example in it
    """Give every operation that takes a body, with an example of it."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            example = content.get("example", next((one["value"] for one in content.get("examples", {}).values()), {}))
            if content and example:
                yield method, path, example


def test_no_string_in_any_text_of_the_interface_is_a_fault(
    target_on_each: Attacked, program: httpx.Client, naughty: list[str]
) -> None:
    document = program.get(f"{API}/openapi.json").json()
    operations = list(bodies(document))
    assert len(operations) >= 9
    wrong = []
    for method, path, example in operations:
        places, address = list(leaves(example)), path.replace("{reference}", target_on_each.held)
        alone = zip(cycle(places), naughty, strict=False)
        tries = [
            *((places, string) for string in naughty),
            *(([place], string) for place, string in alone),
        ]
        for number, (where, string) in enumerate(tries):
            body = json.dumps(changed(example, where, string)).encode()
            headers = {"content-type": "application/json", "idempotency-key": f"naughty-{method}-{number:06}"}
            answer = program.request(method, address, content=body, headers=headers)
            wrong += [(path, string, answer.text)] if answer.status_code not in ANSWERED | {503} else []
    assert wrong == []


def test_no_string_in_an_address_or_a_query_is_a_fault(program: httpx.Client, naughty: list[str]) -> None:
    wrong = []
    for string in naughty:
        quoted = quote(string, safe="")
        for path in (
            f"{API}/referrals/{quoted}",
            f"{API}/referrals?status={quoted}",
            f"/bookings?find={quoted}",
            f"/{quoted}",
        ):
            answer = program.get(path)
            wrong += [(path, answer.status_code)] if answer.status_code not in ANSWERED | {405} else []
    assert wrong == []
