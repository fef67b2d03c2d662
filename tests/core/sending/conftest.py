"""A worker on a whole instance, on both databases."""

import pytest
from tests.core.casework.conftest import database, database_url, kept_open, sqlite_path
from tests.core.sending.office import Office
from tests.instances import Area, area

__all__ = ["area", "database", "database_url", "kept_open", "sqlite_path"]


@pytest.fixture
def office(area: Area) -> Office:
    """An office whose wording has been looked at."""
    made = Office(area, area.now)
    made.look_at_wording()
    return made
