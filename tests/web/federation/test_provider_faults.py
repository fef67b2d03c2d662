"""A provider that is down, slow or talks nonsense: said in words, soon, and without going where it points."""

import base64
import json
from collections.abc import AsyncIterator

import anyio
import anyio.abc
import httpx
import pytest
from tests.web.federation.fake_provider import BACK, CODE, KEYS, LEFT_OUT, METADATA, TOKENS, FakeProvider

from cara_web.federation import AnswerForged, Provider, ProviderRefused, ProviderUnavailable, begin, finish

pytestmark = pytest.mark.anyio
WORDS = "Testshire Police cannot sign anybody in at the moment. Try again in a few minutes."
HTML = {"content-type": "text/html"}
BASIC = "Basic " + base64.b64encode(b"cara:a%3Ab%2Bc+%25%C3%A9").decode()


async def reason(fake: FakeProvider, **sign_in) -> str:
    with pytest.raises(ProviderUnavailable) as refused:
        await fake.sign_in(**sign_in)
    assert str(refused.value) == WORDS
    return refused.value.reason


def down(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route to 192.0.2.1", request=request)


def breaks_off(request: httpx.Request) -> httpx.Response:
    raise httpx.RemoteProtocolError("incomplete", request=request)


def times_out(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


def redirecting(_: httpx.Request) -> httpx.Response:
    return httpx.Response(302, headers={"location": "https://login.example.net/elsewhere"})


def huge(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=json.dumps({"padding": "x" * 300_000}).encode())


def packed(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"\x1f\x8b"))


def answering(content: bytes, status: int = 200):
    return lambda _: httpx.Response(status, content=content, headers=HTML)


@pytest.mark.parametrize("path", [METADATA, KEYS, TOKENS])
@pytest.mark.parametrize(
    ("instead", "fault"),
    [
        pytest.param(down, "unreachable", id="down"),
        pytest.param(breaks_off, "unreachable", id="breaking off"),
        pytest.param(times_out, "slow", id="slow on the line"),
        pytest.param(redirecting, "redirect", id="redirecting"),
        pytest.param(answering(b"{}", 500), "fault", id="at fault"),
        pytest.param(answering(b"{}", 503), "fault", id="too busy"),
        pytest.param(huge, "too_long", id="without an end"),
        pytest.param(packed, "packed", id="packing what was to be plain"),
        pytest.param(answering(b"<html>Sign in to the network</html>"), "not_json", id="in HTML"),
        pytest.param(answering(b""), "not_json", id="empty"),
        pytest.param(answering(b"[]"), "not_json", id="with a list"),
        pytest.param(answering(b"[" * 100_000), "not_json", id="nested without an end"),
        pytest.param(answering(b"\xff\xfe"), "not_json", id="in no text"),
    ],
)
async def test_a_fault_of_the_provider_is_its_own(fake, path, instead, fault):
    fake.instead[path] = instead

    assert await reason(fake) == fault
    assert "/elsewhere" not in fake.asked


@pytest.mark.parametrize("status", [201, 204, 401, 404, 429])
async def test_metadata_and_keys_come_with_success_alone(fake, status):
    fake.instead[METADATA] = lambda _: httpx.Response(status, json=fake.said_of_itself())
    assert await reason(fake) == "fault"

    del fake.instead[METADATA]
    fake.instead[KEYS] = lambda _: httpx.Response(status, json=fake.said_of_keys())
    assert await reason(fake) == "fault"


async def test_an_answer_without_an_end_is_not_read_to_its_end(fake):
    parts = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal parts
        while True:
            parts += 1
            yield b" " * 10_000

    fake.instead[METADATA] = lambda _: httpx.Response(200, content=endless())

    assert await reason(fake) == "too_long"
    assert parts < 30


@pytest.mark.parametrize("path", [METADATA, KEYS, TOKENS])
async def test_nobody_waits_for_a_provider_that_does_not_answer(fake, path):
    async def never(_: httpx.Request) -> httpx.Response:
        await anyio.sleep(30)
        raise AssertionError

    fake.instead[path] = never
    with anyio.fail_after(5):
        assert await reason(fake, provider=fake.provider(patience=0.05)) == "slow"


async def test_nobody_waits_for_an_answer_in_drips(fake):
    async def drips() -> AsyncIterator[bytes]:
        while True:
            await anyio.sleep(0.01)
            yield b" "

    fake.instead[METADATA] = lambda _: httpx.Response(200, content=drips())
    with anyio.fail_after(5):
        assert await reason(fake, provider=fake.provider(patience=0.1)) == "slow"


async def test_many_who_wait_at_once_wait_no_longer_than_one(fake):
    async def never(_: httpx.Request) -> httpx.Response:
        await anyio.sleep(30)
        raise AssertionError

    fake.instead[METADATA] = never
    provider, refused = fake.provider(patience=0.2), []

    async def try_to_leave() -> None:
        try:
            await begin(provider, BACK)
        except ProviderUnavailable as error:
            refused.append(error.reason)

    with anyio.fail_after(2):  # one after another they would wait for four seconds
        async with anyio.create_task_group() as everybody:
            for _ in range(20):
                everybody.start_soon(try_to_leave)
    assert refused == ["slow"] * 20


async def test_a_real_socket_that_nobody_serves_is_told_in_time(fake):
    async def accept_and_be_silent(stream) -> None:
        async with stream:
            await anyio.sleep(30)

    async with httpx.AsyncClient() as http, await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        provider = Provider(fake.settings(issuer=f"http://127.0.0.1:{port}"), http, fake.clock, patience=0.2)
        async with anyio.create_task_group() as serving:
            serving.start_soon(listener.serve, accept_and_be_silent)
            with anyio.fail_after(5), pytest.raises(ProviderUnavailable) as slow:
                await begin(provider, BACK)
            serving.cancel_scope.cancel()
        assert slow.value.reason == "slow"
        await listener.aclose()
        with pytest.raises(ProviderUnavailable) as down:
            await begin(provider, BACK)
    assert down.value.reason == "unreachable"


@pytest.mark.parametrize(
    ("metadata", "fault"),
    [
        pytest.param({"issuer": "https://login.example.net"}, "issuer_of_metadata", id="of another issuer"),
        pytest.param({"issuer": "https://login.example.org/"}, "issuer_of_metadata", id="of nearly the same issuer"),
        pytest.param({"issuer": LEFT_OUT}, "metadata", id="without an issuer"),
        pytest.param({"token_endpoint": LEFT_OUT}, "metadata", id="without an address"),
        pytest.param({"jwks_uri": 5}, "metadata", id="with a number for an address"),
        pytest.param({"token_endpoint": "http://login.example.org/token"}, "metadata", id="with a token in the open"),
        pytest.param({"jwks_uri": "http://login.example.org/keys"}, "metadata", id="with keys in the open"),
        pytest.param({"authorization_endpoint": "javascript:alert(1)"}, "metadata", id="with a script"),
        pytest.param({"authorization_endpoint": "https://a@login.example.org"}, "metadata", id="with a name in it"),
        pytest.param({"authorization_endpoint": "https://login.example.org/#x"}, "metadata", id="with a fragment"),
        pytest.param({"authorization_endpoint": "https:///authorize"}, "metadata", id="without a host"),
        pytest.param({"authorization_response_iss_parameter_supported": "no"}, "metadata", id="with no truth value"),
        pytest.param({"code_challenge_methods_supported": ["plain"]}, "no_pkce", id="without PKCE that protects"),
    ],
)
async def test_metadata_is_refused(fake, metadata, fault):
    fake.metadata = metadata

    assert await reason(fake) == fault
    assert fake.asked[TOKENS] == 0


@pytest.mark.parametrize("keys", [[], [5], [{"kty": "oct", "k": "c2VjcmV0"}]])
async def test_a_provider_without_a_key_of_use_signs_nobody_in(fake, keys):
    fake.instead[KEYS] = lambda _: httpx.Response(200, json={"keys": keys})

    assert await reason(fake) == "no_keys"


@pytest.mark.parametrize(
    "gives",
    [
        {"id_token": LEFT_OUT},
        {"id_token": 5},
        {"access_token": LEFT_OUT},
        {"access_token": ["a"]},
        {"token_type": "mac"},
        {"token_type": LEFT_OUT},
    ],
)
async def test_a_token_response_that_lacks_something_is_nonsense(fake, gives):
    fake.gives = gives

    assert await reason(fake) == "no_tokens"


@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 404, 429])
async def test_a_token_response_that_is_no_success_is_none(fake, status):
    fake.instead[TOKENS] = lambda _: httpx.Response(status, json={"error": "invalid_client"})

    assert await reason(fake) in {"code_not_redeemed", "no_tokens"}


