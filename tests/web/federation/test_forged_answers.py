"""Answers that do not verify: each is refused, the person hears the same of all, the log which check it was."""

import hashlib
from dataclasses import replace

import pytest
from tests.web.federation.fake_provider import (
    ACCESS_TOKEN,
    BACK,
    CLIENT,
    CODE,
    LEFT_OUT,
    TOKENS,
    check_that_refuses,
    in_base64,
)

from cara_web.federation import AnswerForged, finish

pytestmark = pytest.mark.anyio
NOW = 1_795_424_400
"""The moment at which the tests' clock stands: 23 November 2026, 9:00."""
OTHER = "https://login.example.net"


async def test_an_answer_that_is_as_it_should_be_gives_the_person(fake):
    person = await fake.sign_in()

    assert (person.issuer, person.subject, person.name) == (fake.issuer, "person-1", "Alder Quill")
    assert (person.groups, person.authenticated_at) == (("officers",), None)
    assert fake.clock().timestamp() == NOW


@pytest.mark.parametrize(
    ("claims", "check"),
    [
        pytest.param({"iss": OTHER}, "iss", id="of another issuer"),
        pytest.param({"iss": "https://login.example.org/"}, "iss", id="of nearly the same issuer"),
        pytest.param({"iss": LEFT_OUT}, "iss", id="without an issuer"),
        pytest.param({"iss": ["https://login.example.org"]}, "iss", id="with a list of issuers"),
        pytest.param({"aud": "another-client"}, "aud", id="for another client"),
        pytest.param({"aud": ["another-client", "third"]}, "aud", id="for other clients"),
        pytest.param({"aud": []}, "aud", id="for nobody"),
        pytest.param({"aud": LEFT_OUT}, "aud", id="without an audience"),
        pytest.param({"aud": {CLIENT: True}}, "aud", id="for an object"),
        pytest.param({"aud": [CLIENT, "another-client"]}, "azp", id="for another client too"),
        pytest.param({"aud": [CLIENT, "other"], "azp": "other"}, "azp", id="for two, asked by the other"),
        pytest.param({"azp": "another-client"}, "azp", id="asked for by another client"),
        pytest.param({"azp": [CLIENT]}, "azp", id="asked for by a list"),
        pytest.param({"nonce": "of-another-sign-in"}, "nonce", id="of another sign-in"),
        pytest.param({"nonce": LEFT_OUT}, "nonce", id="without a nonce"),
        pytest.param({"nonce": ""}, "nonce", id="with an empty nonce"),
        pytest.param({"exp": NOW - 61}, "exp", id="expired"),
        pytest.param({"exp": LEFT_OUT}, "exp", id="that never expires"),
        pytest.param({"exp": "never"}, "exp", id="that expires at a word"),
        pytest.param({"exp": float("nan")}, "exp", id="that expires at no number"),
        pytest.param({"exp": True}, "exp", id="that expires at true"),
        pytest.param({"iat": NOW + 61}, "iat", id="issued in the future"),
        pytest.param({"iat": LEFT_OUT}, "iat", id="issued at no time"),
        pytest.param({"nbf": NOW + 61}, "nbf", id="not yet valid"),
        pytest.param({"auth_time": "now"}, "auth_time", id="proved at a word"),
        pytest.param({"auth_time": NOW + 61}, "auth_time", id="proved in the future"),
        pytest.param({"auth_time": True}, "auth_time", id="proved at true"),
        pytest.param({"auth_time": float("nan")}, "auth_time", id="proved at no number"),
        pytest.param({"auth_time": -1e300}, "auth_time", id="proved before the world began"),
        pytest.param({"at_hash": "of-another-token"}, "at_hash", id="with another access token"),
        pytest.param({"at_hash": 5}, "at_hash", id="with a number for a hash"),
        pytest.param({"sub": LEFT_OUT}, "sub", id="about nobody"),
        pytest.param({"sub": ""}, "sub", id="about an empty subject"),
        pytest.param({"sub": 5}, "sub", id="about a number"),
        pytest.param({"sub": "a" * 256}, "sub", id="about a subject that is too long"),
        pytest.param({"sub": "person\n1"}, "sub", id="about two lines"),
        pytest.param({"sub": "person-1\n"}, "sub", id="about a line and its end"),
        pytest.param({"sub": "pers\u00f6n"}, "sub", id="about a subject that is not ASCII"),
        pytest.param({"name": "Alder\x00Quill"}, "name", id="with a control character in the name"),
        pytest.param({"name": "Alder\u202eQuill"}, "name", id="with a name that runs backwards"),
        pytest.param({"name": "A" * 201}, "name", id="with a name that is too long"),
        pytest.param({"name": ["Alder"]}, "name", id="with a list of names"),
        pytest.param({"groups": {"officers": True}}, "groups", id="with an object of groups"),
        pytest.param({"groups": ["officers", 5]}, "groups", id="with a number for a group"),
        pytest.param({"groups": ["officers"] * 1001}, "groups", id="with too many groups"),
        pytest.param({"groups": None}, "groups", id="with no list of groups"),
    ],
)
async def test_a_token_is_refused(fake, claims, check):
    fake.claims = claims

    assert await check_that_refuses(fake) == check


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"exp": NOW - 59}, id="expired a moment ago"),
        pytest.param({"iat": NOW + 59}, id="issued in a moment"),
        pytest.param({"nbf": NOW + 59}, id="valid in a moment"),
        pytest.param({"auth_time": NOW + 59}, id="proved in a moment"),
        pytest.param({"aud": [CLIENT]}, id="for a list of this client"),
        pytest.param({"aud": [CLIENT, "another-client"], "azp": CLIENT}, id="for two, asked by us"),
        pytest.param({"name": LEFT_OUT}, id="without a name"),
        pytest.param({"groups": LEFT_OUT}, id="without groups"),
        pytest.param({"groups": "officers"}, id="with one group"),
        pytest.param({"sub": "a" * 255}, id="about a long subject"),
    ],
)
async def test_a_token_is_accepted(fake, claims):
    fake.claims = claims

    assert (await fake.sign_in()).subject in {"person-1", "a" * 255}


