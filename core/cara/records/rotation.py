"""A new master key for an instance, and the end of an old one, while the instance is being served.

Every sealed column of every table is walked, by the type of the column, so that a new table is covered from the start.
Participants and staff have one file of keys and victims another; each is changed by itself. Of each value only its wrapped key is made anew. A value is stored only where it is still what was read, so whoever
writes meanwhile wins; what he seals is under the newest key, since sealing follows the key file.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Row,
    Select,
    Update,
    bindparam,
    func,
    literal,
    select,
    text,
    tuple_,
    union_all,
    update,
)

from cara.records import tables
from cara.records.audit import Entry
from cara.records.columns import OF_VICTIMS, Sealed, SealedBytes
from cara.records.database import Database
from cara.records.engines import PATIENCE
from cara.records.errors import CannotUnseal, KeyFileProblem
from cara.records.key_file import KeyFile
from cara.records.keys import NUMBER_BYTES
from cara.records.sealing import NUMBER_AT, Keyring, Whose
from cara.records.unit import Unit

AT_ONCE = 500
"""Values in one transaction: it holds up others for some ten milliseconds."""

Clock = Callable[[], datetime]
SealedColumn = Column[SealedBytes]
Values = Mapping[str, Mapping[int, int]]
"""For each sealed column, ``table.column``, how many values are under each master key."""

_ACTOR = "system"
_POLL = 0.05


class KeyInUse(KeyFileProblem):
    """A master key cannot be retired: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some values of one column."""

    column: str
    wrapped: int
    do_not_open: int


def sealed_columns(whose: Whose) -> Sequence[SealedColumn]:
    """Give every sealed column of every table that is about participants and staff, or about victims."""
    every = [one for one in tables.Person.metadata.sorted_tables if (one.info == OF_VICTIMS) is (whose == "victims")]
    return [column for table in every for column in table.columns if isinstance(column.type, Sealed)]


def values_by_key(unit: Unit, whose: Whose) -> Values:
    """Count the values of every such column under each master key, all in one snapshot.

    Raises:
        KeyFileProblem: some are under a key that the file does not hold.
    """
    numbers = [(str(column), _number(column).label("number"), column) for column in sealed_columns(whose)]
    counts = [
        select(literal(name).label("name"), number, func.count().label("values"))
        .where(column.is_not(None))
        .group_by(number)
        for name, number, column in numbers
    ]
    found: dict[str, Counter[int]] = {name: Counter() for name, _, _ in numbers}
    for name, number, values in unit.execute(union_all(*counts)):
        found[name][int.from_bytes(number)] = values
    return found


def under_each_key(values: Values) -> Counter[int]:
    """Add up the columns."""
    return sum((Counter(counts) for counts in values.values()), Counter())


@contextmanager
def changing_keys(database: Database) -> Iterator[None]:
    """Keep the key file to this process, and see that it holds every key that anything is sealed under.

    Raises:
        KeyFileProblem: another process changes it, a key is missing in it, or there is none.
    """
    with _file_of(database.keyring).alone():
        database.keyring.follow()
        with database.read() as unit:
            _check_known(database.keyring, under_each_key(values_by_key(unit, database.keyring.whose)))
        yield


def older_values(database: Database) -> int:
    """Count what is not under the newest master key."""
    with database.read() as unit:
        under = under_each_key(values_by_key(unit, database.keyring.whose))
    newest = database.keyring.keys.newest
    return sum(values for number, values in under.items() if number < newest)


def add_master_key(database: Database, now: datetime) -> int:
    """Put one more master key into the key file, and give its number. From now on it seals."""
    keyring = database.keyring
    keys = keyring.keys.rotated()
    with database.write() as unit:
        _tell(unit, "add_master_key", keys.newest, now)
        _file_of(keyring).replace(keys)
    return keyring.follow().newest


def wrap_anew(database: Database, clock: Clock) -> Iterator[Batch]:
    """Wrap the key of every value by the newest master key, batch by batch, each a transaction of its own."""
    for column in sealed_columns(database.keyring.whose):
        yield from _walk(database, column, clock)


def retire(database: Database, number: int, now: datetime) -> None:
    """Take a master key out of the key file.

    No change may come in between that was sealed before the newest key came. On SQLite nobody else writes meanwhile;
    on PostgreSQL every transaction that has begun is waited for, and those that begin later seal by the newest key.

    Raises:
        KeyInUse: it seals, something is sealed under it, or a change that began earlier goes on for too long.
        KeyFileProblem: there is no such key.
    """
    keyring = database.keyring
    keys = keyring.keys
    if number not in keys.sealing:
        known = ", ".join(map(str, sorted(keys.sealing)))
        raise KeyFileProblem(f"There is no master key {number}: the key file holds {known}.")
    if number == keys.newest:
        raise KeyInUse(f"Master key {number} is the newest and seals: add another first with `cara keys rotate`.")
    with database.write() as unit:
        if unit.dialect == "postgresql":
            _wait_for_earlier_changes(unit)
        _check_unused(values_by_key(unit, keyring.whose), number)
        _tell(unit, "retire_master_key", number, now)
        _file_of(keyring).replace(keys.without(number))


def _file_of(keyring: Keyring) -> KeyFile:
    if keyring.file is None:
        raise KeyFileProblem("The keys of a demonstration are those that everybody knows: they stay as they are.")
    return keyring.file


def _check_known(keyring: Keyring, under: Counter[int]) -> None:
    for number, values in sorted(under.items()):
        if number not in keyring.keys.sealing:
            raise KeyFileProblem(
                f"{values} values are sealed under master key {number}, which is not in {_file_of(keyring).path}: "
                "put back the newest copy of the key file first."
            )


def _check_unused(values: Values, number: int) -> None:
    used = {name: counts[number] for name, counts in values.items() if counts.get(number)}
    if used:
        where = ", ".join(f"{count} of {name}" for name, count in used.items())
        raise KeyInUse(
            f"Master key {number} is needed: {sum(used.values())} values are sealed under it ({where}). "
            "Run `cara keys rotate` first."
        )


def _number(column: SealedColumn) -> ColumnElement[bytes]:
    return func.substr(column, NUMBER_AT, NUMBER_BYTES, type_=LargeBinary)


def _walk(database: Database, column: SealedColumn, clock: Clock) -> Iterator[Batch]:
    newest = database.keyring.keys.newest
    query, change = _older(column, newest), _change(column)
    after: Sequence[Any] | None = None  # Any: a primary key has columns of any type
    while rows := _read(database, query if after is None else query.where(_behind(column, after))):
        wrapped = list(_wrapped(database.keyring, column, rows))

        def store(unit: Unit, values: Sequence[Mapping[str, Any]] = wrapped) -> int:  # Any: as above
            changed = unit.execute(change, values).rowcount if values else 0
            if changed:
                _tell(unit, "wrap_values_anew", newest, clock(), column=str(column), values=changed)
            return changed

        yield Batch(str(column), database.run(store), len(rows) - len(wrapped))
        after = rows[-1][:-1]


def _read(database: Database, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:  # Any: as above
    with database.read() as unit:
        return unit.execute(query).all()


def _older(column: SealedColumn, newest: int) -> Select[*tuple[Any, ...]]:  # Any: as above
    keys = column.table.primary_key.columns
    older = _number(column) < literal(newest.to_bytes(NUMBER_BYTES), LargeBinary)
    return select(*keys, column).where(column.is_not(None), older).order_by(*keys).limit(AT_ONCE)


def _behind(column: SealedColumn, after: Sequence[Any]) -> ColumnElement[bool]:  # Any: as above
    keys = list(column.table.primary_key.columns)
    given = [literal(value, key.type) for key, value in zip(keys, after, strict=True)]
    return tuple_(*keys) > tuple_(*given) if len(keys) > 1 else keys[0] > given[0]


def _change(column: SealedColumn) -> Update:
    keys = column.table.primary_key.columns
    same_row = [key == bindparam(f"key_{key.name}", type_=key.type) for key in keys]
    unchanged = column == bindparam("blob_before", type_=column.type)
    return update(column.table).where(*same_row, unchanged).values({column: bindparam("blob_after", type_=column.type)})


def _wrapped(
    keyring: Keyring,
    column: SealedColumn,
    rows: Sequence[Row[*tuple[Any, ...]]],  # Any: as above
) -> Iterator[Mapping[str, Any]]:
    names = [f"key_{key.name}" for key in column.table.primary_key.columns]
    for *own, before in rows:
        try:
            after = keyring.wrap_anew(str(column), before)
        except CannotUnseal:
            continue
        yield {**dict(zip(names, own, strict=True)), "blob_before": before, "blob_after": after}


_UNFINISHED = text(
    "SELECT virtualxid FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'virtualxid' AND "
    "mode = 'ExclusiveLock' AND datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
)


def _wait_for_earlier_changes(unit: Unit) -> None:
    earlier = set(unit.execute(_UNFINISHED).scalars())
    give_up = time.monotonic() + PATIENCE
    while earlier := earlier & set(unit.execute(_UNFINISHED).scalars()):
        if time.monotonic() > give_up:
            raise KeyInUse("A change or a backup that began earlier goes on: run this again when it has ended.")
        time.sleep(_POLL)


def _tell(unit: Unit, action: str, number: int, at: datetime, **detail: str | int) -> None:
    resource = f"master_key/{number}"
    unit.audit(Entry(at=at, actor=_ACTOR, action=action, resource=resource, request_id="", detail=detail))
