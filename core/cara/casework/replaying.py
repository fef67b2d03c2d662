"""Replaying every stored decision by its own book: identical, different, or why it cannot be told."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from cara.casework.instance import Instance
from cara.decisions import Replay, replay
from cara.records import Unit
from cara.records import tables as t

BATCH = 200


@dataclass(frozen=True, slots=True)
class Replayed:
    """The replay of one decision: whose, the how manyth, and what was found."""

    reference: str
    number: int
    replay: Replay


def replay_decisions(instance: Instance, reference: str | None = None) -> Iterator[Replayed]:
    """Replay every stored decision, or those of one referral, in the order in which they were made."""
    books: dict[str, str] = {}
    after = 0
    while True:
        with instance.database.read() as unit:
            batch = list(_batch(instance, unit, after, reference, books))
        if not batch:
            return
        yield from (replayed for _, replayed in batch)
        after = batch[-1][0]


def _batch(
    instance: Instance, unit: Unit, after: int, reference: str | None, books: dict[str, str]
) -> Iterator[tuple[int, Replayed]]:
    query = (
        select(t.Decision.id, t.Decision.number, t.Decision.book_digest, t.Decision.body, t.Referral.reference)
        .join(t.Referral, t.Referral.id == t.Decision.referral_id)
        .where(t.Decision.id > after)
        .order_by(t.Decision.id)
        .limit(BATCH)
    )
    if reference is not None:
        query = query.where(t.Referral.reference == reference)
    for row in unit.execute(query).all():
        if row.book_digest not in books:
            body = unit.scalar(select(t.PolicyBook.body).where(t.PolicyBook.digest == row.book_digest))
            books[row.book_digest] = str(body)
        body = unit.unseal(t.Decision.body, f"{row.reference}:{row.number}", row.body) if row.body else None
        found = replay(body, books[row.book_digest], instance.installed_books())
        yield row.id, Replayed(row.reference, row.number, found)
