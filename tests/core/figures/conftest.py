"""Figures are computed from real records, on both databases."""

from tests.core.casework.conftest import database, database_url, kept_open, sqlite_path

__all__ = ["database", "database_url", "kept_open", "sqlite_path"]
