"""Counting how often the records are looked into."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cara.records import Unit


@contextmanager
def looks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note every statement that a unit is given."""
    sent: list[str] = []
    execute = Unit.execute

    def noted(unit, statement, parameters=None):
        sent.append(str(statement))
        return execute(unit, statement, parameters)

    with monkeypatch.context() as patched:
        patched.setattr(Unit, "execute", noted)
        yield sent
