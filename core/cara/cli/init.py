"""``cara init``: a new instance in a folder of its own; and ``cara invite``, when no area manager can sign in any more."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click

from cara.acting import NotAccepted
from cara.areas import Areas, discover
from cara.cli.errors import EXIT_CODES, BadInput, Unavailable
from cara.cli.layout import blocks, labelled, paragraph
from cara.cli.opening import open_instance
from cara.records import Database, KeyFile, Keyring, Keys
from cara.retention.register import ErasureRegister
from cara.settings import InstanceSettings, read_settings
from cara.staff.accounts import plain_name, plain_organisation
from cara.staff.invitations import Invited, invite_as_operator, invite_first
from cara.vocabulary.dates import day_in, in_words

SETTINGS, KEYS, VICTIM_KEYS, DATABASE = "cara.toml", "cara.keys", "victims.keys", "cara.db"
REGISTER = "erasures.register"
ASKED: Mapping[str, str] = {
    "area": "The area, as `cara areas` names it",
    "name": "The name of the first area manager",
    "organisation": "The organisation of the first area manager, in a word",
    "origin": "The address by which people will reach it",
}
"""What must be known, and how it is asked."""
OFFERED: Mapping[str, str] = {"organisation": "provider", "origin": "http://localhost:8000"}
"""What is offered on a terminal."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@click.command(epilog=EXIT_CODES, short_help="Make an instance, and invite its first area manager.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--area", help=f"{ASKED['area']}.")
@click.option("--name", help=f"{ASKED['name']}.")
@click.option("--organisation", help=f"{ASKED['organisation']}, e.g. provider.")
@click.option("--origin", help=f"{ASKED['origin']}, e.g. https://cara.example.org.")
@click.option("--database", help="The address of a PostgreSQL database; left out, a SQLite file in DIR.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Its port.")
def init(folder: Path, database: str | None, port: int, **given: str | None) -> None:
    """Make an instance in DIR, a new or empty folder: its settings, its keys and its records.

    Its first area manager is invited: the code that is printed opens the page /join once. What is not given is asked on
    a terminal; without one everything that is missing is named.
    """
    folder = folder.absolute()
    _refuse_in_use(folder)
    areas = discover()
    said = _answered({name: given[name] for name in ASKED}, areas)
    title = areas.book(said["area"]).area.name
    _refuse_wrong(said, database)
    settings = _settings(folder, said, database, port)
    with _Building.of(folder) as building:
        invited = _make(building, settings, said, database)
    click.echo(f"An instance of {title} is in {folder}. Start it, then let the area manager join:\n")
    click.echo(f"  cara serve --config {folder / SETTINGS}\n")
    click.echo(_handed_over(invited, settings))
    click.echo(
        paragraph(
            f"Keep copies of {folder / KEYS} and {folder / VICTIM_KEYS} in safe places, apart from the database's backups."
        )
    )
    click.echo(
        paragraph(
            "There is no retention schedule yet, so nothing can be erased: ask the controller for the periods, and enter "
            f"them in {folder / SETTINGS} as [retention]. Copy {folder / REGISTER} whenever it changes: it names what was "
            "erased, so that no older backup brings it back."
        )
    )


@click.command(epilog=EXIT_CODES, short_help="Invite an area manager again who cannot sign in any more.")
@click.option("--config", type=click.Path(path_type=Path), help="The instance's settings, e.g. DIR/cara.toml.")
@click.option("--account", help="The area manager's account; needed where there are several.")
def invite(config: Path | None, account: str | None) -> None:
    """Invite an area manager again, as when the last one has lost every passkey.

    Once the invitation is accepted, whatever the account signed in with before is taken away.
    """
    settings = read_settings(config)
    with closing(open_instance(settings).database) as records:
        if not records.is_current():
            raise Unavailable("The records are of another version: run `cara database upgrade` first.")
        invited = invite_as_operator(records, account, now=_now())
    click.echo(f"The account {invited.account} is invited again.\n")
    click.echo(_handed_over(invited, settings))


def _refuse_in_use(folder: Path) -> None:
    if (folder / SETTINGS).exists():
        start = f"cara serve --config {folder / SETTINGS}"
        raise Unavailable(f"{folder} holds an instance already, and nothing was changed. Start it with `{start}`.")
    if folder.exists() and not folder.is_dir():
        raise Unavailable(f"{folder} is a file: name a new or empty folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise Unavailable(f"{folder} holds other files: name a new or empty folder.")


def _answered(given: Mapping[str, str | None], areas: Areas) -> dict[str, str]:
    """Give what is known: from the command line, or else asked for one by one."""
    missing = [name for name, value in given.items() if value is None]
    if missing and not sys.stdin.isatty():
        lines = (f"--{name}: {ASKED[name][:1].lower()}{ASKED[name][1:]}" for name in missing)
        raise BadInput("This is missing, and there is no terminal to ask on:", *lines)
    return {name: _ask(name, areas) if value is None else value for name, value in given.items()}


def _ask(name: str, areas: Areas) -> str:
    choice = click.Choice([area.name for area in areas.all]) if name == "area" else None
    answer: str = click.prompt(ASKED[name], default=OFFERED.get(name), type=choice)
    return answer


def _refuse_wrong(said: Mapping[str, str], database: str | None) -> None:
    problems: list[str] = []
    checks: dict[str, Callable[[str], str]] = {"name": plain_name, "organisation": plain_organisation}
    for option, check in checks.items():
        try:
            check(said[option])
        except NotAccepted as error:
            problems += [f"--{option}: {problem.sentence}" for problem in error.problems]
    if not _is_origin(said["origin"]):
        problems.append(
            "--origin: give https:// and the host alone; http:// is for this machine, e.g. http://localhost"
        )
    if database is not None and not database.startswith("postgresql"):
        problems.append("--database: give the address of a PostgreSQL database, or leave it out for a SQLite file")
    if problems:
        raise BadInput("No instance was made:", *problems)


def _is_origin(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        _ = parts.port
    except ValueError:
        return False
    is_whole = bool(parts.hostname) and not (parts.path or parts.query or parts.fragment or parts.username)
    return is_whole and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL))


