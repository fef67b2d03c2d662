"""How strong the proof at a provider was: what the settings ask for must stand in the ID token."""

import pytest
from tests.web.federation.fake_provider import LEFT_OUT, FakeProvider

from cara_web.federation import ProviderRefused

pytestmark = pytest.mark.anyio
ASKED = {"acr": ("phr", "phrh"), "amr": ("mfa", "hwk")}
STRONG = {"acr": "phr", "amr": ["pwd", "mfa"]}


@pytest.fixture
def fake() -> FakeProvider:
    return FakeProvider()


@pytest.mark.parametrize("said", [STRONG, {**STRONG, "acr": "phrh"}, {**STRONG, "amr": ["hwk"]}])
async def test_a_proof_that_is_strong_enough_lets_in(fake: FakeProvider, said: dict[str, object]):
    fake.claims = said

    assert (await fake.sign_in(fake.provider(**ASKED))).name == "Alder Quill"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({**STRONG, "acr": "1"}, "acr"),
        ({**STRONG, "acr": ["phr"]}, "acr"),
        ({**STRONG, "acr": LEFT_OUT}, "acr"),
        ({**STRONG, "amr": ["pwd"]}, "amr"),
        ({**STRONG, "amr": []}, "amr"),
        ({**STRONG, "amr": [["mfa"]]}, "amr"),
        ({**STRONG, "amr": LEFT_OUT}, "amr"),
    ],
)
async def test_a_weaker_one_does_not(fake: FakeProvider, said: dict[str, object], reason: str):
    fake.claims = said
    with pytest.raises(ProviderRefused, match="too weak here") as refused:
        await fake.sign_in(fake.provider(**ASKED))

    assert refused.value.reason == reason


async def test_nothing_is_asked_where_the_settings_ask_for_nothing(fake: FakeProvider):
    assert (await fake.sign_in()).name == "Alder Quill"
    assert "acr_values" not in (await fake.leave(fake.provider())).url


async def test_the_provider_is_told_which_classes_are_asked_for(fake: FakeProvider):
    assert "acr_values=phr+phrh" in (await fake.leave(fake.provider(**ASKED))).url.replace("%20", "+")
