"""``cara keys``: the file with the keys that seal what identifies a person."""

from pathlib import Path

import click

from cara.cli.errors import EXIT_CODES, Unavailable
from cara.records import KeyFile, Keys


@click.group(epilog=EXIT_CODES, short_help="Make the file with an instance's keys.")
def keys() -> None:
    """Make the file with an instance's keys.

    Keep it apart from the backups of the database: neither is of use without the other.
    """


@keys.command(epilog=EXIT_CODES)
@click.argument("file", type=click.Path(path_type=Path))
def new(file: Path) -> None:
    """Draw new keys and write them to FILE, which must not exist; nobody but its owner can read it."""
    try:
        KeyFile(file).create(Keys.new())
    except FileExistsError as error:
        raise Unavailable(
            f"{file} exists. Its keys may be the only ones that open an instance's records: choose another name."
        ) from error
    except OSError as error:
        raise Unavailable(f"{file} cannot be made ({error.strerror}): check the path.") from error
    click.echo(f"New keys are in {file}. Keep a copy in a safe place, apart from the database's backups.")
