"""Refusing requests that another site made a browser send.

Two checks for whatever changes something: the ``Origin`` is ours, and the form carries a token made from the browser's
own sign-in (or, before there is one, from a cookie of its own). Every page gets another token, so that compressing a
page gives nothing away. Programs authenticate by a header that no other site can send, and need neither.
"""

import base64
import hmac
import secrets

from litestar import Request
from litestar.handlers import BaseRouteHandler

from cara.vocabulary import CaraError
from cara_web.layout.form_body import read_form
from cara_web.visits import Connection, instance_of, visit_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SALT_BYTES = 16


class Forged(CaraError):
    """A form was sent from elsewhere, or from a page of an earlier sign-in. Nothing was done."""

    def __init__(self) -> None:
        super().__init__(
            "This form was not sent from a page of your present sign-in, so nothing was done. "
            "Open the page again and send it once more."
        )


def form_token(secret: str) -> str:
    """Make a token for a form of a browser with this secret."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return base64.urlsafe_b64encode(salt + _mac(secret, salt)).decode("ascii")


def is_form_token(token: str, secret: str) -> bool:
    """Say whether a token was made for a browser with this secret."""
    try:
        given = base64.urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return False
    salt, mac = given[:_SALT_BYTES], given[_SALT_BYTES:]
    return bool(secret) and len(salt) == _SALT_BYTES and hmac.compare_digest(mac, _mac(secret, salt))


async def refuse_forged(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard every route: go on only if the request is safe, or came from a page of ours.

    Raises:
        Forged: it did not.
        NotAForm, WrongMediaType: it is no form at all.
    """
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS:
        return
    if is_for_programs(connection.scope["path"]):
        return
    if not _is_our_origin(connection):
        raise Forged
    if not is_form_token((await read_form(connection)).csrf_token, visit_of(connection).form_secret):
        raise Forged


def is_for_programs(path: str) -> bool:
    """Say whether an address is one of the interface for programs."""
    return path == "/api" or path.startswith("/api/")


def _is_our_origin(connection: Connection) -> bool:
    headers = connection.headers
    ours = instance_of(connection).settings.origin or f"{connection.scope['scheme']}://{headers.get('host', '')}"
    return headers.get("origin", "").lower() == ours.rstrip("/").lower()


def _mac(secret: str, salt: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"cara form " + salt, "sha256")
