"""The command ``cara``: it finds what is installed, and a broken command never takes the others with it."""

import os
import subprocess
import sys

import pytest

from cara import __version__

COMMANDS = "cara.commands"


def test_the_help_names_every_command_and_the_exit_codes(run):
    shown = run("--help").stdout
    assert all(words in shown for words in ("areas", "decide", "Exit codes:", "2  what was given is wrong"))


def test_the_version_is_the_engines(run):
    assert run("--version").stdout == f"cara {__version__}\n"


def test_another_distribution_adds_a_command(run, install):
    text = "import click\n\n\n@click.command()\ndef greet():\n    click.echo('good morning')\n"
    install("cara-greeting", COMMANDS, {"greet": "cara_greeting:greet"}, "cara_greeting", text)
    assert run("greet").stdout == "good morning\n"
    assert "greet" in run("--help").stdout


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import a_module_that_nobody_installed\n", "ModuleNotFoundError"),
        ("raise RuntimeError('out\\x1b[31m of order')\n", "RuntimeError: out\\x1b[31m of order"),
        ("raise SystemExit(0)\n", "SystemExit"),
        ("other = 1\n", "AttributeError"),
        ("broken = 5\n", "is a int, not a command"),
    ],
)
def test_a_broken_command_is_shown_with_its_reason_and_the_others_go_on(run, install, text, reason):
    install("cara-broken", COMMANDS, {"broken": "cara_broken_commands:broken"}, "cara_broken_commands", text)
    sys.modules.pop("cara_broken_commands", None)
    result = run("broken", "--any", "thing")
    assert result.exit_code == 1
    assert "The command 'broken' is unavailable" in result.stderr
    assert reason in result.stderr
    assert "(unavailable:" in run("--help").stdout
    assert run("areas").exit_code == 0


def test_the_help_of_a_broken_command_gives_the_whole_reason(run, install):
    install("cara-broken", COMMANDS, {"broken": "no_such_module:broken"}, "unused")
    assert "No module named 'no_such_module'" in " ".join(run("broken", "--help").stdout.split())


def test_a_command_that_two_distributions_provide_is_refused(run, install):
    install("cara-one", COMMANDS, {"twice": "cara.cli.areas:areas"}, "one")
    install("cara-two", COMMANDS, {"twice": "cara.cli.decide:decide"}, "two")
    result = run("twice")
    assert (result.exit_code, "2 installed distributions provide it" in result.stderr) == (1, True)


def test_a_command_that_does_not_exist_is_bad_input(run):
    result = run("referr")
    assert result.exit_code == 2
    assert "No such command 'referr'" in result.stderr


def test_the_installed_command_runs_in_a_process_of_its_own():
    entry = "from cara.cli import main; main()"
    listed = subprocess.run([sys.executable, "-c", entry, "areas"], capture_output=True, text=True, check=True)
    assert "west_yorkshire" in listed.stdout
    refused = subprocess.run([sys.executable, "-c", entry, "areas", "show", "x"], capture_output=True, check=False)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert refused.stderr.startswith(b"Error: Area 'x' is unavailable")


def test_what_the_terminal_cannot_show_is_escaped():
    environment = {**os.environ, "PYTHONIOENCODING": "iso8859-1", "PYTHONUTF8": "0"}
    entry = "from cara.cli import main; main()"
    command = [sys.executable, "-c", entry, "areas", "show", "\u0141\u00f3d\u017a"]
    refused = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert b"Area '\\u0141\xf3d\\u017a' is unavailable" in refused.stderr
