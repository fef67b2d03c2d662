"""While the audit trail cannot be written nothing of a person's record leaves: page and interface answer 503.

And what does leave was audited and committed before its first byte.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import Connection, func, select, text
from tests.core.disclosure.exporting import asked
from tests.programs import calling_program
from tests.web.inhabited import Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import AuditEntry, Database, Entry, Keyring, RecordsProblem

CANARIES = ("Quillon", "Canarysson", "900123", "Canary Court", "quillon@")
PERSON = {
    "given_names": "Quillon",
    "family_name": "Canarysson",
    "phone": "07700 900123",
    "email": "quillon@example.org",
    "address": "7 Canary Court\nTestshire",
}
PARAMETER = re.compile(r"\{([a-z]+):[a-z]+\}")
PROGRAM_CALLS = "/api/v1/referrals"


@dataclass
class Reading:
    """Everybody's ways to read one booked person's record, each of which answers 200 while all is well."""

    here: Inhabited
    browsers: dict[str, Browser]
    program: dict[str, str]
    reference: str
    copy: str = "00000000"
    """The request for a copy of what is held about the person."""

    def ask(self, who: str, path: str) -> httpx.Response:
        browser = self.browsers[who]
        if path.startswith("/api"):
            return browser.client.get(path, headers=self.program)
        return browser.get(path)

    def ways(self) -> list[tuple[str, str]]:
        """Find every address about a record by looking at the routes, and keep those that show something."""
        given = {"reference": self.reference, "slug": "risk", "part": "case", "code": self.copy, "number": "1"}
        routes = self.here.site.app.pages.routes
        about = [route for route in routes if "{reference" in route or route.startswith("/copies/{code")]
        paths = [PARAMETER.sub(lambda found: given[found[1]], route) for route in about]
        paths += ["/bookings", "/bookings?status=held", PROGRAM_CALLS]
        asked = [
            (who, path) for who in self.browsers for path in sorted(paths) if who == "officer-1" or "api" not in path
        ]
        return [(who, path) for who, path in asked if self.ask(who, path).status_code == 200]


@pytest.fixture
def reading(database: Database) -> Reading:
    """A booked person in Testshire, and those who may read the record."""
    here = inhabit(database)
    reference = here.area.booked(**PERSON)
    program = calling_program(database, "program-1", "officer-1", here.area.now)
    headers = {"authorization": f"Bearer {program.token(database, here.area.now)}"}
    browsers = {code: here.sign_in(code) for code in ("officer-1", "supervisor-1", "manager-1")}
    copy = asked(here.area, str(reference), here.area.now)
    return Reading(here, browsers, headers, str(reference), copy)


def said(answer: httpx.Response) -> str:
    return "\n".join(f"{name}: {value}" for name, value in answer.headers.items()) + answer.text


def test_every_way_to_read_a_record_is_tried(reading):
    ways = reading.ways()
    shown = {path.replace(reading.reference, "*") for _, path in ways}
    assert {"/bookings", "/bookings/*", "/bookings/*/why", "/bookings/*/letter", "/bookings/*/calendar.ics"} <= shown
    assert {PROGRAM_CALLS, f"{PROGRAM_CALLS}/*", f"{PROGRAM_CALLS}/*/decisions"} <= shown
    assert {f"/copies/{reading.copy}", f"/copies/{reading.copy}/texts", "/retention/*", "/retention/*/hold"} <= shown
    told = [path for who, path in ways if any(canary in reading.ask(who, path).text for canary in CANARIES)]
    assert len(told) >= 8


RAISING = {
    "sqlite": ["CREATE TRIGGER planted BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'no'); END"],
    "postgresql": [
        "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
        "CREATE TRIGGER planted BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION planted()",
    ],
}
NO_ROOM = {**RAISING, "postgresql": [RAISING["postgresql"][0].replace("'no'", "'no' USING ERRCODE = '53100'")]}
NO_ROOM["postgresql"] += RAISING["postgresql"][1:]
CALM = {"sqlite": ["DROP TRIGGER planted"], "postgresql": ["DROP FUNCTION planted() CASCADE"]}
RENAMED = ["ALTER TABLE audit_entry RENAME TO elsewhere"], ["ALTER TABLE elsewhere RENAME TO audit_entry"]
HEADLESS = ["ALTER TABLE audit_head RENAME TO elsewhere"], ["ALTER TABLE elsewhere RENAME TO audit_head"]


def harm_of(name: str, dialect: str) -> tuple[list[str], list[str]]:
    match name:
        case "refused":
            return RAISING[dialect], CALM[dialect]
        case "no room":
            return NO_ROOM[dialect], CALM[dialect]
        case "gone":
            return RENAMED
    return HEADLESS


@contextmanager
def harmed(database: Database, name: str) -> Iterator[None]:
    """Make the trail unwritable until the block ends."""
    harm, repair = harm_of(name, database.dialect)
    _run(database, harm)
    try:
        yield
    finally:
        _run(database, repair)


def _run(database: Database, statements: list[str]) -> None:
    with database._engines.migrating() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize("harm", ["refused", "no room", "gone", "its head gone"])
def test_every_reading_answers_503_and_not_one_byte_of_the_record(reading, database, harm):
    ways = reading.ways()
    with harmed(database, harm):
        answers = {way: reading.ask(*way) for way in ways}
    assert {way: answer.status_code for way, answer in answers.items() if answer.status_code != 503} == {}
    leaked = {way: canary for way, answer in answers.items() for canary in CANARIES if canary in said(answer)}
    assert leaked == {}
    assert all(reading.reference not in answer.text for answer in answers.values())
    assert reading.ask(*ways[0]).status_code == 200


def test_the_same_holds_when_the_disk_is_really_full(sqlite_template, tmp_path):
    path = tmp_path / "full.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database.open(f"sqlite:///{path}", Keyring.development())
    here = inhabit(database)
    reference = str(here.area.booked(**PERSON))
    reading = Reading(here, {"officer-1": here.sign_in("officer-1")}, {}, reference)
    ways = reading.ways()
    fill(database)
    answers = {way: reading.ask(*way) for way in ways}
    assert {answer.status_code for answer in answers.values()} == {503}
    assert not any(canary in said(answer) for answer in answers.values() for canary in CANARIES)
    database.close()


def fill(database: Database) -> None:
    """Leave no room for even the smallest entry."""
    with database.write() as unit:
        unit.scalar(text(f"PRAGMA max_page_count = {unit.scalar(text('PRAGMA page_count'))}"))
        unit.audit(smallest())
    with suppress(RecordsProblem):
        for _ in range(2000):
            with database.write() as unit:
                unit.audit(smallest())
        raise AssertionError("the disk is not full")


def smallest() -> Entry:
    from tests.web.inhabited import NOW

    return Entry(at=NOW, actor="x", action="x", resource="x", request_id="")


class Watched:
    """The application, and how many entries another connection sees when each response starts."""

    def __init__(self, reading: Reading) -> None:
        self.app, self.database = reading.here.site.app, reading.here.area.database
        self.seen: list[int] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # Any: as in ASGI
        async def watched(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.seen.append(self.entries())
            await send(message)

        await self.app(scope, receive, watched)

    def entries(self) -> int:
        with self.database._engines.migrate.connect() as connection:
            return committed(connection)


def committed(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(AuditEntry)).scalar_one()


def test_what_is_read_was_audited_and_committed_before_the_first_byte(reading):
    watched = Watched(reading)
    for who, path in reading.ways():
        browser = reading.browsers[who]
        beside = TestClient(watched, base_url="http://cara.test", cookies=browser.client.cookies)
        before = watched.entries()
        headers = reading.program if path.startswith("/api") else {"accept": "text/html"}
        assert beside.get(path, headers=headers).status_code == 200
        assert watched.seen[-1] > before, (who, path)
        assert watched.seen[-1] == watched.entries(), "something was audited after the response began"


def test_what_is_not_committed_is_not_seen_by_the_watcher(reading):
    watched = Watched(reading)
    before = watched.entries()
    with reading.here.area.database.write() as unit:
        unit.audit(smallest())
        if reading.here.area.database.dialect == "postgresql":
            assert watched.entries() == before
    assert watched.entries() == before + 1
