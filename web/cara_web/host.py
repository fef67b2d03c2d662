"""The address by which a request reached the site: an instance that says its own answers to no other."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

_USUAL_PORTS = {"http": ":80", "https": ":443"}
_OPEN_TO_PROBES = "/health"
"""A load balancer asks for it by the machine's own address. It answers one word."""

NOT_SERVED = b"This address is not served here.\n"


def is_our_host(scope: Mapping[str, Any], origin: str | None) -> bool:  # Any: the values of ASGI's dictionaries
    """Say whether a request was sent to the address by which people reach the instance.

    Args:
        scope: the request. ``X-Forwarded-Host`` and its like are never read: a proxy passes ``Host`` on.
        origin: the instance's address; while it has none, any will do.
    """
    if origin is None or scope["path"] == _OPEN_TO_PROBES:
        return True
    named = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
    return len(named) == 1 and named[0] in hosts_of(origin)


@cache
def hosts_of(origin: str) -> frozenset[str]:
    """Give the host of an address as programs send it: with the port that goes without saying, or without."""
    parts = urlsplit(origin)
    host, usual = parts.netloc.lower(), _USUAL_PORTS[parts.scheme]
    return frozenset({host, host.removesuffix(usual), f"{host}{usual}" if parts.port is None else host})
