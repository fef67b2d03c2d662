"""The area manager's office in a real browser: inviting, changing, taking access away, conflicts, programs."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.menus import menu_to
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.programs import ForceProgram

CODE = re.compile(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}")


@pytest.fixture(params=[(1280, True), (360, True), (360, False)], ids=["1280-script", "360-script", "360-plain"])
def way(request: pytest.FixtureRequest) -> tuple[int, bool]:
    """The width of the window, and whether scripts run."""
    return request.param


@pytest.fixture
def manager(served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


def test_somebody_is_invited_and_the_code_is_shown_once(manager: Visitor) -> None:
    menu_to(manager, "People")
    manager.press("Invite somebody")
    manager.press("Make an invitation")
    assert "Enter the person's name" in manager.text
    manager.fill(name="Alder Quill")
    manager.choose(role="police_supervisor")
    manager.select(organisation="testshire_police")
    manager.press("Make an invitation")

    assert manager.heading == "Invitation for Alder Quill"
    assert CODE.search(manager.text)
    assert not manager.scripts or manager.is_whole_at(NARROWEST)
    manager.page.emulate_media(media="print")
    assert not manager.page.get_by_text("What to do with it").is_visible()
    assert manager.page.get_by_text(CODE).is_visible()
    manager.page.emulate_media(media="screen")
    manager.follow("Go to this account")
    assert manager.heading == "Alder Quill"
    assert not CODE.search(manager.text)
    manager.follow("Invite again")
    manager.press("Make an invitation")
    assert CODE.search(manager.text)


def test_a_role_is_changed_and_access_taken_away_and_given_back(manager: Visitor) -> None:
    menu_to(manager, "People")
    manager.fill(q="officer-1")
    manager.press("Search")
    manager.follow("Account officer-1")
    manager.follow("Change role or district")
    manager.choose(role="police_supervisor")
    manager.press("Change it")
    assert "The role waits until a second person has confirmed it" in manager.text
    manager.follow("Take access away")
    manager.press("Take access away")
    assert "Confirm that access is to end" in manager.text
    manager.choose(reason="left", confirmed="yes")
    manager.press("Take access away")
    assert "Access taken away" in manager.text
    manager.follow("Give access back")
    manager.press("Give access back")
    assert "Access is given back" in manager.text


def test_a_conflict_is_declared_and_ended(manager: Visitor) -> None:
    manager.goto("/people/officer-2")
    manager.look()
    manager.follow("Declare a conflict")
    manager.choose(by="name")
    manager.press("Declare the conflict")
    assert "Enter the date of birth" in manager.text
    manager.fill(given_names="Adam", family_name="Testperson")
    manager.fill_date("date_of_birth", "1", "6", "1992")
    manager.press("Declare the conflict")
    assert "Adam Testperson, born 1 June 1992" in manager.text
    manager.follow("End this conflict")
    manager.choose(confirmed="yes")
    manager.press("End the conflict")
    assert "The conflict is ended" in manager.text


def test_a_program_is_let_call_and_stopped(manager: Visitor) -> None:
    menu_to(manager, "Programs")
    assert "No program may call yet" in manager.text
    manager.press("Let a program call")
    manager.fill(code="force-custody", public_keys=json.dumps(ForceProgram("force-custody").public_keys))
    manager.press("Let it call")
    assert "Select the account for which it acts" in manager.text
    manager.select(account="officer-1")
    manager.fill(public_keys=json.dumps(ForceProgram("force-custody").public_keys))
    manager.press("Let it call")
    assert "force-custody" in manager.text
    assert not manager.scripts or manager.is_whole_at(NARROWEST)
    manager.follow("Stop force-custody")
    manager.choose(confirmed="yes")
    manager.press("Stop the program")
    assert "Stopped" in manager.text


def test_a_second_person_confirms_who_is_let_in(
    manager: Visitor, served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    manager.goto("/people/invite")
    manager.fill(name="Alder Quill")
    manager.choose(role="police_officer")
    manager.select(organisation="testshire_police")
    manager.press("Make an invitation")
    assert "until a second person has confirmed it" in manager.text
    menu_to(manager, "To confirm")
    assert "Somebody else decides" in manager.text

    supervisor = Visitor.entering(served, chromium, "supervisor-1", *way)
    menu_to(supervisor, "To confirm")
    assert not supervisor.scripts or supervisor.is_whole_at(NARROWEST)
    supervisor.follow("Look at it")
    supervisor.press("Save the decision")
    assert "Select whether you confirm it" in supervisor.text
    supervisor.choose(decision="confirmed")
    supervisor.press("Save the decision")
    assert "It is confirmed and holds from now on" in supervisor.text
    assert "Nothing waits to be confirmed" in supervisor.text
    supervisor.leave()


def test_somebody_invited_anew_is_told_on_the_first_page(
    manager: Visitor, served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    manager.goto("/people/officer-2/invite")
    manager.press("Make an invitation")
    officer = Visitor.entering(served, chromium, "officer-2", *way)
    assert "Your account was invited again" in officer.text
    officer.press("I have read this")
    assert officer.heading == "My referrals"
    officer.leave()


@pytest.mark.parametrize("path", ["/people", "/bookings"])
def test_a_name_that_is_searched_for_stands_in_no_address_and_the_way_back_works(manager: Visitor, path: str) -> None:
    manager.goto(path)
    manager.fill(q="Marigold Featherstone")
    manager.press("Search")
    first = manager.page.url
    assert "find=" in first
    manager.fill(q="Rowan Ashdown")
    manager.press("Search")
    assert "Marigold" not in first + manager.page.url

    manager.page.go_back()
    assert manager.page.url == first
    assert manager.page.locator('[name="q"]').input_value() == "Marigold Featherstone"
    manager.page.reload()
    assert manager.page.locator('[name="q"]').input_value() == "Marigold Featherstone"
    assert "ound" in manager.text
