"""How each database is opened: nothing acknowledged is lost, and readers cannot write."""

import stat

import pytest
from sqlalchemy import text

from cara.records import AddressProblem, Database, Keyring, RecordsUnavailable

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "recursive_triggers": 1,
    "busy_timeout": 30_000,
}


@pytest.fixture
def sqlite(sqlite_template):
    opened = Database.open(f"sqlite:///{sqlite_template}", Keyring.development())
    yield opened
    opened.close()


def pragma(unit, name):
    return unit.scalar(text(f"PRAGMA {name}"))


def test_a_writer_on_sqlite_is_durable_and_checked(sqlite):
    with sqlite.write() as unit:
        assert {name: pragma(unit, name) for name in PRAGMAS} == PRAGMAS
        assert pragma(unit, "query_only") == 0


def test_a_reader_on_sqlite_cannot_write(sqlite):
    with sqlite.read() as unit:
        assert {name: pragma(unit, name) for name in PRAGMAS} == PRAGMAS
        assert pragma(unit, "query_only") == 1


def setting(database, name, *, writing):
    with (database.write if writing else database.read)() as unit:
        return unit.scalar(text(f"SHOW {name}"))


@pytest.fixture
def postgresql(postgresql_address):
    opened = Database.open(postgresql_address, Keyring.development())
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("name", "writer", "reader"),
    [
        ("transaction_isolation", "read committed", "repeatable read"),
        ("transaction_read_only", "off", "on"),
        ("lock_timeout", "30s", "30s"),
        ("synchronous_commit", "on", "on"),
        ("timezone", "UTC", "UTC"),
        ("application_name", "cara", "cara"),
    ],
)
def test_units_on_postgresql(postgresql, name, writer, reader):
    assert [setting(postgresql, name, writing=writing) for writing in (True, False, True)] == [writer, reader, writer]


def test_a_new_sqlite_file_is_for_its_owner_alone(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'new.db'}", Keyring.development())
    database.upgrade()
    with database.write(), database.read():
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    database.close()
    assert modes == dict.fromkeys(("new.db", "new.db-shm", "new.db-wal"), 0o600)


@pytest.mark.parametrize(
    "address", ["", "cara.db", "sqlite://", "sqlite:///:memory:", "mysql://host/cara", "postgresql+psycopg2://h/c"]
)
def test_an_address_of_no_use_is_refused_in_words(address):
    with pytest.raises(AddressProblem, match="sqlite:///PATH"):
        Database.open(address, Keyring.development())


def test_an_address_is_not_quoted_since_it_may_hold_a_password():
    with pytest.raises(AddressProblem) as refused:
        Database.open("mysql://cara:open-sesame@host/cara", Keyring.development())
    assert "sesame" not in str(refused.value)


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path):
    with pytest.raises(RecordsUnavailable, match="cannot be made"):
        Database.open(f"sqlite:///{tmp_path / 'none' / 'cara.db'}", Keyring.development())
