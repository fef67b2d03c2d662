"""The questionnaire in a hall: forms to print, and answers entered by seat, wide and narrow, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.workshops.running import Running
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.quality.content import content


@pytest.fixture
def facilitator(served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The facilitator of cohort N1 on the day of its workshop one."""
    running = Running(served.area)
    running.run("N1-1", "N1-2")
    running.book("Alderman", "Birchall")
    served.inhabited.site.clock.moment = served.area.now = running.moment()
    visitor = Visitor.entering(served, chromium, "facilitator-1", *way)
    yield visitor
    visitor.leave()


def test_from_the_register_to_a_form_entered(facilitator: Visitor) -> None:
    facilitator.goto("/workshops/N1-1/register")
    facilitator.follow("Answers before")
    facilitator.follow("Forms to print")
    assert facilitator.page.locator(".cara-form-page").count() == 2
    assert facilitator.is_whole_at(NARROWEST)
    facilitator.goto("/workshops/N1-1/answers")
    facilitator.follow("Seat 2")
    for one in content().statements[1:]:
        facilitator.choose(**{f"agreed-{one.code}": "4"})
    assert facilitator.is_whole_at(NARROWEST)
    facilitator.press("Save seat 2")
    assert "Seat 2 is saved" in facilitator.page.locator(".govuk-notification-banner").inner_text()
    assert "5 of 6" in facilitator.page.locator("#seats").inner_text()
    assert facilitator.is_whole_at(NARROWEST)
