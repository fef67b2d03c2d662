"""Brings a database's tables to a version. The versions are package data, one file each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from cara.records.columns import Base
from cara.records.engines import Engines
from cara.records.errors import RecordsProblem, RecordsUnavailable
from cara.records.sides import keep_sides_apart, leave_sides_alone
from cara.records.tables import AuditEntry
from cara.records.triggers import install_triggers

VERSIONS = "cara.records:migrations"


class MigrationBroke(RecordsProblem):
    """A migration left references to records that are not there. It was undone."""

    def __init__(self, tables: list[str]) -> None:
        self.tables = tables
        super().__init__(
            f"The upgrade of the database was undone: it would have broken references of {', '.join(tables)}. "
            "The tables are as before: keep to the earlier version and report this."
        )


Steps = Callable[[Any, MigrationContext], Any]  # Any: Alembic gives revisions and takes its own steps back


def versions() -> ScriptDirectory:
    """Give the versions that the package holds."""
    config = Config()
    config.set_main_option("script_location", VERSIONS)
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def is_current(engines: Engines) -> bool:
    """Tell whether the tables are at the newest version."""
    return _version(engines) == tuple(versions().get_heads())


def is_new(engines: Engines) -> bool:
    """Tell whether the database is of no version yet."""
    return not _version(engines)


def _version(engines: Engines) -> tuple[str, ...]:
    with engines.read.connect() as connection:
        return MigrationContext.configure(connection).get_current_heads()


def upgrade(engines: Engines, to: str = "head") -> None:
    """Go forward to a version."""
    scripts = versions()
    _go(engines, scripts, lambda at, _context: scripts._upgrade_revs(to, at))  # noqa: SLF001 - as Alembic's own command


def downgrade(engines: Engines, to: str) -> None:
    """Go back to a version, ``base`` being before the first."""
    scripts = versions()
    _go(engines, scripts, lambda at, _context: scripts._downgrade_revs(to, at))  # noqa: SLF001 - as above


def _go(engines: Engines, scripts: ScriptDirectory, steps: Steps) -> None:
    with engines.migrating() as connection, _newer_tables_named():
        with EnvironmentContext(Config(), scripts, fn=steps) as environment:
            environment.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=True,
                on_version_apply=_after_step,
            )
            leave_sides_alone(connection)
            environment.run_migrations()
        keep_sides_apart(connection)
        _check_references(connection)


@contextmanager
def _newer_tables_named() -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise RecordsUnavailable("its tables were made by another, newer version of this program") from error


def _after_step(ctx: MigrationContext, *_others: object, **_more: object) -> None:
    if ctx.connection is not None and inspect(ctx.connection).has_table(AuditEntry.__tablename__):
        install_triggers(ctx.connection)


def _check_references(connection: Connection) -> None:
    """Foreign keys are off while tables on SQLite are made anew: look before the commit that all still hold."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise MigrationBroke(sorted({row[0] for row in broken}))
