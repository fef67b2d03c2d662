"""A supervisor hands a referral over to a colleague in a browser, wide and narrow, and takes it back."""

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.visitor import Served, Visitor


@pytest.mark.parametrize("width", [1280, 360])
def test_a_referral_is_handed_over_and_taken_back(served: Served, chromium: Chromium, width: int) -> None:
    reference = served.area.hold()
    supervisor = Visitor.entering(served, chromium, "supervisor-1", width, scripts=True)
    supervisor.goto(f"/bookings/{reference}")
    supervisor.follow("Who has this referral, and hand it over")
    assert supervisor.heading == "Who has this referral"
    supervisor.press("Hand it over")
    assert "Choose a colleague" in supervisor.text
    supervisor.select(account="officer-2")
    supervisor.press("Hand it over")
    assert "Account officer-2 (officer-2), since" in supervisor.text

    colleague = Visitor.entering(served, chromium, "officer-2", width, scripts=True)
    colleague.goto(f"/bookings/{reference}")
    assert colleague.heading == "Place held"
    supervisor.press("Take it back")
    assert "It has not been handed over to anybody" in supervisor.text
    colleague.leave()
    supervisor.leave()
