"""Testshire with three people booked on cohort N1, and the area manager's browser."""

import pytest
from tests.web.inhabited import MANAGER, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import Database
from cara.vocabulary import Reference


@pytest.fixture
def here(sqlite_database: Database) -> Inhabited:
    """Testshire at work."""
    return inhabit(sqlite_database)


@pytest.fixture
def booked(here: Inhabited) -> list[Reference]:
    """Three people who are booked on cohort N1."""
    return [
        here.area.booked("N1", family_name=name, crime_reference=f"13/{name}/26")
        for name in ("Alder", "Birch", "Cedar")
    ]


@pytest.fixture
def manager(here: Inhabited, booked: list[Reference]) -> Browser:
    """The browser of the area manager."""
    return here.sign_in(MANAGER)
