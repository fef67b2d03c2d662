"""Sealing of whatever identifies a person, and blind indexes to find it by.

A sealed value opens only with its key, in its own column and its own record. A blind index is a keyed hash of a
normalised text: equal texts give equal indexes, and without the key nothing can be told or guessed from one.

Every value is sealed by a random key of its own, which lies beside it, wrapped by a numbered master key; so a new
master key asks for 48 bytes of each value to be made anew, and never for what the value says::

    form | number of the master key | nonce, wrapped key | nonce, content
       1 |                        4 |    12,          48 |    12, length of the text + 16

The content is bound to its column and record. The wrapped key is bound to the master key's number, the column and the
content's nonce, but not to the record, which whoever wraps anew cannot know. Nothing is lost by that: the key inside
opens one content alone, so a wrapped key moved to another value opens nothing there, and moved together with its
content it is refused as the content is.
"""

import hashlib
import hmac
import secrets
import threading
from pathlib import Path
from typing import Literal, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cara.records.columns import SealedBytes
from cara.records.errors import CannotUnseal, KeyFileProblem, NoVictimKeys
from cara.records.key_file import KeyFile, Stamp
from cara.records.keys import KEY_BYTES, NUMBER_BYTES, Keys

_FORM = b"\x02"
_NONCE_BYTES, _TAG_BYTES = 12, 16
_HEAD = len(_FORM) + NUMBER_BYTES
_WRAPPED = _HEAD + _NONCE_BYTES
_NONCE = _WRAPPED + KEY_BYTES + _TAG_BYTES
_CONTENT = _NONCE + _NONCE_BYTES

Whose = Literal["participants", "victims"]
"""Whose values a keyring seals. What is known of victims has keys of its own, in a file of its own."""

NUMBER_AT = len(_FORM) + 1
"""Where the number of the master key begins in a sealed value, counted from 1 as databases do."""


