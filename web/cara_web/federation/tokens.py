"""The ID token: who signed it, for whom, when, and for which sign-in (OpenID Connect Core 1.0, section 3.1.3.7)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # authlib has no types
from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, JoseError, MissingAlgorithmError, UnsupportedAlgorithmError
from joserfc.jwk import GuestProtocol, Key
from joserfc.jws import JWSRegistry
from pydantic import TypeAdapter, ValidationError

from cara.vocabulary.text import Line
from cara_web.federation.errors import AnswerForged, TooWeak
from cara_web.federation.keys import KINDS, NoSuchKey, key_for
from cara_web.federation.provider import Provider

_SUBJECT = re.compile(r"[!-~]{1,255}\Z")
_NAME = TypeAdapter[str](Line)
_MOST_GROUPS = 1000


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token must fit: the sign-in that was begun, the token that it came with, and the moment."""

    nonce: str = field(repr=False)
    access_token: str = field(repr=False)
    now: datetime
    authenticated_since: datetime | None
    """Since when somebody must have given proof anew; ``None`` if any earlier proof will do."""


@dataclass(frozen=True, slots=True)
class FederatedPerson:
    """Somebody whom a provider signed in. Issuer and subject together are one person, for ever; a name may change."""

    issuer: str
    subject: str = field(repr=False)
    name: str = field(repr=False)
    """As the provider writes it, cleaned; empty if the token has none."""
    groups: tuple[str, ...] = field(repr=False)
    authenticated_at: datetime | None
    """When he or she last gave proof to the provider; ``None`` if it does not say."""


class _Accepted(JWSRegistry):
    """The algorithms that are accepted, and how much of a token is read."""

    max_header_length = 4096
    max_payload_length = 65_536

    def __init__(self) -> None:
        super().__init__(strict_check_header=False)

    def get_alg(self, name: str) -> Any:  # Any: joserfc does not export the type of an algorithm
        if name not in KINDS:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


async def read_id_token(provider: Provider, token: str, expected: Expected) -> FederatedPerson:
    """Verify an ID token and give the person whom it is about.

    Raises:
        AnswerForged: it does not verify.
        TooWeak: it tells of no proof that is strong enough here.
        ProviderUnavailable: the provider does not give its keys.
    """
    try:
        signed = _signed(token, await provider.keys())
    except NoSuchKey:
        signed = _signed(token, await provider.keys(anew=True))
    _refuse_wrong_claims(provider, signed, expected)
    _refuse_weak_proof(provider, signed.claims)
    leeway = provider.settings.leeway_seconds
    return FederatedPerson(
        provider.settings.issuer,
        _subject(signed.claims),
        _name(signed.claims),
        _groups(signed.claims, provider.settings.claim),
        _authenticated_at(signed.claims, expected, leeway),
    )


def _signed(token: str, keys: Sequence[Key]) -> jwt.Token:
    def key_of(signature: GuestProtocol) -> Key:
        header = signature.headers()
        if "crit" in header:  # none of the extensions that a token may insist on is known here
            raise AnswerForged("header")
        return key_for(keys, header)

    try:
        return jwt.decode(token, key_of, registry=_Accepted())
    except (UnsupportedAlgorithmError, MissingAlgorithmError):
        raise AnswerForged("algorithm") from None
    except BadSignatureError:
        raise AnswerForged("signature") from None
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise AnswerForged("token") from None


def _refuse_wrong_claims(provider: Provider, signed: jwt.Token, expected: Expected) -> None:
    settings = provider.settings
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        options={"iss": {"value": settings.issuer}, "aud": {"value": settings.client_id}},
        params={
            "nonce": expected.nonce,
            "client_id": settings.client_id,
            "access_token": expected.access_token,
        },
    )
    try:
        claims.validate(now=int(expected.now.timestamp()), leeway=settings.leeway_seconds)
    except ClaimError as error:
        raise AnswerForged(error.claim) from None
    except (ValueError, TypeError):
        raise AnswerForged("claims") from None


def _refuse_weak_proof(provider: Provider, claims: Mapping[str, object]) -> None:
    """Hold how somebody gave proof against what the settings ask for; what the token does not say is no proof."""
    settings, methods = provider.settings, claims.get("amr")
    if settings.acr and claims.get("acr") not in settings.acr:
        raise TooWeak(provider.name, "acr")
    if settings.amr and not (isinstance(methods, list) and any(method in settings.amr for method in methods)):
        raise TooWeak(provider.name, "amr")


def _subject(claims: Mapping[str, object]) -> str:
    subject = claims["sub"]
    if not isinstance(subject, str) or not _SUBJECT.match(subject):
        raise AnswerForged("sub")
    return subject


def _name(claims: Mapping[str, object]) -> str:
    try:
        return _NAME.validate_python(claims["name"]) if claims.get("name") else ""
    except ValidationError:
        raise AnswerForged("name") from None


def _groups(claims: Mapping[str, object], claim: str) -> tuple[str, ...]:
    said = claims.get(claim, ())
    groups = [said] if isinstance(said, str) else said
    if not isinstance(groups, list | tuple) or len(groups) > _MOST_GROUPS:
        raise AnswerForged("groups")
    named = tuple(group for group in groups if isinstance(group, str))
    if len(named) < len(groups):
        raise AnswerForged("groups")
    return named


def _authenticated_at(claims: Mapping[str, object], expected: Expected, leeway: int) -> datetime | None:
    """Read ``auth_time``. authlib takes a ``max_age`` of 0 for none, and so does not ask for it."""
    said, since = claims.get("auth_time"), expected.authenticated_since
    if said is None and since is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise AnswerForged("auth_time")
    earliest = since.timestamp() - leeway if since else 0
    if not earliest <= said <= expected.now.timestamp() + leeway:  # NaN is neither
        raise AnswerForged("auth_time")
    return datetime.fromtimestamp(said, UTC)
