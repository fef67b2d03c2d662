"""Triggers that keep tables append-only, on each database in its own words.

They are made again after every migration, since a migration on SQLite may make a table anew and lose them.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

from cara.records.columns import Base, Sealed

APPEND_ONLY = "tr_audit_entry_append_only"
"""The name under which a refused change of the chain is reported."""

EVENTS_APPEND_ONLY = "tr_message_event_append_only"
"""The name under which a refused change of what happened to a message is reported."""

HISTORY_APPEND_ONLY = "tr_history_append_only"
"""The name under which a refused change of another history is reported."""

_TABLES = {
    "audit_entry": ("seq", APPEND_ONLY),
    "message_event": ("id", EVENTS_APPEND_ONLY),
    "status_change": ("id", HISTORY_APPEND_ONLY),
    "cohort_change": ("id", HISTORY_APPEND_ONLY),
    "workshop_change": ("id", HISTORY_APPEND_ONLY),
    "attendance_mark": ("id", HISTORY_APPEND_ONLY),
    "victim_version": ("id", HISTORY_APPEND_ONLY),
    "victim_change": ("id", HISTORY_APPEND_ONLY),
    "contact_attempt": ("id", HISTORY_APPEND_ONLY),
    "victim_feedback": ("id", HISTORY_APPEND_ONLY),
    "onward_step": ("id", HISTORY_APPEND_ONLY),
    "concern_step": ("id", HISTORY_APPEND_ONLY),
    "briefing_change": ("id", HISTORY_APPEND_ONLY),
    "briefing_read": ("id", HISTORY_APPEND_ONLY),
    "access_request_step": ("id", HISTORY_APPEND_ONLY),
    "access_reading": ("id", HISTORY_APPEND_ONLY),
    "victim_request_step": ("id", HISTORY_APPEND_ONLY),
    "victim_reading": ("id", HISTORY_APPEND_ONLY),
    "participant_answers": ("id", HISTORY_APPEND_ONLY),
    "participant_answer": ("id", HISTORY_APPEND_ONLY),
    "workshop_checklist": ("id", HISTORY_APPEND_ONLY),
    "checklist_aim": ("id", HISTORY_APPEND_ONLY),
    "retention_review": ("id", HISTORY_APPEND_ONLY),
}
"""Each table to which rows are only ever added: its key, and how a refused change is reported.

What is sealed in it can be sealed anew, under other keys; nothing else of it changes.
"""


def install_triggers(connection: Connection) -> None:
    """Make every trigger that is not there, on the tables and columns that are at this version."""
    there = inspect(connection)
    write = _for_sqlite if connection.dialect.name == "sqlite" else _for_postgresql
    for table, (key, reported) in _TABLES.items():
        if there.has_table(table):
            changed = _plain(table, {column["name"] for column in there.get_columns(table)})
            for statement in write(table, key, reported, changed):
                connection.execute(text(statement))


def _plain(table: str, there: set[str]) -> str:
    """Name the columns of which a change is refused: those that are there and are not sealed."""
    columns = Base.metadata.tables[table].columns
    return ", ".join(f'"{one.name}"' for one in columns if one.name in there and not isinstance(one.type, Sealed))


def _for_sqlite(table: str, key: str, reported: str, changed: str) -> Iterator[str]:
    events = {
        "update": f"UPDATE OF {changed} ON {table}",
        "delete": f"DELETE ON {table}",
        # INSERT OR REPLACE removes a row without the delete trigger
        "replace": f"INSERT ON {table} WHEN NEW.{key} IN (SELECT {key} FROM {table})",  # noqa: S608 - our own names
    }
    for name, event in events.items():
        yield (
            f"CREATE TRIGGER IF NOT EXISTS tr_{table}_no_{name} BEFORE {event} "
            f"BEGIN SELECT RAISE(ABORT, '{reported}'); END"
        )


def _for_postgresql(table: str, key: str, reported: str, changed: str) -> Iterator[str]:  # noqa: ARG001 - as the other takes it
    yield f"""
    CREATE OR REPLACE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{table} is append-only'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{reported}';
    END $$
    """
    events = (("update", f"DELETE OR UPDATE OF {changed}", "ROW"), ("truncate", "TRUNCATE", "STATEMENT"))
    for name, event, each in events:
        yield f"""
        CREATE OR REPLACE TRIGGER tr_{table}_no_{name} BEFORE {event} ON {table}
        FOR EACH {each} EXECUTE FUNCTION refuse_change_of_{table}()
        """
