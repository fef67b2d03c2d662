"""Sign-in with an organisation's own accounts: this instance as a relying party of OpenID Connect 1.0.

Authorisation code with PKCE (RFC 7636), ``state``, ``nonce`` and the answer's ``iss`` (RFC 9207). No page and no table
is here: :func:`begin` gives the address to send a browser to and what to keep until it is back, :func:`finish` says who
came back or raises.
"""

from cara_web.federation.errors import (
    AnswerForged,
    FederationProblem,
    NoName,
    NoRole,
    ProviderRefused,
    ProviderUnavailable,
    SeveralRoles,
)
from cara_web.federation.flow import Leaving, begin, finish
from cara_web.federation.provider import Provider
from cara_web.federation.roles import providers_of, role_of
from cara_web.federation.tokens import FederatedPerson

__all__ = [
    "AnswerForged",
    "FederatedPerson",
    "FederationProblem",
    "Leaving",
    "NoName",
    "NoRole",
    "Provider",
    "ProviderRefused",
    "ProviderUnavailable",
    "SeveralRoles",
    "begin",
    "finish",
    "providers_of",
    "role_of",
]
