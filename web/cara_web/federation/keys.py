"""A provider's public keys, and which of them a signature must be made with."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence

from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key

from cara_web.federation.errors import AnswerForged

KINDS: Mapping[str, tuple[str, str | None]] = {
    "RS256": ("RSA", None),
    "PS256": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
}
"""The algorithms that are accepted, and the kind of key and curve that each takes. Never one with a shared secret."""
_MOST_KEYS = 100
_RSA_BITS = range(2048, 8192 + 1)


class NoSuchKey(AnswerForged):
    """None of the provider's keys is the one that a token names: it may have a new one."""

    def __init__(self) -> None:
        super().__init__("key")


def keys_of(document: Mapping[str, object]) -> tuple[Key, ...]:
    """Read the keys of a key set (RFC 7517) that can be used here; others are passed over."""
    listed = document.get("keys")
    return tuple(_usable(listed[:_MOST_KEYS])) if isinstance(listed, list) else ()


def _usable(listed: Sequence[object]) -> Iterator[Key]:
    for described in listed:
        if isinstance(described, dict) and "d" not in described and _is_of_use(described):
            try:
                yield import_key(described)
            except (JoseError, ValueError, TypeError, KeyError):
                continue


def _is_of_use(described: Mapping[str, object]) -> bool:
    kind = (described.get("kty"), described.get("crv"))
    return kind in KINDS.values() and described.get("use", "sig") == "sig" and _is_long_enough(described)


def _is_long_enough(described: Mapping[str, object]) -> bool:
    if described.get("kty") != "RSA":
        return True
    modulus = str(described.get("n", ""))
    try:
        return int.from_bytes(base64.urlsafe_b64decode(modulus + "==")).bit_length() in _RSA_BITS
    except (binascii.Error, ValueError):
        return False


def key_for(keys: Sequence[Key], header: Mapping[str, object]) -> Key:
    """Find the key that a token's header names, or the only one that suits if it names none.

    Raises:
        NoSuchKey: there is none, or more than one.
    """
    algorithm, name = header.get("alg"), header.get("kid")
    suiting = [key for key in keys if _suits(key, algorithm) and name in {None, key.kid}]
    if len(suiting) != 1:
        raise NoSuchKey
    return suiting[0]


def _suits(key: Key, algorithm: object) -> bool:
    kind = (key.key_type, key.get("crv"))
    return KINDS.get(str(algorithm)) == kind and key.get("alg") in {None, algorithm}
