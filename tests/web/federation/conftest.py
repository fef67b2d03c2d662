"""The real provider, and one that says whatever a test wants."""

from collections.abc import Iterator

import pytest
from tests.web.federation import real_provider
from tests.web.federation.fake_provider import FakeProvider


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests that wait run on asyncio, as the server does."""
    return "asyncio"


@pytest.fixture(scope="session")
def real_issuer() -> Iterator[str]:
    """The issuer of a real provider."""
    with real_provider.running() as issuer:
        yield issuer


@pytest.fixture
def fake() -> FakeProvider:
    """A provider that does everything right until it is told otherwise."""
    return FakeProvider()
