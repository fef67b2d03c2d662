"""The manager's day: what is due, the waiting list, and a place given from it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.workshops.running import Running
from tests.journeys.menus import menu_to
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.casework import ReferralStatus
from cara.workshops import LaterEvent, defer, extend, report_later_event

S = ReferralStatus
WHY = "The person starts a new job"


@pytest.fixture
def area(served: Served) -> Running:
    """Cohort N1 without facilitators; of its three people one is deferred, and the police report about another."""
    running = Running(served.area)
    running.book("Alder", "Birch", "Cedar")
    here = served.area
    defer(here.instance, here.manager, running.booked[1], here.today + timedelta(days=1), reason=WHY, now=here.now)
    report_later_event(here.instance, here.officer, running.booked[2], event=LaterEvent.NEW_ARREST, now=here.now)
    return running


@pytest.fixture
def manager(area: Running, served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    visitor.goto("/")
    visitor.look()
    yield visitor
    visitor.leave()


def test_the_day_begins_with_what_is_due_and_each_line_leads_on(manager: Visitor, area: Running) -> None:
    assert manager.heading == "Today"
    assert manager.is_whole_at(NARROWEST)
    manager.follow(f"Decide an item of the worklist {area.booked[2].spoken}")
    assert "The police report something new" in manager.text
    menu_to(manager, "Today")
    manager.follow("Find facilitators N1")
    assert manager.heading == "Cohort N1"


def test_a_place_is_given_from_the_waiting_list_and_not_twice(manager: Visitor, area: Running) -> None:
    menu_to(manager, "Waiting list")
    assert manager.is_whole_at(NARROWEST)
    assert "1 person waits" in manager.text
    assert "9 pairs of days" in manager.text
    here = area.area
    line = manager.page.get_by_role("button", name=f"Give this place to {area.booked[1].spoken}")
    assert line.count() == 1
    extend_meanwhile(area)
    manager.press(f"Give this place to {area.booked[1].spoken}")
    assert "somebody else changed this case" in manager.text
    manager.press(f"Give this place to {area.booked[1].spoken}")
    assert "The place is given and booked" in manager.text
    assert here.see(area.booked[1]).status is S.BOOKED
    assert "Nobody waits for a place" in manager.text


def extend_meanwhile(area: Running) -> None:
    """Let another manager extend the time meanwhile."""
    here, until = area.area, area.area.today + timedelta(days=120)
    said = {"authorised_by": "Inspector Example", "reason": WHY}
    extend(here.instance, here.manager, area.booked[1], until, **said, now=here.now)


def test_where_everything_is_done_the_pages_say_what_to_do_next(
    served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    served.inhabited.go_on(days=60)
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    visitor.goto("/")
    visitor.look()
    assert "Nothing is due in the next four weeks" in visitor.text
    visitor.follow("everybody without a place")
    assert "Nobody waits for a place" in visitor.text
    visitor.leave()


def test_what_is_about_the_service_itself_is_one_step_behind_the_menu(manager: Visitor) -> None:
    menu_to(manager, "Administration")
    for name in ("People", "Programs", "To confirm", "How this area works", "Openings to review", "Audit"):
        assert manager.page.locator("main").get_by_role("link", name=name, exact=True).count() == 1
    menu_to(manager, "Audit")
    assert manager.heading.startswith("Audit")
