"""Triggers by which nobody supports both sides: a victim's worker is no facilitator of the participant's cohort.

Whoever would make somebody both is refused. When the participant comes to a place in a cohort that the worker runs, he
or she is that victim's worker no longer: where the participant goes never depends on the victim's side.

They read other tables than their own, which a migration on SQLite may just be making anew: so they are taken away before
the tables are brought to another version, and made when they are there.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

BOTH_SIDES = "tr_victim_worker_other_side"
"""What is broken where somebody would be a victim's worker and a facilitator of the participant's cohort."""

_OF_COHORT = """
SELECT 1 FROM workshop_facilitator f JOIN workshop w ON w.id = f.workshop_id
JOIN membership m ON m.cohort_id = w.cohort_id AND m.active JOIN victim v ON v.referral_id = m.referral_id
WHERE f.active AND f.account_id = NEW.account_id AND v.id = NEW.victim_id
"""
_OF_VICTIM = """
SELECT 1 FROM victim_worker k JOIN victim v ON v.id = k.victim_id
JOIN membership m ON m.referral_id = v.referral_id AND m.active JOIN workshop w ON w.cohort_id = m.cohort_id
WHERE k.active AND k.account_id = NEW.account_id AND w.id = NEW.workshop_id
"""
_END = """
UPDATE victim_worker SET active = FALSE, ended_at = NEW.made_at
WHERE active AND victim_id IN (SELECT id FROM victim WHERE referral_id = NEW.referral_id)
AND account_id IN (SELECT f.account_id FROM workshop_facilitator f JOIN workshop w ON w.id = f.workshop_id
                   WHERE f.active AND w.cohort_id = NEW.cohort_id)
"""
_BOTH = (("victim_worker", "victim_id", _OF_COHORT), ("workshop_facilitator", "workshop_id", _OF_VICTIM))


def keep_sides_apart(connection: Connection) -> None:
    """Make the triggers, if the tables of the victim's side are there."""
    if inspect(connection).has_table("victim_worker"):
        write = _for_sqlite if connection.dialect.name == "sqlite" else _for_postgresql
        for statement in write():
            connection.execute(text(statement))


def leave_sides_alone(connection: Connection) -> None:
    """Take the triggers away for the time of a migration."""
    there = inspect(connection)
    for table in ("victim_worker", "workshop_facilitator", "membership"):
        if not there.has_table(table):
            continue
        if connection.dialect.name == "sqlite":
            for name in ("made", "changed"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS tr_{table}_sides_{name}"))
        else:
            connection.execute(text(f"DROP TRIGGER IF EXISTS tr_{table}_sides ON {table}"))


def _for_sqlite() -> Iterator[str]:
    for table, column, both in _BOTH:
        for name, event in (("made", "INSERT"), ("changed", f"UPDATE OF active, account_id, {column}")):
            yield f"""
            CREATE TRIGGER IF NOT EXISTS tr_{table}_sides_{name} BEFORE {event} ON {table}
            WHEN NEW.active AND EXISTS ({both})
            BEGIN SELECT RAISE(ABORT, '{BOTH_SIDES}'); END
            """
    for name, event in (("made", "INSERT"), ("changed", "UPDATE OF active, cohort_id, referral_id")):
        yield f"""
        CREATE TRIGGER IF NOT EXISTS tr_membership_sides_{name} AFTER {event} ON membership
        WHEN NEW.active BEGIN {_END}; END
        """


def _for_postgresql() -> Iterator[str]:
    """Whoever becomes either is waited for by account, so that two transactions cannot each miss the other."""
    for table, column, both in _BOTH:
        yield f"""
        CREATE OR REPLACE FUNCTION keep_sides_of_{table}_apart() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('cara sides'), NEW.account_id);
            IF EXISTS ({both}) THEN
                RAISE EXCEPTION 'nobody supports both sides'
                    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{BOTH_SIDES}';
            END IF;
            RETURN NEW;
        END $$
        """
        yield f"""
        CREATE OR REPLACE TRIGGER tr_{table}_sides BEFORE INSERT OR UPDATE OF active, account_id, {column} ON {table}
        FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION keep_sides_of_{table}_apart()
        """
    yield f"""
    CREATE OR REPLACE FUNCTION keep_sides_of_membership_apart() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_END};
        RETURN NEW;
    END $$
    """
    yield """
    CREATE OR REPLACE TRIGGER tr_membership_sides AFTER INSERT OR UPDATE OF active, cohort_id, referral_id ON membership
    FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION keep_sides_of_membership_apart()
    """
