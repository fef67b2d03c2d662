"""Sealing of whatever identifies a person, and blind indexes to find it by.

A sealed value opens only with its key, in its own column and its own record. A blind index is a keyed hash of a
normalised text: equal texts give equal indexes, and without the key nothing can be told or guessed from one.

The key file is TOML: ``blind_index = "BASE64"`` and a table ``[sealing]`` of numbered keys, ``1 = "BASE64"``, each of
32 bytes. The key with the highest number seals; every one opens. A new number rotates the key; an old one may leave
the file once nothing is sealed by it.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cara.records.columns import SealedBytes
from cara.records.errors import CannotUnseal, KeyFileProblem

KEY_BYTES = 32
_FORM = b"\x01"
_NUMBER_BYTES = 4
_NONCE_BYTES = 12
_HEAD_BYTES = len(_FORM) + _NUMBER_BYTES
_HIGHEST = 2 ** (8 * _NUMBER_BYTES) - 1


@dataclass(frozen=True)
class Keyring:
    """The keys of an instance: numbered keys that seal, and one for blind indexes."""

    sealing: Mapping[int, bytes] = field(repr=False)
    blind_index: bytes = field(repr=False)
    for_development: bool = False

    def __post_init__(self) -> None:
        if not self.sealing:
            raise KeyFileProblem("The key file has no sealing key: add one under [sealing], numbered 1.")
        for name, key in [("blind_index", self.blind_index), *((f"[sealing] {n}", k) for n, k in self.sealing.items())]:
            if len(key) != KEY_BYTES:
                raise KeyFileProblem(
                    f"The key {name} has {len(key)} bytes instead of {KEY_BYTES}: make a new key file."
                )
        if not all(1 <= number <= _HIGHEST for number in self.sealing):
            raise KeyFileProblem("The numbers of sealing keys are whole and begin at 1: correct the key file.")

    @classmethod
    def development(cls) -> Self:
        """Give the keys that everybody can read here: for demonstrations and tests only."""
        sealing, blind = (hashlib.sha256(f"cara development {use}".encode()).digest() for use in ("sealing", "blind"))
        return cls({1: sealing}, blind, for_development=True)

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a key file.

        Raises:
            KeyFileProblem: it is missing, unreadable or not as described above.
        """
        try:
            content = tomllib.loads(path.read_text(encoding="ascii"))
            numbered = {int(number): _key(text) for number, text in content.pop("sealing").items()}
            blind = _key(content.pop("blind_index"))
        except OSError as error:
            raise KeyFileProblem(f"The key file {path} cannot be read ({error.strerror}): check its path.") from error
        except (ValueError, KeyError, AttributeError, TypeError):
            raise KeyFileProblem(f"{path} is not a key file: it needs blind_index and a table [sealing].") from None
        if content:
            raise KeyFileProblem(f"The key file {path} has unknown entries ({', '.join(content)}): remove them.")
        return cls(numbered, blind)

    @classmethod
    def new(cls) -> Self:
        """Draw new keys."""
        return cls({1: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))

    def rotated(self) -> Self:
        """Give a keyring with one more key, which seals from now on."""
        return type(self)({**self.sealing, self.newest + 1: secrets.token_bytes(KEY_BYTES)}, self.blind_index)

    def as_file(self) -> str:
        """Write the text of a key file."""
        keys = "".join(f'{number} = "{_text(key)}"\n' for number, key in sorted(self.sealing.items()))
        return f'blind_index = "{_text(self.blind_index)}"\n\n[sealing]\n{keys}'

    @cached_property
    def newest(self) -> int:
        """Give the number of the key that seals."""
        return max(self.sealing)

    @cached_property
    def _ciphers(self) -> Mapping[int, AESGCM]:
        return {number: AESGCM(key) for number, key in self.sealing.items()}

    def seal(self, column: str, record_key: str, text: str) -> SealedBytes:
        """Seal a text for one column (``table.column``) of one record."""
        head = _FORM + self.newest.to_bytes(_NUMBER_BYTES)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self.newest].encrypt(nonce, text.encode(), _bound_to(head, column, record_key))
        return SealedBytes(head + nonce + sealed)

    def unseal(self, column: str, record_key: str, blob: bytes) -> str:
        """Open what was sealed for this column of this record.

        Raises:
            CannotUnseal: it was altered, belongs to another column or record, or its key is missing.
        """
        head, nonce, sealed = blob[:_HEAD_BYTES], blob[_HEAD_BYTES:][:_NONCE_BYTES], blob[_HEAD_BYTES + _NONCE_BYTES :]
        if head[:1] != _FORM or len(nonce) != _NONCE_BYTES:
            raise CannotUnseal(column, "it is not in the form of a sealed value")
        cipher = self._ciphers.get(number_of_key(blob))
        if cipher is None:
            raise CannotUnseal(column, f"key {number_of_key(blob)} is not in the key file")
        try:
            return cipher.decrypt(nonce, sealed, _bound_to(head, column, record_key)).decode()
        except InvalidTag:
            raise CannotUnseal(column, "it was altered, or sealed for another record") from None

    def blind(self, kind: str, normalised_text: str) -> bytes:
        """Give the blind index of a text; different kinds of text never meet."""
        return hmac.digest(self.blind_index, f"{kind}\0{normalised_text}".encode(), "sha256")


def number_of_key(blob: bytes) -> int:
    """Tell which key sealed a value, so that values of old keys can be sealed anew."""
    return int.from_bytes(blob[len(_FORM) : _HEAD_BYTES])


def _bound_to(head: bytes, column: str, record_key: str) -> bytes:
    return head + f"{column}:{record_key}".encode()


def _key(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")
