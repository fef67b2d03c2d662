"""What is remembered between two steps of signing in: in the browser, sealed, soon ended, and taken once.

Nothing is written for somebody who has not signed in yet: whoever only asks for the first step leaves no row behind.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert

from cara.records import CannotUnseal, Conflict, Keyring, Unit
from cara.records import tables as t
from cara.staff.problems import CeremonyEnded

LASTS = timedelta(minutes=10)
LONGEST = 4000
_COLUMN = "ceremony"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was remembered for a step, opened. It counts as taken once :func:`take` was called in a transaction.

    ``key`` is written in the one way in which we write it: what is taken once cannot be sent again in another spelling.
    """

    key: str = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)  # Any: the values of a JSON object
    ends_at: datetime


def hash_of(secret: str) -> bytes:
    """Give the hash under which a token, a code or a browser's secret is kept."""
    return hashlib.sha256(secret.encode()).digest()


def remember(keyring: Keyring, kind: str, browser: str, body: Mapping[str, object], now: datetime) -> str:
    """Seal something for the next step of one browser: the key that the browser keeps and sends back.

    Args:
        keyring: the keys of the instance.
        kind: which step it is; a key of one is of no use for another.
        browser: the secret to which the browser's forms are bound.
        body: what is remembered.
        now: the moment.
    """
    text = json.dumps({"ends_at": (now + LASTS).isoformat(), "body": dict(body)})
    sealed = keyring.seal(_COLUMN, _bound_to(kind, browser), text)
    return _written(sealed)


def recall(keyring: Keyring, kind: str, browser: str, key: str, now: datetime) -> Remembered:
    """Open what was remembered for a step.

    Raises:
        CeremonyEnded: it was altered, has ended, or belongs to another browser or step.
    """
    if len(key) > LONGEST:
        raise CeremonyEnded
    try:
        blob = base64.b64decode(key.encode("ascii"), altchars=b"-_", validate=True)
        said = json.loads(keyring.unseal(_COLUMN, _bound_to(kind, browser), blob))
    except (UnicodeEncodeError, binascii.Error, CannotUnseal):
        raise CeremonyEnded from None
    ends_at = datetime.fromisoformat(said["ends_at"])
    if ends_at <= now:
        raise CeremonyEnded
    return Remembered(_written(blob), said["body"], ends_at)


def take(unit: Unit, remembered: Remembered, now: datetime) -> None:
    """Take what was remembered, in the transaction of what it leads to; it cannot be taken again.

    Raises:
        CeremonyEnded: it was taken before.
    """
    unit.execute(delete(t.UsedCeremony).where(t.UsedCeremony.ends_at <= now))
    try:
        with unit.attempt():
            used = {"key_sha256": hash_of(remembered.key), "ends_at": remembered.ends_at}
            unit.execute(insert(t.UsedCeremony).values(**used))
    except Conflict:
        raise CeremonyEnded from None


def _written(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def _bound_to(kind: str, browser: str) -> str:
    return f"{kind}:{hash_of(browser).hex()}"
