"""What surrounds every page, in a real browser: nothing is cut off, marks stay in forced colours, little is loaded."""

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Response
from tests.journeys.visitor import NARROWEST, Served, Visitor

PAGES = ("/_components", *(f"/_components/question/{state}" for state in ("empty", "filled", "wrong")))
NOTICES = ("/accessibility", "/privacy", "/no-such-page", "/sign-in")

_COLOUR = "([selector, side]) => getComputedStyle(document.querySelector(selector))[side]"
_MARKED = "selector => getComputedStyle(document.querySelector(selector), '::before').backgroundColor"


def test_every_page_of_the_shell_is_whole_and_open_to_all(officer: Visitor) -> None:
    for path in (*PAGES, *NOTICES):
        officer.goto(path)
        officer.look()
        assert not officer.scripts or officer.is_whole_at(NARROWEST), path


def test_the_focus_goes_to_the_summary_of_errors_and_from_there_to_the_field(
    served: Served, chromium: Chromium
) -> None:
    visitor = Visitor.entering(served, chromium, "officer-1", 360, scripts=True)
    visitor.goto("/_components/question/wrong")
    assert visitor.page.evaluate("document.activeElement.className") == "govuk-error-summary"

    visitor.page.get_by_role("link", name="The date of the start must include a year").click()
    assert visitor.page.evaluate("document.activeElement.id") == "started_on-year"
    visitor.leave()


def test_the_first_stop_of_the_keyboard_leads_past_the_header(officer: Visitor) -> None:
    officer.goto("/accessibility")
    officer.page.keyboard.press("Tab")
    officer.page.locator(".govuk-skip-link:focus").press("Enter")

    officer.page.wait_for_url("**/accessibility#main-content")


def test_forced_colours_keep_the_marks(served: Served, chromium: Chromium) -> None:
    visitor = Visitor.entering(served, chromium, "officer-1", 1280, scripts=True)
    visitor.page.emulate_media(forced_colors="active")
    visitor.goto("/_components")
    item = ".moj-side-navigation__item{} a"
    here, elsewhere = (
        visitor.page.evaluate(_COLOUR, [item.format(which), "borderLeftColor"])
        for which in ("--active", ":not(.moj-side-navigation__item--active)")
    )

    assert here != elsewhere
    assert visitor.page.evaluate(_MARKED, ".moj-sub-navigation__link[aria-current]") == here
    assert visitor.page.evaluate(_COLOUR, [".govuk-tag", "borderTopStyle"]) == "solid"
    visitor.leave()


def test_nothing_is_printed_that_only_a_screen_needs(served: Served, chromium: Chromium) -> None:
    visitor = Visitor.entering(served, chromium, "officer-1", 1280, scripts=True)
    visitor.page.emulate_media(media="print")
    visitor.goto("/_components")

    for screen_only in ("Sign out", "Apply filters", "Accessibility statement", "Back"):
        assert not visitor.page.get_by_text(screen_only, exact=True).first.is_visible(), screen_only
    assert visitor.page.get_by_text("Check your answers").is_visible()
    visitor.leave()


@pytest.mark.parametrize("path", ["/_components/question/wrong", "/bookings"])
def test_a_first_visit_is_light(served: Served, chromium: Chromium, path: str) -> None:
    visitor = Visitor.entering(served, chromium, "officer-1", 360, scripts=True)
    fresh = chromium.new_context(storage_state=visitor.page.context.storage_state())
    page, answers = fresh.new_page(), list[Response]()
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - playwright cannot keep a built-in method
    page.goto(served.address + path, wait_until="networkidle")
    sent = sum(answer.request.sizes()["responseBodySize"] for answer in answers)
    fresh.close()
    visitor.leave()

    assert sent <= 40_000
    assert len(answers) <= 8
