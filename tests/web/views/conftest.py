"""Testshire with a canary in every group of a referral, and everybody who could ask for it.

On SQLite alone: what leaves is chosen by code that does not know which database it reads, and the queries by which
somebody's standing is found are tried on both by the use cases' own tests.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.views.canaries import RELATIONS, Canaries, hide

from cara.records import Database, Keyring


@pytest.fixture(scope="module", params=RELATIONS)
def hidden(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Canaries]:
    """The canaries, everybody who asks standing to them in one way that a test asks for."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("views") / "site.db")
    database = Database.open(f"sqlite:///{path}", Keyring.development())
    yield hide(database, request.param)
    database.close()
