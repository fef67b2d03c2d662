"""A request that stores is done once for its Idempotency-Key, whoever sends it how often."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import text
from tests.web.api.answers import kind, problem


def test_sixteen_at_once_enter_one_referral(program, address, rows):
    body, before = program.holding(), rows()["referral"]
    headers = {"authorization": f"Bearer {program.token()}", "idempotency-key": "sixteen-at-once"}

    def post(_: int) -> httpx.Response:
        return httpx.post(f"{address}/referrals", json=body, headers=headers, timeout=120, trust_env=False)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(post, range(16)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert rows()["referral"] == before + 1


def test_the_same_request_is_answered_as_before(program, rows):
    body = program.holding()
    first = program.post("/referrals", body, key="the-same-key")
    counted = rows()
    again = program.post("/referrals", dict(reversed(body.items())), key="the-same-key")

    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert rows() == counted


def test_another_request_under_the_key_is_refused(program, rows):
    program.post("/referrals", program.holding(), key="the-same-key")
    counted = rows()
    problem(program.post("/referrals", program.holding("N2"), key="the-same-key"), 422)
    assert rows() == counted


def test_the_key_of_one_referral_serves_no_other(program):
    one, other = program.hold(), program.hold()
    program.post(f"/referrals/{one}/next", {"ask": "person"}, key="the-same-key")
    problem(program.post(f"/referrals/{other}/next", {"ask": "person"}, key="the-same-key"), 422)


def test_after_a_day_the_answer_is_gone(program, inhabited):
    body = program.holding()
    program.post("/referrals", body, key="the-same-key")
    inhabited.go_on(hours=24)
    assert kind(program.post("/referrals", body, key="the-same-key"), 410) == "this-is-no-longer-here"


def test_another_programs_key_is_another_request(program, calling, rows):
    other, before = calling("officer-2"), rows()["referral"]
    for each in (program, other):
        assert "idempotency-replayed" not in each.post("/referrals", each.holding(), key="the-same-key").headers
    assert rows()["referral"] == before + 2


def test_what_is_refused_keeps_no_key(program, rows):
    before = rows()
    wrong = {**program.holding(), "cohort": 1}
    assert program.post("/referrals", wrong, key="the-same-key").status_code == 422
    assert program.post("/referrals", program.holding(age=17), key="the-same-key").status_code == 409
    assert rows() == before
    assert program.post("/referrals", program.holding(), key="the-same-key").status_code == 201


@pytest.mark.parametrize("key", ["", "short", "a" * 129, "with space", "schlüssel-1".encode().decode("latin-1")])
@pytest.mark.parametrize("path", ["/referrals", "/referrals/7KQ4M2XR/confirmation"])
def test_a_request_that_stores_needs_a_key(program, rows, key, path):
    before = rows()
    body = program.holding() if path == "/referrals" else {}
    content = json.dumps(body).encode()
    headers = {"idempotency_key": key.encode("latin-1")}
    said = problem(program.send("POST", path, content, **headers), 400)
    assert "Idempotency-Key" in said["detail"]
    assert rows() == before


def test_a_refused_confirmation_is_kept_with_its_decision(program, rows):
    reference = program.hold()
    program.record(reference, admission_signed=False)
    first = program.post(f"/referrals/{reference}/confirmation", key="confirming-1")
    decisions = rows()["decision"]
    again = program.post(f"/referrals/{reference}/confirmation", key="confirming-1")

    assert (first.status_code, again.status_code, again.text) == (409, 409, first.text)
    assert again.headers["content-type"].startswith("application/problem+json")
    assert rows()["decision"] == decisions == 2


def test_the_answers_kept_hold_no_readable_reference(program, database):
    reference = program.hold()
    with database.read() as unit:
        kept = [bytes(body) for body in unit.execute(text("SELECT body FROM idempotency_key")).scalars()]
    assert kept
    assert not any(reference.encode() in body for body in kept)


def test_only_the_hash_of_a_token_is_stored(program, database):
    program.get("/referrals")
    with database.read() as unit:
        (stored,) = unit.execute(text("SELECT token_sha256 FROM api_token")).scalars()
    assert bytes(stored) == hashlib.sha256(program.token().encode()).digest()
