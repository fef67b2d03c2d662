"""The list page by hand: one ASGI function, three statements to read, one transaction for reading and audit entry.

It does what the platform does for this page and no more: one thread, so that the loop goes on serving while the disk is
waited for; whoever is signed in, by the hash of the cookie; the same statement for what this account may see; the same
entries of the menu; one line in the log. What it does without is what a second page would ask for: routes, roles,
another database, a page for a fault.
"""

import asyncio
import hashlib
import json
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from jinja2 import Template

from benchmarks.area import NOW
from benchmarks.plain import HANDED_OVER, IDLE_HOLD, NOT_IN_CONFLICT, Keys, audit, stamp
from cara.access import Role
from cara.casework import ReferralStatus
from cara.vocabulary import Pathway, Reference
from cara_web.forgery import form_token
from cara_web.headers import with_our_headers
from cara_web.layout.forms import Form
from cara_web.layout.page import Shell
from cara_web.log import REQUESTS, note

ROWS = 50
IDLE = timedelta(minutes=30)
STATUSES = [(status.value, status.label) for status in ReferralStatus]
SIGNED_IN = """
SELECT a.id, a.code, a.display_name, a.role, a.organisation FROM account a JOIN sign_in s ON s.account_id = a.id
WHERE s.token_sha256 = ? AND s.ends_at > ? AND s.last_seen_at > ? AND a.active
"""
LINES = f"""
SELECT r.id, r.reference, r.status, r.pathway, r.entered_on, r.place_by, r.source, r.entered_by, p.key, p.details,
       m.held_until, c.first_day, c.second_day, v.name AS venue, {HANDED_OVER} AS handed_over
FROM referral r
LEFT JOIN person p ON p.id = r.person_id
LEFT JOIN membership m ON m.referral_id = r.id AND m.active
LEFT JOIN cohort c ON c.id = m.cohort_id
LEFT JOIN venue v ON v.id = c.venue_id
WHERE r.source = :organisation
AND r.id IN (SELECT id FROM referral WHERE entered_by = :asks
             UNION SELECT referral_id FROM assignment WHERE account_id = :asks AND ended_at IS NULL)
AND {NOT_IN_CONFLICT}
ORDER BY r.id DESC LIMIT :most
"""


def shown(lines: list[Any], shell: Shell, *, more: bool) -> dict[str, object]:
    """Give what the template asks for."""
    return {
        "shell": shell,
        "title": "My referrals",
        "found": SimpleNamespace(lines=lines, next_before=lines[-1].id if more else None),
        "further": f"/bookings?before={lines[-1].id}" if more else None,
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
        self._thread = ThreadPoolExecutor(1)

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        """Answer."""
        begun, headers = time.perf_counter(), dict(scope["headers"])
        token = headers[b"cookie"].decode().partition("cara=")[2]
        nonce, request_id = secrets.token_urlsafe(16), secrets.token_hex(8)
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._page, token, nonce, request_id)
        account, body = await work
        given = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        answered = with_our_headers(given, nonce, request_id, hsts_days=0)
        await send({"type": "http.response.start", "status": 200, "headers": answered})
        await send({"type": "http.response.body", "body": body})
        took = round((time.perf_counter() - begun) * 1000, 1)
        said = {"method": scope["method"], "route": scope["path"], "status": 200, "account": account}
        note(REQUESTS, logging.INFO, "request", request_id=request_id, **said, milliseconds=took)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    def _page(self, token: str, nonce: str, request_id: str) -> tuple[str, bytes]:
        context = self.context(token, nonce, request_id)
        return context["shell"].person.subject.code, self._template.render(**context).encode()

    def context(self, token: str, nonce: str, request_id: str) -> dict[str, Any]:
        """Read whatever the template shows, and write the audit entry."""
        database, now = self._database, stamp(NOW)
        hashed = hashlib.sha256(token.encode()).digest()
        account = database.execute(SIGNED_IN, (hashed, now, stamp(NOW - IDLE))).fetchone()
        name = self._keys.unseal("account.display_name", account["code"], account["display_name"])
        database.execute("BEGIN IMMEDIATE")
        assert database.execute(IDLE_HOLD, (now,)).fetchone() is None
        asked = {"asks": account["id"], "organisation": account["organisation"], "most": ROWS + 1}
        rows = database.execute(LINES, asked).fetchall()
        lines = [self._line(row, account) for row in rows[:ROWS]]
        said = {"shown": [line.reference for line in lines]}
        audit(database, NOW, account["code"], "referrals_listed", "referrals", request_id, **said)
        database.execute("COMMIT")
        shell = self._shell(Role(account["role"]), name, nonce, request_id, lambda: form_token(token))
        return shown(lines, shell, more=len(rows) > ROWS)

    def _line(self, row: sqlite3.Row, account: sqlite3.Row) -> SimpleNamespace:
        own = row["source"] == account["organisation"] and (row["entered_by"] == account["id"] or row["handed_over"])
        return SimpleNamespace(
            id=row["id"],
            reference=Reference(row["reference"]),
            status=ReferralStatus(row["status"]),
            name=self._name(row) if own else None,
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
