"""The list page by hand: one function, three statements to read, one transaction for the audit entry."""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from jinja2 import Template

from benchmarks.area import NOW
from benchmarks.plain import Keys, audit, stamp
from cara.casework import ReferralStatus
from cara.vocabulary import Pathway, Reference
from cara_web.forgery import form_token
from cara_web.headers import with_our_headers
from cara_web.layout.forms import Form
from cara_web.layout.page import Shell

ROWS = 50
STATUSES = [(status.value, status.label) for status in ReferralStatus]
EXPIRED = "SELECT id FROM membership WHERE status = 'held' AND held_until <= ? LIMIT 1"
SIGNED_IN = """
SELECT a.id, a.code, a.display_name, a.role, s.last_seen_at FROM account a JOIN sign_in s ON s.account_id = a.id
WHERE s.token_sha256 = ? AND s.ends_at > ? AND s.last_seen_at > ? AND a.active
"""
LINES = """
SELECT r.id, r.reference, r.status, r.pathway, r.entered_on, r.place_by, p.key, p.details, m.held_until,
       c.first_day, c.second_day, v.name AS venue
FROM referral r
LEFT JOIN person p ON p.id = r.person_id
LEFT JOIN membership m ON m.referral_id = r.id AND m.active
LEFT JOIN cohort c ON c.id = m.cohort_id
LEFT JOIN venue v ON v.id = c.venue_id
WHERE r.entered_by = ? ORDER BY r.id DESC LIMIT ?
"""


def shown(lines: list[Any], shell: Shell, *, more: bool) -> dict[str, object]:
    """Give what the template asks for."""
    return {
        "shell": shell,
        "title": "My referrals",
        "found": SimpleNamespace(lines=lines, next_before=lines[-1].id if more else None),
        "search": SimpleNamespace(text="", status=None, before=None),
        "statuses": STATUSES,
        "form": Form({"q": ("",), "status": ("",)}),
        "now": NOW,
    }


class PlainPage:
    """An ASGI application of one address."""

    def __init__(
        self, database: sqlite3.Connection, keys: Keys, template: Template, shell: Callable[..., Shell]
    ) -> None:
        self._database, self._keys, self._template, self._shell = database, keys, template, shell

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        """Answer."""
        headers = dict(scope["headers"])
        token = headers[b"cookie"].decode().partition("cara=")[2]
        nonce, request_id = secrets.token_urlsafe(16), secrets.token_hex(8)
        body = self._template.render(**self.context(token, nonce, request_id)).encode()
        given = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        answered = with_our_headers(given, nonce, request_id, hsts_days=0)
        await send({"type": "http.response.start", "status": 200, "headers": answered})
        await send({"type": "http.response.body", "body": body})

    def context(self, token: str, nonce: str, request_id: str) -> dict[str, object]:
        """Read whatever the template shows, and write the audit entry."""
        database, now = self._database, stamp(NOW)
        hashed = hashlib.sha256(token.encode()).digest()
        account = database.execute(SIGNED_IN, (hashed, now, stamp(NOW - timedelta(minutes=30)))).fetchone()
        name = self._keys.unseal("account.display_name", account["code"], account["display_name"])
        assert database.execute(EXPIRED, (now,)).fetchone() is None
        rows = database.execute(LINES, (account["id"], ROWS + 1)).fetchall()
        lines = [self._line(row) for row in rows[:ROWS]]
        database.execute("BEGIN IMMEDIATE")
        audit(database, NOW, account["code"], "referrals_listed", "referrals", shown=[line.reference for line in lines])
        database.execute("COMMIT")
        more = len(rows) > ROWS
        return shown(lines, self._shell(name, nonce, request_id, lambda: form_token(token)), more=more)

    def _line(self, row: sqlite3.Row) -> SimpleNamespace:
        return SimpleNamespace(
            id=row["id"],
            reference=Reference(row["reference"]),
            status=ReferralStatus(row["status"]),
            name=self._name(row),
            pathway=Pathway.from_code(row["pathway"]) if row["pathway"] else None,
            entered_on=date.fromisoformat(row["entered_on"]),
            held_until=datetime.fromisoformat(row["held_until"]) if row["held_until"] else None,
            first_day=date.fromisoformat(row["first_day"]) if row["first_day"] else None,
            second_day=date.fromisoformat(row["second_day"]) if row["second_day"] else None,
            venue=row["venue"],
            place_by=date.fromisoformat(row["place_by"]) if row["place_by"] else None,
        )

    def _name(self, row: sqlite3.Row) -> str | None:
        if row["details"] is None:
            return None
        details = json.loads(self._keys.unseal("person.details", row["key"], row["details"]))
        return f"{details['given_names']} {details['family_name']}"
