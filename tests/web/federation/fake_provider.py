"""A provider that says whatever a test wants: its own keys, its own tokens, its own faults."""

import base64
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
import pytest
from joserfc import jwk, jws
from tests.web.visitors import Clock

from cara.settings import ProviderSettings
from cara_web.federation import AnswerForged, FederatedPerson, Leaving, Provider, begin, finish

BACK = "https://cara.example.org/sign-in/back"
ISSUER = "https://login.example.org"
METADATA, KEYS, TOKENS = "/.well-known/openid-configuration", "/keys", "/token"
CLIENT, CODE, ACCESS_TOKEN = "cara", "a-code", "an-access-token"
LEFT_OUT = object()
"""In place of a claim: the token has none."""

Answering = Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]


def signing_key(name: str = "first", algorithm: str = "RS256") -> Any:
    """A key that this process makes once."""
    return _made_once(name, algorithm)


@cache
def _made_once(name: str, algorithm: str) -> Any:
    kind, size = {"ES256": ("EC", "P-256"), "EdDSA": ("OKP", "Ed25519")}.get(algorithm, ("RSA", 2048))
    return jwk.generate_key(kind, size, {"kid": f"{name}-{algorithm}", "use": "sig"})


def in_base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def token_of(header: Mapping[str, object], claims: Mapping[str, object], sign: Callable[[bytes], bytes]) -> str:
    """Write a token by hand, as no library would."""
    signed = f"{in_base64(json.dumps(header).encode())}.{in_base64(json.dumps(claims).encode())}"
    return f"{signed}.{in_base64(sign(signed.encode()))}"


def sign(claims: Mapping[str, object], key: Any = None, algorithm: str = "RS256", **header: object) -> str:
    key = key or signing_key(algorithm=algorithm)
    said = {"alg": algorithm, "kid": key.kid, **header}
    made = jws.JWSRegistry.algorithms[algorithm]
    return token_of(
        {name: value for name, value in said.items() if value is not None}, claims, lambda text: made.sign(text, key)
    )


@dataclass
class FakeProvider:
    """The provider, the clock of everybody, and the settings by which the instance knows it."""

    clock: Clock = field(default_factory=Clock)
    issuer: str = ISSUER
    metadata: dict[str, object] = field(default_factory=dict)
    keys: list[Any] = field(default_factory=lambda: [signing_key()])
    asked: Counter[str] = field(default_factory=Counter)
    requests: list[httpx.Request] = field(default_factory=list)
    instead: dict[str, Answering] = field(default_factory=dict)
    """What is answered at a path instead of what should be."""
    write: Callable[[dict[str, object]], str] = sign
    """How the ID token is written."""
    claims: dict[str, object] = field(default_factory=dict)
    """What the ID token says otherwise than it should."""
    gives: dict[str, object] = field(default_factory=dict)
    """What the token response says otherwise than it should."""
    nonce: str = ""

    def settings(self, **more: Any) -> ProviderSettings:
        said = {"id": "police", "name": "Testshire Police", "issuer": self.issuer, "client_id": CLIENT}
        said |= {"organisation": "Testshire Police", "roles": {"officers": "police_officer"}}
        return ProviderSettings.model_validate(said | more)

    def provider(self, patience: float = 5, **more: Any) -> Provider:
        return Provider(self.settings(**more), self.client(), self.clock, patience=patience)

    def client(self) -> httpx.AsyncClient:
        """The line to this provider, instead of one to the world."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer), follow_redirects=True)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked[path] += 1
        self.requests.append(request)
        if path in self.instead:
            answer = self.instead[path](request)
            return answer if isinstance(answer, httpx.Response) else await answer
        said = {METADATA: self.said_of_itself, KEYS: self.said_of_keys, TOKENS: self.said_for_code}[path]()
        return httpx.Response(200, json=said)

    def said_of_itself(self) -> dict[str, object]:
        said: dict[str, object] = {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize"}
        said |= {"token_endpoint": f"{self.issuer}{TOKENS}", "jwks_uri": f"{self.issuer}{KEYS}"}
        return _without_left_out(said | self.metadata)

    def said_of_keys(self) -> dict[str, object]:
        return {"keys": [key if isinstance(key, dict) else key.as_dict(private=False) for key in self.keys]}

    def said_for_code(self) -> dict[str, object]:
        now = int(self.clock().timestamp())
        claims: dict[str, object] = {"iss": self.issuer, "sub": "person-1", "aud": CLIENT, "nonce": self.nonce}
        claims |= {"exp": now + 300, "iat": now, "name": "Alder Quill", "groups": ["officers"]}
        written = self.write(_without_left_out(claims | self.claims))
        said = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": written}
        return _without_left_out(said | self.gives)

    async def leave(self, provider: Provider, *, prove_again: bool = False) -> Leaving:
        leaving = await begin(provider, BACK, prove_again=prove_again)
        self.nonce = leaving.nonce
        return leaving

    async def sign_in(
        self, provider: Provider | None = None, *, prove_again: bool = False, **answer: str
    ) -> FederatedPerson:
        """Sign somebody in as it should be, but for what this provider was told to do otherwise."""
        provider = provider or self.provider()
        leaving = await self.leave(provider, prove_again=prove_again)
        said = {"code": CODE, "state": leaving.state, "iss": self.issuer, **answer}
        return await finish(provider, leaving, BACK, said, now=self.clock())


async def check_that_refuses(fake: FakeProvider, **sign_in: Any) -> str:
    """Let somebody sign in whom a check must refuse, in the same words whichever it is, and give the check."""
    with pytest.raises(AnswerForged) as refused:
        await fake.sign_in(**sign_in)
    assert str(refused.value) == "This sign-in could not be verified, so nobody was signed in. Go back and begin again."
    return refused.value.reason


def _without_left_out(said: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in said.items() if value is not LEFT_OUT}
