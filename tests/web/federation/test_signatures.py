"""Tokens that somebody else wrote or changed, and the keys by which that is seen."""

import base64
import hmac
import json

import httpx
import pytest
from tests.web.federation.fake_provider import KEYS, check_that_refuses, in_base64, sign, signing_key, token_of

from cara_web.federation import ProviderUnavailable

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
async def test_four_algorithms_are_accepted(fake, algorithm):
    key = signing_key(algorithm=algorithm)
    fake.keys, fake.write = [key], lambda claims: sign(claims, key, algorithm)

    assert (await fake.sign_in()).subject == "person-1"


def unsigned(claims, algorithm="none"):
    return token_of({"alg": algorithm, "kid": signing_key().kid}, claims, lambda _: b"")


def with_public_key_as_secret(form):
    """The oldest forgery: the public key, which everybody has, taken for a shared secret."""

    def write(claims):
        key = signing_key()
        secret = key.as_pem(private=False) if form == "pem" else json.dumps(key.as_dict(private=False)).encode()
        header = {"alg": "HS256", "kid": key.kid}
        return token_of(header, claims, lambda text: hmac.digest(secret, text, "sha256"))

    return write


def with_own_key_in_the_header(claims):
    attacker = signing_key("attacker")
    return sign(claims, attacker, kid=signing_key().kid, jwk=attacker.as_dict(private=False))


def changed_after_signing(claims):
    header, _, signature = sign(claims).split(".")
    return f"{header}.{in_base64(json.dumps({**claims, 'sub': 'somebody-else'}).encode())}.{signature}"


def part_of(claims, parts):
    return ".".join(sign(claims).split(".")[:parts])


@pytest.mark.parametrize(
    ("write", "check"),
    [
        pytest.param(unsigned, "algorithm", id="unsigned"),
        pytest.param(lambda claims: unsigned(claims, "NONE"), "algorithm", id="unsigned in capitals"),
        pytest.param(lambda claims: unsigned(claims, ["RS256"]), "token", id="with a list of algorithms"),
        pytest.param(lambda claims: unsigned(claims, "RS256"), "signature", id="with an empty signature"),
        pytest.param(with_public_key_as_secret("pem"), "algorithm", id="with the public key as a secret"),
        pytest.param(with_public_key_as_secret("jwk"), "algorithm", id="with the public key in JSON as a secret"),
        pytest.param(
            lambda claims: sign(claims, algorithm="RS512"), "algorithm", id="by an algorithm that is not ours"
        ),
        pytest.param(lambda claims: sign(claims, alg=None), "algorithm", id="by no algorithm"),
        pytest.param(
            lambda claims: sign(claims, signing_key("attacker"), kid=signing_key().kid),
            "signature",
            id="by a wrong key",
        ),
        pytest.param(with_own_key_in_the_header, "signature", id="by a key that it brings along"),
        pytest.param(lambda claims: sign(claims, signing_key("attacker")), "key", id="by an unknown key"),
        pytest.param(lambda claims: sign(claims, kid="../../keys"), "key", id="by a key with an odd name"),
        pytest.param(lambda claims: sign(claims, kid=["first"]), "token", id="by a list of keys"),
        pytest.param(lambda claims: sign(claims, crit=["b64"], b64=True), "header", id="that insists on an extension"),
        pytest.param(lambda claims: sign(claims, crit=["x"], x=1), "token", id="that insists on what nobody knows"),
        pytest.param(changed_after_signing, "signature", id="changed after signing"),
        pytest.param(lambda claims: sign(claims)[:-20], "signature", id="cut short"),
        pytest.param(lambda claims: part_of(claims, 2), "token", id="without its signature"),
        pytest.param(lambda claims: part_of(claims, 1), "token", id="of its header alone"),
        pytest.param(lambda _: "", "token", id="empty"),
        pytest.param(lambda _: "....", "token", id="of dots"),
        pytest.param(lambda _: "\u00e9\u00e9.\u00e9.\u00e9", "token", id="not of ASCII"),
        pytest.param(lambda claims: f"{in_base64(b'[' * 3000)}.e30.e30", "token", id="with a nested header"),
        pytest.param(lambda claims: sign({**claims, "padding": "x" * 70_000}), "token", id="absurdly long"),
        pytest.param(lambda claims: sign(claims, typ="x" * 5000), "token", id="with an absurdly long header"),
        pytest.param(lambda claims: sign(list(claims)), "token", id="with a list for claims"),
        pytest.param(lambda claims: sign(claims) + "A" * 2000, "token", id="with an absurdly long signature"),
    ],
)
async def test_a_signature_is_refused(fake, write, check):
    fake.write = write

    assert await check_that_refuses(fake) == check


