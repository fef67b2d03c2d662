"""The one table of jobs: what is to be done outside a transaction, put there by the transaction that causes it.

A job is leased for a time by one worker and carries a reference, never content. Who finishes it must still hold its
lease: a worker that was slow or away finds that another has it. The same statements serve both databases; PostgreSQL
passes over rows that another worker is just leasing, and on SQLite one transaction writes at a time.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, and_, bindparam, insert, or_, select, update

from cara.records.columns import UtcDateTime
from cara.records.tables.messages import Job
from cara.records.unit import Unit

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=2)

_NOW = bindparam("now", type_=UtcDateTime())
_DUE = and_(Job.status == "open", Job.due_at <= _NOW, or_(Job.leased_until.is_(None), Job.leased_until <= _NOW))
# Built once: building a statement takes longer than running it.
_NEXT = (
    select(Job.id, Job.kind, Job.resource, Job.attempts, Job.lease)
    .where(_DUE)
    .order_by(Job.due_at, Job.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_ANY = select(Job.id).where(_DUE).limit(1)
_ADD = insert(Job)
_LEASE = update(Job).where(Job.id == bindparam("job"))
_MINE = update(Job).where(Job.id == bindparam("job"), Job.lease == bindparam("own", type_=String()))
_OPEN = (Job.kind == bindparam("of_kind"), Job.resource == bindparam("about"))
_DROP = update(Job).where(*_OPEN, Job.status == "open", Job.lease.is_(None))
_AGAIN = update(Job).where(*_OPEN, Job.lease.is_(None))


@dataclass(frozen=True, slots=True)
class Leased:
    """A job that this worker has, until when; ``cut_off`` says that another had it and never said how it went."""

    id: int
    kind: str
    resource: str
    attempt: int
    lease: str
    until: datetime
    cut_off: bool


def enqueue(unit: Unit, kind: str, resource: str, *, due_at: datetime, now: datetime) -> None:
    """Put a job there in the transaction that causes it; there is one of a kind about one thing.

    Raises:
        Conflict: there is one already.
    """
    values = {"kind": kind, "resource": resource, "status": "open", "due_at": due_at, "made_at": now, "attempts": 0}
    unit.execute(_ADD, values)


def waits(unit: Unit, *, now: datetime) -> bool:
    """Tell whether any job is due that nobody has."""
    return unit.scalar(_ANY, {"now": now}) is not None


def lease(unit: Unit, *, now: datetime, lasting: timedelta) -> Leased | None:
    """Take the job that is due the longest, if there is one; nobody else gets it while the lease lasts."""
    found = unit.execute(_NEXT, {"now": now}).one_or_none()
    if found is None:
        return None
    own, until = secrets.token_hex(16), now + lasting
    unit.execute(_LEASE, {"job": found.id, "attempts": found.attempts + 1, "lease": own, "leased_until": until})
    cut_off = found.lease is not None
    return Leased(found.id, found.kind, found.resource, found.attempts + 1, own, until, cut_off)


def finish(unit: Unit, job: Leased, *, now: datetime) -> bool:
    """Say that a job is done; False if its lease is another's by now, who says so."""
    return _change(unit, job, status="done", done_at=now)


def postpone(unit: Unit, job: Leased, *, due_at: datetime) -> bool:
    """Give a job back for later; False if its lease is another's by now."""
    return _change(unit, job, due_at=due_at)


def _change(unit: Unit, job: Leased, **values: object) -> bool:
    given = {"job": job.id, "own": job.lease, "lease": None, "leased_until": None, **values}
    return unit.execute(_MINE, given).rowcount == 1


def drop(unit: Unit, kind: str, resource: str, *, now: datetime) -> bool:
    """Take away a job that nobody has; False if somebody has it, or it is not open."""
    given = {"of_kind": kind, "about": resource, "status": "dropped", "done_at": now}
    return unit.execute(_DROP, given).rowcount == 1


def again(unit: Unit, kind: str, resource: str, *, due_at: datetime) -> bool:
    """Have a job done that was dropped, done or postponed, its attempts counted anew; False if somebody has it."""
    given = {
        "of_kind": kind,
        "about": resource,
        "status": "open",
        "due_at": due_at,
        "attempts": 0,
        "done_at": None,
    }
    return unit.execute(_AGAIN, given).rowcount == 1


def wait_after(attempt: int, draw: Callable[[], float]) -> timedelta:
    """Give how long to wait after so many attempts that failed (1 first): doubled each time, and spread by a half.

    Args:
        attempt: how many there have been.
        draw: gives a number from 0 to 1, so that many that failed together do not come back together.
    """
    doubled: timedelta = min(FIRST_WAIT * 2 ** min(attempt - 1, 20), LONGEST_WAIT)
    return doubled * (0.5 + draw())
