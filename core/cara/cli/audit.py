"""``cara audit``: whether the audit trail is whole, and its head, to be noted elsewhere."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from sqlalchemy import select

from cara.cli.errors import BadInput, Unavailable
from cara.cli.layout import paragraph
from cara.cli.opening import demo_in, open_demo, open_instance
from cara.records import AuditHead, Database, Head
from cara.records.audit import verify as verify_chain
from cara.settings import read_settings

EPILOG = """
\b
Exit codes:
  0  the trail is whole, or its head was printed
  1  the trail is not whole, or there are no records to look at
  2  what was given is wrong
"""
_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})\Z")

P = ParamSpec("P")
T = TypeVar("T")


@click.group(epilog=EPILOG, short_help="Check that the audit trail is whole, and note its head.")
def audit() -> None:
    """Check that nobody altered, removed or added entries of the audit trail."""


def _of_records(command: Callable[P, T]) -> Callable[P, T]:
    config = click.option(
        "--config", type=click.Path(path_type=Path), help="The settings of the instance, e.g. config/AREA.toml."
    )
    data = click.option(
        "--data", type=click.Path(path_type=Path), help="The folder of a demonstration; else your own one."
    )
    return config(data(command))


@audit.command(epilog=EPILOG)
@_of_records
@click.option("--noted", metavar="SEQ:HASH", help="A head that was noted earlier: the trail must still hold it.")
def verify(config: Path | None, data: Path | None, noted: str | None) -> None:
    """Follow the whole trail from its first entry, and say which entry is the first that is wrong.

    Whoever can write to the database can also rebuild the whole trail, or cut off its end. Only a head that was noted
    somewhere else finds that: give it with --noted.
    """
    earlier = _read_head(noted) if noted is not None else None
    with _opened(config, data) as database, database.read() as unit:
        found = verify_chain(unit, earlier)
    if not found.whole:
        raise Unavailable(
            f"The audit trail is not whole: {found.problem}. Keep the database as it is, and find out why."
        )
    entries = "1 entry" if found.head.seq == 1 else f"{found.head.seq:,} entries"
    click.echo(paragraph(f"The audit trail is whole: {entries}, and each follows the one before it."))
    if earlier is not None:
        click.echo(paragraph(f"It still holds the head that was noted at entry {earlier.seq:,}."))


@audit.command(epilog=EPILOG)
@_of_records
def head(config: Path | None, data: Path | None) -> None:
    """Print the number and hash of the last entry. Note them somewhere else now and then, for --noted."""
    with _opened(config, data) as database, database.read() as unit:
        found = unit.execute(select(AuditHead.seq, AuditHead.hash)).one_or_none()
    if found is None:
        raise Unavailable("The audit trail is not whole: the head of the chain is missing.")
    click.echo(f"{found.seq}:{found.hash}")


def _read_head(typed: str) -> Head:
    found = _HEAD.match(typed)
    if found is None:
        raise BadInput(
            "--noted is wrong:", "give a head as `cara audit head` prints it: a number, a colon, 64 characters"
        )
    return Head(int(found[1]), found[2])


@contextmanager
def _opened(config: Path | None, data: Path | None) -> Iterator[Database]:
    if config is not None and data is not None:
        raise BadInput("Give either --config or --data:", "an instance, or a demonstration")
    instance = open_instance(read_settings(config)) if config is not None else open_demo(demo_in(data))
    with closing(instance.database) as database:
        if not database.is_current():
            raise Unavailable("The records are of another version: bring them up with `cara database upgrade`.")
        yield database
