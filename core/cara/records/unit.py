"""A unit of work: one transaction, and all that may be done in it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NoReturn, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Executable, NestedTransaction, SelectBase, TextClause, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.selectable import TypedReturnsRows

from cara.records.audit import Entry, append
from cara.records.built_once import Parameters, Ran, run
from cara.records.columns import OF_VICTIMS, SealedBytes
from cara.records.errors import (
    ConstraintBroken,
    NothingAudited,
    ReadOnlyUnit,
    RecordsUnavailable,
    UnitFailed,
)
from cara.records.faults import DISK_ERROR, translate
from cara.records.sealing import Keyring

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
SealedColumn = InstrumentedAttribute[SealedBytes] | InstrumentedAttribute[SealedBytes | None]

_READING = (SelectBase, TextClause)
_KNOWN = text("SELECT 1")


@dataclass(slots=True)
class Transaction:
    """What all units that joined in one transaction share."""

    connection: Connection
    writes: bool
    entries: list[Entry] = field(default_factory=list)
    failed: bool = False
    noted: bool = False
    known: bool = False
    """Whether the database has heard of it."""
    counted: int = field(init=False)
    _driver: object = field(init=False)

    def __post_init__(self) -> None:
        self._driver = self.connection.connection.driver_connection
        self.counted = self._count()

    @property
    def changed(self) -> bool:
        """Whether a row was changed. SQLite counts by itself: ``rowcount`` is 0 there until RETURNING is fetched."""
        return self.noted or self._count() != self.counted

    @changed.setter
    def changed(self, changed: bool) -> None:
        self.noted, self.counted = changed, self._count()

    def make_known(self) -> None:
        """Have the database know that this has begun: PostgreSQL hears of a transaction with its first statement alone.

        Whoever retires a key waits for every change that has begun, and must see one that seals before it stores.
        """
        if self.connection.dialect.name != "postgresql" or self.known:
            return
        self.known = True
        try:
            self.connection.execute(_KNOWN)
        except DBAPIError as error:
            self.failed = True
            raise_translated(error, read_only=not self.writes)

    def note_change(self, rows: int) -> None:
        """Take note of a statement that changed so many rows, or -1 for a number not known."""
        self.noted = self.noted or rows != 0

    def _count(self) -> int:
        return self._driver.total_changes if isinstance(self._driver, sqlite3.Connection) else 0

    def finish(self) -> None:
        """Write the audit entries and commit.

        Raises:
            UnitFailed: a part failed, and somebody went on regardless.
            NothingAudited: something was changed and nothing says by whom.
        """
        if self.failed:
            raise UnitFailed
        if self.changed and not self.entries:
            raise NothingAudited
        if self.entries:
            append(self.connection, self.entries)
        try:
            self.connection.commit()
        except DBAPIError as error:
            raise _failed_commit(error) from error


class Unit:
    """What a use case holds while it works: statements, the audit queue, and the keys."""

    def __init__(self, transaction: Transaction, keyring: Keyring, *, writable: bool) -> None:
        self._transaction, self._keyring, self._writable = transaction, keyring, writable

    @property
    def writable(self) -> bool:
        """Whether this unit may change anything."""
        return self._writable

    @property
    def dialect(self) -> str:
        """Name the database: ``sqlite`` or ``postgresql``."""
        return self._transaction.connection.dialect.name

    @overload
    def execute(self, statement: TypedReturnsRows[*Ts], parameters: Parameters | None = None) -> Ran[*Ts]: ...

    @overload
    def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> Ran[*tuple[Any, ...]]: ...  # Any: the statement does not say

    def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> Ran[*tuple[Any, ...]]:  # Any: the statement does not say
        """Run one statement.

        A statement that fails fails the whole unit, unless it ran inside :meth:`attempt`.

        Raises:
            Conflict: something that may exist once exists already.
            RuleBroken: another constraint refused it.
            DatabaseBusy, RecordsUnavailable: it could not be done now.
        """
        self._check_usable(statement)
        self._transaction.known = True
        try:
            result = run(self._transaction.connection, statement, parameters)
        except DBAPIError as error:
            self._transaction.failed = True
            raise_translated(error, read_only=not self._writable)
        if not isinstance(statement, SelectBase):
            self._check_change(statement, result)
        return result

    @overload
    def scalar(self, statement: TypedReturnsRows[T], parameters: Mapping[str, Any] | None = None) -> T | None: ...

    @overload
    def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any: ...

    def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:  # Any: as above
        """Run one statement and give the first column of its first row, or None."""
        return self.execute(statement, parameters).scalar()

    def audit(self, entry: Entry) -> None:
        """Queue an entry; it is written to the chain just before the commit."""
        if not self._writable:
            raise ReadOnlyUnit
        self._transaction.entries.append(entry)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Try something that may fail: what was done and audited inside is undone, and the unit can go on.

        The error still comes out, for the caller to catch around the ``with`` block.
        """
        transaction = self._transaction
        self._check_usable()
        kept, changed = len(transaction.entries), transaction.changed
        savepoint = self._savepoint()
        try:
            yield
            self._check_usable()
        except BaseException:
            transaction.failed = not _undone(savepoint) or transaction.connection.invalidated
            transaction.changed = changed
            del transaction.entries[kept:]
            raise
        savepoint.commit()

    def _savepoint(self) -> NestedTransaction:
        try:
            return self._transaction.connection.begin_nested()
        except DBAPIError as error:
            self._transaction.failed = True
            raise_translated(error, read_only=not self._writable)

    def seal(self, column: SealedColumn, record_key: str, text: str) -> SealedBytes:
        """Seal a text for a column of one record; ``record_key`` is what that record is always known by."""
        self._transaction.make_known()
        return self._ring_of(column).seal(_name_of(column), record_key, text)

    def unseal(self, column: SealedColumn, record_key: str, blob: bytes) -> str:
        """Open what was sealed for this column of this record.

        Raises:
            CannotUnseal: it was altered, belongs elsewhere, or its key is missing.
            NoVictimKeys: it is about a victim, and this process has no keys for that.
        """
        return self._ring_of(column).unseal(_name_of(column), record_key, blob)

    def blind(self, kind: str, normalised_text: str) -> bytes:
        """Give the keyed index by which a normalised text is found; different kinds never meet."""
        return self._keyring.blind(kind, normalised_text)

    def blind_of_victims(self, kind: str, normalised_text: str) -> bytes:
        """Give the index by which a text about a victim is found: no index of a participant's ever equals it."""
        return self._keyring.for_victims.blind(kind, normalised_text)

    def _ring_of(self, column: SealedColumn) -> Keyring:
        return self._keyring.for_victims if _is_of_victims(column) else self._keyring

    def _check_usable(self, statement: Executable | None = None) -> None:
        if self._transaction.failed:
            raise UnitFailed
        if statement is not None and not self._writable and not isinstance(statement, _READING):
            raise ReadOnlyUnit

    def _check_change(self, statement: Executable, result: Ran[*tuple[Any, ...]]) -> None:  # Any: as above
        if isinstance(result, CursorResult) and isinstance(statement, TextClause) and result.returns_rows:
            return
        if not self._writable:
            self._transaction.failed = True
            raise ReadOnlyUnit
        self._transaction.note_change(result.rowcount)


def raise_translated(error: DBAPIError | PoolExhausted, *, read_only: bool) -> NoReturn:
    """Raise the error of the records for a driver's error, or that one as it is."""
    problem = translate(error, read_only=read_only)
    if problem is None:
        raise error
    if isinstance(problem, ConstraintBroken):
        raise problem from None  # the driver's text quotes the row
    raise problem from error


def _failed_commit(error: DBAPIError) -> Exception:
    problem = translate(error)
    if error.connection_invalidated or (isinstance(problem, RecordsUnavailable) and problem.reason == DISK_ERROR):
        reason = problem.reason if isinstance(problem, RecordsUnavailable) else str(problem)
        return RecordsUnavailable(reason, outcome_unknown=True)
    return problem or error


def _undone(savepoint: NestedTransaction) -> bool:
    try:
        savepoint.rollback()
    except DBAPIError:  # the database undid the whole transaction by itself, or is gone
        return False
    return True


@cache
def _is_of_victims(column: SealedColumn) -> bool:
    return bool(column.property.columns[0].table.info == OF_VICTIMS)


@cache
def _name_of(column: SealedColumn) -> str:
    stored = column.property.columns[0]
    return f"{stored.table.name}.{stored.name}"
