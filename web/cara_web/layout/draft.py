"""Answers kept in the browser before anything is stored here: sealed, for one account, for eight hours.

Until a person is referred nothing about him or her belongs in the records, and yet an officer's answers must last from
page to page. They travel in a cookie that only this instance can open, and only for the account that wrote it.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from litestar.datastructures import Cookie

from cara.records import CannotUnseal
from cara.vocabulary import CaraError
from cara_web.visits import Connection, instance_of, visit_of

LASTS = timedelta(hours=8)
MOST_BYTES = 3900
"""Browsers drop a cookie above 4,096 bytes, its name and attributes included."""


class DraftTooLarge(CaraError):
    """There are more answers than a cookie holds. What was kept before is still kept."""

    def __init__(self) -> None:
        super().__init__("These answers are too long to be kept. Shorten the longest one and send the page again.")


@dataclass(frozen=True, slots=True)
class Draft:
    """One kind of draft: its name, and the address below which the browser sends it."""

    name: str
    path: str

    def read(self, connection: Connection) -> dict[str, object]:
        """Give the answers kept so far; nothing if there are none, they were altered, or they are too old."""
        sealed = connection.cookies.get(self._cookie_name(connection), "")
        try:
            text = instance_of(connection).keyring.unseal(f"draft.{self.name}", _owner(connection), _bytes(sealed))
            kept = json.loads(text)
            until = datetime.fromisoformat(kept["until"])
        except (CannotUnseal, ValueError, KeyError, TypeError):
            return {}
        return dict(kept["answers"]) if until > instance_of(connection).now() else {}

    def keep(self, connection: Connection, answers: Mapping[str, object]) -> Cookie:
        """Make the cookie that keeps answers: whatever JSON can hold.

        Raises:
            DraftTooLarge: it would not fit.
        """
        instance = instance_of(connection)
        kept = json.dumps({"until": (instance.now() + LASTS).isoformat(), "answers": answers}, separators=(",", ":"))
        sealed = instance.keyring.seal(f"draft.{self.name}", _owner(connection), kept)
        value = base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")
        if len(value) > MOST_BYTES:
            raise DraftTooLarge
        return self._cookie(connection, value, int(LASTS.total_seconds()))

    def forget(self, connection: Connection) -> Cookie:
        """Make the cookie that takes the draft away."""
        return self._cookie(connection, "", 0)

    def _cookie(self, connection: Connection, value: str, seconds: int) -> Cookie:
        return Cookie(
            key=self._cookie_name(connection),
            value=value,
            path=self.path,
            max_age=seconds,
            httponly=True,
            secure=instance_of(connection).is_secure,
            samesite="strict",
        )

    def _cookie_name(self, connection: Connection) -> str:
        return f"__Secure-cara-{self.name}" if instance_of(connection).is_secure else f"cara-{self.name}"


def _owner(connection: Connection) -> str:
    subject = visit_of(connection).subject
    return subject.code if subject else ""


def _bytes(value: str) -> bytes:
    return base64.urlsafe_b64decode(value.encode("ascii") + b"=" * (-len(value) % 4))
