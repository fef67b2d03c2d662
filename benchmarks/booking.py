"""Check, hold, person, needs, caution, confirm: the interface for programs, beside the same by hand and in Django."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from benchmarks.area import CAUTION, FACTS, MEN, RESTRICTED, Measured, person
from benchmarks.booking_django import booking_gateway
from benchmarks.booking_plain import ROOT, PlainBooking
from benchmarks.calling import Caller, Reply, call_gateway
from benchmarks.measure import Times, in_turns, log_to_nowhere, micro, say
from benchmarks.page import site_of
from benchmarks.plain import Keys, connect

ROUNDS, WARM_UP = 60, 3
CAPACITY, PATHWAYS = 12, 4
MEASURED = 3
COHORTS = PATHWAYS * (MEASURED * (ROUNDS + WARM_UP + 2) // CAPACITY + 8)
FITTING = "SELECT code FROM cohort WHERE pathway = ? AND second_day <= ? ORDER BY id"
LAST = "2027-03-12"

_CODES = re.compile(r'"[0-9A-Z]{8}"(?=[],])')
"""The codes of messages, which are drawn."""

Call = Callable[[str, str, dict[str, str], bytes], Reply]
CASE = {"facts": FACTS.model_dump(mode="json"), "restricted_facts": RESTRICTED.model_dump(mode="json")}


@dataclass
class Flow:
    """Takes one invented person after the other from the check to the booking, through any of the three."""

    token: str
    cohorts: list[str]
    numbers: Any = field(default_factory=count)

    def book(self, call: Call) -> str:
        """Book the next person and give the reference."""
        number = next(self.numbers)
        cohort = self.cohorts[number // CAPACITY]
        self._sent(call, "POST", "/checks", CASE)
        entered = self._sent(call, "POST", "/referrals", {"ask": "hold", **CASE, "cohort": cohort}, f"hold-{number:08}")
        at = f"/referrals/{entered['reference']}"
        self._sent(call, "PUT", f"{at}/person", person(number).model_dump(mode="json"))
        self._sent(call, "PUT", f"{at}/needs", {})
        self._sent(call, "PUT", f"{at}/caution", CAUTION.model_dump(mode="json"))
        done = self._sent(call, "POST", f"{at}/confirmation", {}, f"confirm-{number:08}")
        assert done["status"] == "booked"
        assert len(done["decision"].get("rules") or done["decision"]["results"]) > 10
        return str(entered["reference"])

    def _sent(self, call: Call, method: str, path: str, body: object, key: str = "") -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        headers |= {"idempotency-key": key} if key else {}
        reply = call(method, ROOT + path, headers, json.dumps(body).encode())
        assert reply.status in {200, 201}, (path, reply.status, reply.text)
        read: dict[str, Any] = json.loads(reply.body)
        return read


def run() -> None:
    """Measure and print."""
    log_to_nowhere()
    with Measured.begin() as measured:
        measured.cohorts(COHORTS)
        _measure(measured)


def _measure(measured: Measured) -> None:
    token = measured.token()
    caller, site, database = Caller(), site_of(measured), connect(measured.file)
    keys, book = Keys(measured.instance.database.keyring), measured.instance.book
    flow = Flow(token, [row[0] for row in database.execute(FITTING, (MEN.code, LAST))])
    measured.book(99_999, flow.cohorts.pop())  # the book is stored with the first referral
    plain = PlainBooking(database, keys, book)
    gateway = booking_gateway(measured, keys, book)
    works = {
        "ours": lambda: flow.book(lambda *sent: caller(site, *sent)),
        "plain": lambda: flow.book(lambda *sent: caller(plain, *sent)),
        "django": lambda: flow.book(lambda *sent: call_gateway(gateway, *sent)),
    }
    _refuse_different(database, [work() for work in works.values()])
    times = in_turns(works, ROUNDS, warm_up=WARM_UP)
    caller.close()
    plain.close()
    database.close()
    _say(times)


def _refuse_different(database: Any, references: list[str]) -> None:
    """Compare what the three left behind."""
    left = [
        tuple(
            database.execute(
                "SELECT r.status, m.status, m.active, r.deadline_on, r.caution_on, r.person_id IS NOT NULL, r.version,"
                " (SELECT count(*) FROM decision d WHERE d.referral_id = r.id),"
                " (SELECT count(*) FROM status_change s WHERE s.referral_id = r.id),"
                " (SELECT count(*) FROM expected_attendance e WHERE e.membership_id = m.id),"
                " (SELECT count(*) FROM job j JOIN message w ON w.code = j.resource WHERE w.referral_id = r.id),"
                " (SELECT count(*) FROM message_event e JOIN message w ON w.id = e.message_id"
                "  WHERE w.referral_id = r.id)"
                " FROM referral r JOIN membership m ON m.referral_id = r.id WHERE r.reference = ?",
                (reference,),
            ).fetchone()
        )
        for reference in references
    ]
    assert len(set(left)) == 1, left
    _refuse_other_messages(database, references)
    _refuse_other_entries(database, references)


def _refuse_other_messages(database: Any, references: list[str]) -> None:
    """Compare what the three tell the participant, the number of its sealed bytes included."""
    query = (
        "SELECT w.occasion, w.number, w.day, w.channel, w.language, w.status, datetime(w.due_at), length(w.content) FROM message w"
        " JOIN referral r ON r.id = w.referral_id WHERE r.reference = ? ORDER BY w.id"
    )
    told = [[tuple(row) for row in database.execute(query, (reference,))] for reference in references]
    assert told[0], "nothing is told"
    assert told[0] == told[1] == told[2], told


def _refuse_other_entries(database: Any, references: list[str]) -> None:
    """Compare what the three wrote to the audit trail, each beginning with its referral."""
    written = "SELECT action, resource, detail FROM audit_entry WHERE seq >= ? ORDER BY seq LIMIT ?"
    began = "SELECT min(seq) FROM audit_entry WHERE resource = ?"
    firsts = [database.execute(began, (reference,)).fetchone()[0] for reference in references]
    trails = [[tuple(row) for row in database.execute(written, (first, firsts[1] - firsts[0]))] for first in firsts]
    plainly = [
        [(action, resource.replace(reference, ""), _CODES.sub("", detail)) for action, resource, detail in trail]
        for trail, reference in zip(trails, references, strict=True)
    ]
    assert plainly[0] == plainly[1] == plainly[2], plainly


def _say(times: dict[str, Times]) -> None:
    ours, plain, django = (times[name].middle for name in ("ours", "plain", "django"))
    lines = {
        f"{name}, median / p99": f"{micro(times[name].middle)} / {micro(times[name].percentile(99))}" for name in times
    }
    ratios = {"ours : plain (target 3)": f"{ours / plain:9.2f}", "ours : Django (target 1)": f"{ours / django:9.2f}"}
    say("A booking: check, hold, person, needs, caution, confirm", {**lines, **ratios})