def _settings(folder: Path, said: Mapping[str, str], database: str | None, port: int) -> InstanceSettings:
    return read_settings(
        area=said["area"],
        database=database or f"sqlite:///{folder / DATABASE}",
        keys=folder / KEYS,
        victim_keys=folder / VICTIM_KEYS,
        origin=said["origin"],
        port=port,
    )


@dataclass
class _Building:
    """An instance that is being made aside, in the folder where it will be: all of it takes its place, or none is left."""

    folder: Path
    aside: Path
    placed: list[Path] = field(default_factory=list)

    @classmethod
    @contextmanager
    def of(cls, folder: Path) -> Iterator["_Building"]:
        """Build in a folder; whatever goes wrong, it is left as it was."""
        was_there = folder.is_dir()
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            building = cls(folder, Path(tempfile.mkdtemp(prefix=".cara-init-", dir=folder)))
        except OSError as error:
            raise Unavailable(f"No instance can be made in {folder} ({error.strerror}): check the path.") from error
        try:
            yield building
        except BaseException as error:
            building.undo()
            if not was_there:
                folder.rmdir()
            if isinstance(error, OSError):
                raise Unavailable(f"No instance was made in {folder} ({error.strerror}).") from error
            raise
        building.aside.rmdir()

    def place(self) -> None:
        """Put every file in its place, the settings last: a folder with settings holds a whole instance."""
        if [found for found in self.folder.iterdir() if found != self.aside]:
            raise Unavailable(f"Somebody else put files into {self.folder} meanwhile: no instance was made.")
        for made in sorted(self.aside.iterdir(), key=lambda path: path.name == SETTINGS):
            made.chmod(0o600)
            self.placed.append(made.rename(self.folder / made.name))

    def undo(self) -> None:
        """Take away whatever was made."""
        for placed in reversed(self.placed):
            placed.unlink(missing_ok=True)
        shutil.rmtree(self.aside, ignore_errors=True)


def _make(building: _Building, settings: InstanceSettings, said: Mapping[str, str], database: str | None) -> Invited:
    keyring = _draw_keys(building.aside)
    _make_register(building.aside)
    (building.aside / SETTINGS).write_text(_as_toml(settings), encoding="utf-8")
    if database is None:
        with closing(Database.open(f"sqlite:///{building.aside / DATABASE}", keyring)) as records:
            records.upgrade()
            invited = invite_first(records, said["name"], said["organisation"], now=_now())
        building.place()
        return invited
    with closing(Database.open(database, keyring)) as records:
        _refuse_another_version(records)
        records.upgrade()
        with records.write():  # the account is there for good once the files are in their places
            invited = invite_first(records, said["name"], said["organisation"], now=_now())
            building.place()
    return invited


def _refuse_another_version(records: Database) -> None:
    if not (records.is_new() or records.is_current()):
        raise Unavailable("The database holds an instance of another version: name an empty one. Nothing was changed.")


def _make_register(folder: Path) -> None:
    ErasureRegister(folder / REGISTER).make()


def _draw_keys(folder: Path) -> Keyring:
    for name in (KEYS, VICTIM_KEYS):
        KeyFile(folder / name).create(Keys.new())
    return Keyring.from_file(folder / KEYS, victims=folder / VICTIM_KEYS)


def _as_toml(settings: InstanceSettings) -> str:
    # Nothing starts without the last: a file that was cut short is known by it.
    names = ("area", "database", "keys", "victim_keys", "port", "origin")
    lines = [f"# {_description(name)}\n{name} = {_toml(getattr(settings, name))}\n" for name in names]
    return "\n".join(["# What this instance needs to start. Policy never stands here.\n", *lines])


def _description(name: str) -> str:
    description = InstanceSettings.model_fields[name].description
    assert description
    return description


def _toml(value: Any) -> str:  # Any: each setting has its own type
    return str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)


def _handed_over(invited: Invited, settings: InstanceSettings) -> str:
    origin = settings.origin or f"http://{settings.host}:{settings.port}"
    zone = ZoneInfo(settings.zone)
    until = f"{invited.ends_at.astimezone(zone):%H:%M} on {in_words(day_in(zone, invited.ends_at))}"
    rows = (("Address", f"{origin.rstrip('/')}/join"), ("Code", invited.code), ("Good until", f"{until}, once"))
    told = "Hand the code to the area manager and to nobody else. It is shown here alone, and stored nowhere."
    return blocks(labelled(rows, 1), paragraph(told), "")


def _now() -> datetime:
    return datetime.now(UTC)
