"""Workers are killed in the middle, several at once, on both databases: each message goes once, or a person is asked."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from cara.casework.outbox import MessageStatus
from cara.records import tables as t
from cara.vocabulary import Occasion
from cara.workshops import give_other_days

MESSAGES, WORKERS, KILLS = 16, 3, 12
S = MessageStatus
NAMES = [
    "Ash",
    "Beech",
    "Cedar",
    "Elm",
    "Fir",
    "Hazel",
    "Holly",
    "Ivy",
    "Larch",
    "Lime",
    "Maple",
    "Oak",
    "Pine",
    "Rowan",
    "Spruce",
    "Willow",
]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def full_office(office):
    """An office in which so many messages are due at once."""
    for place, name in enumerate(NAMES):
        office.area.booked("N1" if place < 10 else "N2", family_name=name, crime_reference=f"13/{place}/26")
    return office


class Workers:
    """Workers that are forked from one process, which has everything imported and nothing open."""

    def __init__(self, url, file, way):
        command = [sys.executable, "-m", "tests.core.sending.killed", url, str(file), str(time.time()), way]
        self.forking = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.running = [self.start() for _ in range(WORKERS)]

    def start(self):
        self.forking.stdin.write("one\n")
        self.forking.stdin.flush()
        return int(self.forking.stdout.readline())

    def kill(self, place):
        os.kill(self.running[place], signal.SIGKILL)
        self.running[place] = self.start()

    def end(self):
        for process in self.running:
            os.kill(process, signal.SIGKILL)
        self.forking.stdin.close()
        self.forking.wait()
        self.forking.stdout.close()


def statuses(office):
    at_once = t.Message.occasion.in_([Occasion.BOOKED.value, Occasion.MOVED.value])
    query = select(t.Message.code, t.Message.status).where(at_once, t.Message.status != S.CANCELLED.value)
    with office.area.database.read() as unit:
        return dict(unit.execute(query).all())


def work_and_kill(office, url, file, way, seed):
    """Let workers work while one after another is killed at a drawn moment, and give how often each message went."""
    rng, workers = random.Random(seed), Workers(url, file, way)
    try:
        for _ in range(KILLS):
            time.sleep(rng.uniform(0.02, 0.3))
            workers.kill(rng.randrange(WORKERS))
        ends = time.monotonic() + 120
        while not set(statuses(office).values()) <= {S.SENT, S.NOT_KNOWN} and time.monotonic() < ends:
            time.sleep(0.3)
    finally:
        workers.end()
    return Counter(file.read_text().split())


def test_each_goes_once_where_the_provider_can_be_asked(full_office, database_url, tmp_path):
    went = work_and_kill(full_office, database_url, tmp_path / "taken", "asked", 7)
    found = statuses(full_office)
    assert went == dict.fromkeys(found, 1)
    assert set(found.values()) == {S.SENT}
    assert len(found) == MESSAGES


def test_each_goes_once_where_days_were_moved_before_anybody_was_told(full_office, database_url, tmp_path):
    area = full_office.area
    days = (date(2026, 12, 12), date(2027, 1, 9))
    give_other_days(area.instance, area.manager, "N1", *days, reason="The hall is closed", now=area.now)
    went = work_and_kill(full_office, database_url, tmp_path / "taken", "asked", 17)
    assert went == dict.fromkeys(statuses(full_office), 1)
    assert len(went) == MESSAGES


def test_none_goes_twice_where_it_cannot_and_what_is_not_known_is_put_to_a_person(full_office, database_url, tmp_path):
    went = work_and_kill(full_office, database_url, tmp_path / "taken", "silent", 11)
    found = statuses(full_office)
    assert set(went.values()) == {1}
    assert set(found.values()) == {S.SENT, S.NOT_KNOWN}
    assert all(went[code] == 1 for code, status in found.items() if status == S.SENT)


def test_a_worker_that_sent_again_blindly_would_be_seen(full_office, database_url, tmp_path):
    went = work_and_kill(full_office, database_url, tmp_path / "taken", "forgetful", 13)
    assert max(went.values()) > 1
