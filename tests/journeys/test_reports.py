"""The quarterly report in a browser, wide and narrow, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.visitor import NARROWEST, Served, Visitor


@pytest.fixture
def manager(served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """The area manager, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "manager-1", *way)
    yield visitor
    visitor.leave()


def test_from_the_menu_to_another_quarter_and_its_file(manager: Visitor) -> None:
    manager.goto("/reports/quarterly")
    manager.look()
    assert manager.heading == "Quarterly report 2026-Q3"
    manager.select(quarter="2026-Q4")
    manager.press("Show")
    assert manager.heading == "Quarterly report 2026-Q4"
    assert "Provisional" in manager.text
    assert manager.is_whole_at(NARROWEST)
    with manager.page.expect_download() as taken:
        manager.page.get_by_role("link", name="as PDF").click()
    assert taken.value.suggested_filename == "quarterly-report-2026-Q4.pdf"
