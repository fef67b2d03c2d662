"""The plainest way to do the same work: sqlite3, SQL written by hand, and a function for each address."""

import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cara.records import Keyring

FORM = b"\x02"
HEAD = FORM + (1).to_bytes(4)

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "recursive_triggers=ON",
    "cache_size=-16000",
    "temp_store=MEMORY",
)


IDLE_HOLD = "SELECT id FROM membership WHERE status = 'held' AND held_until <= ? LIMIT 1"
HANDED_OVER = """
EXISTS (SELECT 1 FROM assignment a WHERE a.account_id = :asks AND a.ended_at IS NULL AND a.referral_id = r.id)
"""
NOT_IN_CONFLICT = """
NOT EXISTS (SELECT 1 FROM declared_conflict d
            LEFT JOIN referral named ON named.id = d.referral_id
            LEFT JOIN person participant ON participant.id = named.person_id
            WHERE d.account_id = :asks AND d.ended_at IS NULL
            AND (d.referral_id = r.id OR p.name_birth_index IN (d.name_birth_index, participant.name_birth_index)))
"""
"""Conditions on a referral ``r`` and its person ``p``."""


def connect(file: Path) -> sqlite3.Connection:
    """Open the same file with the same pragmas as the platform."""
    connection = sqlite3.connect(file, isolation_level=None, cached_statements=512, timeout=30, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.row_factory = sqlite3.Row
    return connection


class Keys:
    """Sealing in the platform's form, so that each can open what the other sealed."""

    def __init__(self, keyring: Keyring) -> None:
        self._master, self._blind = AESGCM(keyring.keys.sealing[1]), keyring.keys.blind_index

    def seal(self, column: str, key: str, text: str) -> bytes:
        own, nonce, wrapping = secrets.token_bytes(32), secrets.token_bytes(12), secrets.token_bytes(12)
        wrapped = self._master.encrypt(wrapping, own, HEAD + nonce + column.encode())
        content = AESGCM(own).encrypt(nonce, text.encode(), FORM + f"{column}:{key}".encode())
        return HEAD + wrapping + wrapped + nonce + content

    def unseal(self, column: str, key: str, blob: bytes) -> str:
        own = self._master.decrypt(blob[5:17], blob[17:65], HEAD + blob[65:77] + column.encode())
        return AESGCM(own).decrypt(blob[65:77], blob[77:], FORM + f"{column}:{key}".encode()).decode()

    def blind(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._blind, f"{kind}\0{text}".encode(), "sha256")


def canonical(content: object) -> str:
    """Write JSON as it is hashed."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def stamp(now: datetime) -> str:
    """Write a moment as the platform's columns hold it."""
    return now.strftime("%Y-%m-%d %H:%M:%S.%f")


def chained(
    seq: int,
    previous: str,
    now: datetime,
    actor: str,
    action: str,
    resource: str,
    detail: Mapping[str, Any],
    request_id: str = "",
) -> tuple[Any, ...]:
    """Give the row of an audit entry."""
    said = {
        "seq": seq,
        "at": now.isoformat(timespec="microseconds"),
        "actor": actor,
        "action": action,
        "resource": resource,
        "request_id": request_id,
        "detail": canonical(detail),
        "previous_hash": previous,
    }
    found = hashlib.sha256(canonical(said).encode()).hexdigest()
    return (seq, stamp(now), actor, action, resource, request_id, said["detail"], previous, found)


ENTRY = "INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
HEAD_NOW = "SELECT seq, hash FROM audit_head"
NEW_HEAD = "UPDATE audit_head SET seq = ?, hash = ?"


def audit(
    database: sqlite3.Connection,
    now: datetime,
    actor: str,
    action: str,
    resource: str,
    request_id: str = "",
    **detail: object,
) -> None:
    """Write one entry to the chain, inside a transaction."""
    seq, last = database.execute(HEAD_NOW).fetchone()
    row = chained(seq + 1, last, now, actor, action, resource, detail, request_id)
    database.execute(ENTRY, row)
    database.execute(NEW_HEAD, (row[0], row[-1]))
