"""From the check to the booking by hand: six addresses over sqlite3, the decision and the models the platform's own.

Each request does what the platform's does: one thread, the program by its token, one transaction that looks first for
holds that ran out, the referral only if this account may have it, every audit entry, one line in the log.
"""

import asyncio
import hashlib
import json
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from benchmarks.area import NOW
from benchmarks.plain import (
    ENTRY,
    HANDED_OVER,
    HEAD_NOW,
    IDLE_HOLD,
    NEW_HEAD,
    NOT_IN_CONFLICT,
    Keys,
    chained,
    stamp,
)
from benchmarks.telling import as_day, messages_of
from cara.casework.details import CautionDetails, Needs, PersonDetails
from cara.decisions import Decision, Verdict, decide
from cara.policy import CaseFacts, PolicyBook, RestrictedFacts, Stage
from cara.vocabulary import Reference
from cara.vocabulary.text import normalised_name
from cara_web.headers import with_our_headers
from cara_web.log import REQUESTS, note

TODAY, MOMENT = NOW.date(), stamp(NOW)
UNTIL = NOW + timedelta(minutes=60)
ROOT = "/api/v1"

PROGRAM = """
SELECT a.id, a.code, a.organisation FROM api_token t
JOIN api_client c ON c.id = t.client_id JOIN account a ON a.id = c.account_id
WHERE t.token_sha256 = ? AND t.ends_at > ? AND c.active AND a.active
"""
PLACE = """
SELECT c.id, c.pathway, c.capacity, c.first_day, c.second_day, v.code, v.name, v.district, v.travel,
       v.step_free, v.hearing_loop
FROM cohort c JOIN venue v ON v.id = c.venue_id WHERE c.code = ? AND c.status = 'open' AND v.open
"""
SEATS = "SELECT seat FROM membership WHERE cohort_id = ? AND active"
REFERRAL = """
INSERT INTO referral (reference, area, status, active, source, entered_on, entered_at, entered_by, book_digest, facts,
                      restricted_facts, pathway, offence_on, version)
VALUES (?, 'west_yorkshire', 'held', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
"""
STEP = "INSERT INTO status_change (referral_id, before, after, at, by) VALUES (?, ?, ?, ?, ?)"
DECISION = """
INSERT INTO decision (referral_id, number, stage, verdict, book_digest, decided_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
SEAT = """
INSERT INTO membership (referral_id, cohort_id, capacity, pathway, seat, status, active, held_until, made_at)
VALUES (?, ?, ?, ?, ?, 'held', 1, ?, ?)
"""
CLAIM = "INSERT INTO idempotency_key (client, operation, key, request_sha256, made_at) VALUES (?, ?, ?, ?, ?)"
ANSWERED = "UPDATE idempotency_key SET status = ?, body = ? WHERE client = ? AND operation = ? AND key = ?"
OWN = f"""
SELECT r.* FROM referral r LEFT JOIN person p ON p.id = r.person_id
WHERE r.reference = :reference AND r.source = :organisation AND (r.entered_by = :asks OR {HANDED_OVER})
AND {NOT_IN_CONFLICT}
"""
IN_CONFLICT_WITH = """
SELECT 1 FROM declared_conflict d LEFT JOIN referral named ON named.id = d.referral_id
LEFT JOIN person participant ON participant.id = named.person_id
WHERE d.account_id = ? AND d.ended_at IS NULL AND ? IN (d.name_birth_index, participant.name_birth_index)
"""
OVERTAKEN = """
UPDATE worklist_item SET decided_at = ?, outcome = 'overtaken', version = version + 1
WHERE referral_id = ? AND decided_at IS NULL AND kind <> 'possible_duplicate'
"""
SENT_TO = {"hold": "POST /api/v1/referrals", "confirm": "POST /api/v1/referrals/{}/confirmation"}
OWN_ONE = {"why": "own"}
STANDING = """
SELECT r.status, m.held_until, c.code AS cohort, c.first_day, c.second_day, v.code, v.name, v.district, v.travel,
       v.step_free, v.hearing_loop, v.address
