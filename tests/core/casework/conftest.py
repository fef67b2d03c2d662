"""Every use case is tried on a whole instance, on both databases.

One database of each kind stays open for all of these tests and is emptied before each, so that statements are compiled
once and not once a test.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests import databases
from tests.instances import area

from cara.records import Database, Keyring

__all__ = ["area"]


@pytest.fixture(scope="session")
def kept_open() -> Iterator[dict[str, Database]]:
    """The open databases by their addresses."""
    opened: dict[str, Database] = {}
    yield opened
    for database in opened.values():
        database.close()


@pytest.fixture(scope="session")
def sqlite_path(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one SQLite file of these tests."""
    return Path(shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("casework") / "cara.db"))


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest) -> str:
    """The address of a database with every table and no row."""
    if database_kind == "postgresql":
        return emptied(request.getfixturevalue("postgresql_address"))
    template, path = request.getfixturevalue("sqlite_template"), request.getfixturevalue("sqlite_path")
    return emptied(f"sqlite:///{path}", template)


def emptied(address: str, template: Path | None = None) -> str:
    """Empty a database that may be open: a SQLite file is put back to the template."""
    if template is None or not address.startswith("sqlite"):
        databases.empty_postgresql(address)
        return address
    with (
        closing(sqlite3.connect(template)) as empty,
        closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as used,
    ):
        empty.backup(used)
    return address


@pytest.fixture
def database(database_url: str, kept_open: dict[str, Database]) -> Database:
    """A database with every table and no row, opened with the development keys."""
    if database_url not in kept_open:
        kept_open[database_url] = Database.open(database_url, Keyring.development())
    return kept_open[database_url]
