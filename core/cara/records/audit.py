"""The audit chain: who did or saw what, each entry bound to the one before it by SHA-256.

Whoever can write to the database can still rebuild the whole chain, or cut its end and set the head back. A head
noted somewhere else now and then (:attr:`Verification.head`) finds that as well.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, insert, select, true, type_coerce, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import NullType

from cara.records.built_once import run
from cara.records.errors import ConstraintBroken, RecordsUnavailable
from cara.records.faults import translate
from cara.records.tables.keeping import AuditEntry, AuditHead

if TYPE_CHECKING:
    from cara.records.unit import Unit

GENESIS = "0" * 64
"""The hash before the first entry."""

Detail = Mapping[str, str | int | Sequence[str | int] | None]
"""References, codes and numbers under their names."""

_ROWS_AT_ONCE = 2000
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be remembered of an act: references, codes and numbers, never a name."""

    at: datetime
    actor: str
    action: str
    resource: str
    request_id: str
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the number and hash of its last entry."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking the chain found: its head, and the first problem if there is one."""

    head: Head
    problem: str | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing was altered, removed or moved."""
        return self.problem is None


# Built once: building a statement takes longer than running it.
_HEAD = select(AuditHead.seq, AuditHead.hash).with_for_update()
_ADD = insert(AuditEntry)
_NEW_HEAD = update(AuditHead).values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))


def append(connection: Connection, entries: Sequence[Entry]) -> None:
    """Add entries to the chain. The head is locked from here to the commit, so this is a unit's last act.

    Raises:
        RecordsUnavailable: the chain cannot be written, so that nothing else is done either.
    """
    head = run(connection, _HEAD, None).one_or_none()
    if head is None:
        raise RecordsUnavailable("the head of its audit chain is missing")
    seq, last = head
    rows = []
    for entry in entries:
        seq += 1
        rows.append(_row(seq, entry, last))
        last = str(rows[-1]["hash"])
    try:
        run(connection, _ADD, rows)
        run(connection, _NEW_HEAD, {"new_seq": seq, "new_hash": last})
    except DBAPIError as error:
        problem = translate(error)
        if problem is None or isinstance(problem, ConstraintBroken):
            raise RecordsUnavailable("its audit chain takes no entry, or does not end where its head says") from None
        raise


def verify(unit: "Unit", noted: Head | None = None) -> Verification:
    """Check the whole chain, and that it still holds a head that was noted earlier.

    One statement reads head and entries, so that entries added meanwhile do not look like tampering. Moments are read
    as they are stored: one that is none is an entry that was altered, and not a fault.
    """
    columns = [getattr(AuditEntry, name) for name in _CHAINED if name != "at"]
    at = type_coerce(AuditEntry.at, NullType()).label("at")
    everything = (
        select(AuditHead.seq.label("head_seq"), AuditHead.hash.label("head_hash"), *columns, at, AuditEntry.hash)
        .outerjoin_from(AuditHead, AuditEntry, true())
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    walk = _Walk(noted)
    try:
        for said in unit.execute(everything).mappings():
            walk.step(said)
    except DBAPIError as error:
        if translate(error) is not None:
            raise
        walk.problem = walk.problem or f"an entry after entry {walk.seq} cannot be read"
    return walk.end()


_CHAINED = ("seq", "at", "actor", "action", "resource", "request_id", "detail", "previous_hash")


class _Walk:
    """Goes along the chain and keeps the first problem."""

    def __init__(self, noted: Head | None) -> None:
        self.noted = noted
        self.found_noted = noted is None or noted.seq == 0
        self.head: Head | None = None
        self.seq, self.last = 0, GENESIS
        self.problem: str | None = None

    def step(self, said: Mapping[Any, Any]) -> None:  # Any: as stored, or as somebody else left it
        """Look at the next entry: its columns, and the head beside them."""
        self.head = Head(said["head_seq"], said["head_hash"])
        if said["seq"] is None or self.problem:
            return
        self.problem = self._problem(said)
        self.seq, self.last = said["seq"], said["hash"]
        if self.noted == Head(self.seq, self.last):
            self.found_noted = True

    def _problem(self, said: Mapping[Any, Any]) -> str | None:  # Any: as above
        if said["seq"] != self.seq + 1:
            return f"entry {self.seq + 1} is missing"
        if said["previous_hash"] != self.last:
            return f"entry {said['seq']} does not follow entry {self.seq}"
        if not _is_as_hashed(said):
            return f"entry {said['seq']} was altered"
        return None

    def end(self) -> Verification:
        """Give what was found, once every entry was looked at."""
        if self.head is None:
            return Verification(Head(0, GENESIS), "the head of the chain is missing")
        problem = self.problem
        if not problem and self.head != Head(self.seq, self.last):
            problem = f"the chain ends at entry {self.seq}, but its head says entry {self.head.seq}"
        if not problem and not self.found_noted:
            problem = "the head noted earlier is not in the chain"
        return Verification(self.head, problem)


def _row(seq: int, entry: Entry, previous: str) -> dict[str, int | str | datetime]:
    said: dict[str, int | str | datetime] = {
        "seq": seq,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "resource": entry.resource,
        "request_id": entry.request_id,
        "detail": _canonical(dict(entry.detail)),
        "previous_hash": previous,
    }
    return {**said, "hash": _hash(said)}


def _is_as_hashed(said: Mapping[Any, Any]) -> bool:  # Any: as above
    try:
        entry = {name: said[name] for name in _CHAINED}
        return bool(said["hash"] == _hash({**entry, "at": _moment(entry["at"])}))
    except (TypeError, ValueError):
        return False


def _moment(stored: object) -> datetime:
    """Read a moment as a database stores it: PostgreSQL one with its zone, SQLite a text of one form, in UTC."""
    if isinstance(stored, datetime):
        return stored
    text = str(stored)
    moment = datetime.fromisoformat(text)
    if moment.isoformat(" ", "microseconds") != text:
        raise ValueError(f"{text} is not as it is stored")
    return moment.replace(tzinfo=UTC)


def _hash(said: Mapping[str, int | str | datetime]) -> str:
    at = said["at"]
    assert isinstance(at, datetime)
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(_canonical({**said, "at": moment}).encode()).hexdigest()


def _canonical(content: Mapping[str, object]) -> str:
    return _CANONICAL.encode(content)
