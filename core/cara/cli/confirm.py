"""``cara confirm``: what waits for a second person, for whoever has the machine, where an instance has none yet."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from cara.cli.errors import EXIT_CODES, Unavailable
from cara.cli.layout import blocks, labelled, paragraph
from cara.cli.opening import open_instance
from cara.settings import read_settings
from cara.staff.second_person import decide_as_operator, waiting_for_operator


@click.command(epilog=EXIT_CODES, short_help="List, confirm or refuse what waits for a second person.")
@click.argument("code", required=False)
@click.option("--config", type=click.Path(path_type=Path), help="The instance's settings, e.g. DIR/cara.toml.")
@click.option("--refuse", is_flag=True, help="Refuse it instead.")
def confirm(code: str | None, config: Path | None, refuse: bool) -> None:  # noqa: FBT001 - click's form of a flag
    """Confirm what CODE stands for; without one, list what waits.

    An invitation, a role or a program that lets somebody in waits for a second person, who confirms it on a page. In the
    first days of an instance there may be nobody: whoever has the machine confirms then. The audit trail says so.
    """
    with closing(open_instance(read_settings(config)).database) as records:
        if not records.is_current():
            raise Unavailable("The records are of another version: run `cara database upgrade` first.")
        if code is not None:
            decide_as_operator(records, code, confirm=not refuse, now=datetime.now(UTC))
            click.echo("It is refused: nothing of it holds." if refuse else "It is confirmed and holds from now on.")
            return
        waiting = waiting_for_operator(records)
    if not waiting:
        click.echo(paragraph("Nothing waits to be confirmed."))
    for one, kind, account, role, asked_by in waiting:
        rows = (("Code", one), ("What", kind.label), ("Account", account), ("Role", role.label), ("Asked by", asked_by))
        click.echo(blocks(labelled(rows, 1), ""))
