"""Rows in every table that has a sealed column, each such column filled, found by the tables' own description.

A table that is added is filled as well. If a check of it refuses what is made up here, say in ``GIVEN`` what it takes.
"""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Table, insert, select
from tests.core.records.rows import NOW, entry

from cara.records import Base, Database, Keyring, Sealed
from cara.records.columns import OF_VICTIMS
from cara.records.sealing import Whose, number_of_key

GIVEN = {
    "worklist_item.owner": "police",
    "idempotency_key.status": 200,
    "declared_conflict.name_birth_index": b"index",
    "cohort.status": "open",
    "cohort.second_day": NOW.date() + timedelta(days=28),
    "membership.status": "left",
    "membership.active": False,
    "membership.pathway": "text",
    "workshop.number": 1,
    "workshop.status": "planned",
    "attendance_mark.mark": "here",
    "observation_score.score": 3,
    "quality_setting.value": 6,
    "supervision_session.minutes": 60,
    "case_sample.size": 5,
    "sampled_case.opened_by": 1,
    "sampled_case.opened_at": NOW,
    "participant_answer.agreed": 3,
    "checklist_aim.covered": "covered",
    "service.review_on": date(2027, 5, 23),
    "access_request.status": "received",
    "access_reading.answer": "redact",
    "victim_request.status": "received",
    "victim_reading.answer": "redact",
    "retention_review.scope": "case",
    "erasure.scope": "case",
    "erasure.status": "requested",
    "message.channel": "sms",
    "message.status": "waiting",
}
BY_TYPE = {str: "text", int: 1, bool: True, bytes: b"index", date: NOW.date()}


def sealed_columns_of(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Sealed)]


def tables_to_fill() -> list[Table]:
    """Those with a sealed column, and those that they refer to, in an order in which they can be filled."""
    wanted = {table for table in Base.metadata.sorted_tables if sealed_columns_of(table)}
    for table in reversed(Base.metadata.sorted_tables):
        if table in wanted:
            wanted |= {key.column.table for column in table.columns for key in column.foreign_keys}
    return [table for table in Base.metadata.sorted_tables if table in wanted]


def ring_of(database: Database, table: Table) -> Keyring:
    """The keys under which a table's values are sealed: victims have their own."""
    return database.keyring.for_victims if table.info == OF_VICTIMS else database.keyring


def text_of(column: Column[Any], number: int) -> str:
    return f"Quetzalcoatlus in {column} of row {number}"


def fill(database: Database, rows: int, first: int = 1) -> None:
    """Fill so many rows of each table; row 5 of one refers to row 5 of another."""
    with database.write() as unit:
        unit.audit(entry())
        for table in tables_to_fill():
            values = [dict(_row(database, table, number)) for number in range(first, first + rows)]
            unit.execute(insert(table), values)


def _row(database: Database, table: Table, number: int) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        if isinstance(column.type, Sealed):
            yield column.name, ring_of(database, table).seal(str(column), str(number), text_of(column, number))
        elif str(column) in GIVEN:
            yield column.name, GIVEN[str(column)]
        elif not column.nullable:
            yield column.name, _made_up(column, number)


def _made_up(column: Column[Any], number: int) -> Any:
    kind = column.type.python_type
    if kind is int:
        return number
    if kind is bytes:
        return f"{number:08}".encode()
    if column.unique or column.primary_key or column.foreign_keys:
        return f"{number:08}"[: getattr(column.type, "length", None)]
    return BY_TYPE.get(kind, NOW)


def is_of(table: Table, whose: Whose | None) -> bool:
    """Whether a table's values are sealed by the keys of participants or of victims; of anybody without a word."""
    return whose is None or (table.info == OF_VICTIMS) is (whose == "victims")


def stored(database: Database, whose: Whose | None = None) -> dict[tuple[str, int], bytes]:
    """Every sealed value, by its column and the number of its row."""
    found = {}
    with database.read() as unit:
        for table in (one for one in tables_to_fill() if is_of(one, whose)):
            for column in sealed_columns_of(table):
                blobs = unit.execute(select(column).order_by(*table.primary_key.columns)).scalars()
                found |= {(str(column), number): blob for number, blob in zip(itertools.count(1), blobs, strict=False)}
    return found


def check_all_open(
    database: Database, rows: int, under: set[int] | None = None, whose: Whose | None = "participants"
) -> None:
    """See that nothing is lost, and under which master keys everything is."""
    values = stored(database, whose)
    tables = [table for table in tables_to_fill() if is_of(table, whose)]
    columns = {str(column): column for table in tables for column in sealed_columns_of(table)}
    assert values.keys() == {(name, number) for name in columns for number in range(1, rows + 1)}
    for (name, number), blob in values.items():
        ring = ring_of(database, columns[name].table)
        assert ring.unseal(name, str(number), blob) == text_of(columns[name], number)
    if under is not None:
        assert {number_of_key(blob) for blob in values.values()} == under
