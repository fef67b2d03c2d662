"""Connections that are kept open between units of work, as SQLAlchemy made them.

A pool keeps a driver's connection and makes everything around it anew for each unit, which takes longer than a short
unit's own statements. A connection to a file cannot be lost between two units, so nothing has to be asked before it is
used again; one that cannot even undo what was begun is closed.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError


class KeptConnections:
    """The connections of an engine that has no pool: as many as were ever needed at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[Connection] = deque()

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """Give a connection that nobody else has, until the block ends. What was not committed by then is undone."""
        connection = self._taken() or self._engine.connect()
        try:
            yield connection
        finally:
            if _is_clean(connection):
                self._idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Close those that nobody has."""
        while connection := self._taken():
            connection.close()

    def _taken(self) -> Connection | None:
        """Take the one that was used last. Two threads may look at once: looking first and taking then is no way."""
        try:
            return self._idle.pop()
        except IndexError:
            return None


def _is_clean(connection: Connection) -> bool:
    """Undo what was not committed, and tell whether that went well."""
    if connection.closed or connection.invalidated:
        return False
    try:
        connection.rollback()
        connection.connection.rollback()  # a commit that failed has ended the transaction for SQLAlchemy alone
    except (DBAPIError, connection.dialect.loaded_dbapi.Error):
        return False
    return True
