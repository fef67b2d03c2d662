"""What a workshop covered, ticked in a hall: wide and narrow, with and without scripts, and by two at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.core.workshops.running import Running
from tests.journeys.visitor import NARROWEST, Served, Visitor

from cara.access import Role
from cara.quality.content import content
from cara.staff import NewAccount, add_account

HERE = "/workshops/N1-1/checklist"


@pytest.fixture
def hall(served: Served) -> Running:
    """Cohort N1 on the afternoon of its workshop one, run by two facilitators."""
    running = Running(served.area)
    second = NewAccount("facilitator-2", "Second", Role.FACILITATOR, "provider")
    add_account(served.area.database, second, now=served.area.now)
    running.run("N1-1", "N1-2")
    running.run("N1-1", "N1-2", by="facilitator-2")
    running.book("Alderman", "Birchall")
    served.inhabited.site.clock.moment = served.area.now = running.moment()
    return running


@pytest.fixture
def facilitator(hall: Running, served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """A facilitator, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "facilitator-1", *way)
    yield visitor
    visitor.leave()


def tick(visitor: Visitor, **changed: str) -> None:
    for aim in content().aims:
        visitor.choose(**{f"aim-{aim.code}": changed.get(aim.code, "covered")})


def test_from_the_register_to_a_saved_checklist(facilitator: Visitor) -> None:
    facilitator.goto("/workshops/N1-1/register")
    facilitator.follow("What this workshop covered")
    facilitator.press("Save the checklist")
    assert facilitator.page.locator(".govuk-error-summary li").count() == 10
    tick(facilitator, signposts="not_covered")
    facilitator.fill(note="The film did not run.")
    facilitator.press("Save the checklist")
    assert "The checklist is saved" in facilitator.page.locator(".govuk-notification-banner").inner_text()
    assert facilitator.is_whole_at(NARROWEST)


def test_two_facilitators_save_at_once_and_nothing_is_lost(
    facilitator: Visitor, served: Served, chromium: Chromium, way: tuple[int, bool]
) -> None:
    other = Visitor.entering(served, chromium, "facilitator-2", *way)
    for one in (facilitator, other):
        one.goto(HERE)
        tick(one)
    other.choose(**{"aim-time_out": "partly"})
    other.press("Save the checklist")
    other.leave()
    facilitator.press("Save the checklist")
    assert "facilitator-2 changed this while you did" in facilitator.text
    assert facilitator.is_whole_at(NARROWEST)
    facilitator.press("Save the checklist")
    facilitator.page.get_by_text("Corrected once").click()
    assert "Partly" in facilitator.page.locator(".govuk-details").last.inner_text()
