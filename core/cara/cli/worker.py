"""``cara worker``: working the outbox off in a process of its own."""

import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from cara.cli.errors import EXIT_CODES
from cara.cli.opening import open_instance
from cara.sending import Worker, providers_of
from cara.settings import read_settings


def clock() -> datetime:
    """Give the present moment: the worker's only clock."""
    return datetime.now(UTC)


@click.command(epilog=EXIT_CODES, short_help="Send the messages that are due.")
@click.option("--config", type=click.Path(path_type=Path), help="The instance's settings, e.g. config/AREA.toml.")
@click.option("--once", is_flag=True, help="Work off what is due now, and end.")
def worker(config: Path | None, *, once: bool) -> None:
    """Send the messages that are due until Ctrl-C ends it; what is under way is brought to its end.

    Several may run at once. `cara serve` works the outbox off by itself unless its settings say messages.worker = false.
    """
    settings = read_settings(config)
    instance = open_instance(settings, with_victims=False)
    with closing(instance.database):
        working = Worker(instance, providers_of(settings.messages, clock), clock)
        if once:
            done = working.work_off()
            click.echo(f"{done} {'job is' if done == 1 else 'jobs are'} done.")
            return
        with _ended_when_asked() as ended:
            click.echo("Working the outbox off. Ctrl-C ends it.")
            working.run(ended, _say)
    click.echo("Ended.")


def _say(error: Exception) -> None:
    click.echo(f"A job failed ({type(error).__name__}) and is tried again once its lease is over.", err=True)


@contextmanager
def _ended_when_asked() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C or a request to terminate sets, without breaking off what is under way."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
