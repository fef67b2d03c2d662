"""``cara keys``: the file with the keys that seal what identifies a person, and changing its master keys."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from cara.cli.errors import EXIT_CODES, Unavailable
from cara.cli.layout import blocks, table
from cara.cli.opening import open_records
from cara.records import Database, KeyFile, Keys, rotation
from cara.settings import read_settings

CONFIG = click.option(
    "--config", type=click.Path(path_type=Path), help="The instance's settings, e.g. config/AREA.toml."
)

VICTIMS = click.option("--victims", is_flag=True, help="The file with the keys for what is known of victims instead.")


@click.group(epilog=EXIT_CODES, short_help="Make the file with an instance's keys, and change its master keys.")
def keys() -> None:
    """Make the file with an instance's keys, and change its master keys.

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


@keys.command("list", epilog=EXIT_CODES)
@CONFIG
@VICTIMS
def show(config: Path | None, *, victims: bool) -> None:
    """Say which master keys the key file holds, and how many values are sealed under each."""
    with _records(config, victims=victims) as records:
        with records.read() as unit:
            values = rotation.values_by_key(unit, records.keyring.whose)
        known = records.keyring.follow()
    under = rotation.under_each_key(values)
    numbers = sorted(known.sealing.keys() | under.keys())
    each = [(str(number), str(under[number]), _state(number, under[number], known)) for number in numbers]
    columns = [(name, *(str(counts.get(number, 0)) for number in numbers)) for name, counts in values.items()]
    by_column = table(("Column", *(f"Key {number}" for number in numbers)), columns)
    click.echo(blocks(table(("Master key", "Values", "What it does"), each), by_column))
    missing = [str(number) for number in numbers if number not in known.sealing]
    if missing:
        raise Unavailable(f"Master key {', '.join(missing)} is not in the key file: put back its newest copy.")


@keys.command(epilog=EXIT_CODES)
@CONFIG
@VICTIMS
def rotate(config: Path | None, *, victims: bool) -> None:
    """Add a master key, and wrap the key of every value by it. The instance may go on being served.

    Killed, or run while some values are under an older key, it first goes on with those and adds no key.
    """
    with _records(config, victims=victims) as records, rotation.changing_keys(records):
        left = rotation.older_values(records)
        if left:
            newest = records.keyring.keys.newest
            click.echo(f"{left} values are not under master key {newest} yet: going on with them. No key is added.")
        else:
            click.echo(
                f"Master key {rotation.add_master_key(records, _now())} is in the key file and seals from now on."
            )
        _wrap_anew(records)


@keys.command(epilog=EXIT_CODES)
@click.argument("number", type=click.IntRange(1))
@CONFIG
@VICTIMS
def retire(number: int, config: Path | None, *, victims: bool) -> None:
    """Take the master key NUMBER out of the key file, if nothing is sealed under it."""
    with _records(config, victims=victims) as records, rotation.changing_keys(records):
        rotation.retire(records, number, _now())
    click.echo(
        f"Master key {number} is no longer in the key file. A backup of the database from before the rotation opens "
        "only with a copy of the file from then."
    )


@contextmanager
def _records(config: Path | None, *, victims: bool) -> Iterator[Database]:
    with closing(open_records(read_settings(config))) as records:
        if not records.is_current():
            raise Unavailable("The records are of another version: bring them up with `cara database upgrade`.")
        yield records.under_victims_keys() if victims else records


def _wrap_anew(records: Database) -> None:
    """Go through all values, and say on standard error how far it is."""
    total = rotation.older_values(records)
    done, do_not_open = 0, dict[str, int]()
    for batch in rotation.wrap_anew(records, _now):
        done += batch.wrapped
        click.echo(f"{done} of {total} values wrapped anew", err=True)
        if batch.do_not_open:
            do_not_open[batch.column] = do_not_open.get(batch.column, 0) + batch.do_not_open
    newest, left = records.keyring.keys.newest, rotation.older_values(records)
    if do_not_open:
        where = ", ".join(f"{count} of {name}" for name, count in do_not_open.items())
        raise Unavailable(f"{left} values do not open and stay as they are ({where}): restore those records.")
    if left:
        raise Unavailable(f"{left} values came under an older key meanwhile: run `cara keys rotate` once more.")
    click.echo(f"Every value is under master key {newest}. `cara keys list` says which keys may be retired.")


def _state(number: int, values: int, known: Keys) -> str:
    if number not in known.sealing:
        return "is not in the key file"
    if number == known.newest:
        return "seals"
    return "opens what is under it" if values else "may be retired"


def _now() -> datetime:
    return datetime.now(UTC)
