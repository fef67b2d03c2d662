"""What is due is tried on a whole instance, on both databases."""

from tests.core.casework.conftest import database, database_url, kept_open, sqlite_path
from tests.core.workshops.running import running

__all__ = ["database", "database_url", "kept_open", "running", "sqlite_path"]
