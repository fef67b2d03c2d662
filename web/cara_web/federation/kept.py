"""Something that was fetched and is kept for a while."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from anyio import Lock

T = TypeVar("T")

LASTS = timedelta(hours=1)
RENEWED_EVERY = timedelta(minutes=1)


class Kept(Generic[T]):
    """What one fetch gave: fetched once for everybody who waits for it, and again when it is too old."""

    def __init__(self, fetch: Callable[[], Awaitable[T]]) -> None:
        self._fetch, self._lock = fetch, Lock()
        self._value: tuple[T, datetime] | None = None
        self._tried: datetime | None = None

    async def get(self, now: datetime) -> T:
        """Give what is kept, fetched at most an hour ago."""
        async with self._lock:
            if self._value is None or not _is_within(LASTS, self._value[1], now):
                return await self._fetch_anew(now)
            return self._value[0]

    async def renew(self, now: datetime) -> T:
        """Fetch it again unless that was tried within the last minute, and give what is kept then."""
        async with self._lock:
            if self._tried is None or not _is_within(RENEWED_EVERY, self._tried, now):
                return await self._fetch_anew(now)
        return await self.get(now)

    async def _fetch_anew(self, now: datetime) -> T:
        self._tried = now
        value = await self._fetch()
        self._value = value, now
        return value


def _is_within(span: timedelta, moment: datetime, now: datetime) -> bool:
    return timedelta() <= now - moment < span  # a clock that was put back makes everything old
