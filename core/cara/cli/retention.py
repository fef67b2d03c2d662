"""``cara retention``: the register of erasures, and erasing again what an older backup has brought back."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from cara.cli.errors import EXIT_CODES, Unavailable
from cara.cli.opening import open_instance
from cara.retention.carrying import erase_again
from cara.retention.register import ErasureRegister
from cara.settings import InstanceSettings, read_settings

_CONFIG = click.option(
    "--config", type=click.Path(path_type=Path), help="The instance's settings, e.g. config/AREA.toml."
)


@click.group(epilog=EXIT_CODES, short_help="Keep an erasure an erasure, whatever backup is put back.")
def retention() -> None:
    """Look after the register of erasures, which lies outside the database."""


@retention.command(epilog=EXIT_CODES)
@_CONFIG
def register(config: Path | None) -> None:
    """Make an empty register where there is none. Without one nothing is erased."""
    found = _register_of(read_settings(config))
    made = found.make()
    click.echo(f"The register {found.path} {'is made' if made else 'is there already, and was not changed'}.")


@retention.command(epilog=EXIT_CODES)
@_CONFIG
def again(config: Path | None) -> None:
    """Erase again whatever the register names and the database still holds, as after a backup was put back.

    `cara serve` does this by itself before it shows the first page.
    """
    settings = read_settings(config)
    instance = open_instance(settings)
    with closing(instance.database):
        if not instance.database.is_current():
            raise Unavailable("The records are of another version: run `cara database upgrade` first.")
        erased = erase_again(instance, now=datetime.now(UTC))
    count = len(erased)
    click.echo(f"{count} {'record was' if count == 1 else 'records were'} erased again." if count else "Nothing to do.")


def _register_of(settings: InstanceSettings) -> ErasureRegister:
    return ErasureRegister(settings.of_retention.erasures)
