"""``cara decide``: one case decided by one area's rules of one day."""

from datetime import date
from typing import BinaryIO

import click

from cara.areas import discover
from cara.cli.days import now, on_option
from cara.cli.decision_page import decision_page
from cara.cli.errors import EXIT_CODES
from cara.cli.facts_file import read_facts
from cara.cli.layout import as_json_text
from cara.decisions import decide as decide_case
from cara.policy import Stage


@click.command(epilog=EXIT_CODES, short_help="Decide one case and explain every rule.")
@click.argument("facts_file", metavar="FACTS.json", type=click.File("rb"))
@click.option("--area", required=True, help="The area whose policy decides, as `cara areas` names it.")
@on_option
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    default=Stage.CHECK.value,
    show_default=True,
    help="check: before the caution. confirm: when it has been signed.",
)
@click.option(
    "--format",
    "written_as",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for programs: the same decision.",
)
def decide(facts_file: BinaryIO, area: str, on: date, stage: str, written_as: str) -> None:
    """Decide the case in FACTS.json ("-" reads standard input) and explain every rule.

    `cara areas facts-schema` describes the file. Nothing is stored.
    """
    given = read_facts(facts_file, on)
    book = discover().book(area)
    decision = decide_case(book, given.facts, given.restricted_facts, on=on, stage=Stage(stage), decided_at=now())
    click.echo(
        as_json_text(decision.model_dump(mode="json")) if written_as == "json" else decision_page(book, decision)
    )
