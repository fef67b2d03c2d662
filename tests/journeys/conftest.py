"""A site served to a real Chromium, and people who use it there."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Playwright, sync_playwright
from tests.journeys.at_the_door import serve
from tests.journeys.serving import listening, take_address
from tests.journeys.visitor import Served, Visitor
from tests.web.inhabited import inhabit

from cara.records import Database, Keyring

__all__ = ["listening", "serve", "take_address"]

USUAL = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW_TO_GET_ONE = (
    "The journeys need Chromium: install it (Debian: apt-get install chromium), name one in CARA_CHROMIUM, "
    "or run 'playwright install chromium'."
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as a journey."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, once for a worker."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """The browser: the one named in CARA_CHROMIUM, or the machine's, or playwright's own."""
    named = os.environ.get("CARA_CHROMIUM")
    path = named or next((usual for usual in USUAL if Path(usual).exists()), None)
    try:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
    except Error as error:
        raise RuntimeError(HOW_TO_GET_ONE) from error
    yield browser
    browser.close()


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    """Testshire, inhabited and served on an address of its own."""
    address = f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'journey.db')}"
    database = Database.open(address, Keyring.development())
    with listening(inhabit(database)) as running:
        yield running
    database.close()


WAYS = [(1280, True), (360, True), (360, False)]


@pytest.fixture(params=[1280, 360])
def width(request: pytest.FixtureRequest) -> int:
    """The width of the window."""
    return request.param


@pytest.fixture(params=WAYS, ids=[f"{width}-{'script' if script else 'plain'}" for width, script in WAYS])
def way(request: pytest.FixtureRequest) -> tuple[int, bool]:
    """The width of the window, and whether scripts run."""
    return request.param


@pytest.fixture
def officer(served: Served, chromium: Chromium, way: tuple[int, bool]) -> Iterator[Visitor]:
    """A police officer, signed in, at every width and without scripts too."""
    visitor = Visitor.entering(served, chromium, "officer-1", *way)
    yield visitor
    visitor.leave()
