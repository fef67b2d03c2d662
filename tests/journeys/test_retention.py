"""Two managers decide about a case that has ended: hold, keep, ask, approve, stop; at every width."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.retention.ended import LATER, office_on, schedule
from tests.instances import area_on
from tests.journeys.serving import listening
from tests.journeys.visitor import Visitor
from tests.web.inhabited import Inhabited, site_of
from tests.web.visitors import Clock

from cara.records import Database, Keyring


@pytest.fixture
def ended(sqlite_template, tmp_path):
    """A case that has ended, in an office with a schedule, and the records it lies in."""
    address = f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'journey.db')}"
    database = Database.open(address, Keyring.development())
    office = office_on(area_on(database), tmp_path)
    yield office, office.ended()
    database.close()


def served_by(office):
    area = replace(office.area, now=LATER)
    return listening(Inhabited(area, site_of(area, Clock(LATER + timedelta(minutes=1)))))


def test_a_case_is_held_kept_asked_for_approved_and_stopped(ended, chromium, way):
    office, reference = ended
    with served_by(office) as served:
        first, second = (Visitor.entering(served, chromium, f"manager-{number}", *way) for number in (1, 2))
        first.goto("/retention")
        first.look()
        first.follow(f"{reference[:4]}")
        first.follow("Place a legal hold")
        first.fill(reason="A claim")
        first.press("Place the hold")
        first.follow("Lift the legal hold")
        first.fill(reason="Settled")
        first.press("Lift the hold")
        first.follow("Keep it for longer")
        first.fill(reason="An appeal")
        first.press("Keep it until then")
        assert "There is a problem" in first.text
        first.fill_date("until", "1", "3", "2029")
        first.press("Keep it until then")
        first.follow("Ask that it be erased")
        first.press("Ask for the erasure")
        assert "There is a problem" in first.text
        first.choose(why="period_over")
        first.fill(reason="Its time is over")
        first.press("Ask for the erasure")
        second.goto(f"/retention/{reference}")
        second.press("Look at it and approve")
        second.choose(sure="yes")
        second.press("Approve the erasure")
        first.goto(f"/retention/{reference}")
        first.press("Stop this erasure")
        assert "Stopped by" in first.text
        first.leave()
        second.leave()


def test_without_a_schedule_managers_are_warned_and_led_to_what_is_missing(ended, chromium, width):
    office, _ = ended
    office.area.instance = replace(office.instance, retention=schedule(None, source=""))
    with served_by(office) as served:
        manager = Visitor.entering(served, chromium, "manager-1", width, True)
        manager.goto("/cases")
        manager.look()
        manager.follow("see what is missing")
        assert "Missing: source" in manager.text
        manager.leave()
