"""What identifies a person is nowhere in the clear: not in the file, its log, a dump, an error or a log line."""

# ruff: noqa: PT012 - a unit of work is a block

import logging
import sqlite3
import traceback
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, update
from tests.core.records.canaries import CANARIES, FIELDS, fields_of_free_text, live_through_everything, person
from tests.core.records.every_column import fill, sealed_columns_of, stored, text_of
from tests.core.records.rows import add_account, add_person, add_referral, entry
from tests.databases import dump_of_postgresql
from tests.instances import area_on

from cara.casework import AlreadyReferred
from cara.records import Base, CannotUnseal, Conflict, Database, Keyring, Person

CANARY = "Quetzalcoatlus Canarybird"
PNC = "2019/7654321Z"


@pytest.fixture
def outspoken(database_url, caplog):
    """The records, opened while everything that can be logged is logged."""
    for logger in (None, "sqlalchemy"):
        caplog.set_level(logging.DEBUG, logger)
    with closing(Database.open(database_url, Keyring.development())) as opened:
        yield opened


def store_canary(database):
    with database.write() as unit:
        person = add_person(unit, details=CANARY)
        pnc = unit.blind("pnc", PNC)
        unit.execute(update(Person).values(pnc_index=pnc, needs=unit.seal(Person.needs, "person-1", CANARY)))
        add_referral(unit, add_account(unit), person_id=person, facts=unit.seal(Person.details, "x", CANARY))


def everything_written(database, database_url, tmp_path):
    if database.dialect == "sqlite":
        return dump_of_sqlite(tmp_path / "cara.db") + b"".join(file.read_bytes() for file in tmp_path.glob("cara.db*"))
    address = database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        [(own,)] = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
    server = Path(address.partition("?host=")[2])
    parts = (server / "base" / str(own), server / "pg_wal")
    return dump_of_postgresql(database_url) + b"".join(bytes_of(file) for part in parts for file in part.iterdir())


def dump_of_sqlite(file):
    with closing(sqlite3.connect(file)) as connection:
        return "\n".join(connection.iterdump()).encode()


def bytes_of(file):
    """What stands in a file of the server: it may take one away at any time, and keeps folders beside them."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return b""


def traces(text):
    """The canary in every form in which it could have been written."""
    plain = text.encode()
    return {plain, plain.lower(), plain.split()[0], plain.hex().encode(), plain.hex().upper().encode()}


def test_a_canary_in_the_clear_would_be_found(database, database_url, tmp_path):
    with database.write() as unit:
        add_account(unit, code="canary-in-the-clear")
    written = everything_written(database, database_url, tmp_path)
    assert b"canary-in-the-clear" in written


def test_no_canary_is_written(database, database_url, tmp_path):
    store_canary(database)
    written = everything_written(database, database_url, tmp_path)
    assert len(written) > 10_000
    assert [trace for trace in traces(CANARY) | traces(PNC) if trace in written] == []


def test_no_canary_is_in_errors_and_logs(outspoken, caplog):
    store_canary(outspoken)
    with pytest.raises(Conflict) as refused, outspoken.write() as unit:
        add_person(unit, details=CANARY)
    with pytest.raises(Exception, match="sealed column") as wrong, outspoken.write() as unit:
        unit.audit(entry())
        unit.execute(update(Person).values(details=CANARY))
    said = f"{refused.value!r} {wrong.value!r} {wrong.value} {caplog.text}"
    assert CANARY not in said


def test_the_canary_is_still_there_for_those_with_the_key(database):
    store_canary(database)
    with database.read() as unit:
        sealed = unit.scalar(select(Person.details))
        assert unit.unseal(Person.details, "person-1", sealed) == CANARY


def found_in(written, canaries):
    """Name the canaries of which some trace is in what was written."""
    return {name for name, text in canaries.items() for trace in traces(text) if trace in written}


def test_no_sealed_column_of_any_table_is_readable(outspoken, database_url, tmp_path, caplog):
    fill(outspoken, 3)
    columns = [column for table in Base.metadata.sorted_tables for column in sealed_columns_of(table)]
    assert {str(column) for column in columns} == {name for name, _ in stored(outspoken)}
    texts = {str(column): text_of(column, 1) for column in columns}
    assert found_in(everything_written(outspoken, database_url, tmp_path), texts) == set()
    assert found_in(caplog.text.encode(), texts) == set()


OF_SIGN_INS = {"passkey.label", "passphrase.hashed", "passphrase.totp_secret"}
"""What a device has a part in is sealed in the tests of sign-ins; the test above fills these columns as well."""


def test_every_field_of_free_text_has_a_canary():
    assert fields_of_free_text() == FIELDS.keys()


def test_no_canary_of_any_field_is_readable(outspoken, database_url, tmp_path, caplog, monkeypatch):
    sealed, seal = [], Keyring.seal
    monkeypatch.setattr(
        Keyring, "seal", lambda own, *place_and_text: sealed.append(place_and_text) or seal(own, *place_and_text)
    )
    live_through_everything(area_on(outspoken))
    entered = "\n".join(text for _, _, text in sealed)
    assert {name for name, text in CANARIES.items() if text not in entered} == set()
    columns = {str(column) for table in Base.metadata.sorted_tables for column in sealed_columns_of(table)}
    assert {column for column, _, _ in sealed} == columns - OF_SIGN_INS
    assert found_in(everything_written(outspoken, database_url, tmp_path), CANARIES) == set()
    assert len(caplog.text) > 10_000
    assert found_in(caplog.text.encode(), CANARIES) == set()


def test_no_canary_is_in_the_errors_of_use_cases(outspoken, caplog):
    area = area_on(outspoken)
    area.record(reference := area.hold("N1"), person=person())
    with pytest.raises(AlreadyReferred) as again:
        area.record(area.hold("N2"), person=person())
    with outspoken.write() as unit:
        unit.audit(entry())
        unit.execute(update(Person).values(needs=unit.seal(Person.details, "elsewhere", FIELDS["Needs.other_needs"])))
    with pytest.raises(CannotUnseal) as moved:
        area.see(reference)
    said = "".join("".join(traceback.format_exception(error.value)) for error in (again, moved))
    assert found_in((said + caplog.text).encode(), CANARIES) == set()
