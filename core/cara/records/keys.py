"""The keys of an instance as they stand in its key file at one moment, and the text of that file.

The file is TOML: numbered master keys, ``sealing.1 = "BASE64"`` and so on, and at its end ``blind_index = "BASE64"``,
each of 32 bytes. The key with the highest number seals; every one opens. The blind index stands last, so that a file
that was cut short anywhere is known by it.
"""

import base64
import binascii
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cara.records.errors import KeyFileProblem

KEY_BYTES = 32
NUMBER_BYTES = 4
_HIGHEST = 2 ** (8 * NUMBER_BYTES) - 1


@dataclass(frozen=True)
class Keys:
    """Numbered master keys that seal, and one key for blind indexes."""

    sealing: Mapping[int, bytes] = field(repr=False)
    blind_index: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not self.sealing:
            raise KeyFileProblem("The key file has no sealing key: put back a copy of it.")
        for name, key in [("blind_index", self.blind_index), *((f"sealing.{n}", k) for n, k in self.sealing.items())]:
            if len(key) != KEY_BYTES:
                raise KeyFileProblem(f"The key {name} has {len(key)} bytes instead of {KEY_BYTES}: put back a copy.")
        if not all(1 <= number <= _HIGHEST for number in self.sealing):
            raise KeyFileProblem("The numbers of sealing keys are whole and begin at 1: correct the key file.")

    @classmethod
    def new(cls) -> Self:
        """Draw new keys."""
        return cls({1: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a key file.

        Raises:
            ValueError: it is not as described above.
            KeyFileProblem: it is, but a key in it is wrong.
        """
        content = tomllib.loads(text)
        numbered, blind = content.pop("sealing", None), content.pop("blind_index", None)
        if not isinstance(numbered, dict):
            raise ValueError("no sealing keys")  # noqa: TRY004 - one error for every wrong form
        keys = cls({int(number): _key(key) for number, key in numbered.items()}, _key(blind))
        if content:
            raise KeyFileProblem(f"The key file has unknown entries ({', '.join(content)}): remove them.")
        return keys

    @property
    def text(self) -> str:
        """Write the text of a key file."""
        lines = "".join(f'sealing.{number} = "{_text(key)}"\n' for number, key in sorted(self.sealing.items()))
        return f'{lines}blind_index = "{_text(self.blind_index)}"\n'

    @cached_property
    def newest(self) -> int:
        """Give the number of the key that seals."""
        return max(self.sealing)

    @cached_property
    def ciphers(self) -> Mapping[int, AESGCM]:
        """Give what wraps and unwraps by each master key."""
        return {number: AESGCM(key) for number, key in self.sealing.items()}

    def rotated(self) -> Self:
        """Give the keys with one more, which seals from now on."""
        return type(self)({**self.sealing, self.newest + 1: secrets.token_bytes(KEY_BYTES)}, self.blind_index)

    def without(self, number: int) -> Self:
        """Give the keys without one of them."""
        return type(self)({n: key for n, key in self.sealing.items() if n != number}, self.blind_index)

    def continue_from(self, earlier: "Keys") -> bool:
        """Tell whether these are the keys of the same instance at another time."""
        both = self.sealing.keys() & earlier.sealing.keys()
        return self.blind_index == earlier.blind_index and all(self.sealing[n] == earlier.sealing[n] for n in both)


def _key(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError("not a text")  # noqa: TRY004 - one error for every wrong form
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")
