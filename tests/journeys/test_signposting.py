"""A signpost in a browser from the directory to the end of the loop, wide and narrow, with and without scripts."""

from playwright.sync_api import Browser as Chromium
from tests.journeys.visitor import NARROWEST, Served, Visitor


def test_from_an_empty_directory_to_a_loop_that_is_closed(
    served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    reference = served.area.booked()
    manager = Visitor.entering(served, chromium, "manager-1", *way)
    manager.goto("/signposting/services")
    manager.look()
    manager.press("Add a service")
    manager.press("Add the service")
    assert manager.page.title().startswith("Error: ")
    manager.fill(name="Drink less", contact="07700 900333", how_to_refer="Ring")
    manager.choose(needs="alcohol")
    manager.fill_date("checked_on", "2", "11", "2026")
    manager.fill_date("review_on", "2", "5", "2027")
    manager.press("Add the service")
    assert manager.heading == "Drink less"
    assert manager.is_whole_at(NARROWEST)
    manager.goto(f"/bookings/{reference}")
    manager.follow("Signposts of this participant")
    manager.follow("Offer another service")
    assert manager.page.locator('[name="reference"]').input_value() == reference
    manager.page.locator('select[name="service"]').select_option(index=1)
    manager.choose(need="alcohol")
    manager.press("Offer it")
    manager.goto("/signposting")
    manager.look()
    assert manager.is_whole_at(NARROWEST)
    manager.follow(reference.spoken)
    manager.press("Accepted")
    manager.press("Reached")
    assert "the loop is closed" in manager.text
    assert manager.is_whole_at(NARROWEST)
    manager.goto("/signposting")
    assert "Nothing is open" in manager.text
    manager.look()
    manager.leave()


def test_a_facilitator_finds_a_service_and_no_way_to_change_it(
    served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    facilitator = Visitor.entering(served, chromium, "facilitator-1", *way)
    facilitator.goto("/signposting")
    facilitator.look()
    assert "your own cohorts" in facilitator.text
    facilitator.follow("Directory of services")
    assert "The area manager adds services here" in facilitator.text
    assert facilitator.is_whole_at(NARROWEST)
    facilitator.leave()
