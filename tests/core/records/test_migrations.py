"""The versions of the tables: forwards, backwards, with data, and by several processes at once."""

import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from textwrap import dedent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, inspect, select, text, update
from tests.core.records.rows import add_account, add_cohort, add_membership, add_referral, add_venue, count, entry
from tests.databases import new_postgresql

from cara.records import (
    AuditEntry,
    Base,
    Database,
    Keyring,
    RecordsUnavailable,
    Referral,
    RuleBroken,
    Venue,
    audit,
    migrating,
)
from cara.records.migrating import MigrationBroke
from cara.records.triggers import APPEND_ONLY

VERSIONS = [script.revision for script in reversed(list(migrating.versions().walk_revisions()))]


@pytest.fixture
def empty_url(database_kind, request, tmp_path):
    """The address of a database without tables."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return new_postgresql(
        request.getfixturevalue("postgresql_server"), f"cara_empty_{request.getfixturevalue('worker_id')}"
    )


@pytest.fixture
def empty(empty_url):
    with closing(Database.open(empty_url, Keyring.development())) as database:
        yield database


def go(database, to):
    forwards = to == "head" or to > (at(database) or "")
    (migrating.upgrade if forwards else migrating.downgrade)(database._engines, to)


def at(database):
    with database._engines.read.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def tables(database):
    with database._engines.read.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def differences(database):
    """What Alembic finds between the tables and the models, and what it does not look at: checks and conditions."""
    with database._engines.read.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, Base.metadata)


def picture(engine):
    """Everything that can be read back of the tables."""
    looked = inspect(engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in looked.get_columns(table)],
            "key": looked.get_pk_constraint(table),
            "references": sorted(looked.get_foreign_keys(table), key=lambda one: one["name"]),
            "uniques": sorted(looked.get_unique_constraints(table), key=lambda one: one["name"]),
            "checks": sorted(looked.get_check_constraints(table), key=lambda one: one["name"]),
            "indexes": [
                {**one, "dialect_options": {name: str(said) for name, said in one.get("dialect_options", {}).items()}}
                for one in sorted(looked.get_indexes(table), key=lambda one: one["name"])
            ],
        }
        for table in Base.metadata.tables
    }


def test_the_newest_version_is_the_models(database):
    assert differences(database) == []
    assert database.is_current()


def test_the_newest_version_has_the_models_checks_conditions_and_cascades(database, empty):
    Base.metadata.create_all(empty._engines.write)
    models, migrated = picture(empty._engines.read), picture(database._engines.read)
    assert sum(len(table["checks"]) for table in models.values()) > 8
    assert migrated == models


def test_a_difference_would_be_seen(empty):
    go(empty, "head")
    with empty._engines.write.begin() as connection:
        connection.execute(text("DROP INDEX uq_membership_cohort_id_seat_active"))
        connection.execute(text("ALTER TABLE venue ADD COLUMN colour VARCHAR(5)"))
    assert {difference[0] for difference in differences(empty)} == {"add_index", "remove_column"}


def test_versions_go_up_down_and_up_again_one_by_one(empty):
    seen = {}
    for version in VERSIONS:
        go(empty, version)
        seen[version] = tables(empty)
    for version, earlier in zip(reversed(VERSIONS), [*reversed(VERSIONS[:-1]), "base"], strict=True):
        assert tables(empty) == seen[version]
        migrating.downgrade(empty._engines, earlier)
    assert tables(empty) == set()
    go(empty, "head")
    assert tables(empty) == seen[VERSIONS[-1]] == set(Base.metadata.tables)


def test_an_upgrade_done_twice_changes_nothing(database):
    with database.write() as unit:
        add_venue(unit)
    database.upgrade()
    with database.read() as unit:
        assert count(unit, Venue) == 1
        assert audit.verify(unit).head.seq == 1


def test_rows_stay_through_every_version(empty):
    go(empty, "head")
    with empty.write() as unit:
        referral = add_referral(unit, add_account(unit))
        add_membership(unit, referral, add_cohort(unit, add_venue(unit)))
        before = unit.execute(select(Referral)).all()
    for version in reversed(VERSIONS[:-1]):
        go(empty, version)
    go(empty, "head")
    with empty.read() as unit:
        assert unit.execute(select(Referral)).all() == before
        assert audit.verify(unit).whole


@dataclass
class Version:
    """One more version, after the newest."""

    body: str
    revision: str = "9999"

    def write(self, folder):
        text = f"""
            import sqlalchemy as sa
            from alembic import op
            revision = "{self.revision}"
            down_revision = "{VERSIONS[-1]}"
            def upgrade():
                {self.body}
        """
        (folder / f"{self.revision}_more.py").write_text(dedent(text))


@contextmanager
def one_more(monkeypatch, folder, body):
    """Add a version to those of the package."""
    Version(body).write(folder)
    config = Config()
    config.set_main_option("script_location", migrating.VERSIONS)
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{migrating.VERSIONS}/versions\n{folder}")
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "versions", lambda: ScriptDirectory.from_config(config))
        yield


def assert_chain_cannot_be_changed(database):
    with database.write() as unit:
        unit.audit(entry())
    for change in (update(AuditEntry).values(actor="x"), delete(AuditEntry)):
        with pytest.raises(RuleBroken) as refused, database.write() as unit:
            unit.execute(change)
        assert refused.value.constraint == APPEND_ONLY


def test_every_version_with_the_chain_keeps_it_append_only(empty):
    for version in VERSIONS:
        go(empty, version)
        if AuditEntry.__tablename__ in tables(empty):
            assert_chain_cannot_be_changed(empty)
    assert_chain_cannot_be_changed(empty)


def test_the_chain_stays_append_only_when_its_table_is_made_anew(empty, monkeypatch, tmp_path):
    go(empty, "head")
    anew = "with op.batch_alter_table('audit_entry', recreate='always') as table: table.alter_column('actor', type_=sa.String(80))"
    with one_more(monkeypatch, tmp_path, anew):
        empty.upgrade()
    assert_chain_cannot_be_changed(empty)
    with empty.read() as unit:
        assert audit.verify(unit).whole


def test_a_table_that_others_refer_to_can_be_made_anew(empty, monkeypatch, tmp_path):
    go(empty, "head")
    with empty.write() as unit:
        add_membership(unit, add_referral(unit, add_account(unit)), add_cohort(unit, add_venue(unit)))
    wider = "alter_column('code', type_=sa.String(80))"
    with one_more(monkeypatch, tmp_path, f"with op.batch_alter_table('cohort') as table: table.{wider}"):
        empty.upgrade()
    with empty.read() as unit:
        assert unit.scalar(text("SELECT count(*) FROM membership JOIN cohort ON cohort.id = cohort_id")) == 1


def test_a_version_that_fails_is_undone(empty, monkeypatch, tmp_path):
    go(empty, "head")
    half = "op.drop_table('worklist_item'); raise RuntimeError('half way')"
    with one_more(monkeypatch, tmp_path, half), pytest.raises(RuntimeError, match="half way"):
        empty.upgrade()
    assert at(empty) == VERSIONS[-1]
    assert "worklist_item" in tables(empty)
    assert_chain_cannot_be_changed(empty)


def test_a_version_that_breaks_references_is_undone(empty, monkeypatch, tmp_path):
    go(empty, "head")
    with empty.write() as unit:
        add_referral(unit, add_account(unit))
    broken = one_more(monkeypatch, tmp_path, "op.execute('DELETE FROM account')")
    with broken, pytest.raises((MigrationBroke, RuleBroken)):
        empty.upgrade()
    with empty.read() as unit:
        assert unit.scalar(text("SELECT count(*) FROM account")) == 1


def test_tables_of_a_newer_program_are_left_alone(empty, monkeypatch, tmp_path):
    with one_more(monkeypatch, tmp_path, "pass"):
        empty.upgrade()
    with pytest.raises(RecordsUnavailable, match="newer version"):
        empty.upgrade()
    assert not empty.is_current()


UPGRADE = """
    import sys
    from cara.records import Database, Keyring
    database = Database.open(sys.argv[1], Keyring.development())
    input()
    database.upgrade()
    assert database.is_current()
"""


def test_several_processes_may_upgrade_at_once(empty, empty_url):
    command = [sys.executable, "-W", "error", "-c", dedent(UPGRADE), empty_url]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    assert differences(empty) == []
