"""``cara areas``: the installed areas, what each asks, and how two of them differ."""

from collections.abc import Iterable
from datetime import date

import click

from cara.areas import Areas, InstalledArea, discover
from cara.cli.book_page import SHORT_DIGEST, book_as_json, book_page
from cara.cli.comparison_page import comparison_as_json, comparison_page
from cara.cli.days import on_option
from cara.cli.errors import EXIT_CODES
from cara.cli.facts_file import facts_schema
from cara.cli.layout import as_json_text, blocks, listing, table
from cara.decisions import compare_areas

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


@click.group(invoke_without_command=True, epilog=EXIT_CODES, short_help="List, show and compare the installed areas.")
@as_json
@click.pass_context
def areas(context: click.Context, *, as_json: bool) -> None:
    """List the installed areas: name, version, digest of the policy book, health.

    A broken area is listed with the reason; the others go on. With a command, show one area, compare two, or describe
    the facts that a decision needs.
    """
    if context.invoked_subcommand is None:
        found = discover()
        click.echo(as_json_text([_area_as_json(area) for area in found.all]) if as_json else areas_page(found))


@areas.command(epilog=EXIT_CODES, short_help="Show every rule of an area in plain words.")
@click.argument("area")
@on_option
@as_json
def show(area: str, on: date, *, as_json: bool) -> None:
    """Show every rule of AREA in plain words, with dates, source, layer, and what is not known."""
    book = discover().book(area)
    click.echo(as_json_text(book_as_json(book, on)) if as_json else book_page(book, on))


@areas.command(epilog=EXIT_CODES, short_help="Compare two areas, topic by topic.")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@on_option
@as_json
def diff(first: str, second: str, on: date, *, as_json: bool) -> None:
    """Compare area A with area B, topic by topic.

    The word says how A stands to B: same, stricter, looser, unknown, or differs in kind.
    """
    found = discover()
    comparison = compare_areas(found.book(first), found.book(second), on)
    click.echo(as_json_text(comparison_as_json(comparison)) if as_json else comparison_page(comparison))


@areas.command("facts-schema", short_help="Describe the file of facts, as JSON schema.")
def print_facts_schema() -> None:
    """Print the JSON schema of the file that `cara decide` reads, with an example in it."""
    click.echo(as_json_text(facts_schema()))


def areas_page(found: Areas) -> str:
    """Write the table of the installed areas, and below it why some are unavailable."""
    if not found.all:
        return "No area is installed. Install an area's distribution, for example cara-west-yorkshire."
    rows = [_row(area) for area in found.all]
    return blocks(table(("AREA", "VERSION", "DIGEST", "HEALTH"), rows), _reasons(found.all))


def _row(area: InstalledArea) -> tuple[str, str, str, str]:
    digest = area.book.digest[:SHORT_DIGEST] if area.book else "-"
    return area.name, f"{area.distribution} {area.version or '-'}", digest, _health(area)


def _health(area: InstalledArea) -> str:
    return "available" if area.book else "unavailable"


def _reasons(found: Iterable[InstalledArea]) -> str:
    reasons = [f"{area.name}: {area.problem}" for area in found if area.problem]
    return f"Unavailable, so nothing is decided there:\n{listing(reasons)}" if reasons else ""


def _area_as_json(area: InstalledArea) -> dict[str, object]:
    return {
        "name": area.name,
        "title": area.book.area.name if area.book else None,
        "distribution": area.distribution,
        "version": area.version,
        "digest": area.book.digest if area.book else None,
        "health": _health(area),
        "problem": area.problem,
    }
