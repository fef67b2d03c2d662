"""Instances at which people of two organisations sign in, with a provider that says whatever a test wants."""

import pytest
from tests.web.conftest import SiteMaker
from tests.web.entrance.conftest import REAL
from tests.web.entrance.member import Member, asking
from tests.web.federation.fake_provider import FakeProvider
from tests.web.visitors import Site

from cara.records import Database

ROLES = {"officers": "police_officer", "supervisors": "police_supervisor"}


@pytest.fixture
def fake() -> FakeProvider:
    return FakeProvider()


def made(make_site: SiteMaker, database: Database, fake: FakeProvider) -> Site:
    other = fake.settings(id="other", name="Other Service", issuer="https://login.example.net")
    return asking(make_site(database, providers=(fake.settings(roles=ROLES), other), **REAL), fake)


@pytest.fixture
def member(make_site: SiteMaker, database: Database, fake: FakeProvider) -> Member:
    """Somebody at an instance on each kind of database."""
    return Member.at(made(make_site, database, fake), fake)


@pytest.fixture
def plain(make_site: SiteMaker, sqlite_database: Database, fake: FakeProvider) -> Member:
    """Somebody at an instance, where the kind of database makes no difference."""
    return Member.at(made(make_site, sqlite_database, fake), fake)


@pytest.fixture
def anyio_backend() -> str:
    """Tests that wait run on asyncio, as the server does."""
    return "asyncio"
