"""The board of workshops and one cohort: who runs it, its days, and its cancellation with the consequences first."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.workshops.running import Running
from tests.journeys.menus import menu_to
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.casework import ReferralStatus

S = ReferralStatus
WHY = "The hall is flooded until spring"


@pytest.fixture
def area(served: Served) -> Running:
    """Cohort N1 with two people on it, and nobody who runs it."""
    running = Running(served.area)
    running.book("Alder", "Birch")
    return running


@pytest.fixture
def manager(area: Running, served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


def open_cohort(manager: Visitor, code: str = "N1") -> None:
    menu_to(manager, "Saturdays")
    manager.follow(f"{code}, workshop one")
    assert manager.heading == f"Cohort {code}"


def test_the_board_names_days_venues_and_what_clashes(manager: Visitor) -> None:
    menu_to(manager, "Saturdays")
    assert manager.heading == "Saturdays"
    assert "28 November 2026 + 28 days = 26 December 2026, closed" in manager.text
    assert "0 of 2 facilitators" in manager.text
    assert manager.is_whole_at(NARROWEST)
    manager.follow("Next")
    assert "23 January 2027" in manager.text
    manager.follow("Previous")
    assert "N1, workshop one" in manager.text


def test_a_phone_shows_only_the_venues_at_which_something_is(area: Running, served: Served, chromium: Chromium) -> None:
    phone = Visitor.entering(served, chromium, "manager-1", 360, True)
    phone.goto("/saturdays")
    assert phone.page.get_by_text("Free", exact=True).first.is_hidden()
    assert phone.page.get_by_text("No workshop").first.is_visible()
    phone.leave()


def test_a_facilitator_is_assigned_released_and_refused_elsewhere_on_that_day(manager: Visitor) -> None:
    open_cohort(manager)
    manager.press("Assign to workshop 1")
    assert "Choose a facilitator" in manager.text
    manager.page.locator("#facilitator-1").select_option("facilitator-1")
    manager.press("Assign to workshop 1")
    assert "runs the workshop now" in manager.text
    assert "1 of 2 facilitators" in manager.text
    manager.press("Release Account facilitator-1 from workshop 1")
    assert "no longer runs the workshop" in manager.text


def test_the_register_of_a_workshop_is_one_step_from_its_cohort(manager: Visitor) -> None:
    open_cohort(manager)
    manager.follow("Register of workshop one")
    assert manager.path == "/workshops/N1-1/register"


def test_a_cohort_gets_other_days_or_everything_in_the_way_is_said(manager: Visitor) -> None:
    open_cohort(manager)
    manager.follow("Give it other days")
    manager.fill_date("first_day", "19", "12", "2026")
    manager.fill_date("second_day", "9", "1", "2027")
    manager.fill(reason=WHY)
    manager.press("Give it these days")
    assert "Workshop two must be 28 days after workshop one" in manager.text
    manager.fill_date("second_day", "16", "1", "2027")
    manager.press("Give it these days")
    assert "The workshops have their new days" in manager.text
    assert "Saturday 19 December 2026" in manager.text


def test_a_cohort_is_cancelled_once_its_consequences_were_seen(manager: Visitor, area: Running) -> None:
    open_cohort(manager)
    manager.follow("Cancel it and book everybody again")
    assert "What it means for 2 people" in manager.text
    assert "(cohort N2)" in manager.text
    assert manager.is_whole_at(NARROWEST)
    manager.press("Cancel it and book everybody again")
    assert area.status(1) is S.BOOKED, "nothing happens without a reason"
    manager.fill(reason=WHY)
    manager.press("Cancel it and book everybody again")
    assert "Everybody has another place, or stands on the worklist" in manager.text
    assert area.area.see(area.booked[1]).place.cohort == "N2"


def test_a_cancellation_that_changed_meanwhile_is_shown_again_before_anything_happens(
    manager: Visitor, area: Running
) -> None:
    open_cohort(manager)
    manager.follow("Cancel it and book everybody again")
    area.book("Cedar")
    manager.fill(reason=WHY)
    manager.press("Cancel it and book everybody again")
    assert "Something has changed" in manager.text
    assert "What it means for 3 people" in manager.text
    assert area.area.see(area.booked[1]).place.cohort == "N1"
    manager.press("Cancel it and book everybody again")
    assert area.area.see(area.booked[3]).place.cohort == "N2"
