"""What was overwritten is out of the files, whoever else was at work meanwhile, here or in another database."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager

import psycopg
import pytest
from sqlalchemy import select, update
from tests.core.records.files import files_of, is_in
from tests.core.records.rows import add_person, entry

from cara.records import Database, DatabaseBusy, Keyring, Person, cleaning, engines

GONE = "Quokkaperson " * 40
SOON = 0.5
"""Seconds after which whoever does not wait would have finished."""
LONG = 20.0


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def put(database: Database) -> bytes:
    with database.write() as unit:
        add_person(unit, details=GONE)
        return bytes(unit.execute(select(Person.details)).scalar_one())


def overwrite(database: Database) -> None:
    with database.write() as unit:
        unit.audit(entry("overwritten"))
        unit.execute(update(Person).values(details=unit.seal(Person.details, "person-1", "nothing")))


def clean(database: Database) -> None:
    database.clean([Person.__tablename__])


def waits(cleaning: Future[None]) -> bool:
    with pytest.raises(TimeoutError):
        cleaning.result(SOON)
    return True


@contextmanager
def reading(database_url: str) -> Iterator[None]:
    """Somebody looks at one state of the records."""
    with closing(Database.open(database_url, Keyring.development())) as other, other.read() as unit:
        assert unit.execute(select(Person.id)).all()
        yield


def writing_elsewhere(server: str) -> AbstractContextManager[psycopg.Connection]:
    """Somebody is about to change something in another database of the server."""
    connection = psycopg.connect(server)
    connection.execute("SELECT pg_current_xact_id()")
    return closing(connection)


def test_what_was_overwritten_is_in_the_files_before_and_not_after(database, database_url):
    sealed = put(database)
    assert is_in(sealed, files_of(database_url))
    overwrite(database)
    clean(database)
    assert not is_in(sealed, files_of(database_url))


def test_whoever_reads_an_older_state_is_waited_for(database, database_url, threads):
    sealed = put(database)
    with reading(database_url):
        overwrite(database)
        cleaned = threads.submit(clean, database)
        assert waits(cleaned)
    cleaned.result(LONG)
    assert not is_in(sealed, files_of(database_url))


def test_it_gives_up_at_last_and_can_be_done_again(database, database_url, monkeypatch):
    sealed = put(database)
    for module in (cleaning, engines):
        monkeypatch.setattr(module, "PATIENCE", SOON)
    with closing(Database.open(database_url, Keyring.development())) as impatient:
        with reading(database_url):
            overwrite(database)
            with pytest.raises(DatabaseBusy):
                clean(impatient)
        clean(impatient)
    assert not is_in(sealed, files_of(database_url))


@pytest.mark.parametrize("database_kind", ["postgresql"])
class TestOneServerOfSeveralDatabases:
    """PostgreSQL's states of several databases are of one row of numbers: SQLite has nothing alike."""

    def test_whoever_writes_in_another_database_is_waited_for(self, database, database_url, threads, postgresql_server):
        sealed = put(database)
        with writing_elsewhere(postgresql_server):
            overwrite(database)
            cleaned = threads.submit(clean, database)
            assert waits(cleaned)
        cleaned.result(LONG)
        assert not is_in(sealed, files_of(database_url))

    def test_whoever_then_reads_what_that_one_could_see_is_waited_for(
        self, database, database_url, threads, postgresql_server
    ):
        sealed = put(database)
        with writing_elsewhere(postgresql_server) as older:
            overwrite(database)
            cleaned = threads.submit(clean, database)
            assert waits(cleaned)
            with reading(database_url):
                older.rollback()
                assert waits(cleaned)
        cleaned.result(LONG)
        assert not is_in(sealed, files_of(database_url))

    def test_whoever_begins_afterwards_is_not_waited_for(self, database, database_url, threads, postgresql_server):
        sealed = put(database)
        with writing_elsewhere(postgresql_server) as older:
            overwrite(database)
            cleaned = threads.submit(clean, database)
            assert waits(cleaned)
            with writing_elsewhere(postgresql_server):
                older.rollback()
                cleaned.result(LONG)
        assert not is_in(sealed, files_of(database_url))
