"""Testshire with somebody to be told: another area manager, two directors and an auditor."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import event
from tests.core.casework.conftest import database, database_url, kept_open, sqlite_path
from tests.instances import Area, area
from tests.oversight import overseen

from cara.access import Subject
from cara.records import Database

__all__ = ["area", "database", "database_url", "kept_open", "sqlite_path"]


@pytest.fixture
def here(area: Area) -> Area:
    """The area with those who look after the records' use."""
    return overseen(area)


@pytest.fixture
def officer(here: Area) -> Subject:
    """An officer of the force who did not enter the referrals, and has just proved who it is."""
    return replace(here.other_officer, proved_at=here.now)


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that this database is sent, as it is sent."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engines = {database._engines.write.engine, database._engines.read.engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
