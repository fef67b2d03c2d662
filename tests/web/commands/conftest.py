"""Commands run as people run them: as processes of their own, asked over HTTP, ended by a signal."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import httpx
import pytest

from cara.areas import discover
from cara.casework import Instance
from cara.demo import seed
from cara.demo.data import DATABASE, MARKER, DemoData
from cara.demo.seeding import USUAL
from cara_web.instance import clock

FEW = dict.fromkeys(USUAL, 1)
CARA = (sys.executable, "-c", "from cara.cli import main; main()")
PATIENCE = 240


class Running:
    """A command that runs, and what it has printed."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [*CARA, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "COLUMNS": "200"},
        )
        self._lines: Queue[str] = Queue()
        self.printed = ""
        self.errors = ""
        self._readers = [threading.Thread(target=work, daemon=True) for work in (self._read, self._read_errors)]
        for reader in self._readers:
            reader.start()

    def wait_for(self, pattern: str) -> str:
        """Wait until a line holds a pattern, and give what matched."""
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except Empty:
                raise AssertionError(f"'{pattern}' was not printed: {self.printed}{self.errors}") from None
            assert line, f"it ended before it printed '{pattern}': {self.printed}{self.errors}"
            if found := re.search(pattern, line):
                return found[0]

    def ask(self, address: str, path: str, host: str = "") -> httpx.Response:
        """Ask for a page, anew each time, by the name under which people know the site."""
        headers = {"host": host} if host else {}
        return httpx.get(address + path, headers=headers, timeout=PATIENCE, trust_env=False)

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it by a signal and give its exit code."""
        self._process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end and give its exit code."""
        code = self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return code

    def close(self) -> None:
        """End it whatever it does, when a test is over."""
        self._process.kill()
        self.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.printed += line
            self._lines.put(line)
        self._lines.put("")

    def _read_errors(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            self.errors += line


Start = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a command; it is ended with the test."""
    started: list[Running] = []

    def starting(*arguments: object) -> Running:
        started.append(Running(*map(str, arguments)))
        return started[-1]

    yield starting
    for running in started:
        running.close()


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration of few people, made today."""
    data = DemoData(tmp_path_factory.mktemp("small") / "demo")
    with data.alone():
        data.begin("west_yorkshire", now=clock())
        database = data.open()
        database.upgrade()
        seed(Instance("west_yorkshire", database, discover()), now=clock(), usual=FEW)
        database.close()
        data.filled()
    return data.folder


@pytest.fixture
def data(small_demo: Path, tmp_path: Path) -> DemoData:
    """A demonstration of few people of this test's own."""
    folder = tmp_path / "demo"
    folder.mkdir()
    for name in (DATABASE, MARKER):
        (folder / name).write_bytes((small_demo / name).read_bytes())
    return DemoData(folder)
