"""One queue a process for those who write to a SQLite database, served in the order of arrival.

SQLite lets one connection write at a time, and those who wait poll with growing pauses, so that the unlucky wait very
long. Inside a process a queue is fair and quick; only processes compete by polling.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from cara.records.errors import DatabaseBusy


class WriteLock:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @contextmanager
    def held(self, timeout: float) -> Iterator[None]:
        """Wait for the lock, at most so many seconds, and hold it.

        Raises:
            DatabaseBusy: it did not come in time.
        """
        self._acquire(timeout)
        try:
            yield
        finally:
            self._release()

    def _acquire(self, timeout: float) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            came = turn.wait(timeout)
        except BaseException:
            self._give_up(turn)
            raise
        if not came:
            self._give_up(turn)
            raise DatabaseBusy

    def _give_up(self, turn: threading.Event) -> None:
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        self._release()

    def _release(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


_locks: dict[str, WriteLock] = {}
_locks_mutex = threading.Lock()


def lock_for(database: str) -> WriteLock:
    """Give the one lock of this process for a database."""
    with _locks_mutex:
        return _locks.setdefault(database, WriteLock())
