"""Going by the menu, which is folded on a phone with scripts and has an entry for what is about the service itself."""

from playwright.sync_api import Locator
from tests.journeys.visitor import Visitor


def menu_to(visitor: Visitor, name: str) -> None:
    """Open a page from the menu, or from the page of those about the service itself."""
    if not _entry(visitor, name).count():
        _unfold(visitor)
        visitor.follow("Administration")
        visitor.follow(name)
        return
    _unfold(visitor)
    visitor.follow(name)


def _entry(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(".govuk-service-navigation").get_by_text(name, exact=True)


def _unfold(visitor: Visitor) -> None:
    fold = visitor.page.get_by_role("button", name="Menu")
    if fold.is_visible():
        fold.click()
