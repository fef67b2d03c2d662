"""A request that is sent twice is done once.

The key is stored in the transaction of the work itself, so that either both last or neither: a twin that comes while
the first is at work waits for it, and is then answered the same. Requests that are refused undo their transaction and
so leave no key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cara.records.errors import RecordsProblem
from cara.records.tables.keeping import IdempotencyKey
from cara.records.unit import Unit

KEPT = timedelta(hours=24)
"""How long an answer is kept."""


class KeyReused(RecordsProblem):
    """One key came with two different requests (HTTP 422). Nothing was changed."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            "This Idempotency-Key was already used for another request. Nothing was changed: send a new key with a new request."
        )


class KeyExpired(RecordsProblem):
    """The answer to this key is no longer kept (HTTP 410). Nothing was changed."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            "This Idempotency-Key was used more than 24 hours ago. Nothing was changed: look whether the request was "
            "done, and send a new key if it was not."
        )


class Unanswered(RecordsProblem):
    """A key was claimed, and the work was kept without its answer: a fault of the program."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            "This request was begun before and its answer was not kept. Nothing was changed: look whether the request "
            "was done, and send a new key if it was not."
        )


# Built once: building a statement takes longer than running it.
_CLAIM = {
    "sqlite": sqlite.insert(IdempotencyKey).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(IdempotencyKey).on_conflict_do_nothing(),
}
_KNOWN = and_(
    IdempotencyKey.client == bindparam("of_client"),
    IdempotencyKey.operation == bindparam("of_operation"),
    IdempotencyKey.key == bindparam("of_key"),
)
_EARLIER = select(
    IdempotencyKey.request_sha256, IdempotencyKey.status, IdempotencyKey.body, IdempotencyKey.made_at
).where(_KNOWN)
_FINISH = update(IdempotencyKey).where(_KNOWN)


@dataclass(frozen=True, slots=True)
class Fresh:
    """The request is new: do it, and call :func:`finish` with the answer."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The request was done before: give this answer again."""

    status: int
    body: str


def begin(unit: Unit, client: str, operation: str, key: str, request_sha256: str, now: datetime) -> Fresh | Replay:
    """Claim a key for a request, or find what it was answered. Waits for a twin that is at work.

    Raises:
        KeyReused: the key belongs to another request.
        KeyExpired: the answer is older than 24 hours.
    """
    known = {"client": client, "operation": operation, "key": key}
    if unit.execute(_CLAIM[unit.dialect], {**known, "request_sha256": request_sha256, "made_at": now}).rowcount == 1:
        return Fresh()
    earlier = unit.execute(_EARLIER, {f"of_{name}": value for name, value in known.items()}).one()
    if earlier.made_at <= now - KEPT:
        raise KeyExpired(key)
    if earlier.request_sha256 != request_sha256:
        raise KeyReused(key)
    if earlier.status is None or earlier.body is None:
        raise Unanswered(key)
    return Replay(earlier.status, unit.unseal(IdempotencyKey.body, _record_key(client, operation, key), earlier.body))


def finish(unit: Unit, client: str, operation: str, key: str, status: int, body: str) -> None:
    """Store the answer under the key, sealed, in the unit that did the work."""
    sealed = unit.seal(IdempotencyKey.body, _record_key(client, operation, key), body)
    given = {"of_client": client, "of_operation": operation, "of_key": key, "status": status, "body": sealed}
    unit.execute(_FINISH, given)


def forget_answers(unit: Unit, now: datetime) -> int:
    """Erase the answers that are no longer kept; their keys stay and are answered 410. Gives how many."""
    old = and_(IdempotencyKey.made_at <= now - KEPT, IdempotencyKey.body.is_not(None))
    return unit.execute(update(IdempotencyKey).where(old).values(status=None, body=None)).rowcount


def _record_key(client: str, operation: str, key: str) -> str:
    return f"{client}:{operation}:{key}"