async def test_a_code_that_the_provider_does_not_take_is_forged(fake):
    fake.instead[TOKENS] = lambda _: httpx.Response(400, json={"error": "invalid_grant"})

    with pytest.raises(AnswerForged) as refused:
        await fake.sign_in()
    assert refused.value.reason == "code_refused"


@pytest.mark.parametrize(
    "error",
    ["access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required"],
)
async def test_a_refusal_is_passed_on_in_our_own_words(fake, error):
    with pytest.raises(ProviderRefused, match="Testshire Police did not sign you in") as refused:
        await fake.sign_in(error=error, error_description="<b>Call 0800</b>")
    assert (refused.value.reason, fake.asked[TOKENS]) == (error, 0)
    assert "Call" not in str(refused.value)


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable", "invalid_scope", "<script>", ""])
async def test_any_other_error_is_between_the_provider_and_us(fake, error):
    assert await reason(fake, error=error) == "error_in_answer"
    assert fake.asked[TOKENS] == 0


async def test_what_was_fetched_is_kept_for_an_hour(fake):
    provider = fake.provider()
    for _ in range(3):
        await fake.sign_in(provider)
        fake.clock.go_on(minutes=19)
    assert (fake.asked[METADATA], fake.asked[KEYS]) == (1, 1)

    fake.instead[METADATA] = fake.instead[KEYS] = down
    assert await fake.sign_in(provider)
    fake.clock.go_on(minutes=3)
    assert await reason(fake, provider=provider) == "unreachable"
    fake.instead.clear()
    assert await fake.sign_in(provider)


