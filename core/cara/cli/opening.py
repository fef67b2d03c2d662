"""Opening the records of an instance, or of a demonstration, for a command."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cara.areas import discover
from cara.casework import Instance
from cara.cli.errors import Unavailable
from cara.demo.data import DemoData, demos_of_user
from cara.records import Database, Keyring
from cara.settings import InstanceSettings, SettingsProblem


def open_records(settings: InstanceSettings, *, with_victims: bool = True) -> Database:
    """Open the database that settings name, with its keys. Nothing is connected to yet.

    Args:
        settings: the instance's.
        with_victims: whether this process may open what is known of victims, if the settings name the keys for it.

    Raises:
        SettingsProblem: it has no keys of its own.
        KeyFileProblem, AddressProblem: keys or address are of no use.
    """
    if settings.keys is None:
        raise SettingsProblem("keys is missing: give the file with the keys that seal identifying columns.")
    victims = settings.victim_keys if with_victims else None
    return Database.open(settings.database, Keyring.from_file(settings.keys, victims=victims))


def open_instance(settings: InstanceSettings, *, with_victims: bool = True) -> Instance:
    """Open what settings name: database, keys, zone and area. Nothing is connected to yet.

    Raises:
        SettingsProblem, KeyFileProblem, AddressProblem: as for :func:`open_records`.
    """
    return Instance(
        settings.area,
        open_records(settings, with_victims=with_victims),
        discover(),
        ZoneInfo(settings.zone),
        timedelta(minutes=settings.hold_minutes),
        contact=settings.messages.contact,
        safeguarding=settings.safeguarding,
        retention=settings.of_retention,
    )


def open_demo(data: DemoData) -> Instance:
    """Open the records of a demonstration.

    Raises:
        Unavailable: there is none, or it was never filled to the end.
    """
    marker = data.marker
    if marker is None or not data.is_filled:
        raise Unavailable(f"There is no demonstration in {data.folder}: start one with `cara demo`.")
    return Instance(marker.area, data.open(), discover())


def demo_in(folder: Path | None) -> DemoData:
    """Find the demonstration in a folder, or else this user's only one.

    Raises:
        Unavailable: none or several are this user's.
    """
    if folder is not None:
        return DemoData(folder)
    mine = sorted(path for path in demos_of_user().glob("*") if DemoData(path).marker)
    if not mine:
        raise Unavailable("There is nothing to look at: give --config FILE, or start a demonstration with `cara demo`.")
    if len(mine) > 1:
        raise Unavailable(f"Which? Give --config FILE, or --data with one of: {', '.join(map(str, mine))}.")
    return DemoData(mine[0])
