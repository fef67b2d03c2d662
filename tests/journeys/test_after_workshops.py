"""The area manager's cases in a real browser: who came, somebody taken off, and a workshop that was not held."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.workshops.running import Running
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.vocabulary import Attendance


@pytest.fixture
def after(served: Served) -> Running:
    """The Monday after workshop one of N1: three were there, and nobody has recorded N2's."""
    running = Running(served.area)
    running.run("N1-1", "N1-2")
    running.book("Alderman", "Birchall", "Cedarwood")
    served.area.booked("N2", family_name="Damson", crime_reference="13/5/26")
    running.mark(seat_1=Attendance.HERE, seat_2=Attendance.LATE_REFUSED, seat_3=Attendance.HERE)
    served.inhabited.site.clock.moment = served.area.now = running.moment("N2-1", days=2)
    return running


@pytest.fixture
def manager(served: Served, after: Running, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


def whole(manager: Visitor) -> bool:
    return not manager.scripts or manager.is_whole_at(NARROWEST)


def test_who_came_stands_on_the_case_and_leads_to_the_register(manager: Visitor, after: Running) -> None:
    manager.goto(f"/cases/{after.booked[1]}")
    manager.look()
    assert "At the workshops" in manager.text
    assert whole(manager)
    manager.follow("Workshop one")
    assert "Alderman" in manager.text
    manager.goto(f"/cases/{after.booked[1]}")
    manager.follow("N1")
    manager.follow("Register of workshop one")
    assert "Alderman" in manager.text


def test_somebody_is_taken_off_in_one_step(manager: Visitor, after: Running) -> None:
    manager.goto(f"/cases/{after.booked[3]}")
    manager.follow("Take the person off the workshops")
    assert whole(manager)
    manager.press("Take the person off the workshops")
    summary = manager.page.locator(".govuk-error-summary").inner_text()
    assert "Select what has happened" in summary
    assert "Enter the reason" in summary or "what you know" in summary
    manager.choose(why="own_wish", after="returned")
    manager.fill(reason="Said so on the telephone on Monday")
    manager.press("Take the person off the workshops")
    assert "Taken off the workshops, and the person is told" in manager.text
    assert "Returned to the police" in manager.text


def test_a_workshop_that_was_not_held_is_recorded_once_its_consequences_are_seen(manager: Visitor) -> None:
    manager.goto("/cohorts/N2")
    manager.look()
    manager.follow("Record that a workshop was not held")
    assert "is recorded as not held" in manager.text
    assert "What it means for 1 person" in manager.text
    assert whole(manager)
    manager.fill(reason="Snow: the hall was closed")
    manager.press("Record it as not held and book everybody again")
    assert "Recorded as not held" in manager.text
    assert whole(manager)
    manager.goto("/saturdays?first=2026-12-07")
    manager.look()
    assert "Not held" in manager.text
