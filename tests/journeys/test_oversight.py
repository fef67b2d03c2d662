"""Opening a record in an emergency, its review, and who saw a record: every page looked at, at both widths."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from tests.journeys.visitor import NARROWEST, Served, Visitor
from tests.oversight import overseen

REASON = "He has collapsed in the cell: whom to ring?"


@pytest.fixture
def overseen_site(served: Served) -> Served:
    """The site with directors and an auditor."""
    served.inhabited.area = overseen(served.inhabited.area)
    return served


@pytest.fixture
def entering(overseen_site: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[object]:
    """Let people enter, each in a window of their own that is left at the end."""
    visitors: list[Visitor] = []

    def enter(code: str) -> Visitor:
        visitors.append(Visitor.entering(overseen_site, chromium, code, *way))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        visitor.leave()


def open_record(officer: Visitor, reference: str) -> None:
    officer.goto("/emergency")
    officer.look()
    officer.fill(reference=reference, reason=REASON)
    officer.choose(confirmed="yes")
    officer.press("Open the record")


def test_a_record_is_opened_told_of_and_reviewed(overseen_site: Served, entering) -> None:
    reference = overseen_site.area.booked()
    officer = entering("officer-2")
    open_record(officer, reference.spoken)
    assert "60 minutes left" in officer.text
    director = entering("director-1")
    director.goto("/")
    director.look()
    assert "Account officer-2 opened referral" in director.text
    director.follow("Review it")
    assert REASON in director.text
    director.choose(finding="not_justified")
    director.fill(note="The duty doctor had rung already.")
    director.press("Record the review")
    assert "not justified" in director.text
    director.follow("Reviewed")
    director.follow(reference.spoken)
    assert "The duty doctor had rung already." in director.text
    officer.goto("/")
    officer.look()
    officer.press("I have read this")
    assert officer.path == "/bookings"


def test_everything_wrong_with_an_emergency_is_said_at_once(overseen_site: Served, entering) -> None:
    officer = entering("officer-2")
    officer.goto("/emergency")
    officer.press("Open the record")
    assert officer.page.locator(".govuk-error-summary li").count() == 3
    officer.fill(reference="7KQ4-M2XR", reason=REASON)
    officer.choose(confirmed="yes")
    officer.press("Open the record")
    assert "There is no such referral" in officer.text
    assert officer.page.locator('[name="reason"]').input_value() == REASON


def test_who_saw_a_referral_is_asked_from_its_own_page(overseen_site: Served, entering) -> None:
    reference = overseen_site.area.booked()
    manager = entering("manager-1")
    manager.goto(f"/bookings/{reference}")
    manager.follow("Who saw this referral")
    assert manager.heading == f"Who saw referral {reference.spoken}"
    assert "Account manager-1" in manager.text
    manager.select(operation="collection")
    manager.press("Show")
    assert "Entered the person of" in manager.text
    assert f"Saw referral {reference.spoken}" not in manager.text
    manager.follow("Show every entry")
    assert manager.heading == "Audit trail"
    assert manager.page.locator('a:has-text("Next")').count() == 0


def test_pages_follow_one_another_and_an_empty_one_says_what_to_do(overseen_site: Served, entering) -> None:
    from tests.core.records.rows import entry

    with overseen_site.area.database.write() as unit:
        for _ in range(60):
            unit.audit(entry("sign_in", at=overseen_site.area.now, actor="officer-2"))
    auditor = entering("auditor-1")
    assert auditor.heading == "Audit trail"
    auditor.look()
    assert auditor.is_whole_at(NARROWEST)
    auditor.follow("Next")
    assert auditor.page.locator("tbody tr").count() > 0
    auditor.goto("/audit?until=2000-01-01")
    auditor.look()
    assert "No entry found" in auditor.text
    auditor.goto("/audit?record=nonsense&since=yesterday")
    auditor.look()
    assert auditor.page.locator(".govuk-error-summary li").count() == 2


@pytest.mark.parametrize("path", ["/openings", "/openings?reviewed=yes"])
def test_where_nothing_waits_the_page_says_when_something_will(overseen_site: Served, entering, path: str) -> None:
    director = entering("director-1")
    director.goto(path)
    director.look()
    assert director.page.locator(".cara-empty").count() == 1
