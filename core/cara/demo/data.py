"""Where a demonstration keeps its records: a folder of its own, known by the marker that was put into it.

The marker says whether the folder was filled to the end, so that one whose filling was cut off is begun anew. Only
files that a demonstration makes are ever deleted, and only beside a marker.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout
from platformdirs import user_data_path
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from cara.records import Database, Keyring
from cara.vocabulary import CaraError

MARKER, DATABASE, LOCK = "cara-demo.json", "cara-demo.db", "cara-demo.lock"
REGISTER = "cara-demo.erasures"
MADE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", REGISTER, f"{MARKER}.new", MARKER)
"""Every file that a demonstration makes besides its lock; the marker goes last."""


class DemoDataProblem(CaraError):
    """A demonstration cannot begin in a folder: which, why, and what to do."""

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        super().__init__(f"The demonstration's folder {folder} {problem}")


class Marker(BaseModel):
    """What the marker says of the folder that it lies in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    area: str
    begun_at: AwareDatetime
    is_filled: bool = False
    served_at: str | None = None


class DemoData:
    """One demonstration's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of_user(cls, area: str) -> Self:
        """Give the folder of this user's demonstration of an area."""
        return cls(demos_of_user() / area)

    @property
    def marker(self) -> Marker | None:
        """Read the marker; a folder without one was not made by a demonstration, or not yet.

        Raises:
            DemoDataProblem: there is one, but it cannot be read.
        """
        try:
            return Marker.model_validate_json((self.folder / MARKER).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise DemoDataProblem(
                self.folder, f"has a marker that cannot be read: delete {MARKER} and {DATABASE}."
            ) from error

    @property
    def is_filled(self) -> bool:
        """Tell whether the folder was filled to the end and its records are there."""
        marker = self.marker
        return marker is not None and marker.is_filled and (self.folder / DATABASE).is_file()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the folder to this process, and make it if need be.

        Raises:
            DemoDataProblem: it cannot be made, or another demonstration runs in it.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(self.folder / LOCK, timeout=0)
            lock.acquire()
        except Timeout:
            raise DemoDataProblem(
                self.folder, f"is in use{self._whereabouts}. Open that one, end it, or give another --data."
            ) from None
        except OSError as error:
            raise DemoDataProblem(self.folder, f"cannot be used ({error.strerror}): give another --data.") from error
        try:
            yield
        finally:
            self._no_longer_served()
            lock.release()

    def begin(self, area: str, *, now: datetime) -> None:
        """Make the folder empty and say that it is being filled.

        Raises:
            DemoDataProblem: there are files that no demonstration has made.
        """
        if self.marker is None and (self.folder / DATABASE).exists():
            raise DemoDataProblem(self.folder, f"has a file {DATABASE} but no marker: give another --data.")
        for name in MADE:
            (self.folder / name).unlink(missing_ok=True)
        self._mark(Marker(area=area, begun_at=now))

    def filled(self) -> None:
        """Say that the folder has been filled to the end."""
        self._change(is_filled=True)

    def serve_at(self, address: str) -> None:
        """Say where the demonstration can be seen, for whoever starts another in the folder."""
        self._change(served_at=address)

    def open(self) -> Database:
        """Open the records, with the keys that everybody knows."""
        return Database.open(self.address, Keyring.development())

    @property
    def address(self) -> str:
        """Give the address of the database."""
        return f"sqlite:///{self.folder / DATABASE}"

    @property
    def _whereabouts(self) -> str:
        marker = self.marker
        return f" by the demonstration at {marker.served_at}" if marker and marker.served_at else " by a demonstration"

    def _no_longer_served(self) -> None:
        marker = self.marker
        if marker and marker.served_at:
            self._change(served_at=None)

    def _change(self, **changed: object) -> None:
        marker = self.marker
        assert marker is not None
        self._mark(marker.model_copy(update=changed))

    def _mark(self, marker: Marker) -> None:
        new = self.folder / f"{MARKER}.new"
        new.write_text(marker.model_dump_json())
        os.replace(new, self.folder / MARKER)  # noqa: PTH105 - atomic by name


def demos_of_user() -> Path:
    """Give the folder in which this user's demonstrations lie, one an area."""
    return user_data_path("cara", appauthor=False) / "demo"
