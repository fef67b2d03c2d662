"""Testshire with the desk at which its accounts are looked after, and an office whose people sign in."""

import pytest
from argon2 import PasswordHasher
from tests.core.staff.desk import desk
from tests.core.staff.people import Office
from tests.core.staff.phones import Phone, accept
from tests.instances import area

from cara.records import Database
from cara.staff import passphrases

__all__ = ["area", "desk", "office"]


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash quickly: nobody attacks these tests."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passphrases, "_HASHER", quick)
    monkeypatch.setattr(passphrases, "_NOBODYS", quick.hash("nobody's"))


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


@pytest.fixture
def phone(office: Office) -> Phone:
    """Somebody with a passphrase, and with a code that was not used yet."""
    manager, _ = office.manager()
    made = accept(office, office.invite(manager))
    made.next_code()
    return made
