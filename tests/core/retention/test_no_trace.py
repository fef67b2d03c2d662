"""Once everything of a case is erased, none of its canaries is anywhere: not in the files, not behind the keys."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests import databases
from tests.conftest import database_url
from tests.core.records.canaries import CANARIES
from tests.core.records.files import files_of, is_in
from tests.core.records.test_nothing_readable import everything_written, found_in
from tests.core.retention.traces import (
    GONE,
    LATER,
    behind_the_keys,
    erase_everything,
    lived,
    note_what_values_are_bound_to,
    parts,
    sealed_now,
)

from cara.casework import replay_decisions
from cara.decisions import ReplayAnswer
from cara.records import Base, Database, Keyring
from cara.retention.carrying import erase_again
from cara.retention.words import WAITS

__all__ = ["database_url"]


OF_OTHERS = ["declared_conflict.words", "record_version.body"]
"""The story declares a conflict with somebody who was never referred, and changes a partner's contact."""


@pytest.fixture
def opened(database_url: str, monkeypatch: pytest.MonkeyPatch):
    note_what_values_are_bound_to(monkeypatch)
    with closing(Database.open(database_url, Keyring.development())) as database:
        yield database


def test_the_canaries_are_behind_the_keys_and_the_sealed_values_in_the_files_before(opened, database_url, tmp_path):
    lived(opened, tmp_path)
    assert found_in(behind_the_keys(opened), GONE) == GONE.keys()
    files, sealed = files_of(database_url), sealed_now(opened)
    assert len(sealed) > 80
    assert all(is_in(blob, files) for blob in sealed)


def test_no_canary_and_no_byte_of_what_was_sealed_is_left(opened, database_url, tmp_path):
    office = lived(opened, tmp_path)
    before = sealed_now(opened)
    erase_everything(office)
    assert found_in(behind_the_keys(opened), GONE | {"why it is erased": "Quokkawhy"}) == set()
    files = files_of(database_url)
    assert sorted(column for blob, column in before.items() if is_in(blob, files)) == OF_OTHERS
    assert found_in(everything_written(opened, database_url, tmp_path), CANARIES) == set()
    assert parts(office) == []


def test_the_register_names_codes_and_nobody_and_is_its_owner_s(opened, tmp_path):
    office = lived(opened, tmp_path)
    erase_everything(office)
    register = office.instance.retention.erasures
    assert register is not None
    assert found_in(register.read_bytes(), CANARIES) == set()
    assert register.stat().st_mode & 0o777 == 0o600
    assert all(one.done for one in office.register.read().values())


def test_a_replay_says_that_the_facts_were_erased(opened, tmp_path):
    office = lived(opened, tmp_path)
    erase_everything(office)
    replayed = [one.replay for one in replay_decisions(office.instance)]
    assert replayed
    assert {one.answer for one in replayed} == {ReplayAnswer.CANNOT}
    assert {reason for one in replayed for reason in one.reasons} == {"the facts of this decision have been erased"}


def test_an_older_copy_put_back_brings_nobody_back(opened, database_url, tmp_path):
    office = lived(opened, tmp_path)
    copy = copy_of(database_url, tmp_path)
    erase_everything(office)
    put_back(copy, database_url)
    assert found_in(behind_the_keys(opened), GONE) == GONE.keys()
    before = sealed_now(opened)
    assert set(erase_again(office.instance, now=LATER + 2 * WAITS)) == {one.reference for one in registered(office)}
    assert found_in(behind_the_keys(opened), GONE) == set()
    files = files_of(database_url)
    assert sorted(column for blob, column in before.items() if is_in(blob, files)) == OF_OTHERS
    assert erase_again(office.instance, now=LATER + 2 * WAITS) == ()


def registered(office):
    return office.register.read().values()


def copy_of(database_url: str, folder: Path) -> dict[str, list[tuple]] | Path:
    """Copy the SQLite file, as a backup that was decrypted; of PostgreSQL every row."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as used:
            used.execute("VACUUM INTO ?", (str(folder / "backup.db"),))
        return folder / "backup.db"
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        return {
            name: connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))).fetchall()
            for name in _tables()
        }


def put_back(copy: dict[str, list[tuple]] | Path, database_url: str) -> None:
    if isinstance(copy, Path):
        with (
            closing(sqlite3.connect(copy)) as backup,
            closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as used,
        ):
            backup.backup(used)
        return
    databases.empty_postgresql(database_url)
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute('DELETE FROM "audit_head"')
        for name in _tables():
            for row in copy[name]:
                marks = sql.SQL(", ").join(sql.Placeholder() * len(row))
                put = sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(name), marks)
                connection.execute(put, row)


def _tables() -> list[str]:
    return [table.name for table in Base.metadata.sorted_tables]
