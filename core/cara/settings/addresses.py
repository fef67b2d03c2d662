"""Addresses in settings: whether one is protected on the way, and how browsers write an origin."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_protected(address: str) -> bool:
    """Say whether nobody can read on the way what is sent to an address: https, or http to this very machine.

    An address with a name or a password in it, or with characters that stand in none, is not.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not re.fullmatch(r"[!-~]+", address) or not host or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


_PORTS = {"http": 80, "https": 443}


def as_origin(typed: str) -> str:
    """Write an origin as browsers do, so that the two can be compared."""
    try:
        parts = urlsplit(typed.strip().lower() if re.fullmatch(r"[!-~]+", typed.strip()) else "")
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    rest = (parts.path.strip("/"), parts.query, parts.fragment)
    if (
        parts.scheme not in _PORTS
        or any(rest)
        or not re.fullmatch(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]+)?", parts.netloc)
    ):
        raise ValueError("give scheme and host alone, as in https://cara.example.org")
    host = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    return f"{parts.scheme}://{host}" + ("" if port in {None, _PORTS[parts.scheme]} else f":{port}")
