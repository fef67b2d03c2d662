"""Disks fill, servers stop, files rot: the records say so in words, and nothing is lost in silence."""

# ruff: noqa: PT012 - a unit of work is a block

import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from tests.core.records.rows import add_venue, count, entry
from tests.databases import empty_postgresql, new_postgresql

from cara.records import Database, DatabaseBusy, Keyring, RecordsUnavailable, RuleBroken, Venue
from cara.records import engines as engines_of


@pytest.fixture
def sqlite_path(sqlite_template, tmp_path):
    path = tmp_path / "cara.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.fixture
def sqlite(sqlite_path):
    opened = Database.open(f"sqlite:///{sqlite_path}", Keyring.development())
    yield opened
    opened.close()


@pytest.fixture
def postgresql(postgresql_address):
    empty_postgresql(postgresql_address)
    opened = Database.open(postgresql_address, Keyring.development())
    yield opened
    opened.close()


def test_a_full_disk_is_told_and_reading_goes_on(sqlite):
    with sqlite.write() as unit:
        add_venue(unit)
        pages = unit.scalar(text("PRAGMA page_count"))
        unit.scalar(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(RecordsUnavailable, match="the disk is full"), sqlite.write() as unit:
        for number in range(1000):
            add_venue(unit, f"hall-{number}")
    with sqlite.read() as unit:
        assert count(unit, Venue) == 1
    with sqlite.write() as unit:
        unit.scalar(text("PRAGMA max_page_count = 100000"))
    with sqlite.write() as unit:
        add_venue(unit, "afterwards")


def test_a_disk_that_fills_inside_an_attempt_undoes_all(sqlite):
    with pytest.raises(RecordsUnavailable), sqlite.write() as unit:
        unit.scalar(text(f"PRAGMA max_page_count = {unit.scalar(text('PRAGMA page_count'))}"))
        with unit.attempt():
            for number in range(1000):
                add_venue(unit, f"hall-{number}")
    with sqlite.read() as unit:
        assert count(unit, Venue) == 0


WITHOUT_RIGHTS = """
    import os, sys
    from sqlalchemy import delete, select
    from cara.records import Database, Keyring, RecordsUnavailable, Venue
    database = Database.open(sys.argv[1], Keyring.development())
    if os.geteuid() == 0:  # who may write everything
        os.setuid(65534)
    with database.read() as unit:
        print(unit.execute(select(Venue.code)).all())
    try:
        with database.write() as unit:
            unit.execute(delete(Venue))
    except RecordsUnavailable as error:
        print(error)
"""


def test_a_database_that_takes_no_writes_is_told_and_can_be_read():
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Database.open(f"sqlite:///{folder}/cara.db", Keyring.development())) as database,
    ):
        database.upgrade()
        with database.write() as unit:
            add_venue(unit)
        for file in Path(folder).iterdir():
            file.chmod(0o444)
        Path(folder).chmod(0o555)
        command = [sys.executable, "-c", textwrap.dedent(WITHOUT_RIGHTS), f"sqlite:///{folder}/cara.db"]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        Path(folder).chmod(0o755)
    assert "[('hall',)]" in said.stdout, said.stderr
    assert "takes no writes" in said.stdout, said.stderr


def test_a_damaged_file_is_told(sqlite_path):
    content = bytearray(sqlite_path.read_bytes())
    content[100:] = os.urandom(len(content) - 100)
    sqlite_path.write_bytes(content)
    damaged = Database.open(f"sqlite:///{sqlite_path}", Keyring.development())
    with pytest.raises(RecordsUnavailable, match="damaged"), damaged.read() as unit:
        count(unit, Venue)
    damaged.close()


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "cara.db").write_text("a letter, " * 1000)
    letter = Database.open(f"sqlite:///{tmp_path / 'cara.db'}", Keyring.development())
    with pytest.raises(RecordsUnavailable, match="not a database"), letter.read() as unit:
        count(unit, Venue)
    letter.close()


def test_tables_of_another_version_are_told(tmp_path, postgresql_server):
    for address in (f"sqlite:///{tmp_path / 'new.db'}", new_postgresql(postgresql_server, "cara_without_tables")):
        empty = Database.open(address, Keyring.development())
        assert not empty.is_current()
        with pytest.raises(RecordsUnavailable, match="upgrade"), empty.read() as unit:
            count(unit, Venue)
        empty.close()


def test_a_server_that_is_gone_is_told():
    gone = Database.open("postgresql+psycopg://cara@127.0.0.1:1/cara", Keyring.development())
    with pytest.raises(RecordsUnavailable, match="connection") as told, gone.write():
        pass
    assert not told.value.outcome_unknown


def end_connection(unit, address):
    """End the connection of a unit, as a server that stops does."""
    own = unit.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 10000)", [own])


def test_a_connection_that_ends_is_told_and_the_next_unit_works(postgresql, postgresql_address):
    with pytest.raises(RecordsUnavailable, match="Nothing was changed") as told, postgresql.write() as unit:
        add_venue(unit)
        end_connection(unit, postgresql_address)
        unit.scalar(select(1))
    assert not told.value.outcome_unknown
    with postgresql.read() as unit:
        assert count(unit, Venue) == 0


def test_a_connection_that_ends_inside_an_attempt_is_told(postgresql, postgresql_address):
    with pytest.raises(RecordsUnavailable), postgresql.write() as unit, unit.attempt():
        end_connection(unit, postgresql_address)
        add_venue(unit)


def test_a_connection_that_ends_at_the_commit_leaves_the_outcome_open(postgresql, postgresql_address):
    with pytest.raises(RecordsUnavailable, match="look before") as told, postgresql.write() as unit:
        end_connection(unit, postgresql_address)
    assert told.value.outcome_unknown


def test_a_fault_of_the_program_stays_as_it_is(database):
    with pytest.raises(DBAPIError, match="syntax"), database.read() as unit:
        unit.execute(text("SELEKT 1"))


def test_a_refusal_does_not_quote_the_row(database):
    with pytest.raises(RuleBroken) as refused, database.write() as unit:
        add_venue(unit, code=None)
    assert refused.value.__cause__ is None
    assert "High Street" not in str(refused.value)


def test_one_who_waits_too_long_is_told_so(database, database_url, monkeypatch):
    monkeypatch.setattr(engines_of, "PATIENCE", 0.2)
    impatient = Database.open(database_url, Keyring.development())
    with database.write() as unit:
        add_venue(unit)
        with pytest.raises(DatabaseBusy), impatient.write() as other:
            add_venue(other)
    impatient.close()


def test_another_process_that_writes_too_long_is_told(sqlite_path, monkeypatch):
    monkeypatch.setattr(engines_of, "PATIENCE", 0.2)
    impatient = Database.open(f"sqlite:///{sqlite_path}", Keyring.development())
    with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy), impatient.write():
            pass
        other.execute("ROLLBACK")
        with impatient.write() as unit:
            add_venue(unit)
    impatient.close()


def test_two_who_wait_for_each_other_both_get_done(postgresql):
    both = threading.Barrier(2, timeout=10)
    tries = []

    def work(own, others):
        def lock_own_then_others(unit):
            tries.append(own)
            unit.audit(entry())
            unit.execute(update(Venue).where(Venue.code == own).values(travel=own))
            if len(tries) <= 2:
                both.wait()
            unit.execute(update(Venue).where(Venue.code == others).values(travel=own))

        postgresql.run(lock_own_then_others)

    with postgresql.write() as unit:
        add_venue(unit, "a")
        add_venue(unit, "b")
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, "ab", "ba"))
    assert len(tries) == 3
