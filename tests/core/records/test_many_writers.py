"""Many threads and processes that write at once: nothing is lost, nobody is refused, the chain stays whole."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select
from tests.core.records.rows import add_venue, entry
from tests.core.records.writing import write_venues

from cara.records import AuditEntry, Venue, audit

THREADS, PROCESSES, EACH = 8, 2, 25
SCRIPT = Path(__file__).with_name("writing.py")


def start_process(address, name):
    command = [sys.executable, str(SCRIPT), address, name, str(EACH)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_threads_and_processes_write_without_loss(database, database_url):
    processes = [start_process(database_url, f"process-{number}") for number in range(PROCESSES)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda number: write_venues(database, f"thread-{number}", EACH), range(THREADS)))
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES, said
    with database.read() as unit:
        written = Counter(code.rpartition("-")[0] for code in unit.execute(select(Venue.code)).scalars())
        signed = Counter(unit.execute(select(AuditEntry.request_id)).scalars())
        assert audit.verify(unit).whole
    assert len(written) == THREADS + PROCESSES
    assert set(written.values()) == {EACH}
    assert signed == written


def test_readers_see_whole_units_only(database):
    def write(number):
        with database.write() as unit:
            add_venue(unit, f"{number}-a")
            add_venue(unit, f"{number}-b")
            unit.audit(entry())

    def read(_number):
        with database.read() as unit:
            first = len(unit.execute(select(Venue.id)).all())
            return first, len(unit.execute(select(Venue.id)).all()), audit.verify(unit).whole

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, number) for number in range(20)]
        seen = list(threads.map(read, range(30)))
        for one in writing:
            one.result()
    assert all(first == again and first % 2 == 0 and whole for first, again, whole in seen)
