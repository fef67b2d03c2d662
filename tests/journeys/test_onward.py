"""Help offered to a victim in a browser: from what was wanted to the service that was reached, wide and narrow."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.web.inhabited import MANAGER, VICTIM_CONTACT
from tests.web.onward.conftest import service_on, spoken
from tests.web.victims.conftest import Side, side_of


@pytest.fixture
def side(served: Served) -> Side:
    return side_of(served.inhabited)


def test_from_what_was_wanted_to_the_service_that_was_reached(
    served: Served, side: Side, chromium: Chromium, way: tuple[int, bool]
) -> None:
    victim = spoken(side)
    service_on(side)
    worker = Visitor.entering(served, chromium, VICTIM_CONTACT, *way)
    worker.goto("/victim-contact/onward")
    worker.look()
    assert "Nothing waits for an answer" in worker.text
    worker.goto(f"/victim-contact/{victim}/feedback")
    worker.choose(safety="worried")
    worker.fill(needs="Somebody to talk to, and a solicitor.")
    worker.press("Save what was said")
    assert "Somebody to talk to, and a solicitor." in worker.text
    worker.select(need="housing")
    worker.press("Find services")
    assert "No service fits" in worker.text
    worker.select(need="domestic_abuse")
    worker.press("Find services")
    worker.press("Record the offer")
    assert worker.page.title().startswith("Error: ")
    assert worker.is_whole_at(NARROWEST)
    worker.page.get_by_label("Safe Harbour").check()
    worker.press("Record the offer")
    assert "The offer is recorded" in worker.text
    assert worker.is_whole_at(NARROWEST)
    worker.leave()

    served.inhabited.go_on(seconds=timedelta(days=15).total_seconds())
    worker = Visitor.entering(served, chromium, VICTIM_CONTACT, *way)
    worker.goto("/victim-contact")
    worker.follow("Onward referrals that wait for an answer")
    assert "Overdue" in worker.text
    assert worker.is_whole_at(NARROWEST)
    manager = Visitor.entering(served, chromium, MANAGER, *way)
    manager.goto("/victim-contact")
    manager.follow("Help offered to victims, in numbers")
    assert "Overdue" in manager.text
    assert not [word for word in (victim.spoken, "Safe Harbour", "Sample") if word in manager.page.content()]
    assert manager.is_whole_at(NARROWEST)
    manager.leave()
    worker.follow(victim.spoken)
    worker.press("Accepted")
    worker.press("Reached")
    assert "nothing more is to be done" in worker.text
    worker.goto("/victim-contact/onward")
    assert "Nothing waits for an answer" in worker.text
    worker.leave()
