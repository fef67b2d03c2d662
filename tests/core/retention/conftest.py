"""Retention is tried on a whole instance, on both databases."""

from pathlib import Path

import pytest
from tests.core.casework.conftest import database, database_url, kept_open, sqlite_path
from tests.core.retention.ended import Office, office_on
from tests.instances import Area, area

__all__ = ["area", "database", "database_url", "kept_open", "sqlite_path"]


@pytest.fixture
def office(area: Area, tmp_path: Path) -> Office:
    """An area that can decide how long records are kept."""
    return office_on(area, tmp_path)
