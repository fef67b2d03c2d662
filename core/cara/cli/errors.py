"""The two ways in which a command ends without its answer, each with its exit code."""

import click

from cara.cli.layout import printable

EXIT_CODES = """
\b
Exit codes:
  0  the command did its work, whatever its answer says
  1  the area or the command is unavailable, or no policy is in force
  2  what was given is wrong: every problem is named on standard error
"""


class Unavailable(click.ClickException):
    """The work cannot be done here: an area is missing or broken, or it has no policy for the day."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class BadInput(click.ClickException):
    """What was given is wrong; every problem at once, each with the field that it concerns."""

    exit_code = 2

    def __init__(self, about: str, *problems: str) -> None:
        lines = [printable(about), *(f"  - {printable(problem)}" for problem in problems)]
        super().__init__("\n".join(lines))
