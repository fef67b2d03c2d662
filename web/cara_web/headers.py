"""The headers that every response carries: what a page may load, and who may frame, keep or sniff it."""

from collections.abc import Iterable

Header = tuple[bytes, bytes]

_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # A form's Origin would be "null" under no-referrer, and could not be checked.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_HTTPS_ONLY: Header = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_NOT_KEPT: Header = (b"cache-control", b"no-store")


def content_security_policy(nonce: str) -> str:
    """Give the policy of a page: nothing but our own files, no inline script or style without this page's nonce."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def with_our_headers(given: Iterable[Header], nonce: str, request_id: str, *, secure: bool) -> list[Header]:
    """Add our headers to a response's own. A response that says how long it may be kept is believed."""
    headers = list(given)
    names = {name.lower() for name, _ in headers}
    headers += [(b"content-security-policy", content_security_policy(nonce).encode()), *_ALWAYS]
    headers += [(b"x-request-id", request_id.encode())]
    headers += [_NOT_KEPT] if b"cache-control" not in names else []
    return headers + ([_HTTPS_ONLY] if secure else [])
