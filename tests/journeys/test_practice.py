"""The practice supervisor's page in a browser, wide and narrow, with and without scripts."""

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.workshops.running import Running
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.vocabulary import Attendance


@pytest.mark.parametrize("who", ["ht-1", "manager-1"])
def test_cohorts_in_numbers_and_facilitators_by_code(
    served: Served, chromium: Chromium, way: tuple[int, bool], who: str
) -> None:
    running = Running(served.area)
    running.run("N1-1", "N1-2")
    running.book("Alderman", "Birchall", "Cedarwood")
    served.inhabited.site.clock.moment = served.area.now = running.moment()
    running.mark(seat_1=Attendance.HERE, seat_2=Attendance.ABSENT)
    visitor = Visitor.entering(served, chromium, who, *way)
    visitor.goto("/practice")
    visitor.look()
    assert visitor.heading == "Practice in this area"
    assert "withheld" in visitor.text
    assert visitor.page.locator("#facilitators tbody tr").count() == 1
    assert visitor.is_whole_at(NARROWEST)
    visitor.leave()
