"""How each database is opened.

SQLite: one unit writes at a time, behind the queue of :mod:`cara.records.write_lock`, and begins with ``BEGIN IMMEDIATE``,
so that it never finds out in the middle that somebody else wrote; others read beside it, each from one snapshot.
``synchronous=FULL``: an acknowledged change survives a power cut.

PostgreSQL: units that write run at READ COMMITTED, where constraints and row locks keep the rules; units that read
run at REPEATABLE READ, READ ONLY, so that a page is one snapshot there as well.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from cara.records.connections import KeptConnections
from cara.records.errors import RecordsProblem, RecordsUnavailable
from cara.records.write_lock import WriteLock, lock_for

PATIENCE = 30.0
"""Seconds that a unit waits for others before it gives up."""

_MIGRATION_LOCK = 4_907_201_147
_CACHED_STATEMENTS = 512
_COMMON = {
    "hide_parameters": True,
    "query_cache_size": _CACHED_STATEMENTS,
    # else the number of rows of an INSERT is not known when SQLAlchemy lets it return the new id
    "execution_options": {"preserve_rowcount": True},
}


class AddressProblem(RecordsProblem):
    """The address of the database is not one that can be used."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The address of the database {problem}. Give sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME."
        )


@dataclass(frozen=True)
class Engines:
    """The ways into one database: for writing, for reading, and for migrating."""

    write: Engine
    read: Engine
    migrate: Engine
    lock: WriteLock | None = None
    kept: Mapping[bool, KeptConnections] = field(default_factory=dict)
    """Where connections are kept outside of a pool: those that write, and those that read."""

    def connected(self, *, writes: bool) -> AbstractContextManager[Connection]:
        """Give a connection for one unit; what it has not committed is undone."""
        kept = self.kept.get(writes)
        return kept.lent() if kept else (self.write if writes else self.read).connect()

    def turn_to_write(self) -> AbstractContextManager[None]:
        """Wait for this process's turn to write."""
        return self.lock.held(PATIENCE) if self.lock else nullcontext()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Give a connection in a transaction in which nobody else migrates."""
        with self.turn_to_write(), self.migrate.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            yield connection

    def close(self) -> None:
        """Close every connection that is not in use."""
        for kept in self.kept.values():
            kept.close()
        for engine in (self.write, self.read, self.migrate):
            engine.dispose()


def open_engines(address: str) -> Engines:
    """Prepare the ways into a database; nothing is connected yet.

    Raises:
        AddressProblem: it is no address of SQLite or PostgreSQL.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        raise AddressProblem("cannot be read") from None
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return _sqlite(url)
        case "postgresql" | "postgresql+psycopg":
            return _postgresql(url.set(drivername="postgresql+psycopg"))
        case _:
            raise AddressProblem("names another kind of database")


def _sqlite(url: URL) -> Engines:
    if not url.database or url.database == ":memory:":
        raise AddressProblem("names no file")
    path = Path(url.database).resolve()
    _make_private(path)
    url = url.set(database=str(path))
    write = _sqlite_engine(url, "BEGIN IMMEDIATE")
    read = _sqlite_engine(url, "BEGIN", "query_only=ON")
    # tables that others refer to can only be made anew with foreign keys off
    migrate = _sqlite_engine(url, "BEGIN IMMEDIATE", "foreign_keys=OFF")
    kept = {True: KeptConnections(write), False: KeptConnections(read)}
    return Engines(write, read, migrate, lock_for(str(path)), kept)


def _make_private(path: Path) -> None:
    """Create the file readable by its owner alone; SQLite gives the same rights to the files beside it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise RecordsUnavailable(f"the database file {path} cannot be made ({error.strerror})") from error


def _sqlite_engine(url: URL, begin: str, *pragmas: str) -> Engine:
    engine = create_engine(
        url,
        poolclass=NullPool,
        **_COMMON,
        connect_args={"timeout": PATIENCE, "check_same_thread": False, "cached_statements": _CACHED_STATEMENTS},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        _use_wal(connection)
        for pragma in (*_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    def start(dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute(begin)

    # not a listener for "begin": an engine that has one costs every unit a third more
    engine.dialect.do_begin = start  # type: ignore[method-assign]  # its dialect is its own
    return engine


_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "recursive_triggers=ON",
    "secure_delete=ON",
    "cache_size=-16000",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log; two processes that do so at once are refused without waiting, hence the tries."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


def _postgresql(url: URL) -> Engines:
    engine = _postgresql_engine(url, pool_size=8, max_overflow=8, pool_timeout=PATIENCE)
    read = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(engine, read, _postgresql_engine(url, poolclass=NullPool))


def _postgresql_engine(url: URL, **pool: object) -> Engine:
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        **_COMMON,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "application_name": "cara"},
        **pool,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: psycopg.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{PATIENCE * 1000:.0f}ms",))
        connection.execute("SET timezone = 'UTC'")
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.commit()

    return engine
