"""``cara database``: bringing an instance's records to this version."""

from contextlib import closing
from pathlib import Path

import click

from cara.cli.errors import EXIT_CODES
from cara.cli.opening import open_records
from cara.settings import read_settings


@click.group(epilog=EXIT_CODES, short_help="Bring an instance's records to this version.")
def database() -> None:
    """Look after an instance's records."""


@database.command(epilog=EXIT_CODES)
@click.option("--config", type=click.Path(path_type=Path), help="The instance's settings, e.g. config/AREA.toml.")
def upgrade(config: Path | None) -> None:
    """Bring the tables to this version. Back the database up first."""
    with closing(open_records(read_settings(config))) as records:
        was_current = records.is_current()
        records.upgrade()
    click.echo("The records are of this version already." if was_current else "The records are of this version now.")
