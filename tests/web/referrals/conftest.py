"""An officer's browser on the site of Testshire."""

import pytest
from tests.web.inhabited import OFFICER, Inhabited, inhabit
from tests.web.visitors import Browser

from cara.records import Database


@pytest.fixture
def inhabited(sqlite_database: Database) -> Inhabited:
    """Testshire at work; what the pages do does not depend on the kind of database."""
    return inhabit(sqlite_database)


@pytest.fixture
def officer(inhabited: Inhabited) -> Browser:
    """A police officer who has signed in."""
    return inhabited.sign_in(OFFICER)
