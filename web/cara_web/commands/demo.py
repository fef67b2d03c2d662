"""``cara demo``: an area of invented people, ready to look at."""

import logging
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from cara.areas import discover
from cara.casework import Instance
from cara.cli.errors import EXIT_CODES, Unavailable
from cara.demo import seed
from cara.demo.data import DemoData
from cara.demo.invented import LEAD, invented_schedule
from cara.settings import InstanceSettings, read_settings
from cara.vocabulary.dates import in_words
from cara_web.commands.serving import listen, log_to_standard_error, serve_site, until_ended
from cara_web.instance import WebInstance, clock

DEFAULT_AREA = "west_yorkshire"
HOST, PORT = "127.0.0.1", 8000


@click.command(epilog=EXIT_CODES, short_help="Show an area with invented people.")
@click.option("--area", help=f"The area, as `cara areas` names it.  [default: {DEFAULT_AREA}]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port of its address; 0 takes any that is free.",
)
@click.option("--fresh", is_flag=True, help="Begin anew: what was entered in the demonstration is deleted.")
@click.option("--data", type=click.Path(path_type=Path), help="The folder for its records; else one of your own.")
def demo(area: str | None, port: int, data: Path | None, *, fresh: bool) -> None:
    """Show an area with a year of invented people until Ctrl-C ends it.

    Started again it goes on where it was. Anybody who opens the address may choose who to be.
    """
    kept = DemoData(data.absolute()) if data else DemoData.of_user(area or DEFAULT_AREA)
    with until_ended(), kept.alone():
        marker = kept.marker
        wanted = area or (marker.area if marker else DEFAULT_AREA)
        if marker and marker.area != wanted and not fresh:
            raise Unavailable(f"{kept.folder} holds a demonstration of {marker.area}: give another --data, or --fresh.")
        _show(kept, wanted, port, goes_on=kept.is_filled and not fresh)


def _show(kept: DemoData, area: str, port: int, *, goes_on: bool) -> None:
    areas = discover()
    title = areas.book(area).area.name
    with closing(listen(HOST, port)) as listening:
        click.echo(f"{title}, with invented people only. The records are in {kept.folder}")
        if not goes_on:
            kept.begin(area, now=clock())
        with closing(kept.open()) as database:
            retention = invented_schedule(kept)
            casework = Instance(area, database, areas, retention=retention, safeguarding=LEAD)
            instance = WebInstance(casework, _settings(kept, area, port))
            database.upgrade()
            _go_on(kept, instance) if goes_on else _fill(kept, instance)
            log_to_standard_error(logging.WARNING)
            serve_site(instance, listening, partial(_announce, kept))


def _go_on(kept: DemoData, instance: WebInstance) -> None:
    marker = kept.marker
    assert marker is not None
    click.echo(f"It goes on where it was, begun on {in_words(instance.casework.today(marker.begun_at))}.")


def _fill(kept: DemoData, instance: WebInstance) -> None:
    click.echo("Making a year of it: this takes some seconds ...")
    seeded = seed(instance.casework, now=instance.now())
    kept.filled()
    people = sum(seeded.referrals.values())
    click.echo(f"{people} people have been referred; {seeded.cohorts} cohorts stand at {seeded.venues} venues.")


def _settings(kept: DemoData, area: str, port: int) -> InstanceSettings:
    return read_settings(area=area, database=kept.address, demo=True, sign_in_chooser=True, host=HOST, port=port)


def _announce(kept: DemoData, address: str) -> None:
    kept.serve_at(address)
    click.echo(
        f"\nOpen {address} and choose who to be.\nCtrl-C ends it. Started again it goes on; --fresh begins anew."
    )
