"""A chain of entries as an instance has them, and whoever alters it: one random tampering after the other."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from tests.core.records.rows import NOW

from cara.records import Entry, Head, Verification, audit
from cara.records.audit import GENESIS

Rows = list[dict[str, Any]]  # Any: the columns of an entry
CONTENT = ("at", "actor", "action", "resource", "request_id", "detail")
COLUMNS = ("seq", *CONTENT, "previous_hash", "hash")
ACTIONS = ("referral_seen", "referrals_listed", "person_recorded", "sign_in", "booking_confirmed", "letter_printed")


def chain(draw: random.Random, length: int) -> Rows:
    """Give a valid chain of realistic entries."""
    rows: Rows = []
    last = GENESIS
    for seq in range(1, length + 1):
        rows.append(audit._row(seq, entry(draw), last))
        last = rows[-1]["hash"]
    return rows


def entry(draw: random.Random) -> Entry:
    reference = "".join(draw.choices("23456789ABCDEFGH", k=8))
    return Entry(
        at=NOW + timedelta(microseconds=draw.randrange(10**12)),
        actor=draw.choice(["officer-1", "officer-2", "supervisor-1", "system"]),
        action=draw.choice(ACTIONS),
        resource=draw.choice([reference, "referrals", "account:officer-1"]),
        request_id=f"{draw.getrandbits(64):016x}",
        detail=draw.choice([{}, {"why": "own"}, {"why": "any", "shown": [reference]}, {"status": "booked"}]),
    )


def head_of(rows: Rows) -> Head:
    return Head(rows[-1]["seq"], rows[-1]["hash"]) if rows else Head(0, GENESIS)


def walked(rows: Rows, head: Head, noted: Head | None = None) -> Verification:
    """Check rows in memory exactly as a database's are checked."""
    walk = audit._Walk(noted)
    beside = {"head_seq": head.seq, "head_hash": head.hash}
    empty: dict[str, Any] = dict.fromkeys(COLUMNS)
    for row in sorted(rows, key=lambda row: row["seq"]) or [empty]:
        walk.step({**row, **beside})
    return walk.end()


def bound_again(rows: Rows, start: int) -> Rows:
    """Bind rows by valid hashes from a place on, as whoever can write to the database may."""
    last = rows[start - 1]["hash"] if start else GENESIS
    for seq, row in enumerate(rows[start:], start=start + 1):
        row |= {"seq": seq, "previous_hash": last}
        row["hash"] = last = audit._hash({name: row[name] for name in audit._CHAINED})
    return rows


def _other(draw: random.Random, row: dict[str, Any], column: str, strange: Rows) -> Any:  # Any: the column's type
    """Give another value for a column: one that another row has, a small change, or nonsense."""
    old = row[column]
    if column == "at":
        ways = [old + timedelta(microseconds=draw.choice([-1, 1, 10**9])), draw.choice(strange)["at"]]
    elif column == "seq":
        ways = [old + draw.choice([-1000, -1, 1, 1000]), -old, 0]
    else:
        ways = [f"{old}x", old[:-1], old.upper(), draw.choice(strange)[column], "", f" {old}", "\u0430" + old[1:]]
    return draw.choice([way for way in ways if way != old] or [f"{old}?"])


