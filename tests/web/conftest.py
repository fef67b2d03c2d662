"""A site of an invented area on a real database, and browsers that visit it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.types import ControllerRouterHandler
from tests.areas_for_tests import Testshire, areas_of
from tests.web.visitors import MANAGER, OFFICER, START, Browser, Clock, Site

from cara.access import Role
from cara.casework import Instance
from cara.records import Database, Keyring
from cara.settings import InstanceSettings
from cara.staff import NewAccount, add_account
from cara_web.app import create_app
from cara_web.instance import WebInstance

SiteMaker = Callable[..., Site]


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database alone, where the kind of database makes no difference."""
    opened = Database.open(f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'site.db')}", Keyring.development())
    yield opened
    opened.close()


@pytest.fixture
def make_site() -> SiteMaker:
    """Build sites with settings and controllers of a test's own."""

    def make(database: Database, more: tuple[ControllerRouterHandler, ...] = (), **settings: Any) -> Site:
        casework = Instance("testshire", database, areas_of(Testshire()))
        for code, name, role in [
            (OFFICER, "Alder Quill", Role.POLICE_OFFICER),
            (MANAGER, "Bryn Oakes", Role.AREA_MANAGER),
        ]:
            add_account(casework.database, NewAccount(code, name, role, "Testshire Police"), now=START)
        said = {"area": "testshire", "database": "sqlite:///unused", "demo": True, "sign_in_chooser": True, **settings}
        clock = Clock()
        instance = WebInstance(casework, InstanceSettings.model_validate(said), now=clock)
        return Site(create_app(instance, more), instance, clock)

    return make


@pytest.fixture
def site(make_site: SiteMaker, sqlite_database: Database) -> Site:
    """A demonstration's site."""
    return make_site(sqlite_database)


@pytest.fixture
def browser(site: Site) -> Browser:
    """A browser in which nobody has signed in."""
    return site.browser()


@pytest.fixture
def officer(browser: Browser) -> Browser:
    """A browser in which a police officer has signed in."""
    assert browser.sign_in(OFFICER).status_code == 303
    return browser
