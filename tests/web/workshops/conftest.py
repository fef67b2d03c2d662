"""Testshire on the Saturday of a workshop, and the browsers of those who open its register."""

from datetime import datetime

import pytest
from tests.core.workshops.running import Running
from tests.web.inhabited import FACILITATOR, MANAGER, Inhabited, inhabit
from tests.web.visitors import Browser
from tests.web.workshops.hall import Hall

from cara.records import Database


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """Testshire at work."""
    return inhabit(sqlite_database)


@pytest.fixture
def hall(here: Inhabited) -> Hall:
    """The hall where cohort N1 meets, before its workshop one, with three people on its register."""
    running = Running(here.area)
    running.run("N1-1", "N1-2")
    running.book("Alder", "Birch", "Cedar")
    return Hall(here, running)


@pytest.fixture
def saturday(hall: Hall) -> datetime:
    """The afternoon of workshop one."""
    return hall.go_to(hall.running.moment())


@pytest.fixture
def facilitator(hall: Hall, saturday: datetime) -> Browser:
    """The browser of the facilitator, on the afternoon of workshop one."""
    return hall.here.sign_in(FACILITATOR)


@pytest.fixture
def manager(hall: Hall, saturday: datetime) -> Browser:
    """The browser of the area manager, on the afternoon of workshop one."""
    return hall.here.sign_in(MANAGER)
