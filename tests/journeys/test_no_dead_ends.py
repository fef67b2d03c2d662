"""Where the rules do not clear a case, or no place fits: who decides, and how the officer goes on."""

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.serving import listening
from tests.journeys.steps import check, confirm, hold, record
from tests.journeys.visitor import Served, Visitor
from tests.web.inhabited import Inhabited

from cara.areas import from_plugins

HISTORY = {"has_history": "yes"}


@pytest.fixture(params=[(1280, True), (360, False)], ids=["1280-script", "360-plain"])
def way(request: pytest.FixtureRequest) -> tuple[int, bool]:
    """Fewer windows than the officer's own journey: the pages are looked at there."""
    return request.param


def entering(served: Served, chromium: Chromium, code: str, way: tuple[int, bool]) -> Visitor:
    return Visitor.entering(served, chromium, code, *way)


def test_a_supervisor_decides_with_a_reason_and_the_officer_goes_on(
    served: Served, chromium: Chromium, officer: Visitor, way: tuple[int, bool]
) -> None:
    check(officer, history=HISTORY)
    assert officer.heading == "A person must decide"
    officer.press("Refer to a police supervisor")
    reference = officer.path
    supervisor = entering(served, chromium, "supervisor-1", way)
    supervisor.goto("/worklist")
    supervisor.follow("A person must decide")
    supervisor.choose(outcome="approve", confirmed="yes")
    supervisor.select(rank="inspector")
    supervisor.fill(reason="One caution for shoplifting nine years ago.")
    supervisor.press("Record the decision")
    assert supervisor.path.startswith("/worklist")
    supervisor.leave()
    officer.goto(reference)
    assert officer.heading == "Cleared: choose a place"
    officer.press("Choose a place")
    officer.press("Hold a place")
    record(officer)
    confirm(officer)
    assert officer.heading == "Booked"


def test_the_manager_promises_a_place_and_the_letter_says_by_when(
    served: Served, chromium: Chromium, officer: Visitor, way: tuple[int, bool]
) -> None:
    check(officer, group={"sex": "female", "relationship": "family"})
    officer.press("Find a place")
    assert officer.heading == "Nobody can be placed now"
    officer.press("Ask the area manager for a place")
    reference = officer.path
    manager = entering(served, chromium, "manager-1", way)
    manager.goto("/worklist")
    manager.follow("No place fits")
    manager.choose(outcome="accepted")
    manager.fill_date("place_by", "9", "1", "2027")
    manager.fill(reason="A cohort is being put together.")
    manager.press("Record the decision")
    manager.leave()
    officer.goto(reference)
    assert officer.heading == "Accepted: a place will follow"
    record(officer)
    confirm(officer)
    assert officer.heading == "Confirmed, place to follow"
    officer.press("Letter to print")
    assert "Saturday 9 January 2027" in officer.text


def test_while_the_rules_cannot_be_read_a_referral_is_stored_and_nothing_is_decided(
    served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    without: Inhabited = served.inhabited.with_areas(from_plugins([]))
    with listening(without) as broken:
        officer = entering(broken, chromium, "officer-1", way)
        check(officer)
        assert officer.heading == "The rules cannot be read now"
        officer.press("Refer, rules pending")
        assert officer.heading == "Rules pending"
        officer.leave()
        manager = entering(broken, chromium, "manager-1", way)
        manager.goto("/areas")
        manager.look()
        assert "No area is installed" in manager.text
        manager.leave()


def test_a_changed_answer_is_decided_again_and_both_decisions_stay(officer: Visitor) -> None:
    check(officer)
    reference = hold(officer)
    officer.goto(f"{reference}/answers/risk")
    officer.choose(risk_grade="medium", risk_tool="dash")
    officer.press("Change it and decide again")
    assert officer.heading == "Waiting for a person's decision"
    officer.follow("Why it was decided so")
    assert officer.page.get_by_text("The police graded the risk medium").count() >= 1
    assert officer.page.get_by_text("The police graded the risk standard").count() >= 1


def test_pages_that_are_not_there_and_those_not_for_you_look_alike(officer: Visitor, served: Served) -> None:
    from cara.casework import hold_place
    from cara.casework.places import PlaceSearch

    area = served.area
    held = hold_place(
        area.instance, area.other_officer, area.facts(), area.restricted(), "N1", PlaceSearch(), now=area.now
    )
    officer.goto(f"/bookings/{held.reference}")
    not_mine = officer.text
    officer.goto("/bookings/7KQ4M2XR")
    assert officer.heading == "Page not found"
    assert _without_number(officer.text) == _without_number(not_mine)


def _without_number(text: str) -> str:
    return "".join(line for line in text.splitlines() if "number" not in line.lower() and "request" not in line.lower())
