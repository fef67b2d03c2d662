"""A device that makes and shows passkeys, in software: it answers as WebAuthn says, or wrongly where a test says so."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def as_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One device at one site, with one passkey once it has made it."""

    origin: str
    host: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 0
    holder: str | None = None

    def make(self, question: str, **wrong: Any) -> str:
        """Answer the question to make a passkey."""
        self.holder = json.loads(question)["user"]["id"]
        said = self._client_data(question, "webauthn.create", wrong)
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(self._public_key())
        whole = {"fmt": wrong.get("fmt", "none"), "attStmt": {}, "authData": self._data(wrong, ATTESTED) + credential}
        return self._answer(clientDataJSON=as_text(said), attestationObject=as_text(cbor2.dumps(whole)))

    def show(self, question: str, **wrong: Any) -> str:
        """Answer the question to show it."""
        self.count += 1
        said, data = self._client_data(question, "webauthn.get", wrong), self._data(wrong)
        signature = wrong.get("key", self.key).sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=as_text(said),
            authenticatorData=as_text(data),
            signature=as_text(signature),
            userHandle=wrong.get("holder", self.holder),
        )

    def _client_data(self, question: str, kind: str, wrong: dict[str, Any]) -> bytes:
        said = {
            "type": wrong.get("type", kind),
            "challenge": wrong.get("challenge", json.loads(question)["challenge"]),
            "origin": wrong.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _data(self, wrong: dict[str, Any], more: int = 0) -> bytes:
        host = hashlib.sha256(wrong.get("host", self.host).encode()).digest()
        flags = wrong.get("flags", PRESENT | VERIFIED) | more
        return host + bytes([flags]) + wrong.get("count", self.count).to_bytes(4, "big")

    def _public_key(self) -> dict[int, Any]:
        numbers = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}

    def _answer(self, **response: str | None) -> str:
        return json.dumps(
            {"id": as_text(self.id), "rawId": as_text(self.id), "type": "public-key", "response": response}
        )
