"""The area manager's year with partners in a browser, wide and narrow, with and without scripts; and two at one record."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.oversight import overseen


@pytest.fixture
def manager(served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


def test_from_an_empty_list_to_a_plan_without_a_gap_for_a_team(manager: Visitor) -> None:
    manager.goto("/partners/communities")
    manager.press("Name a community")
    manager.fill(name="Travellers")
    manager.choose(hard_to_reach="yes")
    manager.press("Add the community")
    manager.goto("/partners")
    manager.press("Add an organisation")
    manager.press("Add the organisation")
    assert manager.page.title().startswith("Error: ")
    assert manager.page.locator(".govuk-error-summary li").count() == 2
    manager.fill(name="North team")
    manager.choose(kind="police_team")
    manager.select(district="north")
    manager.page.get_by_label("Travellers").check()
    manager.press("Add the organisation")
    assert manager.heading == "North team"

    manager.follow("Add a contact")
    manager.fill(name="Ada Quoll", phone="07700 900111")
    manager.press("Add the contact")
    manager.follow("Add a next step")
    manager.fill(what="Send the leaflet")
    manager.select(who="manager-1")
    manager.fill_date("due_on", "1", "12", "2026")
    manager.press("Add the step")
    manager.follow("Record what was done")
    manager.choose(kind="awareness_session")
    manager.fill_date("held_on", "2", "11", "2026")
    manager.select(led_by="manager-1")
    manager.fill(topic="How to book", attended="14")
    manager.press("Record it")
    assert "14" in manager.text
    assert manager.is_whole_at(NARROWEST)

    manager.goto("/partners/plan")
    manager.look()
    manager.follow("Set after how long it is a gap")
    manager.fill(police_team="6")
    manager.press("Store the periods")
    team = manager.page.locator("#plan tbody tr").first
    assert "In time" in team.inner_text()
    assert "Nobody yet" in team.inner_text()
    assert manager.is_whole_at(NARROWEST)
    for path in ("/partners", "/partners/done", "/partners/steps", "/partners/awareness", "/partners/communities"):
        manager.goto(path)
        manager.look()
        assert manager.is_whole_at(NARROWEST), path


def test_two_managers_change_one_organisation_and_nothing_is_lost(
    manager: Visitor, served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    overseen(served.area)
    manager.goto("/partners/new")
    manager.fill(name="North team")
    manager.choose(kind="police_team")
    manager.press("Add the organisation")
    here = manager.path.partition("?")[0]
    other = Visitor.entering(served, chromium, "manager-2", *way)
    other.goto(f"{here}/change")
    manager.goto(f"{here}/change")
    other.fill(name="Theirs")
    other.press("Store the change")
    other.leave()
    manager.fill(note="My note")
    manager.press("Store the change")
    assert "Account manager-2 changed this while you did" in manager.text
    assert "Theirs" in manager.text
    assert manager.page.locator('[name="note"]').input_value() == "My note"
    assert manager.is_whole_at(NARROWEST)
    manager.press("Store the change")
    manager.follow("Earlier versions (2)")
    assert "Theirs" in manager.text


def test_closing_and_erasing_say_what_they_mean_first(manager: Visitor) -> None:
    manager.goto("/partners/new")
    manager.fill(name="A board")
    manager.choose(kind="multi_agency_board")
    manager.press("Add the organisation")
    manager.follow("Add a contact")
    manager.fill(name="Ada Quoll")
    manager.press("Add the contact")
    manager.follow("erase")
    assert "cannot be had back" in manager.text
    manager.choose(confirmed="yes")
    manager.press("Erase the contact")
    assert "Ada Quoll" not in manager.text
    manager.follow("close it")
    assert "a gap opens" in manager.text
    manager.choose(confirmed="yes")
    manager.press("Close it")
    manager.press("Work with it again")
    assert "part of the plan again" in manager.text
