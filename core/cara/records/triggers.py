"""Triggers that keep the audit chain append-only, on each database in its own words.

They are made again after every migration, since a migration on SQLite may make a table anew and lose them.
"""

from sqlalchemy import Connection, text

APPEND_ONLY = "tr_audit_entry_append_only"
"""The name under which a refused change of the chain is reported."""

_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    for name, event in {
        "tr_audit_entry_no_update": "UPDATE ON audit_entry",
        "tr_audit_entry_no_delete": "DELETE ON audit_entry",
        # INSERT OR REPLACE removes a row without the delete trigger
        "tr_audit_entry_no_replace": "INSERT ON audit_entry WHEN NEW.seq IN (SELECT seq FROM audit_entry)",
    }.items()
]

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION refuse_change_of_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit chain is append-only'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{APPEND_ONLY}';
    END $$
    """,
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
    """Make every trigger that is not there."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))
