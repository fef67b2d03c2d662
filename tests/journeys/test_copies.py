"""Copies of what is held in a browser: the documented harms by their names, wide and narrow, with and without scripts."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.victims.conftest import details, safe
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.web.victims.conftest import OTHER_WORKER, Side, side_of

from cara.access import Role
from cara.staff import NewAccount, add_account
from cara.victims.entering import enter_victim
from cara.victims.words import ContactWay
from cara.vocabulary import Attendance
from cara.workshops import Marked, record_register

HERS = "Ana Sample of 4 Woylie Street rang to say that he waits outside"
AFTER = datetime(2026, 12, 7, 10, tzinfo=UTC)


@pytest.fixture
def side(served: Served) -> Side:
    return side_of(served.inhabited)


@pytest.fixture
def manager(served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


@pytest.fixture
def second(served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The director, who confirms what the manager put together."""
    area = served.area
    add_account(area.database, NewAccount("director-1", "Second", Role.DIRECTOR, "provider"), now=area.now)
    visitor = Visitor.entering(served, chromium, "director-1", *way)
    yield visitor
    visitor.leave()


def ask(somebody: Visitor, words: str, day: tuple[str, str, str]) -> str:
    """Follow the link to a request, record it and give its address."""
    somebody.follow(words)
    somebody.press("Record the request")
    assert somebody.page.title().startswith("Error: ")
    somebody.fill_date("received_on", *day)
    somebody.choose(identity="known" if "person" in words else "rung_back")
    assert somebody.is_whole_at(NARROWEST)
    somebody.press("Record the request")
    return somebody.path.partition("?")[0]


def read(somebody: Visitor, **answers: str) -> None:
    """Go to the next text that nobody has read, and decide."""
    redacted = answers.pop("redacted", None)
    somebody.choose(**answers)
    if redacted is not None:
        somebody.fill(redacted=redacted)
    assert somebody.is_whole_at(NARROWEST)
    somebody.press("Keep this decision")


def confirm(second: Visitor, at: str) -> str:
    """Look through a copy as the second person, confirm it, and give what was seen."""
    second.goto(at)
    second.follow("Look through it as the second person")
    seen = second.text
    second.press("Confirm the copy")
    assert second.page.title().startswith("Error: ")
    second.choose(whole="yes")
    assert second.is_whole_at(NARROWEST)
    second.press("Confirm the copy")
    assert "The copy is confirmed" in second.text
    return seen


def download(somebody: Visitor, words: str) -> str:
    with somebody.page.expect_download() as started:
        somebody.page.get_by_role("link", name=words).first.click()
    assert started.value.suggested_filename == "copy.zip"
    with zipfile.ZipFile(started.value.path()) as bundle:
        assert bundle.read("copy.pdf").startswith(b"%PDF-")
        return json.dumps(json.loads(bundle.read("copy.json")), ensure_ascii=False)


def test_disclosure_to_the_one_asked_about(served: Served, side: Side, manager: Visitor, second: Visitor) -> None:
    area, reference = served.area, side.booked()
    hers = safe(address="4 Woylie Street")
    code = enter_victim(area.instance, area.officer, reference, details(), hers, now=area.now)
    manager.goto(f"/cases/{reference}")
    at = ask(manager, "The person asks for a copy of what is held", ("23", "11", "2026"))
    manager.follow("Read what people wrote in their own words")
    manager.goto(at)
    manager.press("Put it before a second person")
    seen = confirm(second, at)
    manager.goto(at)
    given = download(manager, "Download the copy")
    for told in ("Ana", "Sample", "Woylie", "900111", str(code), code.spoken):
        assert told not in seen
        assert told not in given
    manager.follow("Note that it was given")
    manager.press("Note that it was given")
    assert manager.page.title().startswith("Error: ")
    manager.choose(how="in_person", to="asker")
    manager.fill_date("on", "23", "11", "2026")
    manager.press("Note that it was given")
    assert "It is noted that the copy was given" in manager.text
    manager.goto("/copies")
    manager.look()
    assert "Given" in manager.text


def test_unredacted_report(served: Served, side: Side, manager: Visitor, second: Visitor) -> None:
    area, reference = served.area, side.booked()
    served.inhabited.go_on(days=14)
    said = Marked(seat=1, mark=Attendance.LEFT_EARLY, reason=HERS, behaviour="Spoke of his brother, at length")
    record_register(area.instance, area.manager, "N1-1", [said], now=AFTER)
    for visitor, account in ((manager, "manager-1"), (second, "director-1")):
        visitor.goto("/sign-in")
        visitor.choose_account(account)
    manager.goto(f"/cases/{reference}")
    at = ask(manager, "The person asks for a copy of what is held", ("7", "12", "2026"))
    manager.press("Put it before a second person")
    assert "Somebody has to read each text" in manager.text
    manager.follow("Read what people wrote in their own words")
    manager.follow("The reason that was noted")
    read(manager, answer="withhold")
    manager.goto(f"{at}/texts")
    manager.follow("What was noted about how the person was")
    read(manager, answer="redact", redacted="Spoke of his sister")
    assert manager.page.title().startswith("Error: ")
    read(manager, answer="redact", redacted="Spoke [...], at length")
    manager.goto(f"{at}/texts")
    while manager.page.get_by_text("Not read").count():
        unread = manager.page.locator("tr", has_text="Not read").first.get_by_role("link")
        manager._go_by(unread)
        read(manager, answer="withhold")
        manager.goto(f"{at}/texts")
    manager.goto(at)
    manager.press("Put it before a second person")
    manager.goto(f"{at}/check")
    assert "Page not found" in manager.text
    seen = confirm(second, at)
    assert "Spoke [...], at length" in seen
    manager.goto(at)
    given = download(manager, "Download the copy")
    for hers in ("Ana", "Sample", "Woylie", "outside", "brother"):
        assert hers not in seen
        assert hers not in given


def test_address_in_a_bundle(served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]) -> None:
    shared = {"address": "1 Example Road\nTestshire", "ways": (ContactWay.LETTER, ContactWay.CALL)}
    code = side.taken(safe(**shared))
    worker = Visitor.entering(served, chromium, "victim-contact-1", *way)
    worker.goto(f"/victim-contact/{code}")
    at = ask(worker, "He or she asks for a copy of what is held", ("23", "11", "2026"))
    worker.press("Put it before a second person")
    other = Visitor.entering(served, chromium, OTHER_WORKER, *way)
    assert "1 Example Road" in confirm(other, at)
    worker.goto(at)
    worker.look()
    assert "By letter, to the address in the instructions: this may also reach a participant" in worker.text
    assert worker.page.get_by_role("link", name="by letter").count() == 0
    worker.goto(f"{at}/copy/letter")
    assert "This may also reach a participant" in worker.text
    worker.goto(at)
    assert "1 Example Road" in download(worker, "handed over in person")
    worker.goto("/victim-contact/copies")
    worker.look()
    assert "Ready to be given" in worker.text
    for visitor in (worker, other):
        visitor.leave()
