"""The command ``cara`` itself: it holds no command of its own, but finds those that are installed."""

import sys
from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from io import TextIOWrapper
from typing import Any

import click

from cara import __version__
from cara.cli.errors import EXIT_CODES, Unavailable
from cara.cli.layout import printable
from cara.vocabulary import CaraError

GROUP = "cara.commands"


def installed_commands() -> Iterable[EntryPoint]:
    """Give every entry point of the group ``cara.commands``."""
    return entry_points(group=GROUP)


class Commands(click.Group):
    """A group whose commands are installed ones. A broken one is shown with its reason; the others go on."""

    def __init__(
        self, *args: Any, find: Callable[[], Iterable[EntryPoint]] = installed_commands, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)  # Any above: click's own parameters
        self._find = find

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name every installed command."""
        return sorted({point.name for point in self._find()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Load one command, and no other."""
        points = {point.value: point for point in self._find() if point.name == cmd_name}
        if len(points) > 1:
            return _broken(cmd_name, f"{len(points)} installed distributions provide it: remove all but one")
        return next((_loaded(point) for point in points.values()), None)

    def invoke(self, ctx: click.Context) -> Any:  # Any: whatever the command gives
        """Run a command; an error of the platform's own ends it in words, not in a traceback."""
        try:
            return super().invoke(ctx)
        except CaraError as error:
            raise Unavailable(str(error)) from error


def _loaded(point: EntryPoint) -> click.Command:
    try:
        command = point.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a distribution may fail in any way; the others go on
        return _broken(point.name, f"it cannot be loaded from {point.value}: {type(error).__name__}: {error}")
    if not isinstance(command, click.Command):
        return _broken(point.name, f"{point.value} is a {type(command).__name__}, not a command of click")
    return command


def _broken(name: str, problem: str) -> click.Command:
    reason = printable(f"The command '{name}' is unavailable: {problem}")

    def refuse() -> None:
        raise Unavailable(reason)

    return click.Command(
        name,
        callback=refuse,
        help=reason,
        short_help=printable(f"(unavailable: {problem})"),
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )


cara = Commands(
    "cara",
    help="Decide, book and explain CARA referrals by each area's own dated and sourced policy.",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
click.version_option(__version__, prog_name="cara", message="%(prog)s %(version)s")(cara)


def main() -> None:
    """Run the command line. What the terminal cannot show is written as an escape, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    cara(prog_name="cara")
