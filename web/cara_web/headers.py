"""The headers that every response carries: what a page may load, and who may frame, keep or sniff it."""

from collections.abc import Iterable

Header = tuple[bytes, bytes]

_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # A form's Origin would be "null" under no-referrer, and could not be checked.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_SECONDS_A_DAY = 24 * 60 * 60
_NOT_KEPT: Header = (b"cache-control", b"no-store")

FORGOTTEN = {"Clear-Site-Data": '"cache", "storage"'}
"""What a sign-out tells a browser to forget. Not "cookies": that would take those of every site of the same domain too,
so the sign-in's own cookie is taken away by name."""


def content_security_policy(nonce: str) -> str:
    """Give the policy of a page: nothing but our own files, no inline script or style without this page's nonce."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def https_only(days: int) -> list[Header]:
    """Ask browsers to come by https alone for so many days; for 0 nothing is asked.

    A browser's list that is built in (``preload``) cannot be left again for months, so nobody is put on it unasked.
    """
    seconds = days * _SECONDS_A_DAY
    return [(b"strict-transport-security", b"max-age=%d; includeSubDomains" % seconds)] if days else []


def with_our_headers(given: Iterable[Header], nonce: str, request_id: str, *, hsts_days: int) -> list[Header]:
    """Add our headers to a response's own. A response that says how long it may be kept is believed."""
    headers = list(given)
    names = {name.lower() for name, _ in headers}
    headers += [(b"content-security-policy", content_security_policy(nonce).encode()), *_ALWAYS]
    headers += [(b"x-request-id", request_id.encode())]
    headers += [_NOT_KEPT] if b"cache-control" not in names else []
    return headers + https_only(hsts_days)