def _change(column: str) -> Callable[[random.Random, Rows, Rows], Rows]:
    def change(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
        row = draw.choice(rows)
        row[column] = _other(draw, row, column, strange)
        return rows

    return change


def _change_two(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    row = draw.choice(rows)
    for column in draw.sample(CONTENT, 2):
        row[column] = _other(draw, row, column, strange)
    return rows


def _exchange_column(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    column = draw.choice(CONTENT)
    pairs = [(a, b) for a in rows for b in rows if a[column] != b[column]]
    first, second = draw.choice(pairs)
    first[column], second[column] = second[column], first[column]
    return rows


def _remove(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    rows.pop(draw.randrange(len(rows)))
    return rows


def _remove_and_close(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    at = draw.randrange(len(rows) - 1)
    rows.pop(at)
    for row in rows[at:]:
        row["seq"] -= 1
    return rows


def _swap(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    first, second = draw.sample(rows, 2)
    first["seq"], second["seq"] = second["seq"], first["seq"]
    return rows


def _reorder(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    numbers = [row["seq"] for row in rows]
    while [row["seq"] for row in rows] == numbers:
        draw.shuffle(rows)
    for seq, row in enumerate(rows, start=1):
        row["seq"] = seq if row["seq"] != seq else row["seq"]
    return rows


def _cut(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    return rows[: draw.randrange(len(rows))]


def _cut_the_beginning(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    kept = rows[draw.randrange(1, len(rows)) :]
    for seq, row in enumerate(kept, start=1):
        row["seq"] = seq
    return kept


def _add(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    last = rows[-1]
    return [*rows, audit._row(last["seq"] + 1, entry(draw), last["hash"])]


def _add_before_the_first(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    return [audit._row(draw.choice([0, -1]), entry(draw), GENESIS), *rows]


def _add_between(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    at = draw.randrange(len(rows))
    before = rows[at - 1]["hash"] if at else GENESIS
    for row in rows[at:]:
        row["seq"] += 1
    return [*rows[:at], audit._row(at + 1, entry(draw), before), *rows[at:]]


def _duplicate(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    copied = dict(draw.choice(rows))
    copied["seq"] = rows[-1]["seq"] + 1
    return [*rows, copied]


def _replace(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    at = draw.randrange(len(rows))
    rows[at] = dict(strange[at])
    return rows


def _replace_and_bind(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    """Put a row of another chain in, bound to the one before it by a hash of its own; the next does not follow."""
    at = draw.randrange(len(rows) - 1)
    rest = rows[at + 1 :]
    return [*bound_again([*rows[:at], dict(strange[at])], at), *rest]


def _replace_the_end(draw: random.Random, rows: Rows, strange: Rows) -> Rows:
    at = draw.randrange(len(rows))
    return [*rows[:at], *(dict(row) for row in strange[at:])]


PLAIN: dict[str, Callable[[random.Random, Rows, Rows], Rows]] = {
    **{f"change {column}": _change(column) for column in COLUMNS},
    "change two columns": _change_two,
    "exchange a column of two": _exchange_column,
    "remove one": _remove,
    "remove one and close the gap": _remove_and_close,
    "swap two": _swap,
    "reorder all": _reorder,
    "cut the end": _cut,
    "cut the beginning": _cut_the_beginning,
    "add at the end": _add,
    "add before the first": _add_before_the_first,
    "add between": _add_between,
    "duplicate": _duplicate,
    "replace by another chain's": _replace,
    "replace and bind": _replace_and_bind,
    "replace the end by another chain's": _replace_the_end,
}
"""What leaves the head as it is."""


def tampered(draw: random.Random, rows: Rows, strange: Rows, way: str) -> tuple[Rows, Head]:
    """Tamper with a copy of a chain; gives its rows and the head beside them."""
    copied, head = [dict(row) for row in rows], head_of(rows)
    match way:
        case "change the head's number":
            return copied, Head(head.seq + draw.choice([-3, -1, 1, 3]), head.hash)
        case "change the head's hash":
            return copied, Head(head.seq, draw.choice([GENESIS, strange[-1]["hash"], copied[0]["hash"], ""]))
        case "cut the end and set the head back":
            left = copied[: draw.randrange(len(copied))]
            return left, head_of(left)
        case "bind all again after a change":
            at = draw.randrange(len(copied))
            copied[at]["actor"] += "x"
            again = bound_again(copied, at)
            return again, head_of(again)
        case "another chain whole":
            return list(strange), head_of(strange)
    return PLAIN[way](draw, copied, strange), head


OF_THE_HEAD = ("change the head's number", "change the head's hash")
ONLY_BY_A_NOTED_HEAD = ("cut the end and set the head back", "bind all again after a change", "another chain whole")
WAYS = (*PLAIN, *OF_THE_HEAD, *ONLY_BY_A_NOTED_HEAD)


def tamperings(how_many: int, length: int, seed: int = 62) -> Iterator[tuple[str, Rows, Head, Head]]:
    """Give random tamperings: the way, the rows, the head, and the head that was noted before."""
    draw = random.Random(seed)
    rows, strange = chain(draw, length), chain(draw, length)
    for number in range(how_many):
        way = WAYS[number % len(WAYS)]
        yield way, *tampered(draw, rows, strange, way), head_of(rows)
