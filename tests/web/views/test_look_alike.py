"""What is not there and what is not for somebody look alike: in words, status, size, headers and number of queries.

How long either takes is not asserted: a machine under load would decide it.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import insert, select
from tests.programs import calling_program
from tests.web.api.conftest import Program
from tests.web.inhabited import OTHER_OFFICER, SUPERVISOR, Inhabited, inhabit
from tests.web.referrals.sending import CAUTION, PERSON
from tests.web.visitors import Browser

from cara.acting import tell
from cara.casework import (
    Held,
    PlaceSearch,
    decide_disposal,
    hand_over,
    hold_place,
    refer_to_person,
    take_back,
    worklist,
)
from cara.records import Database, Unit
from cara.records import tables as t
from cara.staff.conflicts import declare_conflict
from cara.vocabulary import PoliceRank, Reference

PAGES = (
    "",
    "/why",
    "/letter",
    "/calendar.ics",
    "/check-answers",
    "/person",
    "/needs",
    "/equality",
    "/caution",
    "/answers/offence",
    "/matters/add",
    "/places",
    "/withdraw",
)
FORMS = {
    "/person": PERSON,
    "/caution": CAUTION,
    "/needs": {"interpreter": "no"},
    "/equality": {},
    "/confirm": {},
    "/refer-on": {},
    "/places/hold": {"cohort": "N1"},
    "/places/ask": {},
    "/withdraw": {"reason": "Entered twice"},
}
_OWN_TO_EACH = re.compile(r'nonce="[^"]*"|nonce-[\w-]+|name="csrf_token" value="[^"]*"|[0-9a-f]{16,}')


@pytest.fixture
def here(database: Database) -> Inhabited:
    """Testshire, on each kind of database in turn."""
    return inhabit(database)


@pytest.fixture
def closed(here: Inhabited) -> dict[str, str]:
    """References that officer-2 may not see, each for another reason."""
    return {
        "unknown": Reference.new(),
        "malformed": "*" * 8,
        "another force's": _held(here, "officer-3"),
        "a colleague's": _held(here, "officer-1"),
        "in conflict": _in_conflict(here),
        "opening ended": _opening_ended(here),
        "taken back": _taken_back(here),
    }


def _held(here: Inhabited, by: str) -> str:
    area = here.area
    held = hold_place(
        area.instance, area.subjects[by], area.facts(), area.restricted(), "N1", PlaceSearch(), now=area.now
    )
    assert isinstance(held, Held)
    return held.reference


def _in_conflict(here: Inhabited) -> str:
    reference = _held(here, "officer-2")
    declare_conflict(here.area.database, here.area.manager, "officer-2", reference, now=here.area.now)
    return reference


def _taken_back(here: Inhabited) -> str:
    area, reference = here.area, _held(here, "officer-1")
    hand_over(area.instance, area.supervisor, reference, "officer-2", now=area.now)
    take_back(area.instance, area.supervisor, reference, "officer-2", now=area.now)
    return reference


def _opening_ended(here: Inhabited) -> str:
    area, reference = here.area, _held(here, "officer-1")
    with area.database.write() as unit:
        referral = unit.scalar(select(t.Referral.id).where(t.Referral.reference == reference))
        opened, code = area.now - timedelta(minutes=60), str(Reference.new())
        given = {"code": code, "referral_id": referral, "account_id": area.other_officer.account}
        reason = unit.seal(t.BrokenGlass.reason, code, "In an emergency")
        unit.execute(insert(t.BrokenGlass).values(**given, reason=reason, opened_at=opened, ends_at=area.now))
        tell(unit, None, "glass_broken", reference, area.now)
    return reference


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note every statement that a unit is given: what was compiled before passes by the events of an engine."""
    sent: list[str] = []
    execute = Unit.execute

    def noted(unit: Unit, statement: Any, parameters: Any = None) -> Any:  # Any: whatever a unit takes and gives
        sent.append(str(statement))
        return execute(unit, statement, parameters)

    with monkeypatch.context() as patched:
        patched.setattr(Unit, "execute", noted)
        yield sent


def plain(browser: Browser) -> Browser:
    """Let a browser take no compressed answers: the length of one depends on its nonces."""
    browser.client.headers["accept-encoding"] = "identity"
    return browser


Look = tuple[int, str, int, tuple[tuple[str, str], ...], tuple[str, ...]]


def look(answer: httpx.Response, reference: str, sent: list[str]) -> Look:
    """Give all that can be told of an answer, but for what differs in every answer to anybody."""
    plain = [_OWN_TO_EACH.sub("-", text.replace(reference, "REFERENCE")) for text in (answer.text, *_headers(answer))]
    headers = tuple(zip(answer.headers.keys(), plain[1:], strict=True))
    return answer.status_code, plain[0], len(answer.content), headers, tuple(sent)


def _headers(answer: httpx.Response) -> list[str]:
    return [value for _, value in answer.headers.items()]


