"""Triggers that keep the audit chain and the histories append-only, on each database in its own words.

They are made again after every migration, since a migration on SQLite may make a table anew and lose them.
"""

from sqlalchemy import Connection, inspect, text

from cara.records.columns import Base, Sealed
from cara.records.tables import AttendanceMark, CohortChange, StatusChange, WorkshopChange

APPEND_ONLY = "tr_audit_entry_append_only"
"""The name under which a refused change of the chain is reported."""

HISTORY_APPEND_ONLY = "tr_history_append_only"
"""The name under which a refused change of a history is reported."""

HISTORIES: tuple[type[Base], ...] = (StatusChange, CohortChange, WorkshopChange, AttendanceMark)
"""The tables to which rows are only ever added. Their sealed columns can be sealed anew, under other keys."""

_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    for name, event in {
        "tr_audit_entry_no_update": "UPDATE ON audit_entry",
        "tr_audit_entry_no_delete": "DELETE ON audit_entry",
        # INSERT OR REPLACE removes a row without the delete trigger
        "tr_audit_entry_no_replace": "INSERT ON audit_entry WHEN NEW.seq IN (SELECT seq FROM audit_entry)",
    }.items()
]


def _refusing(function: str, words: str, reported: str) -> str:
    return f"""
    CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{words} is append-only'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{reported}';
    END $$
    """


_POSTGRESQL = [
    _refusing("refuse_change_of_audit_entry", "the audit chain", APPEND_ONLY),
    _refusing("refuse_change_of_history", "a history", HISTORY_APPEND_ONLY),
    """
    CREATE OR REPLACE TRIGGER tr_audit_entry_no_update BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_entry()
    """,
    """
    CREATE OR REPLACE TRIGGER tr_audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_entry()
    """,
]


def install_triggers(connection: Connection) -> None:
    """Make every trigger that is not there, of the tables and columns that there are at this version."""
    on_sqlite = connection.dialect.name == "sqlite"
    for statement in _SQLITE if on_sqlite else _POSTGRESQL:
        connection.execute(text(statement))
    looked = inspect(connection)
    for history in HISTORIES:
        name = history.__tablename__
        if looked.has_table(name):
            there = {column["name"] for column in looked.get_columns(name)}
            for statement in (_history_on_sqlite if on_sqlite else _history_on_postgresql)(
                name, _plain(history, there)
            ):
                connection.execute(text(statement))


def _plain(history: type[Base], there: set[str]) -> str:
    columns = history.__table__.columns
    return ", ".join(f'"{one.name}"' for one in columns if one.name in there and not isinstance(one.type, Sealed))


def _history_on_sqlite(name: str, plain: str) -> list[str]:
    events = {
        "no_update": f"UPDATE OF {plain} ON {name}",
        "no_delete": f"DELETE ON {name}",
        "no_replace": f"INSERT ON {name} WHEN NEW.id IN (SELECT id FROM {name})",  # noqa: S608 - a table of ours
    }
    return [
        f"CREATE TRIGGER IF NOT EXISTS tr_{name}_{what} BEFORE {event} "
        f"BEGIN SELECT RAISE(ABORT, '{HISTORY_APPEND_ONLY}'); END"
        for what, event in events.items()
    ]


def _history_on_postgresql(name: str, plain: str) -> list[str]:
    events = f"DELETE OR UPDATE OF {plain} ON {name}"
    refuse = "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()"
    return [f"CREATE OR REPLACE TRIGGER tr_{name}_append_only BEFORE {events} {refuse}"]
