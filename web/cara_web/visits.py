"""One request: its number, its nonce, and who makes it."""

import secrets
from dataclasses import dataclass, field
from typing import Any, TypeVar

from litestar import Request
from litestar.connection import ASGIConnection

from cara.access import Subject
from cara.staff import SignedIn
from cara_web.instance import WebInstance

_VISIT, _INSTANCE = "cara_visit", "cara_instance"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a request before any page sees it."""

    request_id: str = field(default_factory=lambda: secrets.token_hex(8))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    person: SignedIn | None = None
    program: Subject | None = None
    form_secret: str = field(default="", repr=False)
    """What the tokens in this browser's forms are bound to: its sign-in, or else a cookie of its own."""

    @property
    def subject(self) -> Subject | None:
        """Whoever asks: somebody who has signed in, or a program."""
        return self.person.subject if self.person else self.program


PageRequest = Request[Any, Any, Any]  # Any: user, token and state of Litestar, none of them used
Connection = ASGIConnection[Any, Any, Any, Any]  # Any: handler, user, token and state of Litestar, none of them used


def put_visit(scope: Any, instance: WebInstance, visit: Visit) -> None:  # Any: an ASGI scope takes keys of ours too
    """Keep the visit and the instance with the request."""
    scope[_VISIT], scope[_INSTANCE] = visit, instance


def visit_of(connection: Connection) -> Visit:
    """Give what is known of a request."""
    return _kept(connection, _VISIT, Visit)


def instance_of(connection: Connection) -> WebInstance:
    """Give the instance that serves a request."""
    return _kept(connection, _INSTANCE, WebInstance)


def _kept(connection: Connection, key: str, kind: type[T]) -> T:
    kept = connection.scope.get(key)
    assert isinstance(kept, kind)
    return kept
