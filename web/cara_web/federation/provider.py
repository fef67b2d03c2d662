"""One organisation's provider: what it says about itself, its keys, and the exchange of a code for a token."""

import base64
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated
from urllib.parse import quote_plus

import httpx
from anyio import fail_after
from authlib.oidc.discovery import get_well_known_url  # type: ignore[import-untyped]  # authlib has no types
from joserfc.jwk import Key
from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool, ValidationError

from cara.settings import ProviderSettings, is_protected
from cara_web.federation.errors import ProviderUnavailable
from cara_web.federation.fetching import Reply, ask
from cara_web.federation.kept import Kept
from cara_web.federation.keys import keys_of

PATIENCE_SECONDS = 5.0


def _protected(address: str) -> str:
    if not is_protected(address) or "#" in address:
        raise ValueError("must be reached by https")
    return address


_Address = Annotated[str, AfterValidator(_protected)]


class Metadata(BaseModel):
    """What a provider says about itself (OpenID Connect Discovery 1.0), as far as it is needed here."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    issuer: str
    authorization_endpoint: _Address
    token_endpoint: _Address
    jwks_uri: _Address
    authorization_response_iss_parameter_supported: StrictBool = False
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Provider:
    """An organisation that signs its own people in. One for as long as the process runs: it keeps what it fetched.

    Args:
        settings: which it is.
        http: the client by which it is asked.
        now: the clock by which what was fetched grows old.
        patience: seconds that anybody waits for an answer of it.

    Raises:
        SettingsProblem: its secret cannot be read.
    """

    def __init__(
        self,
        settings: ProviderSettings,
        http: httpx.AsyncClient,
        now: Callable[[], datetime],
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.settings, self.now = settings, now
        self._http, self._patience = http, patience
        self._secret = settings.read_client_secret()
        self._metadata, self._keys = Kept(self._fetch_metadata), Kept(self._fetch_keys)

    @property
    def id(self) -> str:
        """Its short name."""
        return self.settings.id

    @property
    def name(self) -> str:
        """Its name as people read it."""
        return self.settings.name

    async def metadata(self) -> Metadata:
        """Give what it says about itself.

        Raises:
            ProviderUnavailable: it does not say, or says what cannot be.
        """
        async with self._in_time():
            return await self._metadata.get(self.now())

    async def keys(self, *, anew: bool = False) -> tuple[Key, ...]:
        """Give its public keys; anew after a token named one that is not among them.

        Raises:
            ProviderUnavailable: it does not give them.
        """
        async with self._in_time():
            return await (self._keys.renew if anew else self._keys.get)(self.now())

    async def redeem(self, code: str, verifier: str, redirect_uri: str) -> Reply:
        """Exchange a code for tokens.

        Raises:
            ProviderUnavailable: it does not answer, or wants a proof of who asks that is not known here.
        """
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        who, headers = self._proof(metadata)
        async with self._in_time():
            return await ask(self._http, self.name, metadata.token_endpoint, form={**form, **who}, headers=headers)

    def _proof(self, metadata: Metadata) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Give the fields and the headers by which this instance shows that it is the client."""
        client, methods = self.settings.client_id, metadata.token_endpoint_auth_methods_supported
        if self._secret is None:
            return {"client_id": client}, {}
        if "client_secret_basic" in methods:  # both parts encoded first: RFC 6749, section 2.3.1
            pair = f"{quote_plus(client)}:{quote_plus(self._secret)}"
            return {}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        if "client_secret_post" in methods:
            return {"client_id": client, "client_secret": self._secret}, {}
        raise ProviderUnavailable(self.name, "client_authentication")

    async def _fetch_metadata(self) -> Metadata:
        address = get_well_known_url(self.settings.issuer, external=True)
        reply = await ask(self._http, self.name, address)
        try:
            metadata = Metadata.model_validate(reply.said)
        except ValidationError:
            raise ProviderUnavailable(self.name, "metadata") from None
        if metadata.issuer != self.settings.issuer:
            raise ProviderUnavailable(self.name, "issuer_of_metadata")
        if "S256" not in metadata.code_challenge_methods_supported:
            raise ProviderUnavailable(self.name, "no_pkce")
        return metadata

    async def _fetch_keys(self) -> tuple[Key, ...]:
        metadata = await self._metadata.get(self.now())
        keys = keys_of((await ask(self._http, self.name, metadata.jwks_uri)).said)
        if not keys:
            raise ProviderUnavailable(self.name, "no_keys")
        return keys

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        """Bound everything together, waiting for others who ask the same and an answer in drips included."""
        try:
            with fail_after(self._patience):
                yield
        except TimeoutError:
            raise ProviderUnavailable(self.name, "slow") from None
