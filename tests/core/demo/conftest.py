"""Instances filled with invented people, each once a test run."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.core.retention.ended import schedule

from cara.areas import discover
from cara.casework import Instance
from cara.demo import seed
from cara.records import Database, Keyring

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@contextmanager
def empty_instance(template: Path, folder: Path, area: str) -> Iterator[Instance]:
    database = Database.open(f"sqlite:///{shutil.copyfile(template, folder / 'cara.db')}", Keyring.development())
    yield Instance(area, database, discover(), retention=schedule(folder / "erasures.register"))
    database.close()


@pytest.fixture(scope="session")
def west_yorkshire(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The demonstration as people meet it."""
    with empty_instance(sqlite_template, tmp_path_factory.mktemp("demo"), "west_yorkshire") as instance:
        seed(instance, now=NOW)
        yield instance


@pytest.fixture(scope="session")
def hampshire(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The same code over an area whose policy differs in kind."""
    with empty_instance(sqlite_template, tmp_path_factory.mktemp("demo"), "hampshire") as instance:
        seed(instance, now=NOW)
        yield instance


@pytest.fixture
def instance(database: Database) -> Instance:
    """An instance without anybody in it, on each kind of database."""
    return Instance("west_yorkshire", database, discover())
