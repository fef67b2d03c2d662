"""Doing what a program asks for once, however often it sends the request."""

from collections.abc import Callable
from datetime import datetime

from cara.casework.holding import run_with_holds_released
from cara.casework.instance import Instance
from cara.records import Entry, Unit, idempotency


def once(
    instance: Instance,
    client: str,
    operation: str,
    key: str,
    request_sha256: str,
    work: Callable[[], tuple[int, str]],
    now: datetime,
) -> tuple[int, str, bool]:
    """Answer a request: by doing the work, or as it was answered before. Holds that ran out are released before.

    Args:
        client: the code of the program that asks; keys of different programs never meet.
        operation: what is asked, as the address and the method name it.
        key: the request's Idempotency-Key.
        request_sha256: the hash of the whole request: one key belongs to one request.
        work: use cases, joined in one transaction with the key; may run again while others are in the way. An error
            out of it undoes everything, the key included.

    Returns:
        The status, the body, and whether it is the answer given before.

    Raises:
        KeyReused: the key belongs to another request.
        KeyExpired: the answer is no longer kept.
    """

    def answered(unit: Unit) -> tuple[int, str, bool]:
        claim = idempotency.begin(unit, client, operation, key, request_sha256, now)
        if isinstance(claim, idempotency.Replay):
            return claim.status, claim.body, True
        status, body = work()
        idempotency.finish(unit, client, operation, key, status, body)
        unit.audit(_entry(client, operation, status, now))
        return status, body, False

    return run_with_holds_released(instance, answered, now=now)


def _entry(client: str, operation: str, status: int, now: datetime) -> Entry:
    """Say who asked, so that a key is kept with an entry even where the work itself changed nothing."""
    detail = {"status": status}
    return Entry(at=now, actor=client, action="request_answered", resource=operation, request_id="", detail=detail)