FROM referral r JOIN membership m ON m.referral_id = r.id AND m.active
JOIN cohort c ON c.id = m.cohort_id JOIN venue v ON v.id = c.venue_id WHERE r.id = ?
"""
PERSON = "INSERT INTO person (key, details, name_index, name_birth_index, pnc_index) VALUES (?, ?, ?, ?, ?)"
OF_PERSON = "UPDATE referral SET person_id = ?, caution_index = ?, version = version + 1 WHERE id = ?"
ALIKE = "SELECT 1 FROM referral r JOIN person p ON p.id = r.person_id WHERE p.name_birth_index = ? AND r.id <> ?"
APART = """
SELECT count(*) FROM keep_apart k WHERE k.referral_id = ? OR k.other_reference = ?
OR k.name_index = (SELECT name_index FROM person WHERE id = ?)
"""
BOOK = "UPDATE membership SET status = 'booked', held_until = NULL WHERE referral_id = ? AND active"
DONE = """
UPDATE referral SET status = 'booked', confirmed_at = ?, deadline_on = ?, version = version + 1 WHERE id = ?
"""
EXPECTED = """
INSERT INTO expected_attendance (membership_id, workshop_id)
SELECT m.id, w.id FROM membership m JOIN workshop w ON w.cohort_id = m.cohort_id WHERE m.referral_id = ? AND m.active
"""
APPROVED = "SELECT digest FROM wording_approval WHERE translator IS NOT NULL"
MESSAGE = """
INSERT INTO message (code, referral_id, occasion, number, day, channel, language, status, content, due_at, made_at,
                     changed_at, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
"""
MADE = "INSERT INTO message_event (message_id, what, at, by, next_at) VALUES (?, 'made', ?, 'system', ?)"
JOB = """
INSERT INTO job (kind, resource, status, due_at, made_at, attempts) VALUES ('send_message', ?, 'open', ?, ?, 0)
"""


class PlainBooking:
    """An ASGI application of six addresses."""

    def __init__(self, database: sqlite3.Connection, keys: Keys, book: PolicyBook) -> None:
        self.database, self.keys, self.book = database, keys, book
        self.request_id = ""
        self._thread = ThreadPoolExecutor(1)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer."""
        begun, body, headers = time.perf_counter(), (await receive())["body"], dict(scope["headers"])
        request_id, nonce = secrets.token_hex(8), secrets.token_urlsafe(16)
        work = asyncio.get_running_loop().run_in_executor(
            self._thread, self._answer, scope["path"], headers, body, request_id
        )
        code, route, status, text = await work
        given = [(b"content-type", b"application/json"), (b"content-length", str(len(text)).encode())]
        answered = with_our_headers(given, nonce, request_id, hsts_days=0)
        await send({"type": "http.response.start", "status": status, "headers": answered})
        await send({"type": "http.response.body", "body": text.encode()})
        took = round((time.perf_counter() - begun) * 1000, 1)
        said = {"method": scope["method"], "route": route, "status": status, "account": code}
        note(REQUESTS, logging.INFO, "request", request_id=request_id, **said, milliseconds=took)

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    def _answer(
        self, path: str, headers: dict[bytes, bytes], body: bytes, request_id: str
    ) -> tuple[str, str, int, str]:
        self.request_id = request_id
        token = headers[b"authorization"].decode().removeprefix("Bearer ")
        account = self.database.execute(PROGRAM, (hashlib.sha256(token.encode()).digest(), MOMENT)).fetchone()
        parts = path.removeprefix(ROOT).strip("/").split("/")
        key = headers.get(b"idempotency-key", b"").decode()
        status, text = self._work(parts)(account, parts, body, key)
        return account["code"], parts[-1], status, text

    def _work(self, parts: list[str]) -> Callable[..., tuple[int, str]]:
        match parts:
            case ["checks"]:
                return self._check
            case ["referrals"]:
                return self._hold
            case _:
                return {
                    "person": self._person,
                    "needs": self._needs,
                    "caution": self._caution,
                    "confirmation": self._confirm,
                }[parts[2]]

    def _check(self, _account: Any, _parts: list[str], body: bytes, _key: str) -> tuple[int, str]:
        decision, *_ = decided(self.book, json.loads(body))
        return 200, decision.model_dump_json()

    def _hold(self, account: Any, _parts: list[str], body: bytes, key: str) -> tuple[int, str]:
        sent = json.loads(body)
        decision, facts, restricted = decided(self.book, sent)
        assert decision.verdict is Verdict.ELIGIBLE
        reference = Reference.new()
        with self._transaction() as database:
            self._claim(account, "hold", key, body)
            place = database.execute(PLACE, (sent["cohort"],)).fetchone()
            taken = {row[0] for row in database.execute(SEATS, (place["id"],))}
            refuse_misfit(facts, place)
            seat = next(number for number in range(1, place["capacity"] + 1) if number not in taken)
            row = self._enter(account, reference, facts, restricted)
            self._keep(row, reference, 1, Stage.CHECK, decision)
            database.execute(STEP, (row, None, "held", MOMENT, account["code"]))
            given = (row, place["id"], place["capacity"], place["pathway"], seat, stamp(UNTIL), MOMENT)
            database.execute(SEAT, given)
            text = json.dumps(
                {"reference": reference, "status": "held", **told(place, sent["cohort"], UNTIL.isoformat())}
            )
            entered, held = {"status": "held"}, {"cohort": sent["cohort"]}
            told_of = (("referral_entered", reference, entered), ("place_held", reference, held))
            return self._answered(account, "hold", key, 201, text, *told_of)

    def _enter(self, account: Any, reference: str, facts: CaseFacts, restricted: RestrictedFacts) -> int:
        sealed = self.keys.seal("referral.facts", reference, facts.model_dump_json())
        apart = self.keys.seal("referral.restricted_facts", reference, restricted.model_dump_json())
        assert facts.sex
        assert facts.relationship
        pathway = f"{facts.sex.value}/{facts.relationship.value}"
        first = (reference, account["organisation"], TODAY.isoformat(), MOMENT, account["id"], self.book.digest)
        offence = facts.offence_on.isoformat() if facts.offence_on else None
        row = self.database.execute(REFERRAL, (*first, sealed, apart, pathway, offence)).lastrowid
        assert row
        return row

    def _keep(self, row: int, reference: str, number: int, stage: Stage, decision: Decision) -> None:
        sealed = self.keys.seal("decision.body", f"{reference}:{number}", decision.canonical_json)
        given = (row, number, stage.value, decision.verdict.value, decision.book_digest, MOMENT, sealed)
        self.database.execute(DECISION, given)

    def _person(self, account: Any, parts: list[str], body: bytes, _key: str) -> tuple[int, str]:
        details, key = PersonDetails.model_validate_json(body), secrets.token_hex(16)
        with self._transaction() as database:
            row = self._own(account, parts[1])
            name, born, caution = indexes(self.keys, details)
            assert database.execute(IN_CONFLICT_WITH, (account["id"], born)).fetchone() is None
            sealed = self.keys.seal("person.details", key, details.model_dump_json())
            person = database.execute(PERSON, (key, sealed, name, born, None)).lastrowid
            database.execute(OF_PERSON, (person, caution, row["id"]))
            database.execute(
                "UPDATE membership SET person_id = ? WHERE referral_id = ? AND active", (person, row["id"])
            )
            assert database.execute(ALIKE, (born, row["id"])).fetchone() is None
            return 200, self._recorded(account, row, parts[1], "person_recorded")

    def _needs(self, account: Any, parts: list[str], body: bytes, _key: str) -> tuple[int, str]:
        needs = Needs.model_validate_json(body)
        with self._transaction() as database:
            row = self._own(account, parts[1])
            key = database.execute("SELECT key FROM person WHERE id = ?", (row["person_id"],)).fetchone()[0]
            sealed = self.keys.seal("person.needs", key, needs.model_dump_json())
            database.execute("UPDATE person SET needs = ? WHERE id = ?", (sealed, row["person_id"]))
            database.execute("DELETE FROM unavailable_day WHERE referral_id = ?", (row["id"],))
            database.execute("DELETE FROM keep_apart WHERE referral_id = ?", (row["id"],))
            database.execute("UPDATE referral SET version = version + 1 WHERE id = ?", (row["id"],))
            return 200, self._recorded(account, row, parts[1], "needs_recorded")

    def _caution(self, account: Any, parts: list[str], body: bytes, _key: str) -> tuple[int, str]:
        caution = CautionDetails.model_validate_json(body)
        with self._transaction() as database:
            row = self._own(account, parts[1])
            sealed = self.keys.seal("referral.caution", parts[1], caution.model_dump_json())
            given = (sealed, caution.caution_on.isoformat(), row["id"])
            changed = "UPDATE referral SET caution = ?, caution_on = ?, version = version + 1 WHERE id = ?"
            database.execute(changed, given)
            return 200, self._recorded(account, row, parts[1], "caution_recorded")

    def _confirm(self, account: Any, parts: list[str], body: bytes, key: str) -> tuple[int, str]:
        reference = parts[1]
        with self._transaction() as database:
            self._claim(account, "confirm", key, body)
            row = self._own(account, reference)
            facts = CaseFacts.model_validate_json(self.keys.unseal("referral.facts", reference, row["facts"]))
            apart = self.keys.unseal("referral.restricted_facts", reference, row["restricted_facts"])
            caution = self.keys.unseal("referral.caution", reference, row["caution"])
            decision = confirmed(self.book, facts, RestrictedFacts.model_validate_json(apart), caution)
            assert row["status"] == "held"
            place = database.execute(STANDING, (row["id"],)).fetchone()
            refuse_misfit(facts, place)
            assert database.execute(APART, (row["id"], reference, row["person_id"])).fetchone()[0] == 0
            self._keep(row["id"], reference, 2, Stage.CONFIRM, decision)
            database.execute(BOOK, (row["id"],))
            database.execute(EXPECTED, (row["id"],))
            database.execute(DONE, (MOMENT, deadline_of(facts).isoformat(), row["id"]))
            database.execute(STEP, (row["id"], "held", "booked", MOMENT, account["code"]))
            text = json.dumps(
                {"reference": reference, "status": "booked", "decision": decision.model_dump(mode="json")}
            )
            database.execute(OVERTAKEN, (MOMENT, row["id"]))
            done = ("booking_confirmed", reference, {"status": "booked", **OWN_ONE})
            made = ("messages_made", reference, {"messages": self._tell(row, place), "occasion": "booked"})
            return self._answered(account, "confirm", key, 200, text, done, made)

    def _tell(self, row: Any, place: Any) -> list[str]:
        person = self.database.execute("SELECT * FROM person WHERE id = ?", (row["person_id"],)).fetchone()
        details = PersonDetails.model_validate_json(
            self.keys.unseal("person.details", person["key"], person["details"])
        )
        needs = Needs.model_validate_json(self.keys.unseal("person.needs", person["key"], person["needs"]))
        approved = {digest for (digest,) in self.database.execute(APPROVED)}
        codes = []
        for one in messages_of(self.book, Reference(row["reference"]), place, details, needs, approved):
            sealed, due = self.keys.seal("message.content", one.code, one.content), stamp(one.due_at)
            said = (one.code, row["id"], one.occasion, one.number, one.day and one.day.isoformat(), one.channel)
            stored = (*said, one.language, one.status, sealed, due, MOMENT, MOMENT)
            self.database.execute(MADE, (self.database.execute(MESSAGE, stored).lastrowid, MOMENT, due))
            if one.status == "waiting":
                self.database.execute(JOB, (one.code, due, MOMENT))
            codes.append(one.code)
        return codes

    def _own(self, account: Any, reference: str) -> Any:
        asked = {"reference": reference, "asks": account["id"], "organisation": account["organisation"]}
        return self.database.execute(OWN, asked).fetchone()

    def _recorded(self, account: Any, row: Any, reference: str, action: str) -> str:
        assert self._own(account, reference)["id"] == row["id"], "a name that was just recorded may close it"
        found = self.database.execute(STANDING, (row["id"],)).fetchone()
        self._audit(account, (action, reference, OWN_ONE), ("referral_seen", reference, OWN_ONE))
        standing = told(found, found["cohort"], found["held_until"])
        return json.dumps({"reference": reference, "status": found["status"], **standing})

    def _claim(self, account: Any, operation: str, key: str, body: bytes) -> None:
        asked = hashlib.sha256(body).hexdigest()
        self.database.execute(CLAIM, (account["code"], SENT_TO[operation], key, asked, MOMENT))

    def _answered(
        self, account: Any, operation: str, key: str, status: int, text: str, *acts: tuple[str, str, dict[str, Any]]
    ) -> tuple[int, str]:
        code, sent_to = account["code"], SENT_TO[operation]
        sealed = self.keys.seal("idempotency_key.body", f"{code}:{sent_to}:{key}", text)
        self.database.execute(ANSWERED, (status, sealed, code, sent_to, key))
        self._audit(account, *acts, ("request_answered", sent_to, {"status": status}))
        return status, text

    def _audit(self, account: Any, *acts: tuple[str, str, dict[str, Any]]) -> None:
        seq, last = self.database.execute(HEAD_NOW).fetchone()
        for action, resource, detail in acts:
            seq += 1
            row = chained(seq, last, NOW, account["code"], action, resource, detail, self.request_id)
            last = row[-1]
            self.database.execute(ENTRY, row)
        self.database.execute(NEW_HEAD, (seq, last))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self.database.execute("BEGIN IMMEDIATE")
        try:
            assert self.database.execute(IDLE_HOLD, (MOMENT,)).fetchone() is None
            yield self.database
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")


def decided(book: PolicyBook, sent: dict[str, Any]) -> tuple[Decision, CaseFacts, RestrictedFacts]:
    """Decide what was sent."""
    facts = CaseFacts.model_validate(sent["facts"])
    restricted = RestrictedFacts.model_validate(sent["restricted_facts"])
    return decide(book, facts, restricted, on=TODAY, stage=Stage.CHECK, decided_at=NOW), facts, restricted


def confirmed(book: PolicyBook, facts: CaseFacts, restricted: RestrictedFacts, caution: str) -> Decision:
    """Decide for the last time."""
    said = CautionDetails.model_validate_json(caution)
    signed = {name: getattr(said, name) for name in ("authorising_rank", "effect_explained", "admission_signed")}
    facts = facts.model_copy(update=signed)
    decision = decide(book, facts, restricted, on=said.caution_on, stage=Stage.CONFIRM, decided_at=NOW)
    assert decision.verdict is Verdict.ELIGIBLE
    return decision


def deadline_of(facts: CaseFacts) -> date:
    """Give the last day: while nobody has published what it is counted from, the earlier of the two."""
    return min(TODAY, facts.offence_on or TODAY) + timedelta(days=112)


def refuse_misfit(facts: CaseFacts, place: Any) -> None:
    """Check the days of a place."""
    first, second = (as_day(place[name]) for name in ("first_day", "second_day"))
    assert TODAY < first < second <= deadline_of(facts)
    assert (second - first).days == 28
    assert first.weekday() == second.weekday() == 5


def indexes(keys: Keys, details: PersonDetails) -> tuple[bytes, bytes, bytes]:
    """Give the blind indexes of name, name with birth, and caution."""
    words = normalised_name(details.given_names, details.family_name).split()
    name = normalised_name(details.given_names.split()[0], details.family_name)
    born = f"{name}|{details.date_of_birth.isoformat()}"
    crime = "".join(character for character in details.crime_reference.upper() if character.isalnum())
    caution = keys.blind("caution", f"{crime}|{born}")
    return keys.blind("name", f"{words[0]} {words[-1]}"), keys.blind("name_birth", born), caution


def told(place: Any, cohort: str, until: str | None) -> dict[str, object]:
    """Give the held place as it is answered."""
    names = ("code", "name", "district", "travel", "step_free", "hearing_loop")
    venue = {name: place[name] for name in names}
    days = {name: str(place[name]) for name in ("first_day", "second_day")}
    return {"held_until": until, "place": {"cohort": cohort, "venue": venue, **days}}
