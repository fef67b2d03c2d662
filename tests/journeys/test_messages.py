"""The area manager's outbox in a real browser: what waits, one message, letters to print, the wording."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.sending.office import Office
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.casework.outbox import WhyNot
from cara.sending import NotNow, Refused


@pytest.fixture
def told(served: Served) -> Office:
    """An area whose participants have been told something: one refused, one waiting for the provider, one by letter."""
    office = Office(served.area, served.area.now)
    office.look_at_wording()
    office.provider.fail_before = [Refused(), NotNow(WhyNot.PROVIDER_DOWN)]
    for place, name in enumerate(["Ash", "Beech", "Cedar"]):
        served.area.booked(family_name=name, crime_reference=f"13/{place}/26")
    served.area.booked(family_name="Elm", crime_reference="13/9/26", phone=None, email=None)
    office.worker.work_off()
    return office


@pytest.fixture
def manager(served: Served, told: Office, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


def whole(manager: Visitor) -> bool:
    return not manager.scripts or manager.is_whole_at(NARROWEST)


def test_the_manager_finds_what_failed_and_cancels_it(manager: Visitor) -> None:
    manager.goto("/messages")
    manager.look()
    assert "The provider cannot be reached. It is tried again by itself." in manager.text
    assert whole(manager)
    manager.follow("Failed (1)")
    manager.page.locator("a.cara-row-link").first.click()
    assert manager.heading == "Booked"
    assert "Find out the right one" in manager.text
    assert whole(manager)
    manager.look()
    manager.follow("Cancel it")
    manager.press("Cancel the message")
    assert "Confirm that you are certain" in manager.text
    manager.page.get_by_label("I am certain").check()
    manager.press("Cancel the message")
    assert "It is cancelled and never goes" in manager.text


def test_letters_are_printed_and_marked(manager: Visitor) -> None:
    manager.goto("/messages")
    manager.follow("Letters to print")
    assert "1 letter waits" in manager.text
    assert whole(manager)
    with manager.page.expect_download() as taken:
        manager.page.get_by_role("button", name="Download as PDF").click()
    assert taken.value.suggested_filename == "letters.pdf"
    manager.goto("/messages/letters")
    manager.page.locator("input[name=letters]").first.check()
    manager.press("Mark as printed")
    assert "No letter waits" in manager.text


@pytest.mark.parametrize("language", ["en", "pl", "ur"])
def test_the_wording_is_looked_at(manager: Visitor, language: str) -> None:
    manager.goto("/messages/wording")
    manager.look()
    manager.goto(f"/messages/wording/{language}")
    manager.look()
    assert "Examples" in manager.text
    assert whole(manager)
