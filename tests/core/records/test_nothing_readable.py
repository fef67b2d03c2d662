"""What identifies a person is nowhere in the clear: not in the file, its log, a dump, an error or a log line."""

# ruff: noqa: PT012 - a unit of work is a block

import logging
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, update
from tests.core.records.rows import add_account, add_person, add_referral, entry
from tests.databases import dump_of_postgresql

from cara.records import Conflict, Person

CANARY = "Quetzalcoatlus Canarybird"
PNC = "2019/7654321Z"


def store_canary(database):
    with database.write() as unit:
        person = add_person(unit, details=CANARY)
        pnc = unit.blind("pnc", PNC)
        unit.execute(update(Person).values(pnc_index=pnc, needs=unit.seal(Person.needs, "person-1", CANARY)))
        add_referral(unit, add_account(unit), person_id=person, facts=unit.seal(Person.details, "x", CANARY))


def everything_written(database, database_url, tmp_path):
    if database.dialect == "sqlite":
        return b"".join(file.read_bytes() for file in tmp_path.glob("cara.db*"))
    address = database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        [(own,)] = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
    server = Path(address.partition("?host=")[2])
    parts = (server / "base" / str(own), server / "pg_wal")
    return dump_of_postgresql(database_url) + b"".join(bytes_of(file) for part in parts for file in part.iterdir())


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


def test_no_canary_is_in_errors_and_logs(database, caplog):
    caplog.set_level(logging.DEBUG)
    store_canary(database)
    with pytest.raises(Conflict) as refused, database.write() as unit:
        add_person(unit, details=CANARY)
    with pytest.raises(Exception, match="sealed column") as wrong, database.write() as unit:
        unit.audit(entry())
        unit.execute(update(Person).values(details=CANARY))
    said = f"{refused.value!r} {wrong.value!r} {wrong.value} {caplog.text}"
    assert CANARY not in said


def test_the_canary_is_still_there_for_those_with_the_key(database):
    store_canary(database)
    with database.read() as unit:
        sealed = unit.scalar(select(Person.details))
        assert unit.unseal(Person.details, "person-1", sealed) == CANARY