async def test_a_header_may_say_more_than_is_read(fake):
    fake.write = lambda claims: sign(claims, typ="JWT", x5t="c29tZXRoaW5n", rh="0.AX0")

    assert await fake.sign_in()


async def test_a_token_that_names_no_key_is_verified_by_the_only_one_that_suits(fake):
    fake.write = lambda claims: sign(claims, kid=None)
    assert await fake.sign_in()

    fake.keys.append(signing_key(algorithm="ES256"))
    assert await fake.sign_in()

    fake.keys.append(signing_key("second"))
    assert await check_that_refuses(fake) == "key"


@pytest.mark.parametrize(
    "described",
    [
        pytest.param({"kty": "oct", "k": base64.urlsafe_b64encode(b"s" * 32).decode()}, id="a shared secret"),
        pytest.param({"use": "enc"}, id="a key for encryption"),
        pytest.param({"alg": "PS256"}, id="a key for another algorithm"),
        pytest.param({"n": in_base64(b"\x00" * 200 + b"\xff" * 128)}, id="a short key"),
        pytest.param({"n": "!"}, id="a key that cannot be read"),
        pytest.param({"e": ""}, id="a key without an exponent"),
        pytest.param({"kty": ["RSA"]}, id="a key of two kinds"),
    ],
)
async def test_a_key_of_no_use_is_passed_over(fake, described):
    fake.keys = [signing_key("second"), {**signing_key().as_dict(private=False), **described}]

    assert await check_that_refuses(fake) == "key"


async def test_a_private_key_that_was_published_by_mistake_signs_nobody_in(fake):
    fake.keys = [signing_key("second"), signing_key().as_dict(private=True)]

    assert await check_that_refuses(fake) == "key"


async def test_a_new_key_of_the_provider_is_fetched_but_not_more_often_than_once_a_minute(fake):
    provider = fake.provider()
    await fake.sign_in(provider)
    rotated = signing_key("second")
    fake.keys, fake.write = [rotated], lambda claims: sign(claims, rotated)
    fake.clock.go_on(seconds=59)
    assert await check_that_refuses(fake, provider=provider) == "key"
    assert fake.asked[KEYS] == 1

    fake.clock.go_on(seconds=1)
    assert await fake.sign_in(provider)
    assert fake.asked[KEYS] == 2

    fake.write = lambda claims: sign(claims, signing_key("attacker"))
    for _ in range(5):
        assert await check_that_refuses(fake, provider=provider) == "key"
    assert fake.asked[KEYS] == 2


async def test_keys_that_cannot_be_fetched_anew_are_not_asked_for_again_at_once(fake):
    provider = fake.provider()
    await fake.sign_in(provider)
    fake.write = lambda claims: sign(claims, signing_key("attacker"))
    fake.instead[KEYS] = lambda _: httpx.Response(500)
    fake.clock.go_on(minutes=2)
    with pytest.raises(ProviderUnavailable):
        await fake.sign_in(provider)
    for _ in range(3):
        assert await check_that_refuses(fake, provider=provider) == "key"
    assert fake.asked[KEYS] == 2
