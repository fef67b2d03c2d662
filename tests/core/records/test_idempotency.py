"""A request that is sent twice is done once, and answered the same."""

# ruff: noqa: PT012 - a unit of work is a block

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from tests.core.records.rows import NOW, add_venue, count, entry

from cara.records import AuditEntry, IdempotencyKey, Venue
from cara.records.idempotency import (
    KEPT,
    Fresh,
    KeyExpired,
    KeyReused,
    Replay,
    Unanswered,
    begin,
    finish,
    forget_answers,
)

REQUEST = ("testshire", "refer", "key-1")
BODY = '{"reference": "7KQ4M2XH"}'


class Stop(Exception):
    """Something else went wrong."""


def send(database, request=REQUEST, sha256="a" * 64, now=NOW, body=BODY):
    """What a use case does with a request: the work once, the answer each time."""
    with database.write() as unit:
        begun = begin(unit, *request, sha256, now)
        if isinstance(begun, Replay):
            return begun
        add_venue(unit, f"hall-{request}")
        finish(unit, *request, 201, body)
        return begun


def done(database):
    with database.read() as unit:
        return count(unit, Venue)


def test_the_second_time_the_answer_is_given_again(database):
    assert send(database) == Fresh()
    assert send(database) == send(database) == Replay(201, BODY)
    assert done(database) == 1


def test_a_replay_changes_nothing_and_needs_no_entry(database):
    send(database)
    send(database)
    with database.read() as unit:
        assert count(unit, AuditEntry) == 1


@pytest.mark.parametrize(
    "other", [("hampton", *REQUEST[1:]), ("testshire", "book", "key-1"), ("testshire", "refer", "2")]
)
def test_a_key_belongs_to_a_client_and_an_operation(database, other):
    send(database)
    assert send(database, other, sha256="b" * 64) == Fresh()
    assert done(database) == 2


def test_a_key_with_another_request_is_refused(database):
    send(database)
    with pytest.raises(KeyReused):
        send(database, sha256="b" * 64)
    assert done(database) == 1


def test_an_answer_is_kept_24_hours(database):
    send(database)
    assert send(database, now=NOW + KEPT - timedelta(microseconds=1)) == Replay(201, BODY)
    with pytest.raises(KeyExpired):
        send(database, now=NOW + KEPT)
    assert done(database) == 1


def test_an_answer_is_erased_after_24_hours_and_its_key_is_not_free(database):
    send(database)
    send(database, ("testshire", "refer", "key-2"), now=NOW + timedelta(hours=1))
    with database.write() as unit:
        unit.audit(entry("erased"))
        assert forget_answers(unit, NOW + KEPT) == 1
        kept = unit.execute(select(IdempotencyKey.key).where(IdempotencyKey.body.is_not(None))).scalars().all()
    assert kept == ["key-2"]
    with pytest.raises(KeyExpired):
        send(database, now=NOW + KEPT)


def test_work_that_is_undone_leaves_its_key_free(database):
    with pytest.raises(Stop), database.write() as unit:
        begin(unit, *REQUEST, "a" * 64, NOW)
        raise Stop
    assert send(database) == Fresh()


def test_an_answer_that_was_not_kept_is_told(database):
    with database.write() as unit:
        unit.audit(entry())
        begin(unit, *REQUEST, "a" * 64, NOW)
    with pytest.raises(Unanswered):
        send(database)


def test_answers_are_sealed_and_belong_to_their_key(database):
    send(database)
    send(database, ("testshire", "refer", "key-2"), body='{"reference": "8KQ4M2XH"}')
    with database.write() as unit:
        unit.audit(entry())
        bodies = unit.execute(select(IdempotencyKey.body).order_by(IdempotencyKey.key)).scalars().all()
        assert all(b"reference" not in body for body in bodies)
        unit.execute(update(IdempotencyKey).where(IdempotencyKey.key == "key-1").values(body=bodies[1]))
    with pytest.raises(Exception, match="does not open"):
        send(database)


def test_sixteen_at_once_are_done_once(database):
    together = threading.Barrier(16, timeout=30)

    def post(_number):
        together.wait()
        return send(database)

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(post, range(16)))
    assert sorted(map(repr, answers)) == sorted(map(repr, [Fresh(), *[Replay(201, BODY)] * 15]))
    assert done(database) == 1


def test_a_twin_takes_over_when_the_first_fails(database):
    begun, failed = threading.Event(), threading.Event()

    def fail():
        with pytest.raises(Stop), database.write() as unit:
            begin(unit, *REQUEST, "a" * 64, NOW)
            begun.set()
            failed.wait(0.2)
            raise Stop

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(fail)
        begun.wait(10)
        second = threads.submit(send, database)
        first.result()
        assert second.result() == Fresh()
    assert done(database) == 1
