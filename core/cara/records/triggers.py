"""Triggers that keep tables append-only, on each database in its own words.

They are made again after every migration, since a migration on SQLite may make a table anew and lose them.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

APPEND_ONLY = "tr_audit_entry_append_only"
"""The name under which a refused change of the audit chain is reported."""

EVENTS_APPEND_ONLY = "tr_message_event_append_only"
"""The name under which a refused change of what happened to a message is reported."""

_TABLES = {"audit_entry": ("seq", APPEND_ONLY), "message_event": ("id", EVENTS_APPEND_ONLY)}
"""Each table to which rows are only ever added: its key, and how a refused change is reported."""


def install_triggers(connection: Connection) -> None:
    """Make every trigger that is not there, on the tables that are."""
    there = inspect(connection)
    write = _for_sqlite if connection.dialect.name == "sqlite" else _for_postgresql
    for table, (key, reported) in _TABLES.items():
        for statement in write(table, key, reported) if there.has_table(table) else ():
            connection.execute(text(statement))


def _for_sqlite(table: str, key: str, reported: str) -> Iterator[str]:
    events = {
        "update": f"UPDATE ON {table}",
        "delete": f"DELETE ON {table}",
        # INSERT OR REPLACE removes a row without the delete trigger
        "replace": f"INSERT ON {table} WHEN NEW.{key} IN (SELECT {key} FROM {table})",  # noqa: S608 - our own names
    }
    for name, event in events.items():
        yield (
            f"CREATE TRIGGER IF NOT EXISTS tr_{table}_no_{name} BEFORE {event} "
            f"BEGIN SELECT RAISE(ABORT, '{reported}'); END"
        )


def _for_postgresql(table: str, key: str, reported: str) -> Iterator[str]:  # noqa: ARG001 - as the other takes it
    yield f"""
    CREATE OR REPLACE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{table} is append-only'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{reported}';
    END $$
    """
    for name, event, each in (("update", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
        yield f"""
        CREATE OR REPLACE TRIGGER tr_{table}_no_{name} BEFORE {event} ON {table}
        FOR EACH {each} EXECUTE FUNCTION refuse_change_of_{table}()
        """
