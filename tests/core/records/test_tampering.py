"""The law of the chain: whatever is altered, removed, added or moved in it is found."""

import random
from collections import Counter

import pytest
from sqlalchemy import delete, insert, text, update
from tests.core.records.rows import NOW
from tests.core.records.tampering import (
    CONTENT,
    ONLY_BY_A_NOTED_HEAD,
    PLAIN,
    WAYS,
    chain,
    head_of,
    tampered,
    tamperings,
    walked,
)
from tests.core.records.test_audit import past_the_triggers

from cara.records import AuditEntry, AuditHead, Database, Keyring, RecordsUnavailable, audit

MANY, LENGTH = 10_000, 24
IN_A_DATABASE = 60


@pytest.fixture
def sqlite(sqlite_template, tmp_path):
    """A database on SQLite alone, which keeps whatever is written into a column."""
    path = tmp_path / "cara.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = Database.open(f"sqlite:///{path}", Keyring.development())
    yield opened
    opened.close()


def missed(how_many=MANY):
    """Count the tamperings that are not found, by their ways."""
    return Counter(
        way for way, rows, head, noted in tamperings(how_many, LENGTH) if walked(rows, head, _noted(way, noted)).whole
    )


def _noted(way, noted):
    return noted if way in ONLY_BY_A_NOTED_HEAD else None


def test_ten_thousand_random_tamperings_are_all_found():
    assert missed() == Counter()


def test_what_was_not_touched_is_whole():
    rows = chain(random.Random(1), LENGTH)
    assert walked(rows, head_of(rows), head_of(rows)).whole
    assert walked(rows, head_of(rows), head_of(rows[:5])).whole


def test_every_tampering_changes_something():
    rows, strange = chain(random.Random(1), LENGTH), chain(random.Random(2), LENGTH)
    unchanged = Counter()
    for seed in range(40 * len(WAYS)):
        way = WAYS[seed % len(WAYS)]
        changed, head = tampered(random.Random(seed), rows, strange, way)
        in_order = sorted(changed, key=lambda row: row["seq"])
        unchanged[way] += (in_order, head) == (rows, head_of(rows))
    assert unchanged == Counter(dict.fromkeys(WAYS, 0))


@pytest.mark.parametrize("column", CONTENT)
def test_a_column_left_out_of_the_hash_is_seen_by_the_law(monkeypatch, column):
    whole = audit._hash
    monkeypatch.setattr(audit, "_hash", lambda said: whole({**said, column: NOW if column == "at" else ""}))
    assert missed(1500)[f"change {column}"] > 20


@pytest.mark.parametrize("way", ONLY_BY_A_NOTED_HEAD)
def test_what_is_bound_again_whole_is_found_by_a_noted_head_alone(way):
    rows, strange = chain(random.Random(1), LENGTH), chain(random.Random(2), LENGTH)
    changed, head = tampered(random.Random(3), rows, strange, way)
    assert walked(changed, head).whole
    assert walked(changed, head, head_of(rows)).problem == "the head noted earlier is not in the chain"


def test_the_first_wrong_entry_is_named():
    rows = chain(random.Random(1), LENGTH)
    rows[16]["actor"] = rows[9]["detail"] = "another"
    assert walked(rows, head_of(rows)).problem == "entry 10 was altered"


def stored(unit, rows, head):
    """Put rows and a head in the place of a database's own."""
    unit.execute(delete(AuditEntry))
    if rows:
        unit.execute(insert(AuditEntry), rows)
    unit.execute(update(AuditHead).values(seq=head.seq, hash=head.hash))


def in_a_database():
    """Give tamperings that both databases can hold: no text longer than its column, no number twice."""
    found = [one for one in tamperings(8 * IN_A_DATABASE, LENGTH, seed=7) if _can_be_stored(one[1])]
    return found[:IN_A_DATABASE]


def _can_be_stored(rows):
    fits = all(len(str(row[name])) <= 64 for row in rows for name in ("previous_hash", "hash"))
    return fits and len({row["seq"] for row in rows}) == len(rows)


def test_dozens_of_tamperings_are_found_in_a_real_database(database):
    whole = Counter()
    with past_the_triggers(database) as unit:
        for way, rows, head, noted in in_a_database():
            stored(unit, rows, head)
            whole[way] += audit.verify(unit, _noted(way, noted)).whole
    assert sum(whole.values()) == 0
    assert len(whole) > len(PLAIN) / 2


def test_an_untouched_chain_is_whole_in_a_real_database(database):
    rows = chain(random.Random(5), LENGTH)
    with past_the_triggers(database) as unit:
        stored(unit, rows, head_of(rows))
        assert audit.verify(unit).whole


NONSENSE = ["'not a moment'", "'2026-11-23'", "'2026-11-23T09:30:00.000000'", "x'00ff'", "7", "''"]


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("column", ["at", "actor", "detail", "hash", "previous_hash"])
def test_on_sqlite_anything_can_be_written_into_any_column_and_is_found(sqlite, column, value):
    rows = chain(random.Random(5), LENGTH)
    with past_the_triggers(sqlite) as unit:
        stored(unit, rows, head_of(rows))
        unit.execute(text(f"UPDATE audit_entry SET {column} = {value} WHERE seq = 9"))
        assert "entry 9" in audit.verify(unit).problem


def test_on_sqlite_text_that_cannot_be_read_is_found(sqlite):
    rows = chain(random.Random(5), LENGTH)
    with past_the_triggers(sqlite) as unit:
        stored(unit, rows, head_of(rows))
        unit.execute(text("UPDATE audit_entry SET actor = CAST(x'ff' AS TEXT) WHERE seq = 9"))
        assert "cannot be read" in audit.verify(unit).problem


def test_a_chain_that_is_gone_is_not_a_chain_that_is_wrong(database):
    with past_the_triggers(database) as unit:
        unit.execute(text("ALTER TABLE audit_entry RENAME TO elsewhere"))
        with pytest.raises(RecordsUnavailable):
            audit.verify(unit)
