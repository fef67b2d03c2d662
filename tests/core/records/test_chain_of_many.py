"""The chain under many writers at once: no gap, no number twice, and its head locked after everything else."""

# ruff: noqa: PT012 - a unit of work is a block

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import select, text, update
from tests.core.records.rows import add_venue, entry
from tests.core.records.test_many_writers import start_process
from tests.core.records.writing import write_venues

from cara.records import AuditEntry, Database, DatabaseBusy, RuleBroken, Unit, Venue, audit
from cara.records.triggers import APPEND_ONLY

THREADS, EACH = 6, 20


class Undo(Exception):
    """Ends a unit without a trace."""


def test_no_gap_though_every_third_unit_is_undone_while_processes_write(database, database_url):
    processes = [start_process(database_url, f"process-{number}") for number in range(2)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    def write(number):
        for turn in range(EACH):
            with suppress(Undo):
                write_or_undo(database, f"thread-{number}-{turn}", undo=turn % 3 == 0)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(write, range(THREADS)))
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    with database.read() as unit:
        numbers = unit.execute(select(AuditEntry.seq).order_by(AuditEntry.seq)).scalars().all()
        assert audit.verify(unit).whole
    assert numbers == list(range(1, len(numbers) + 1))


def write_or_undo(database: Database, name: str, *, undo: bool) -> None:
    def work(unit: Unit) -> None:
        add_venue(unit, name)
        if undo:
            raise Undo

    database.run(work)


def two_units_in_each_others_way(database):
    """Let one unit audit before it takes a row, and another take the row before it audits; at the same time."""
    with database.write() as unit:
        add_venue(unit, "hall")
    audited, taken = threading.Event(), threading.Event()
    hall = update(Venue).where(Venue.code == "hall")

    def audits_first():
        with database.write() as unit:
            unit.audit(entry("first"))
            audited.set()
            taken.wait(5)
            unit.execute(hall.values(name="First"))

    def takes_first():
        audited.wait(5)
        with database.write() as unit:
            unit.execute(hall.values(name="Second"))
            taken.set()
            unit.audit(entry("second"))

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(audits_first), threads.submit(takes_first)]:
            done.result(60)


def test_units_that_audit_at_different_moments_do_not_lock_each_other_out(postgresql):
    two_units_in_each_others_way(postgresql)
    with postgresql.read() as unit:
        assert audit.verify(unit).whole
        assert unit.scalar(select(Venue.name)) == "First"


def test_a_head_that_is_locked_at_once_would_lock_them_out(postgresql, monkeypatch):
    whole = Unit.audit

    def lock_and_audit(unit, said):
        unit.execute(audit._HEAD)
        whole(unit, said)

    monkeypatch.setattr(Unit, "audit", lock_and_audit)
    with pytest.raises(DatabaseBusy):
        two_units_in_each_others_way(postgresql)


@pytest.fixture
def postgresql(postgresql_address):
    """A database on PostgreSQL, where units run side by side."""
    from tests.databases import empty_postgresql

    from cara.records import Keyring

    empty_postgresql(postgresql_address)
    opened = Database.open(postgresql_address, Keyring.development())
    yield opened
    opened.close()


def noting(sent, execute):
    """Note each statement that goes to the driver."""

    def noted(cursor, statement, *given):
        sent.append(statement)
        return execute(cursor, statement, *given)

    return noted


def test_the_head_is_touched_after_everything_else(database, monkeypatch):
    sent = []
    dialect = database._engines.write.dialect
    for name in ("do_execute", "do_executemany"):
        monkeypatch.setattr(dialect, name, noting(sent, getattr(dialect, name)))
    with database.write() as unit:
        unit.audit(entry("early"))
        add_venue(unit, "hall")
        write_venues(database, "joined", 2)
        unit.execute(select(Venue.id))
    touching = [number for number, statement in enumerate(sent) if "audit_" in statement]
    assert touching == list(range(len(sent) - 3, len(sent)))
    assert [sent[number].split()[0] for number in touching] == ["SELECT", "INSERT", "UPDATE"]


WAYS_AROUND = {
    "update through a conflict": (
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE seq = 3 ON CONFLICT (seq) DO UPDATE SET actor = 'x'",
        ("sqlite", "postgresql"),
    ),
    "update or replace": ("UPDATE OR REPLACE audit_entry SET seq = 2 WHERE seq = 3", ("sqlite",)),
    "insert or replace": ("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 3", ("sqlite",)),
    "update or ignore": ("UPDATE OR IGNORE audit_entry SET actor = 'x'", ("sqlite",)),
    "delete": ("DELETE FROM audit_entry", ("sqlite", "postgresql")),
    "delete one": ("DELETE FROM audit_entry WHERE seq = 3", ("sqlite", "postgresql")),
    "update": ("UPDATE audit_entry SET detail = '{}' WHERE seq = 3", ("sqlite", "postgresql")),
    "truncate": ("TRUNCATE audit_entry", ("postgresql",)),
    "truncate with all that hangs on it": ("TRUNCATE audit_entry CASCADE", ("postgresql",)),
    "merge": (
        "MERGE INTO audit_entry USING (SELECT 3 AS n) s ON seq = n WHEN MATCHED THEN UPDATE SET actor = 'x'",
        ("postgresql",),
    ),
    "merge to delete": (
        "MERGE INTO audit_entry USING (SELECT 3 AS n) s ON seq = n WHEN MATCHED THEN DELETE",
        ("postgresql",),
    ),
}


def test_every_way_to_change_the_chain_is_refused(database):
    with database.write() as unit:
        for number in range(5):
            unit.audit(entry(f"act-{number}"))
    refused = {}
    for name, (statement, dialects) in WAYS_AROUND.items():
        if database.dialect in dialects:
            with pytest.raises(RuleBroken) as refusal, database.write() as unit:
                unit.execute(text(statement))
                unit.audit(entry("changed"))
            refused[name] = refusal.value.constraint
    assert set(refused.values()) == {APPEND_ONLY}
    with database.read() as unit:
        assert audit.verify(unit).head.seq == 5
        assert audit.verify(unit).whole
