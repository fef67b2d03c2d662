"""The files of a database as they lie on the disk."""

from pathlib import Path

import psycopg

_WINDOW = 48
"""Bytes of a sealed value that are looked for at once: a long value does not lie in one piece in a file."""


def is_in(blob: bytes, files: bytes) -> bool:
    """Tell whether any piece of a sealed value lies in the files."""
    return any(blob[at : at + _WINDOW] in files for at in range(0, len(blob) - _WINDOW + 1, _WINDOW))


def files_of(database_url: str) -> bytes:
    """The files of the tables as they lie on the disk: SQLite's with its log, PostgreSQL's heaps and indexes."""
    if database_url.startswith("sqlite"):
        path = Path(database_url.removeprefix("sqlite:///"))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    address = database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        [(own,)] = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
    folder = Path(address.partition("?host=")[2]) / "base" / str(own)
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
