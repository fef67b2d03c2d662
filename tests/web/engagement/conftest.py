"""Testshire with a second area manager, the browsers of both, and an organisation."""

import re
from dataclasses import dataclass

import httpx
import pytest
from tests.core.engagement.conftest import organisation
from tests.oversight import overseen
from tests.web.inhabited import MANAGER, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import Database

__all__ = ["organisation"]


@dataclass
class Filled:
    """A form as a page shows it: its fields as a browser would send them."""

    browser: Browser
    path: str

    def send(self, **changes: str) -> httpx.Response:
        """Send what the page has in its fields, with changes."""
        return self.browser.send(self.path, **{**self.fields(), **changes})

    def fields(self) -> dict[str, str]:
        """Give what stands in the fields of the page's own form."""
        return fields_of(self.browser.get(self.path).text)


def fields_of(text: str) -> dict[str, str]:
    """Give what stands in the fields of a page."""
    main = text[text.index("<main") :]
    given: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", main):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag and 'type="checkbox"' not in tag:
            given[name[1]] = value[1] if value else ""
        elif name and value and " checked" in tag:
            given[name[1]] = value[1]
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        given[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', main, re.DOTALL):
        given[name] = body
    return {name: value for name, value in given.items() if name != "csrf_token"}


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """Testshire at work, with two area managers."""
    found = inhabit(sqlite_database)
    found.area = overseen(found.area)
    return found


@pytest.fixture
def manager(here: Inhabited) -> Browser:
    """The browser of the area manager."""
    return here.sign_in(MANAGER)


@pytest.fixture
def other(here: Inhabited) -> Browser:
    """The browser of the second area manager."""
    return here.sign_in("manager-2")