@pytest.mark.parametrize(
    ("leeway", "late", "accepted"), [(0, 0, False), (0, -1, True), (300, 299, True), (300, 301, False)]
)
async def test_the_leeway_is_the_providers_own(fake, leeway, late, accepted):
    fake.claims = {"exp": NOW - late}
    provider = fake.provider(leeway_seconds=leeway)

    if accepted:
        assert await fake.sign_in(provider)
    else:
        assert await check_that_refuses(fake, provider=provider) == "exp"


async def test_the_hash_of_the_access_token_is_compared(fake):
    half = hashlib.sha256(ACCESS_TOKEN.encode()).digest()[:16]
    fake.claims = {"at_hash": in_base64(half)}
    assert await fake.sign_in()

    fake.gives = {"access_token": "another"}
    assert await check_that_refuses(fake) == "at_hash"


async def test_a_name_is_cleaned_and_may_be_of_any_script(fake):
    fake.claims = {"name": " Zo\u0065\u0308  \u06a9\u0648\u06cc\u0644 "}

    assert (await fake.sign_in()).name == "Zo\u00eb \u06a9\u0648\u06cc\u0644"


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        pytest.param({"state": ""}, "state", id="empty state"),
        pytest.param({"state": "of-another-browser"}, "state", id="another state"),
        pytest.param({"state": "\ud800"}, "state", id="a state that is no text"),
        pytest.param({"state": "x" * 100_000}, "state", id="an absurdly long state"),
        pytest.param({"iss": OTHER}, "issuer_of_answer", id="another provider's answer"),
        pytest.param({"iss": ""}, "issuer_of_answer", id="an empty issuer"),
        pytest.param({"iss": OTHER, "error": "access_denied"}, "issuer_of_answer", id="another provider's refusal"),
        pytest.param({"state": "wrong", "error": "access_denied"}, "state", id="a refusal that nobody asked for"),
        pytest.param({"code": ""}, "code", id="an empty code"),
        pytest.param({"code": "x" * 4097}, "code", id="an absurdly long code"),
        pytest.param({"code": "a\ncode"}, "code", id="a code of two lines"),
        pytest.param({"code": "a-code\n"}, "code", id="a code and the end of its line"),
    ],
)
async def test_an_answer_is_refused_before_the_provider_is_asked(fake, answer, check):
    assert await check_that_refuses(fake, **answer) == check
    assert fake.asked[TOKENS] == 0


