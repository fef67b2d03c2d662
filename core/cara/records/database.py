"""One instance's database: opening it, and units of work on it."""

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Self, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from cara.records import cleaning, migrating
from cara.records.engines import PATIENCE, Engines, open_engines
from cara.records.errors import DatabaseBusy, ReadOnlyUnit
from cara.records.sealing import Keyring
from cara.records.unit import Transaction, Unit, raise_translated

T = TypeVar("T")

_PAUSES = (0.01, 0.03, 0.1, 0.3, 1.0)


class Database:
    """The records of one instance.

    A unit opened while the same thread has one open joins it: the outermost commits, and an exception out of any
    joined unit that writes undoes them all.
    """

    def __init__(self, engines: Engines, keyring: Keyring) -> None:
        self._engines, self._keyring = engines, keyring
        self._of_thread = threading.local()

    @classmethod
    def open(cls, url: str, keyring: Keyring) -> Self:
        """Prepare a database for use; it is connected to by the first unit.

        Raises:
            AddressProblem: the address is of no use.
        """
        return cls(open_engines(url), keyring)

    @property
    def keyring(self) -> Keyring:
        """The keys with which this database was opened."""
        return self._keyring

    def under_victims_keys(self) -> Self:
        """Give the same records as whoever changes the victims' keys sees them.

        Raises:
            NoVictimKeys: this process has none.
        """
        return type(self)(self._engines, self._keyring.for_victims)

    @property
    def dialect(self) -> str:
        """Name the kind of database: ``sqlite`` or ``postgresql``."""
        return self._engines.write.dialect.name

    @property
    def address(self) -> str:
        """Say where it is, without a password."""
        return self._engines.write.url.render_as_string(hide_password=True)

    def upgrade(self) -> None:
        """Bring the tables to this version; safe when several processes start at once."""
        with _translated(read_only=False):
            migrating.upgrade(self._engines)

    def is_current(self) -> bool:
        """Tell whether the tables are those of this version."""
        with _translated(read_only=True):
            return migrating.is_current(self._engines)

    def is_new(self) -> bool:
        """Tell whether no version of the tables was ever made here."""
        with _translated(read_only=True):
            return migrating.is_new(self._engines)

    def clean(self, tables: Iterable[str]) -> None:
        """Take what was overwritten or deleted in these tables out of the files of the database as well.

        Raises:
            DatabaseBusy: somebody reads an older state for too long; it can be done again later.
        """
        with _translated(read_only=False):
            cleaning.clean(self._engines, tables)

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Open a unit that may change records; it commits at the end of the ``with`` block.

        Raises:
            NothingAudited: it changed something, and no entry says who did.
            DatabaseBusy: others wrote for too long; :meth:`run` tries again.
            RecordsUnavailable: the database cannot be written to now.
        """
        outer = self._current
        if outer is not None:
            with self._joined_to_write(outer) as unit:
                yield unit
            return
        with self._engines.turn_to_write(), self._begun(writes=True) as transaction:
            yield Unit(transaction, self._keyring, writable=True)
            transaction.finish()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Open a unit that sees one state of the records and can change nothing."""
        outer = self._current
        if outer is not None:
            yield Unit(outer, self._keyring, writable=False)
            return
        with self._begun(writes=False) as transaction:
            yield Unit(transaction, self._keyring, writable=False)

    def run(self, work: Callable[[Unit], T]) -> T:
        """Do work in a unit that writes, and again from its start while others are in the way.

        ``work`` may so run several times: it must do nothing outside the unit. Joined to an open unit it runs once.

        Raises:
            DatabaseBusy: others were in the way for too long.
        """
        give_up = time.monotonic() + PATIENCE
        for pause in _PAUSES if self._current is None else ():
            try:
                return self._once(work)
            except DatabaseBusy:
                if time.monotonic() + pause > give_up:
                    raise
                time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads those who collided, no secret
        return self._once(work)

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._engines.close()

    @property
    def _current(self) -> Transaction | None:
        return getattr(self._of_thread, "transaction", None)

    def _once(self, work: Callable[[Unit], T]) -> T:
        with self.write() as unit:
            return work(unit)

    @contextmanager
    def _joined_to_write(self, outer: Transaction) -> Iterator[Unit]:
        if not outer.writes:
            raise ReadOnlyUnit
        try:
            yield Unit(outer, self._keyring, writable=True)
        except BaseException:
            outer.failed = True
            raise

    @contextmanager
    def _begun(self, *, writes: bool) -> Iterator[Transaction]:
        try:
            with self._engines.connected(writes=writes) as connection:
                connection.begin()
                transaction = self._of_thread.transaction = Transaction(connection, writes)
                try:
                    yield transaction
                finally:
                    self._of_thread.transaction = None
        except (DBAPIError, PoolExhausted) as error:
            raise_translated(error, read_only=not writes)


@contextmanager
def _translated(*, read_only: bool) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolExhausted) as error:
        raise_translated(error, read_only=read_only)
