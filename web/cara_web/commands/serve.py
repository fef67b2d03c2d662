"""``cara serve``: one area's real instance."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import click

from cara.casework import Instance
from cara.cli.errors import EXIT_CODES, Unavailable
from cara.cli.opening import open_instance
from cara.records import RecordsUnavailable
from cara.records.fitting import clock_behind, refuse_no_records, refuse_other_keys
from cara.retention.carrying import erase_again
from cara.retention.register import ErasureRegister
from cara.settings import read_settings
from cara_web.commands.serving import listen, log_to_standard_error, serve_site, until_ended
from cara_web.instance import WebInstance, clock


@click.command(epilog=EXIT_CODES, short_help="Serve one area's instance.")
@click.option("--config", type=click.Path(path_type=Path), help="The instance's settings, e.g. config/AREA.toml.")
@click.option("--area", help="The area that it serves.")
@click.option("--database", help="The address of its database.")
@click.option("--keys", type=click.Path(path_type=Path), help="The file with its keys; `cara keys new` makes one.")
@click.option("--host", help="The address on which it listens.")
@click.option("--port", type=click.IntRange(0, 65535), help="Its port; 0 takes any that is free.")
@click.option("--origin", help="The address by which people reach it.")
def serve(config: Path | None, **given: object) -> None:
    """Serve one area's instance until Ctrl-C ends it.

    What is given here goes before environment variables CARA_..., and those before the file. The records must be there
    and open with the keys; they are brought up to this version first. The log goes to standard error.
    """
    settings = read_settings(config, **given)
    if settings.demo:
        raise Unavailable("These settings are of a demonstration: start one with `cara demo`, or remove demo.")
    casework = open_instance(settings)
    with until_ended(), closing(casework.database), closing(listen(settings.host, settings.port)) as listening:
        with _said_to_an_operator(casework):
            _bring_up(casework)
        log_to_standard_error(logging.INFO)
        serve_site(WebInstance(casework, settings), listening, partial(_announce, settings.origin))


@contextmanager
def _said_to_an_operator(casework: Instance) -> Iterator[None]:
    """Name the database that cannot be used: its own words are for those who work with its records."""
    try:
        yield
    except RecordsUnavailable as error:
        raise Unavailable(
            f"The database {casework.database.address} cannot be used: {error.reason}. Nothing was started: see that it is "
            "there and takes connections, or correct its address in the settings."
        ) from error


def _bring_up(casework: Instance) -> None:
    refuse_no_records(casework.database)
    if not casework.database.is_current():
        casework.database.upgrade()
        click.echo("The records have been brought up to this version.")
    refuse_other_keys(casework.database)
    _erase_again(casework)
    ahead = clock_behind(casework.database, clock())
    if ahead is not None:
        click.echo(
            f"The clock of this machine says {clock():%Y-%m-%d %H:%M} UTC, but the newest entry of the audit trail is of "
            f"{ahead:%Y-%m-%d %H:%M} UTC: set the clock right, or deadlines and sign-ins are wrong.",
            err=True,
        )
    problems = [area.problem for area in casework.areas.all if area.problem and area.name == casework.area]
    for problem in problems or ([] if _is_installed(casework) else ["its plugin is not installed"]):
        click.echo(f"Nothing can be decided for {casework.area}: {problem}", err=True)


def _erase_again(casework: Instance) -> None:
    """Erase what an older backup has brought back, before any page is shown; say so, and say what is missing."""
    register = ErasureRegister(casework.retention.erasures)
    if not register.is_there:
        missing = f"There is no register of erasures at {register.path}"
        click.echo(f"{missing}: nothing is erased until `cara retention register` has made one.")
    elif erased := erase_again(casework, now=clock()):
        click.echo(f"An older backup had brought back {len(erased)} erased records: they are erased again.")
    if casework.retention.schedule is None:
        missing = ", ".join(casework.retention.missing)
        click.echo(f"There is no retention schedule, so nothing can be erased. Missing: {missing}.")


def _is_installed(casework: Instance) -> bool:
    return any(area.name == casework.area for area in casework.areas.all)


def _announce(origin: str | None, address: str) -> None:
    alone = f", for {origin} alone" if origin else ""
    click.echo(f"Serving at {address}{alone}. Ctrl-C ends it.")
