"""A real instance on each kind of database, and people at its door."""

import pytest
from argon2 import PasswordHasher
from tests.web.conftest import SiteMaker
from tests.web.entrance.real import ADDRESS, Guest, invited_to
from tests.web.visitors import Site

from cara.records import Database
from cara.staff import passphrases

REAL = {"demo": False, "sign_in_chooser": False, "keys": "cara.keys", "victim_keys": "victims.keys", "origin": ADDRESS}


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash quickly: nobody attacks these tests."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passphrases, "_HASHER", quick)
    monkeypatch.setattr(passphrases, "_NOBODYS", quick.hash("nobody's"))


@pytest.fixture
def real(make_site: SiteMaker, database: Database) -> Site:
    """A real instance, on each kind of database."""
    return make_site(database, **REAL)


@pytest.fixture
def plain(make_site: SiteMaker, sqlite_database: Database) -> Site:
    """A real instance, where the kind of database makes no difference."""
    return make_site(sqlite_database, **REAL)


@pytest.fixture
def with_passphrases(make_site: SiteMaker, database: Database) -> Site:
    """A real instance that allows passphrases."""
    return make_site(database, passphrases=True, trusted_proxies=("203.0.113.1",), **REAL)


@pytest.fixture
def guest(real: Site) -> Guest:
    """Somebody who has accepted an invitation and is signed in."""
    joined = Guest.at(real)
    assert joined.join(invited_to(real)).status_code == 303
    return joined