async def finish_with(fake, answer, **kept):
    provider = fake.provider()
    leaving = await fake.leave(provider)
    given = {"code": CODE, "state": leaving.state, **answer}
    said = {name: value for name, value in given.items() if value is not None}
    return await finish(provider, replace(leaving, **kept), BACK, said, now=fake.clock())


@pytest.mark.parametrize(
    ("answer", "kept", "check"),
    [
        pytest.param({"state": None}, {}, "state", id="without a state"),
        pytest.param({"state": None}, {"state": ""}, "state", id="without a state, to a browser that has none"),
        pytest.param({"code": None}, {}, "code", id="without a code"),
        pytest.param({}, {"provider": "council"}, "provider", id="of a sign-in that began elsewhere"),
        pytest.param({}, {"nonce": "another"}, "nonce", id="of a sign-in with another nonce"),
    ],
)
async def test_an_answer_that_does_not_fit_the_sign_in_is_refused(fake, answer, kept, check):
    with pytest.raises(AnswerForged) as refused:
        await finish_with(fake, answer, **kept)
    assert refused.value.reason == check


async def test_an_issuer_is_missed_only_where_the_provider_announces_it(fake):
    assert (await finish_with(fake, {})).subject == "person-1"

    fake.metadata["authorization_response_iss_parameter_supported"] = True
    assert (await finish_with(fake, {"iss": fake.issuer})).subject == "person-1"
    with pytest.raises(AnswerForged) as refused:
        await finish_with(fake, {})
    assert refused.value.reason == "no_issuer_of_answer"


@pytest.mark.parametrize(
    ("auth_time", "accepted"),
    [(LEFT_OUT, False), (NOW, True), (NOW - 59, True), (NOW - 61, False), (0, False), (NOW + 61, False)],
)
async def test_proof_that_was_asked_for_anew_must_be_new(fake, auth_time, accepted):
    fake.claims = {"auth_time": auth_time}

    if accepted:
        person = await fake.sign_in(prove_again=True)
        assert person.authenticated_at.timestamp() == auth_time
    else:
        assert await check_that_refuses(fake, prove_again=True) == "auth_time"


async def test_proof_is_new_from_when_the_browser_left(fake):
    provider = fake.provider()
    leaving = await fake.leave(provider, prove_again=True)
    fake.claims = {"auth_time": NOW + 5}
    fake.clock.go_on(minutes=9)  # somebody takes his time over a second factor
    answer = {"code": CODE, "state": leaving.state}

    assert await finish(provider, leaving, BACK, answer, now=fake.clock())


async def test_every_sign_in_has_secrets_of_its_own(fake):
    provider = fake.provider()
    leavings = [await fake.leave(provider) for _ in range(10)]
    secrets = [secret for leaving in leavings for secret in (leaving.state, leaving.nonce, leaving.verifier)]

    assert len(set(secrets)) == 30
    assert all(len(secret) >= 43 for secret in secrets)  # 256 bits, and the least that PKCE allows


async def test_nothing_that_is_kept_or_given_shows_itself_in_a_log(fake):
    provider = fake.provider()
    leaving = await fake.leave(provider)
    person = await finish(provider, leaving, BACK, {"code": CODE, "state": leaving.state}, now=fake.clock())

    written = repr(leaving) + repr(person)
    for secret in (leaving.state, leaving.nonce, leaving.verifier, "Alder", "person-1", "officers"):
        assert secret not in written
