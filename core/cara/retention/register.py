"""The register of erasures: a file outside the database, so that an older backup put back brings nobody back.

One line of JSON a step, only ever added: ``begun`` before a transaction commits, ``done`` after it. It holds references
and codes and never a name. A line that was cut off by a loss of power is passed over: what it was to say had not been
committed.
"""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from cara.retention.problems import RegisterProblem
from cara.retention.words import Scope

_ADDING = threading.Lock()
_MADE = "Make one with `cara retention register`, or put back the one that was there. Nothing is erased until then."


@dataclass(frozen=True, slots=True)
class Registered:
    """One erasure as the register names it."""

    erasure: str
    reference: str
    scope: Scope
    at: datetime
    done: bool


class ErasureRegister:
    """The register in its file.

    Args:
        path: where it lies; None where the settings name no place.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    @property
    def path(self) -> Path | None:
        """Give where it lies, if the settings name a place."""
        return self._path

    @property
    def is_there(self) -> bool:
        """Tell whether there is a file."""
        return self._path is not None and self._path.exists()

    def make(self) -> bool:
        """Make an empty one, readable by its owner alone, and tell whether there was none.

        Raises:
            RegisterProblem: it cannot be made there.
        """
        path = self._placed()
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return False
        except OSError as error:
            raise RegisterProblem(path, f"cannot be made ({error.strerror}): check its folder.") from error
        _sync_folder(path)
        return True

    def check(self) -> None:
        """Go on only if it is there and can be written to.

        Raises:
            RegisterProblem: it is not.
        """
        self._add(b"")

    def add(self, step: Literal["begun", "done"], erasure: str, reference: str, scope: Scope, at: datetime) -> None:
        """Add one step; it is on the disk when this returns.

        Raises:
            RegisterProblem: it is missing or cannot be written to.
        """
        said = {"step": step, "erasure": erasure, "reference": reference, "scope": scope.value, "at": at.isoformat()}
        self._add(json.dumps(said, sort_keys=True).encode() + b"\n")

    def read(self) -> Mapping[str, Registered]:
        """Give every erasure that it names, by the erasure's code; nothing where the settings name no place.

        Raises:
            RegisterProblem: it is missing, or a line in it is not one of ours.
        """
        path = self._placed()
        try:
            lines = path.read_bytes().split(b"\n")
        except FileNotFoundError:
            raise RegisterProblem(path, f"is missing. {_MADE}") from None
        except OSError as error:
            raise RegisterProblem(path, f"cannot be read ({error.strerror}). {_MADE}") from error
        found: dict[str, Registered] = {}
        for number, line in enumerate(lines, 1):
            if line:
                one = _read(path, number, line, is_last=number == len(lines))
                if one:
                    found[one.erasure] = one
        return found

    def _placed(self) -> Path:
        if self._path is None:
            raise RegisterProblem(None, f"has no place: name one in the settings as retention.erasures. {_MADE}")
        return self._path

    def _add(self, line: bytes) -> None:
        path = self._placed()
        try:
            with _ADDING:
                file = os.open(path, os.O_RDWR | os.O_APPEND)
                try:
                    whole = _cut_off(file) + line if line else b""
                    if os.write(file, whole) != len(whole):
                        raise OSError(28, "no space left")
                    os.fsync(file)
                finally:
                    os.close(file)
        except FileNotFoundError:
            raise RegisterProblem(path, f"is missing. {_MADE}") from None
        except OSError as error:
            raise RegisterProblem(path, f"cannot be written to ({error.strerror}). Nothing was erased.") from error


def _cut_off(file: int) -> bytes:
    """Give the end of a line that was cut off, so that the next one begins by itself."""
    size = os.fstat(file).st_size
    return b"\n" if size and os.pread(file, 1, size - 1) != b"\n" else b""


def _read(path: Path, number: int, line: bytes, *, is_last: bool) -> Registered | None:
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(said["at"])
        return Registered(said["erasure"], said["reference"], Scope(said["scope"]), at, said["step"] == "done")
    except (ValueError, KeyError, TypeError) as error:
        if is_last or _was_cut_off(line):
            return None
        raise RegisterProblem(
            path, f"cannot be read in line {number}: put back a copy. Nothing is served until then."
        ) from error


def _was_cut_off(line: bytes) -> bool:
    return line.startswith(b"{") and not line.endswith(b"}")


def _sync_folder(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
