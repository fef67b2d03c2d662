"""The key file: read only while it is its owner's alone, and replaced so that it is whole at every moment."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from cara.records.errors import KeyFileProblem
from cara.records.keys import Keys

Stamp = tuple[int, int, int, int]
"""What differs when the file was replaced or written to."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One key file, by its path."""

    path: Path

    @property
    def stamp(self) -> Stamp:
        """Give what differs when the file was replaced or written to.

        Raises:
            KeyFileProblem: it is not there.
        """
        try:
            return _stamp(os.stat(self.path))  # noqa: PTH116 - half the time of Path.stat, at every sealing
        except OSError as error:
            raise self._unreadable(error) from error

    def read(self) -> tuple[Keys, Stamp]:
        """Read the keys.

        Raises:
            KeyFileProblem: the file is missing, open to others, or not a whole key file.
        """
        try:
            with open(os.open(self.path, os.O_RDONLY | os.O_NONBLOCK), "rb") as opened:  # noqa: PTH123 - a descriptor
                status = os.fstat(opened.fileno())
                self._check(status)
                content = opened.read()
        except OSError as error:
            raise self._unreadable(error) from error
        self._keep_folder()  # a key that seals from now on must outlast a power cut
        return self._parsed(content), _stamp(status)

    def create(self, keys: Keys) -> None:
        """Write a file that must not exist.

        Raises:
            FileExistsError: it exists.
            OSError: it cannot be made.
        """
        _write(self.path, keys)
        self._keep_folder()

    def replace(self, keys: Keys) -> None:
        """Put other keys in place of the file's: after a crash it holds the ones or the others, never a part.

        Raises:
            KeyFileProblem: it cannot be replaced; it is as it was.
        """
        real = self.path.resolve()
        aside = real.with_name(f"{real.name}.new")
        try:
            aside.unlink(missing_ok=True)
            _write(aside, keys, like=real.stat())
            os.replace(aside, real)  # noqa: PTH105 - atomic by name
            self._keep_folder()
        except OSError as error:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise KeyFileProblem(
                f"The key file {self.path} cannot be replaced ({error.strerror}): run this as the user that owns it, "
                "where its folder can be written to."
            ) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the file to this process while keys are added to it or taken away.

        Raises:
            KeyFileProblem: another process does so, or the folder cannot be written to.
        """
        lock = FileLock(f"{self.path.resolve()}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise KeyFileProblem(
                f"Another command changes the keys in {self.path}: wait until it has ended, then run this again."
            ) from None
        except OSError as error:
            raise KeyFileProblem(
                f"The folder of the key file {self.path} cannot be written to ({error.strerror}): run this as the "
                "user that owns it."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _check(self, status: os.stat_result) -> None:
        if stat.S_ISDIR(status.st_mode):
            raise KeyFileProblem(f"The key file {self.path} is a folder: give the path of the file itself.")
        if not stat.S_ISREG(status.st_mode):
            raise KeyFileProblem(f"The key file {self.path} is not a file: give the path of one.")
        mode = stat.S_IMODE(status.st_mode)
        if mode & 0o077:
            raise KeyFileProblem(
                f"The key file {self.path} is open to others than its owner (mode {mode:04o}): "
                f"run chmod 600 {self.path}"
            )
        if not status.st_size:
            raise KeyFileProblem(f"The key file {self.path} is empty: put back the copy that was kept of it.")

    def _parsed(self, content: bytes) -> Keys:
        try:
            return Keys.parse(content.decode("ascii"))
        except KeyFileProblem as problem:
            raise KeyFileProblem(f"{self.path}: {problem}") from None
        except ValueError:
            raise KeyFileProblem(
                f"{self.path} is not a whole key file: it holds sealing.1 and so on, and blind_index at its end. "
                "Put back the copy that was kept of it."
            ) from None

    def _unreadable(self, error: OSError) -> KeyFileProblem:
        if isinstance(error, IsADirectoryError):
            return KeyFileProblem(f"The key file {self.path} is a folder: give the path of the file itself.")
        return KeyFileProblem(
            f"The key file {self.path} cannot be read ({error.strerror}): check its path and its owner."
        )

    def _keep_folder(self) -> None:
        """Have the disk keep the file's name as it is now, where this user may."""
        with suppress(OSError):
            folder = os.open(self.path.resolve().parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _write(path: Path, keys: Keys, like: os.stat_result | None = None) -> None:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as written:
        if like is not None and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(opened, like.st_uid, like.st_gid)
        written.write(keys.text)
        written.flush()
        os.fsync(opened)


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
