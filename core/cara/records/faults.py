"""What the drivers report, turned into the errors of the records; the same on both databases."""

import sqlite3
from functools import cache

import psycopg
from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from cara.records.columns import Base
from cara.records.errors import (
    Conflict,
    DatabaseBusy,
    ReadOnlyUnit,
    RecordsProblem,
    RecordsUnavailable,
    RuleBroken,
)

_OTHER_VERSION = "its tables are not those of this version; run the upgrade of the database"
DISK_ERROR = "the disk reports an error"
_NO_WRITES = "it takes no writes"

_SQLITE_UNAVAILABLE = {
    "FULL": "the disk is full",
    "IOERR": DISK_ERROR,
    "CANTOPEN": "the database file cannot be opened",
    "CORRUPT": "the database file is damaged",
    "NOTADB": "the file is not a database",
    "READONLY": _NO_WRITES,
    "PERM": "the database file may not be used by this service",
    "AUTH": "the database file may not be used by this service",
    "NOMEM": "the memory is full",
    "PROTOCOL": "other processes hold the database file",
}
_SQLITE_BUSY = {"BUSY", "LOCKED"}
_SQLITE_UNIQUE = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"}

_POSTGRESQL_BUSY = {"40001", "40P01", "55P03", "57014"}
# by the whole SQLSTATE, or else by its class
_POSTGRESQL_UNAVAILABLE = {
    "08": "the connection to the database failed",
    "28": "the database does not let this service in",
    "3D": "there is no such database",
    "25006": _NO_WRITES,
    "42501": "the database lets this service in, but not do this",
    "42703": _OTHER_VERSION,
    "42P01": _OTHER_VERSION,
    "53": "the database server has no room left (disk, memory or connections)",
    "57": "the database server stops or starts",
    "58": DISK_ERROR,
    "XX": "the database reports damage",
}


def translate(error: DBAPIError | PoolExhausted, *, read_only: bool = False) -> RecordsProblem | None:
    """Find the error of the records for a driver's; None for a fault of the program, which stays as it is."""
    if isinstance(error, PoolExhausted):
        return DatabaseBusy()
    if isinstance(error.orig, sqlite3.Error):
        return _from_sqlite(error.orig, read_only=read_only)
    if isinstance(error.orig, psycopg.Error):
        return _from_postgresql(error.orig, read_only=read_only)
    return None


def _from_sqlite(error: sqlite3.Error, *, read_only: bool) -> RecordsProblem | None:
    name: str = getattr(error, "sqlite_errorname", "")
    kind = name.removeprefix("SQLITE_").split("_")[0]
    if kind == "CONSTRAINT":
        return _broken_on_sqlite(name, str(error))
    if kind in _SQLITE_BUSY:
        return DatabaseBusy()
    if kind == "READONLY" and read_only:
        return ReadOnlyUnit()
    if kind in _SQLITE_UNAVAILABLE:
        return RecordsUnavailable(_SQLITE_UNAVAILABLE[kind])
    if str(error).startswith(("no such table", "no such column", "table ")):
        return RecordsUnavailable(_OTHER_VERSION)
    return None


def _broken_on_sqlite(name: str, message: str) -> RecordsProblem:
    said = message.partition(" constraint failed: ")[2] or message
    if name in _SQLITE_UNIQUE:
        return Conflict(_unique_names().get(said, said))
    return RuleBroken(None if name == "SQLITE_CONSTRAINT_FOREIGNKEY" else said)


@cache
def _unique_names() -> dict[str, str]:
    """Name every unique constraint by the columns that SQLite reports instead of its name."""
    return {
        ", ".join(f"{table.name}.{column}" for column in columns): name
        for table in Base.metadata.sorted_tables
        for name, columns in _uniques(table)
    }


def _uniques(table: Table) -> list[tuple[str, list[str]]]:
    declared = [one for one in table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)]
    indexes = [index for index in table.indexes if index.unique]
    return [(str(one.name), [column.name for column in one.columns]) for one in (*declared, *indexes)]


def _from_postgresql(error: psycopg.Error, *, read_only: bool) -> RecordsProblem | None:
    state = error.sqlstate
    if state is None:
        return (
            RecordsUnavailable(_POSTGRESQL_UNAVAILABLE["08"]) if isinstance(error, psycopg.OperationalError) else None
        )
    if state[:2] == "23":
        return _broken_on_postgresql(error, state)
    if state in _POSTGRESQL_BUSY:
        return DatabaseBusy()
    if state == "25006" and read_only:
        return ReadOnlyUnit()
    reason = _POSTGRESQL_UNAVAILABLE.get(state) or _POSTGRESQL_UNAVAILABLE.get(state[:2])
    return RecordsUnavailable(reason) if reason else None


def _broken_on_postgresql(error: psycopg.Error, state: str) -> RecordsProblem:
    said = error.diag.constraint_name
    if state == "23505" and said:
        return Conflict(said)
    if state == "23502":
        return RuleBroken(f"{error.diag.table_name}.{error.diag.column_name}")
    return RuleBroken(said)
