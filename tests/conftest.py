"""What every test is given."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import tests.hypothesis_profiles  # noqa: F401 - registers how long the laws are tried
from tests import databases

from cara.records import Database, Keyring


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    databases.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid: str) -> Iterator[str]:
    """The address of the PostgreSQL server of this test run, which its workers share."""
    with databases.postgresql_server(testrun_uid) as address:
        yield address


@pytest.fixture(scope="session")
def postgresql_address(postgresql_server: str, worker_id: str) -> str:
    """The address of this worker's database, with every table."""
    address = databases.new_postgresql(postgresql_server, f"cara_{worker_id}")
    databases.migrate(address)
    return address


@pytest.fixture(params=databases.KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return request.param


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with every table and no row."""
    if database_kind == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        return f"sqlite:///{shutil.copyfile(template, tmp_path / 'cara.db')}"
    address = request.getfixturevalue("postgresql_address")
    databases.empty_postgresql(address)
    return address


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table and no row, opened with the development keys."""
    opened = Database.open(database_url, Keyring.development())
    yield opened
    opened.close()