class Keyring:
    """The keys of an instance: numbered master keys that seal, and one for blind indexes.

    One that was opened from a file follows it: every sealing, and every value under a number that is not known, first
    looks whether the file was replaced. So a served instance seals by a new master key as soon as that is in the file.

    ``beside`` is the keyring for what is known of victims; a process that has none can neither read nor write any of it.
    """

    def __init__(
        self,
        keys: Keys,
        file: KeyFile | None = None,
        stamp: Stamp | None = None,
        *,
        whose: Whose = "participants",
        beside: "Keyring | None" = None,
    ) -> None:
        self._keys, self._file, self._stamp = keys, file, stamp
        self.whose: Whose = whose
        self._beside = beside
        self._reading = threading.Lock()

    @classmethod
    def development(cls) -> Self:
        """Give the keys that everybody can read here: for demonstrations and tests only."""
        beside = cls(_everybody_s("victims' "), whose="victims")
        return cls(_everybody_s(""), beside=beside)

    @classmethod
    def from_file(cls, path: Path, *, victims: Path | None = None) -> Self:
        """Read a key file, and the one of the keys for what is known of victims where this process may have it.

        Raises:
            KeyFileProblem: it is missing, open to others, or not a whole key file; or both are of one instance's keys.
        """
        keys, stamp = KeyFile(path).read()
        return cls(keys, KeyFile(path.absolute()), stamp, beside=_of_victims(cls, victims, keys) if victims else None)

    @property
    def for_victims(self) -> "Keyring":
        """The keyring for what is known of victims.

        Raises:
            NoVictimKeys: this process has none.
        """
        found = self if self.whose == "victims" else self._beside
        if found is None:
            raise NoVictimKeys
        return found

    @property
    def keys(self) -> Keys:
        """The keys that are known at this moment."""
        return self._keys

    @property
    def file(self) -> KeyFile | None:
        """The file that the keys came from; none for those that everybody knows."""
        return self._file

    def seal(self, column: str, record_key: str, text: str) -> SealedBytes:
        """Seal a text for one column (``table.column``) of one record.

        Raises:
            KeyFileProblem: the key file is gone, or was replaced by one that is of no use.
        """
        own, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
        content = AESGCM(own).encrypt(nonce, text.encode(), _bound_to(column, record_key))
        return _wrapped(self.follow(), column, own, nonce + content)

    def unseal(self, column: str, record_key: str, blob: bytes) -> str:
        """Open what was sealed for this column of this record.

        Raises:
            CannotUnseal: it was altered, belongs to another column or record, or its key is missing.
        """
        own = self._own_key(column, blob)
        try:
            return AESGCM(own).decrypt(blob[_NONCE:_CONTENT], blob[_CONTENT:], _bound_to(column, record_key)).decode()
        except InvalidTag:
            raise CannotUnseal(column, "it was altered, or sealed for another record") from None

    def wrap_anew(self, column: str, blob: bytes) -> SealedBytes:
        """Wrap a value's own key by the newest master key; its content stays as it is, byte for byte.

        Raises:
            CannotUnseal: the wrapped key was altered, or its master key is missing.
        """
        own = self._own_key(column, blob)
        return _wrapped(self._keys, column, own, blob[_NONCE:])

    def blind(self, kind: str, normalised_text: str) -> bytes:
        """Give the blind index of a text; different kinds of text never meet."""
        return hmac.digest(self._keys.blind_index, f"{kind}\0{normalised_text}".encode(), "sha256")

    def follow(self) -> Keys:
        """Give the keys as they stand in the file now, if they came from one.

        Raises:
            KeyFileProblem: it is gone, or was replaced by one that is of no use.
        """
        if self._file is not None and self._file.stamp != self._stamp:
            with self._reading:
                self._read(self._file)
        return self._keys

    def _read(self, file: KeyFile) -> None:
        keys, stamp = file.read()
        if not keys.continue_from(self._keys):
            raise KeyFileProblem(
                f"The key file {file.path} was replaced by one of another instance: put back the one that was there."
            )
        self._keys, self._stamp = keys, stamp

    def _own_key(self, column: str, blob: bytes) -> bytes:
        if blob[:1] != _FORM or len(blob) < _CONTENT + _TAG_BYTES:
            raise CannotUnseal(column, "it is not in the form of a sealed value")
        cipher = self._master(column, number_of_key(blob))
        try:
            bound = _wrap_bound_to(column, blob[:_HEAD], blob[_NONCE:_CONTENT])
            return cipher.decrypt(blob[_HEAD:_WRAPPED], blob[_WRAPPED:_NONCE], bound)
        except InvalidTag:
            raise CannotUnseal(column, "it was altered, or sealed with another instance's keys") from None

    def _master(self, column: str, number: int) -> AESGCM:
        cipher = self._keys.ciphers.get(number)
        if cipher is None:
            try:
                cipher = self.follow().ciphers.get(number)
            except KeyFileProblem as problem:
                raise CannotUnseal(column, f"key {number} is not known here. {problem}") from problem
        if cipher is None:
            raise CannotUnseal(column, f"key {number} is not in the key file")
        return cipher


def _everybody_s(prefix: str) -> Keys:
    sealing, blind = (
        hashlib.sha256(f"cara development {prefix}{use}".encode()).digest() for use in ("sealing", "blind")
    )
    return Keys({1: sealing}, blind)


def _of_victims(made: type[Keyring], path: Path, others: Keys) -> Keyring:
    keys, stamp = KeyFile(path).read()
    if keys.blind_index == others.blind_index or set(keys.sealing.values()) & set(others.sealing.values()):
        raise KeyFileProblem(
            f"{path} holds the keys of the participants too: the victims' keys are their own. Make others with "
            "`cara keys new`."
        )
    return made(keys, KeyFile(path.absolute()), stamp, whose="victims")


def number_of_key(blob: bytes) -> int:
    """Tell which master key wrapped a value's own key."""
    return int.from_bytes(blob[len(_FORM) : _HEAD])


def _wrapped(keys: Keys, column: str, own: bytes, sealed: bytes) -> SealedBytes:
    head = _FORM + keys.newest.to_bytes(NUMBER_BYTES)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = keys.ciphers[keys.newest].encrypt(nonce, own, _wrap_bound_to(column, head, sealed[:_NONCE_BYTES]))
    return SealedBytes(head + nonce + wrapped + sealed)


def _bound_to(column: str, record_key: str) -> bytes:
    return _FORM + f"{column}:{record_key}".encode()


def _wrap_bound_to(column: str, head: bytes, nonce: bytes) -> bytes:
    return head + nonce + column.encode()
