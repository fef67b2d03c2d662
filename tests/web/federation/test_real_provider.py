"""Signing in at a real OpenID Provider, npm's oidc-provider."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.web.federation.real_provider import BACK, PersonsBrowser

from cara.access import Role
from cara.settings import ProviderSettings
from cara_web.federation import (
    AnswerForged,
    Provider,
    ProviderRefused,
    ProviderUnavailable,
    SeveralRoles,
    begin,
    finish,
    role_of,
)

pytestmark = pytest.mark.anyio
SECRET = "only for tests: 100% + more"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text(f"{SECRET}\n")
    return file


@pytest.fixture
async def http():
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
def provider_of(real_issuer: str, secret_file: Path, http: httpx.AsyncClient):
    """Make the relying party for one of the provider's clients."""

    def make(client: str = "cara-RS256", secret: Path | None = secret_file) -> Provider:
        settings = ProviderSettings(
            id="police",
            name="Testshire Police",
            issuer=real_issuer,
            client_id=client,
            client_secret_file=secret,
            organisation="Testshire Police",
            roles={"officers": "police_officer", "managers": "area_manager"},
        )
        return Provider(settings, http, now)

    return make


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
async def test_somebody_signs_in(provider_of, real_issuer, algorithm):
    provider = provider_of(f"cara-{algorithm}")
    leaving = await begin(provider, BACK)
    answer = await PersonsBrowser().sign_in(leaving.url, "quill")

    person = await finish(provider, leaving, BACK, answer, now=now())

    assert (person.issuer, person.subject, person.name) == (real_issuer, "quill", "Constable quill")
    assert person.groups == ("officers",)
    assert role_of(provider.settings, person.groups) is Role.POLICE_OFFICER
    assert answer["iss"] == real_issuer


async def test_a_public_client_signs_somebody_in(provider_of):
    provider = provider_of("cara-public", secret=None)
    leaving = await begin(provider, BACK)
    answer = await PersonsBrowser().sign_in(leaving.url, "quill")

    assert (await finish(provider, leaving, BACK, answer, now=now())).subject == "quill"


async def test_groups_decide_on_the_role(provider_of):
    provider = provider_of()
    people = {}
    for login in ("reed", "oakes"):
        leaving = await begin(provider, BACK)
        people[login] = await finish(
            provider, leaving, BACK, await PersonsBrowser().sign_in(leaving.url, login), now=now()
        )

    assert role_of(provider.settings, people["reed"].groups) is None
    with pytest.raises(SeveralRoles):
        role_of(provider.settings, people["oakes"].groups)


async def test_proof_is_asked_for_anew_although_the_provider_knows_the_person(provider_of):
    provider, browser = provider_of(), PersonsBrowser()
    await browser.sign_in((await begin(provider, BACK)).url, "quill")
    again = await begin(provider, BACK, prove_again=True)
    asked_at = now()

    person = await finish(provider, again, BACK, await browser.sign_in(again.url, "quill"), now=now())

    assert person.authenticated_at is not None
    assert person.authenticated_at >= asked_at.replace(microsecond=0)


async def test_an_address_that_somebody_took_the_proof_out_of_does_not_do(provider_of):
    provider, browser = provider_of(), PersonsBrowser()
    await browser.sign_in((await begin(provider, BACK)).url, "quill")
    leaving = await begin(provider, BACK, prove_again=True)
    answer = await browser.sign_in(leaving.url.replace("&prompt=login&max_age=0", ""), "quill")

    with pytest.raises(AnswerForged) as refused:
        await finish(provider, leaving, BACK, answer, now=now())
    assert refused.value.reason == "auth_time"


async def test_somebody_who_cancels_is_told(provider_of):
    provider = provider_of()
    leaving = await begin(provider, BACK)
    answer = await PersonsBrowser().cancel(leaving.url)

    with pytest.raises(ProviderRefused, match="Testshire Police did not sign you in") as refused:
        await finish(provider, leaving, BACK, answer, now=now())
    assert refused.value.reason == "access_denied"


async def test_an_answer_is_good_once(provider_of):
    provider = provider_of()
    leaving = await begin(provider, BACK)
    answer = await PersonsBrowser().sign_in(leaving.url, "quill")
    await finish(provider, leaving, BACK, answer, now=now())

    with pytest.raises(AnswerForged) as refused:
        await finish(provider, leaving, BACK, answer, now=now())
    assert refused.value.reason == "code_refused"


async def test_an_answer_is_good_for_the_browser_that_left(provider_of):
    provider = provider_of()
    victim, attacker = await begin(provider, BACK), await begin(provider, BACK)
    answer = await PersonsBrowser().sign_in(attacker.url, "oakes")

    with pytest.raises(AnswerForged) as refused:
        await finish(provider, victim, BACK, answer, now=now())
    assert refused.value.reason == "state"
    with pytest.raises(AnswerForged) as refused:
        await finish(provider, victim, BACK, {**answer, "state": victim.state}, now=now())
    assert refused.value.reason == "code_refused"  # begun with another verifier


async def test_an_answer_of_another_sign_in_has_another_nonce(provider_of):
    provider = provider_of()
    leaving, other = await begin(provider, BACK), await begin(provider, BACK)
    answer = await PersonsBrowser().sign_in(leaving.url, "quill")

    with pytest.raises(AnswerForged) as refused:
        await finish(provider, replace(leaving, nonce=other.nonce), BACK, answer, now=now())
    assert refused.value.reason == "nonce"


async def test_an_answer_that_lost_its_issuer_is_refused(provider_of):
    provider = provider_of()
    leaving = await begin(provider, BACK)
    answer = dict(await PersonsBrowser().sign_in(leaving.url, "quill"))
    del answer["iss"]

    with pytest.raises(AnswerForged) as refused:
        await finish(provider, leaving, BACK, answer, now=now())
    assert refused.value.reason == "no_issuer_of_answer"


async def test_a_wrong_secret_is_our_fault_and_not_the_persons(provider_of, secret_file):
    secret_file.write_text("wrong")
    provider = provider_of()
    leaving = await begin(provider, BACK)
    answer = await PersonsBrowser().sign_in(leaving.url, "quill")

    with pytest.raises(ProviderUnavailable) as refused:
        await finish(provider, leaving, BACK, answer, now=now())
    assert refused.value.reason == "code_not_redeemed"


async def test_the_address_to_leave_for_has_everything_that_protects_the_answer(provider_of):
    provider = provider_of()
    leaving = await begin(provider, BACK, prove_again=True)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leaving.url).query).items()}

    assert asked.pop("code_challenge") != leaving.verifier
    assert asked == {
        "response_type": "code",
        "client_id": "cara-RS256",
        "redirect_uri": BACK,
        "scope": "openid profile",
        "state": leaving.state,
        "nonce": leaving.nonce,
        "code_challenge_method": "S256",
        "prompt": "login",
        "max_age": "0",
    }
    assert leaving.verifier not in leaving.url
