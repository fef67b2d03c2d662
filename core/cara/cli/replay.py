"""``cara replay``: every stored decision decided again by its own book, and whether the answer is the same."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import func, select

from cara.casework import Instance, Replayed, replay_decisions
from cara.cli.errors import BadInput, Unavailable
from cara.cli.layout import hanging, printable
from cara.cli.opening import demo_in, open_demo, open_instance
from cara.decisions import ReplayAnswer
from cara.records import Decision, Referral
from cara.settings import read_settings
from cara.vocabulary import Reference, ReferenceProblem

EPILOG = """
\b
Exit codes:
  0  no decision came out differently
  1  at least one did, or there are no records to look at
  2  what was given is wrong
"""
SAID_EVERY = 100
WIDTH = 18


@click.command(epilog=EPILOG, short_help="Decide every stored decision again by its own book.")
@click.option("--config", type=click.Path(path_type=Path), help="The settings of the instance, e.g. config/AREA.toml.")
@click.option("--data", type=click.Path(path_type=Path), help="The folder of a demonstration; else your own one.")
@click.option("--reference", help="Only the decisions about one referral.")
def replay(config: Path | None, data: Path | None, reference: str | None) -> None:
    """Decide every stored decision again by the policy book by which it was made.

    Each is named as identical, as different and in what, or as one that cannot be told and why.
    """
    if config is not None and data is not None:
        raise BadInput("Give either --config or --data:", "an instance, or a demonstration")
    wanted = _reference(reference) if reference is not None else None
    instance = open_instance(read_settings(config)) if config is not None else open_demo(demo_in(data))
    with closing(instance.database):
        _replay(instance, wanted)


def _reference(typed: str) -> Reference:
    try:
        return Reference.parse(typed)
    except ReferenceProblem as problem:
        raise BadInput("--reference is wrong:", str(problem)) from problem


def _replay(instance: Instance, reference: Reference | None) -> None:
    if not instance.database.is_current():
        raise Unavailable("The records are of another version: bring them up with `cara database upgrade`.")
    counts: Counter[ReplayAnswer] = Counter()
    for replayed in _followed(replay_decisions(instance, reference), _how_many(instance, reference)):
        counts[replayed.replay.answer] += 1
        click.echo(_line(replayed))
    if not counts:
        raise Unavailable("No decision is stored." if reference is None else f"No decision about {reference.spoken}.")
    click.echo(f"\n{_summary(counts)}")
    if counts[ReplayAnswer.DIFFERENT]:
        raise Unavailable(f"{counts[ReplayAnswer.DIFFERENT]} stored decisions do not come out as they are stored.")


def _line(replayed: Replayed) -> str:
    name = f"{Reference(replayed.reference).spoken} {replayed.number}"
    label = replayed.replay.answer.label
    reasons = "; ".join(replayed.replay.reasons)
    return hanging(name, f"{label}: {reasons}" if reasons else label, 0, max(WIDTH, len(name) + 1))


def _summary(counts: Counter[ReplayAnswer]) -> str:
    total = counts.total()
    parts = ", ".join(f"{counts[answer]} {answer.label.lower()}" for answer in ReplayAnswer)
    return printable(f"{total} {'decision' if total == 1 else 'decisions'}: {parts}.")


def _how_many(instance: Instance, reference: Reference | None) -> int:
    query = select(func.count()).select_from(Decision)
    if reference is not None:
        query = query.join(Referral, Referral.id == Decision.referral_id).where(Referral.reference == reference)
    with instance.database.read() as unit:
        return int(unit.scalar(query) or 0)


def _followed(replayed: Iterable[Replayed], total: int) -> Iterator[Replayed]:
    """Say now and then on standard error how far it is."""
    for done, one in enumerate(replayed, start=1):
        yield one
        if done % SAID_EVERY == 0:
            click.echo(f"{done} of {total} decisions replayed", err=True)
