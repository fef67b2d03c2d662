"""A site served to a real Chromium, and people who use it there."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Playwright, sync_playwright
from tests.journeys.visitor import Served, Visitor
from tests.web.inhabited import inhabit

from cara.records import Database, Keyring
from cara_web.commands.serving import SiteServer

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


def take_address() -> socket.socket:
    """Take an address of this machine that is free."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    return taken


class listening:  # noqa: N801 - reads as a verb where it is used
    """Serve a site in a thread until the block ends, at an address that was taken before if it must be known."""

    def __init__(self, inhabited: object, taken: socket.socket | None = None, name: str = "127.0.0.1") -> None:
        self._inhabited, self._name = inhabited, name
        self._socket = taken or take_address()
        site = inhabited.site  # type: ignore[attr-defined]  # an Inhabited; its class is only for the tests of pages
        config = uvicorn.Config(site.app, log_level="critical", lifespan="off", access_log=False)
        self._server = SiteServer(config, site.instance, lambda: None)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the site did not start within 20 seconds"
            time.sleep(0.01)
        return Served(self._inhabited, f"http://{self._name}:{self._socket.getsockname()[1]}")

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()


WAYS = [(1280, True), (360, True), (360, False)]


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
