"""Somebody in a real browser: finds things as people do, and looks at every page that he or she comes to."""

import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Locator, Page

NARROWEST = 320
_WIDTH = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_EXPECTED = ("status of 4",)
_REFERENCE = re.compile(r"[0-9A-Z]{8}")
_LOOKED_AT: set[tuple[str, int, str]] = set()
"""The pages that axe has seen in this run, by address, width and title: once is enough."""


@dataclass
class Served:
    """A site that listens: who and what is in it, and its address."""

    inhabited: Any  # Any: an Inhabited of the tests of pages
    address: str

    @property
    def area(self) -> Any:  # Any: as above
        return self.inhabited.area


@dataclass
class Visitor:
    """One person in one window."""

    page: Page
    address: str
    scripts: bool
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def entering(cls, served: Served, chromium: Chromium, code: str, width: int, scripts: bool) -> "Visitor":
        """Open a window of a width and sign in."""
        visitor = cls.arriving(served, chromium, width, scripts)
        visitor.goto("/sign-in")
        visitor.choose_account(code)
        return visitor

    @classmethod
    def arriving(cls, served: Served, chromium: Chromium, width: int, scripts: bool) -> "Visitor":
        """Open a window of a width, and no page yet."""
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        visitor = cls(context.new_page(), served.address, scripts)
        visitor.page.set_default_timeout(10_000)
        visitor.page.on("console", visitor._hear)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        return visitor

    def choose_account(self, code: str) -> None:
        mine = self.page.locator("form", has=self.page.locator(f'input[name="account"][value="{code}"]'))
        self._go_by(mine.get_by_role("button"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(known in message.text for known in _EXPECTED):
            self.complaints.append(message.text)

    def leave(self) -> None:
        """Close the window; nothing may have gone wrong in it that a person would not see."""
        self.page.context.close()
        assert self.complaints == []

    def goto(self, path: str) -> None:
        self.page.goto(self.address + path)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def press(self, name: str) -> None:
        """Press a button, or follow a link that looks like one."""
        button = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        self._go_by(button.first)

    def follow(self, name: str) -> None:
        self._go_by(self.page.get_by_role("link", name=name).first)

    def _go_by(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()
        self.look()

    def choose(self, **answers: str) -> None:
        """Tick a radio or a checkbox by the names of field and answer."""
        for name, value in answers.items():
            self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def fill(self, **answers: str) -> None:
        for name, value in answers.items():
            self.page.locator(f'[name="{name}"]').fill(value)

    def fill_date(self, name: str, day: str, month: str, year: str) -> None:
        for part, value in (("day", day), ("month", month), ("year", year)):
            self.page.locator(f'[name="{name}-{part}"]').fill(value)

    def select(self, **answers: str) -> None:
        for name, value in answers.items():
            self.page.locator(f'select[name="{name}"]').select_option(value)

    def look(self) -> None:
        """Look at the page: nothing is cut off, nothing keeps anybody out, no name is in title or address."""
        if not self.scripts:
            return
        assert self.page.evaluate(_WIDTH) <= 0, f"{self.path} is wider than its window"
        seen = (_REFERENCE.sub("*", self.path), self.page.viewport_size["width"], self.page.title())
        if seen in _LOOKED_AT:
            return
        _LOOKED_AT.add(seen)
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.path}: {found.generate_report()}"

    def is_whole_at(self, width: int) -> bool:
        """Tell whether the page fits a window of a width."""
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": width, "height": 900})
        beyond = self.page.evaluate(_WIDTH)
        assert size is not None
        self.page.set_viewport_size(size)
        return bool(beyond <= 0)
