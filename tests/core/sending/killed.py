"""Workers in processes of their own, to be killed: their provider writes each message that it takes as a line of a file.

    python -m tests.core.sending.killed DATABASE FILE BEGAN asked|silent|forgetful

Each line on standard input has one more worker forked; its process is named on standard output. Their clock runs twenty
times as fast as the wall's, so that a lease ends within seconds. ``silent`` cannot be asked
what it has; ``forgetful`` denies having anything, which is what a worker that sends again blindly would come to.
"""

import os
import signal
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from tests.instances import NOW, west_yorkshire_like

from cara.casework import Instance
from cara.records import Database, Keyring
from cara.sending import Answer, Outgoing, Receipt, Worker
from cara.vocabulary import Channel

FASTER = 20


class Written:
    """A provider that has what stands in its file."""

    leaves, gives_receipts = True, False

    def __init__(self, file: Path, way: str) -> None:
        self.file, self.way = file, way

    def send(self, outgoing: Outgoing) -> None:
        time.sleep(0.02)
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{outgoing.reference}\n".encode())
        os.close(handle)
        time.sleep(0.12)

    def ask(self, reference: str) -> Answer:
        if self.way == "silent":
            return Answer.CANNOT_TELL
        has_it = self.way == "asked" and self.file.exists() and reference in self.file.read_text().split()
        return Answer.HAS_IT if has_it else Answer.HAS_NOT

    def receipt(self, reference: str) -> Receipt:
        return Receipt.NONE_GIVEN


def work(url: str, file: str, began: str, way: str) -> None:
    def clock() -> datetime:
        return NOW + timedelta(seconds=(time.time() - float(began)) * FASTER)

    database = Database.open(url, Keyring.development())
    instance = Instance("testshire", database, west_yorkshire_like())
    worker = Worker(instance, dict.fromkeys(Channel, Written(Path(file), way)), clock)
    worker.run(threading.Event(), lambda _error: None, timedelta(seconds=0.4))


def main(*given: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    west_yorkshire_like()
    for _ in sys.stdin:
        process = os.fork()
        if not process:
            work(*given)
        print(process, flush=True)  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(*sys.argv[1:])
