"""A request that is sent twice is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from cara.casework import NotAccepted, once
from cara.records.idempotency import KeyExpired, KeyReused

HASH = "a" * 64


def ask(area, work, *, key="key-1", sha256=HASH, client="client-1", now=None):
    return once(area.instance, client, "POST /holds", key, sha256, work, now or area.now)


def hold(area):
    return lambda: (201, area.hold())


def refused():
    raise NotAccepted([])


def test_the_first_answer_is_given_again(area):
    first = ask(area, hold(area))
    again = ask(area, hold(area))
    assert (first[0], first[2]) == (201, False)
    assert again == (201, first[1], True)
    assert area.rows()["referral"] == 1


def test_another_key_or_client_is_another_request(area):
    ask(area, hold(area))
    ask(area, hold(area), key="key-2")
    ask(area, hold(area), client="client-2")
    assert area.rows()["referral"] == 3


def test_another_request_under_the_key_is_refused(area):
    ask(area, hold(area))
    with pytest.raises(KeyReused):
        ask(area, hold(area), sha256="b" * 64)
    assert area.rows()["referral"] == 1


def test_a_refusal_is_not_kept(area):
    before = area.rows()
    with pytest.raises(NotAccepted):
        ask(area, refused)
    assert area.rows() == before
    assert ask(area, hold(area))[2] is False


def test_an_answer_that_stored_nothing_is_kept_all_the_same(area):
    assert ask(area, lambda: (409, "gone")) == (409, "gone", False)
    assert ask(area, hold(area)) == (409, "gone", True)


def test_after_a_day_the_answer_is_gone(area):
    ask(area, hold(area))
    with pytest.raises(KeyExpired):
        ask(area, hold(area), now=area.now + timedelta(hours=24))


def test_what_is_kept_is_sealed(area, database):
    ask(area, lambda: (201, "Testperson"))
    with database.read() as unit:
        (body,) = unit.execute(text("SELECT body FROM idempotency_key")).scalars()
    assert b"Testperson" not in bytes(body)


def test_sixteen_at_once_create_one_referral(area):
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: ask(area, hold(area)), range(16)))
    assert sorted(replayed for _, _, replayed in answers) == [False] + [True] * 15
    assert len({body for _, body, _ in answers}) == 1
    assert area.rows()["referral"] == 1
