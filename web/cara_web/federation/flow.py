"""The two halves of a sign-in at a provider: a browser leaves for it, and comes back with an answer."""

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]  # authlib has no types
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # authlib has no types

from cara_web.federation.errors import AnswerForged, ProviderRefused, ProviderUnavailable
from cara_web.federation.fetching import Reply
from cara_web.federation.provider import Provider
from cara_web.federation.tokens import Expected, FederatedPerson, read_id_token

SCOPE = "openid profile"
_CODE = re.compile(r"[ -~]{1,4096}\Z")
_BY_THE_PERSON = frozenset(
    {"access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required"}
)
"""The errors that somebody at the provider decided on; any other is between the provider and this instance."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A sign-in that was begun. All but the address is kept on this side, for this browser alone and for one answer."""

    url: str = field(repr=False)
    """Where the browser is sent."""
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    provider: str
    """The id of the provider for which the browser left."""
    left_at: datetime
    prove_again: bool
    """Whether somebody must give proof anew, although the provider may still know him or her."""


async def begin(provider: Provider, redirect_uri: str, *, prove_again: bool = False) -> Leaving:
    """Begin a sign-in.

    Args:
        provider: where somebody wants to sign in.
        redirect_uri: the address of ours to which the provider sends the browser back, as it is registered there.
        prove_again: whether somebody must give proof anew.

    Raises:
        ProviderUnavailable: the provider does not say where to go.
    """
    metadata = await provider.metadata()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    more = {"prompt": "login", "max_age": "0"} if prove_again else {}
    if provider.settings.acr:
        more["acr_values"] = " ".join(provider.settings.acr)
    url: str = prepare_grant_uri(
        metadata.authorization_endpoint,
        provider.settings.client_id,
        "code",
        redirect_uri,
        SCOPE,
        state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
        **more,
    )
    return Leaving(url, state, nonce, verifier, provider.id, provider.now(), prove_again)


async def finish(
    provider: Provider, leaving: Leaving, redirect_uri: str, answer: Mapping[str, str], *, now: datetime
) -> FederatedPerson:
    """Find out who came back.

    Args:
        provider: the provider whose answers come to this address.
        leaving: what was kept of the sign-in that this browser began; the caller forgets it, whatever comes of it.
        redirect_uri: the same as at the beginning.
        answer: the parameters of the address; the caller has refused any that is there twice.
        now: the moment.

    Raises:
        AnswerForged: something does not verify.
        ProviderRefused: somebody cancelled, or the provider does not let him or her in here.
        ProviderUnavailable: the provider is down or slow, or what it says makes no sense.
    """
    code = await _code(provider, leaving, answer)
    reply = await provider.redeem(code, leaving.verifier, redirect_uri)
    id_token, access_token = _tokens(provider, reply)
    since = leaving.left_at if leaving.prove_again else None
    return await read_id_token(provider, id_token, Expected(leaving.nonce, access_token, now, since))


async def _code(provider: Provider, leaving: Leaving, answer: Mapping[str, str]) -> str:
    if leaving.provider != provider.id:
        raise AnswerForged("provider")
    state = answer.get("state")
    if not state or not hmac.compare_digest(state.encode(errors="replace"), leaving.state.encode()):
        raise AnswerForged("state")
    await _refuse_other_issuer(provider, answer)
    if "error" in answer:
        raise _refusal(provider, answer["error"])
    code = answer.get("code", "")
    if not _CODE.match(code):
        raise AnswerForged("code")
    return code


async def _refuse_other_issuer(provider: Provider, answer: Mapping[str, str]) -> None:
    """Refuse the answer of another provider than the one that somebody left for (RFC 9207)."""
    said = answer.get("iss")
    if said is None:
        if (await provider.metadata()).authorization_response_iss_parameter_supported:
            raise AnswerForged("no_issuer_of_answer")
    elif said != provider.settings.issuer:
        raise AnswerForged("issuer_of_answer")


def _refusal(provider: Provider, error: str) -> ProviderRefused | ProviderUnavailable:
    if error in _BY_THE_PERSON:
        return ProviderRefused(provider.name, error)
    return ProviderUnavailable(provider.name, "error_in_answer")


def _tokens(provider: Provider, reply: Reply) -> tuple[str, str]:
    """Read the ID token and the access token out of what the provider gave for the code."""
    said = reply.said
    if reply.status != HTTPStatus.OK:
        if said.get("error") == "invalid_grant":  # used before, too old, or not begun with our verifier
            raise AnswerForged("code_refused")
        raise ProviderUnavailable(provider.name, "code_not_redeemed")
    id_token, access_token, kind = said.get("id_token"), said.get("access_token"), said.get("token_type")
    if not isinstance(id_token, str) or not isinstance(access_token, str) or str(kind).lower() != "bearer":
        raise ProviderUnavailable(provider.name, "no_tokens")
    return id_token, access_token