async def test_a_clock_that_is_put_back_keeps_nothing_for_longer(fake):
    provider = fake.provider()
    await fake.sign_in(provider)
    fake.clock.go_on(hours=-1)
    await fake.sign_in(provider)

    assert (fake.asked[METADATA], fake.asked[KEYS]) == (2, 2)


async def test_many_who_leave_at_once_fetch_once(fake):
    async def slowly(_: httpx.Request) -> httpx.Response:
        await anyio.sleep(0.02)
        return httpx.Response(200, json=fake.said_of_itself())

    fake.instead[METADATA] = slowly
    provider, states = fake.provider(), set()

    async def leave() -> None:
        states.add((await begin(provider, BACK)).state)

    async with anyio.create_task_group() as everybody:
        for _ in range(20):
            everybody.start_soon(leave)
    assert fake.asked[METADATA] == 1
    assert len(states) == 20


async def test_an_address_that_has_parameters_keeps_them(fake):
    fake.metadata = {"authorization_endpoint": "https://login.example.org/authorize?tenant=1"}

    assert (await begin(fake.provider(), BACK)).url.startswith("https://login.example.org/authorize?tenant=1&")


@pytest.fixture
def secret_file(tmp_path):
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text("a:b+c %\u00e9\n")
    return file


@pytest.mark.parametrize("methods", [LEFT_OUT, ["client_secret_post", "client_secret_basic"]])
async def test_the_secret_goes_in_the_header_where_it_can(fake, secret_file, methods):
    fake.metadata = {"token_endpoint_auth_methods_supported": methods}
    provider = fake.provider(client_secret_file=secret_file)
    leaving = await fake.leave(provider)
    await finish(provider, leaving, BACK, {"code": CODE, "state": leaving.state}, now=fake.clock())
    sent = next(request for request in fake.requests if request.url.path == TOKENS)

    assert sent.headers["authorization"] == BASIC
    assert dict(httpx.QueryParams(sent.content.decode())) == {
        "grant_type": "authorization_code",
        "code": CODE,
        "redirect_uri": BACK,
        "code_verifier": leaving.verifier,
    }


async def test_the_secret_goes_in_the_form_where_the_provider_wants_it(fake, secret_file):
    fake.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    await fake.sign_in(fake.provider(client_secret_file=secret_file))
    sent = next(request for request in fake.requests if request.url.path == TOKENS)

    assert "authorization" not in sent.headers
    assert httpx.QueryParams(sent.content.decode())["client_secret"] == "a:b+c %\u00e9"


async def test_a_secret_goes_nowhere_where_only_other_proofs_are_known(fake, secret_file):
    fake.metadata = {"token_endpoint_auth_methods_supported": ["private_key_jwt"]}

    assert await reason(fake, provider=fake.provider(client_secret_file=secret_file)) == "client_authentication"
    assert fake.asked[TOKENS] == 0


async def test_a_public_client_names_itself_and_shows_its_verifier(fake):
    await fake.sign_in()
    sent = next(request for request in fake.requests if request.url.path == TOKENS)

    assert "authorization" not in sent.headers
    assert httpx.QueryParams(sent.content.decode())["client_id"] == "cara"
