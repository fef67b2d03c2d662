"""What was overwritten is taken out of the files too: old versions of rows, free pages, and SQLite's log.

It can be done again at any time. What a file system, a disk or PostgreSQL's own log keeps is beyond it.
"""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from cara.records.columns import Base
from cara.records.engines import PATIENCE, Engines
from cara.records.errors import DatabaseBusy

_POLL = 0.05
_BEGUN = text("SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text)")
_EARLIER_STILL_WRITE = text("SELECT pg_snapshot_xmin(pg_current_snapshot()) < CAST(:begun AS xid8)")
_EARLIER_STATE_IS_READ = text(
    "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() "
    "AND age(backend_xmin) > age(CAST(CAST(:begun AS xid8) AS xid))"
)


def clean(engines: Engines, tables: Iterable[str]) -> None:
    """Rewrite what holds the tables, so that nothing which was overwritten or deleted in them is left in its files.

    Args:
        engines: the ways into the database.
        tables: on PostgreSQL these alone are rewritten; SQLite rewrites its one file.

    Raises:
        DatabaseBusy: somebody reads an older state for too long; it can be done again later.
    """
    with engines.turn_to_write():
        try:
            if engines.migrate.dialect.name == "sqlite":
                _rewrite_file(engines)
            else:
                _rewrite_tables(engines, sorted(set(tables) & Base.metadata.tables.keys()))
        except (DBAPIError, sqlite3.OperationalError) as error:
            raise DatabaseBusy from error


def _rewrite_file(engines: Engines) -> None:
    with closing(engines.migrate.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((busy, _, _),) = cursor.fetchall()
    if busy:
        raise DatabaseBusy


def _rewrite_tables(engines: Engines, tables: Iterable[str]) -> None:
    with engines.migrate.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        _wait_for_earlier(connection)
        for table in tables:
            connection.execute(text(f'VACUUM (FULL) "{table}"'))
        with suppress(DBAPIError):  # not every role may; the server does it by itself within minutes
            connection.execute(text("CHECKPOINT"))


def _wait_for_earlier(connection: Connection) -> None:
    """Wait for whoever had begun before: what they could still see would be carried over.

    One who writes in another database of the same server counts: until he or she has ended, every new look here, that
    of the rewriting itself as well, is of a state that is as old.
    """
    begun = connection.scalar(_BEGUN)
    give_up = time.monotonic() + PATIENCE
    for still_there in (_EARLIER_STILL_WRITE, _EARLIER_STATE_IS_READ):
        while connection.scalar(still_there, {"begun": begun}):
            if time.monotonic() > give_up:
                raise DatabaseBusy
            time.sleep(_POLL)