def seen_alike(looks: dict[str, Look]) -> None:
    first = looks["unknown"]
    assert first[0] == 404
    assert first[4], "no query was noted"
    assert {name for name, seen in looks.items() if seen != first} == set()


@pytest.mark.parametrize("page", PAGES)
def test_pages_do_not_tell_what_is_not_there_from_what_is_not_for_somebody(
    here: Inhabited, closed: dict[str, str], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = plain(here.sign_in(OTHER_OFFICER))
    officer.get("/bookings")
    looks = {}
    for name, reference in closed.items():
        with statements(monkeypatch) as sent:
            answer = officer.get(f"/bookings/{reference}{page}")
        looks[name] = look(answer, reference, sent)
    seen_alike(looks)


@pytest.mark.parametrize("form", FORMS)
def test_forms_do_not_either(
    here: Inhabited, closed: dict[str, str], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = plain(here.sign_in(OTHER_OFFICER))
    token = officer.token_on("/accessibility")
    looks, rows = {}, here.area.rows()
    for name, reference in closed.items():
        with statements(monkeypatch) as sent:
            answer = officer.send(f"/bookings/{reference}{form}", token, **FORMS[form])
        looks[name] = look(answer, reference, sent)
    seen_alike(looks)
    assert here.area.rows() == rows


ASKED = {
    "see": ("GET", "", None),
    "decisions": ("GET", "/decisions", None),
    "offers": ("POST", "/offers", {}),
    "equality": ("PUT", "/needs", {}),
    "confirm": ("POST", "/confirm", None),
    "withdraw": ("POST", "/withdraw", {"reason": "Entered twice"}),
}


@pytest.mark.parametrize("asked", ASKED)
def test_programs_are_not_told_either(
    here: Inhabited, closed: dict[str, str], asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    method, path, body = ASKED[asked]
    client = TestClient(here.site.app, base_url="http://cara.test")
    program = Program(client, calling_program(here.area.database, "program-2", "officer-2", here.area.now), here)
    client.headers["accept-encoding"] = "identity"
    program.get("/referrals")
    looks = {}
    for number, (name, reference) in enumerate(closed.items()):
        content = b"" if body is None else json.dumps(body).encode()
        key = {} if method == "GET" else {"idempotency_key": f"key-for-this-{number}"}
        with statements(monkeypatch) as sent:
            answer = program.send(method, f"/referrals/{reference}{path}", content, **key)
        looks[name] = look(answer, reference, sent)
    seen_alike(looks)


@pytest.mark.parametrize("path", ["", "/colleagues"])
def test_a_supervisor_does_not_tell_them_apart(here: Inhabited, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    conflict = _held(here, "officer-1")
    declare_conflict(here.area.database, here.area.manager, SUPERVISOR, conflict, now=here.area.now)
    closed = {
        "unknown": Reference.new(),
        "malformed": "*" * 8,
        "other": _held(here, "officer-3"),
        "conflict": conflict,
    }
    supervisor = plain(here.sign_in(SUPERVISOR))
    supervisor.get("/bookings")
    looks = {}
    for name, reference in closed.items():
        with statements(monkeypatch) as sent:
            answer = supervisor.get(f"/bookings/{reference}{path}")
        looks[name] = look(answer, reference, sent)
    seen_alike(looks)


def test_items_of_a_worklist_look_alike_too(here: Inhabited, monkeypatch: pytest.MonkeyPatch) -> None:
    area = here.area
    supervisor = plain(here.sign_in(SUPERVISOR))
    supervisor.get("/worklist")
    codes = {"unknown": str(Reference.new()), "malformed": "*" * 8, **_items(here)}
    looks = {}
    for name, code in codes.items():
        with statements(monkeypatch) as sent:
            answer = supervisor.get(f"/worklist/{code}")
        looks[name] = look(answer, code, sent)
    seen_alike(looks)
    assert worklist(area.instance, area.supervisor, now=area.now) == ()


def _items(here: Inhabited) -> dict[str, str]:
    area = here.area
    decided, conflict = area.referred(), area.referred()
    codes = {"decided": area.item_of(decided, area.supervisor), "conflict": area.item_of(conflict, area.supervisor)}
    said = {"approve": False, "rank": PoliceRank.SERGEANT, "reason": "Not for this"}
    decide_disposal(area.instance, area.supervisor, codes["decided"], now=area.now, **said)
    declare_conflict(area.database, area.manager, SUPERVISOR, conflict, now=area.now)
    others = replace(area, subjects={**area.subjects, "officer-1": area.subjects["officer-3"]})
    history = ({"outcome": "caution", "violence": False, "domestic_abuse": False},)
    theirs = refer_to_person(
        area.instance, others.officer, area.facts(earlier_matters=history), area.restricted(), now=area.now
    )
    return {**codes, "another force's": area.item_of(theirs, area.other_force)}
