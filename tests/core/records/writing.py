"""Writes venues from its own process: ``writing.py ADDRESS NAME HOW_MANY``."""

import sys
from datetime import UTC, datetime

from sqlalchemy import insert

from cara.records import Database, Entry, Keyring, Unit, Venue

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def write_venues(database: Database, name: str, how_many: int) -> None:
    for number in range(how_many):

        def work(unit: Unit, code: str = f"{name}-{number}") -> None:
            told = {"name": code, "address": "", "district": "north", "travel": ""}
            unit.execute(insert(Venue).values(code=code, step_free=True, hearing_loop=True, **told))
            unit.audit(Entry(at=NOW, actor="system", action="add_venue", resource=code, request_id=name))

        database.run(work)


if __name__ == "__main__":
    address, name, how_many = sys.argv[1:]
    input()
    opened = Database.open(address, Keyring.development())
    write_venues(opened, name, int(how_many))
    opened.close()
