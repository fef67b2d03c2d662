"""Replaying every stored decision by its own book: identical, different, or why it cannot be told."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import RowMapping, select

from cara.casework.instance import Instance
from cara.decisions import Decision, Replay, ReplayAnswer, replay
from cara.records import CannotUnseal, Unit
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
    books: dict[str, str | None] = {}
    after = 0
    while True:
        with instance.database.read() as unit:
            batch = list(_batch(instance, unit, after, reference, books))
        if not batch:
            return
        yield from (replayed for _, replayed in batch)
        after = batch[-1][0]


def _batch(
    instance: Instance, unit: Unit, after: int, reference: str | None, books: dict[str, str | None]
) -> Iterator[tuple[int, Replayed]]:
    query = (
        select(*_COLUMNS)
        .join(t.Referral, t.Referral.id == t.Decision.referral_id)
        .where(t.Decision.id > after)
        .order_by(t.Decision.id)
        .limit(BATCH)
    )
    if reference is not None:
        query = query.where(t.Referral.reference == reference)
    for row in unit.execute(query).mappings().all():
        digest = row["book_digest"]
        if digest not in books:
            books[digest] = unit.scalar(select(t.PolicyBook.body).where(t.PolicyBook.digest == digest))
        yield row["id"], Replayed(row["reference"], row["number"], _replay(instance, unit, row, books[digest]))


_COLUMNS = (
    t.Decision.id,
    t.Decision.number,
    t.Decision.stage,
    t.Decision.verdict,
    t.Decision.book_digest,
    t.Decision.body,
    t.Referral.reference,
)


def _replay(instance: Instance, unit: Unit, row: RowMapping, book: str | None) -> Replay:
    try:
        body = unit.unseal(t.Decision.body, f"{row['reference']}:{row['number']}", row["body"]) if row["body"] else None
    except CannotUnseal as problem:
        return Replay(ReplayAnswer.CANNOT, (str(problem),))
    found = replay(body, book, instance.installed_books())
    if body is None or found.answer is ReplayAnswer.CANNOT:
        return found
    beside = tuple(_differences_beside(row, Decision.model_validate_json(body)))
    return Replay(ReplayAnswer.DIFFERENT, beside + found.reasons) if beside else found


def _differences_beside(row: RowMapping, body: Decision) -> Iterator[str]:
    """Compare what is stored beside the sealed decision, where lists read it, with the decision."""
    if row["verdict"] != body.verdict.value:
        yield f"the verdict stored beside it is '{row['verdict']}', and the decision's is '{body.verdict.value}'"
    if row["stage"] != body.stage.value:
        yield f"the stage stored beside it is '{row['stage']}', and the decision's is '{body.stage.value}'"
