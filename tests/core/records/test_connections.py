"""Connections that are kept between units: used again, by one at a time, and with nothing left over."""

# ruff: noqa: PT012 - a lent connection is a block

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import pytest
from sqlalchemy import Connection, NullPool, create_engine, event, text
from sqlalchemy.exc import OperationalError

from cara.records.connections import KeptConnections

THREADS = 8
CHILD = "CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)"


@pytest.fixture
def kept(tmp_path):
    """Connections to a scratch file, which begin as the platform's do."""
    engine = create_engine(f"sqlite:///{tmp_path / 'scratch.db'}", poolclass=NullPool)
    engine.dialect.do_begin = lambda connection: connection.cursor().execute("BEGIN IMMEDIATE")

    @event.listens_for(engine, "connect")
    def prepare(connection, _entry):
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")

    connections = KeptConnections(engine)
    with connections.lent() as connection:
        for statement in ("CREATE TABLE parent (id INTEGER PRIMARY KEY)", CHILD):
            connection.execute(text(statement))
        connection.commit()
    yield connections
    connections.close()


def driver(connection: Connection) -> sqlite3.Connection:
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def test_the_next_unit_has_the_same_connection(kept):
    with kept.lent() as first:
        used = driver(first)
    with kept.lent() as second:
        assert driver(second) is used


def test_two_at_once_have_one_each(kept):
    together = Barrier(THREADS)

    def work() -> int:
        with kept.lent() as connection:
            together.wait(10)
            return id(driver(connection))

    with ThreadPoolExecutor(THREADS) as threads:
        for _ in range(3):
            assert len({asked.result() for asked in [threads.submit(work) for _ in range(THREADS)]}) == THREADS


def test_what_was_not_committed_is_undone_before_the_next(kept):
    with kept.lent() as connection:
        connection.execute(text("INSERT INTO parent VALUES (1)"))
    with pytest.raises(ZeroDivisionError), kept.lent() as connection:
        connection.execute(text("INSERT INTO parent VALUES (2)"))
        _ = 1 / 0
    with kept.lent() as connection:
        assert connection.execute(text("SELECT count(*) FROM parent")).scalar() == 0


def test_a_commit_that_fails_leaves_no_transaction_open(kept):
    with pytest.raises(Exception, match="FOREIGN KEY"), kept.lent() as connection:
        used = driver(connection)
        connection.execute(text("INSERT INTO child VALUES (7)"))
        connection.commit()
    assert not used.in_transaction
    with kept.lent() as connection:
        assert driver(connection) is used
        assert connection.execute(text("SELECT count(*) FROM child")).scalar() == 0


def test_a_connection_that_is_gone_is_not_given_to_anybody(kept):
    with ExitStack() as stack:
        gone = stack.enter_context(kept.lent())
        driver(gone).close()
    with kept.lent() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_a_connection_that_was_given_up_is_not_given_to_anybody(kept):
    with kept.lent() as connection:
        connection.execute(text("SELECT 1"))
        connection.invalidate(OperationalError("", None, sqlite3.OperationalError()))
        given_up = connection
    with kept.lent() as connection:
        assert connection is not given_up


def test_those_that_nobody_has_are_closed(kept):
    with kept.lent() as connection:
        used = driver(connection)
    kept.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        used.execute("SELECT 1")
