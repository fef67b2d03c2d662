"""Pages of a list: sorted as asked, ties broken by the row's number, each page beginning after the last one's row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from cara.records import Unit

T = TypeVar("T")

PAGE = 50
MOST_DOWNLOADED = 20_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some lines of a list, and the row after which the next page begins, if there are more."""

    lines: tuple[T, ...]
    next_after: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted: an expression that is never null."""

    by: ColumnElement[Any]  # Any: a text, a day or a number
    descending: bool = False


def page_of_rows(
    unit: Unit,
    query: Select[*tuple[Any, ...]],  # Any: whatever the list shows of a row
    key: InstrumentedAttribute[int],
    order: Order,
    *,
    after: int | None = None,
    most: int = PAGE,
) -> tuple[Sequence[RowMapping], int | None]:
    """Give the rows of a page, and the row after which the next one begins.

    Args:
        unit: the transaction.
        query: the list with its conditions; ``key`` is among its columns as ``id``.
        key: the number of the row, which breaks ties.
        order: what it is sorted by.
        after: the last row of the page before; one that is not in the list any more begins it anew.
        most: so many rows at most.
    """
    beyond = _beyond(unit, query, key, order, after) if after is not None else None
    narrowed = query if beyond is None else query.where(beyond)
    sorted_by = order.by.desc() if order.descending else order.by.asc()
    rows = unit.execute(narrowed.order_by(sorted_by, key).limit(most + 1)).mappings().all()
    return rows[:most], rows[most - 1]["id"] if len(rows) > most else None


def _beyond(
    unit: Unit, query: Select[*tuple[Any, ...]], key: InstrumentedAttribute[int], order: Order, after: int
) -> ColumnElement[bool] | None:  # Any: as above
    last = unit.execute(query.with_only_columns(order.by.label("value")).where(key == after)).one_or_none()
    if last is None:
        return None
    further = order.by < last.value if order.descending else order.by > last.value
    return or_(further, and_(order.by == last.value, key > after))
