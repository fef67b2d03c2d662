"""The queue of writers in a process: in order of arrival, and nobody waits for ever."""

import threading

import pytest

from cara.records import DatabaseBusy
from cara.records.write_lock import WriteLock, lock_for


def wait_until(lock, waiting):
    for _ in range(5000):
        if len(lock._waiting) >= waiting:
            return
        threading.Event().wait(0.001)
    raise AssertionError(f"{len(lock._waiting)} wait instead of {waiting}")


def queue_up(lock, number, served):
    def come():
        with lock.held(10):
            served.append(number)

    thread = threading.Thread(target=come)
    thread.start()
    return thread


def test_writers_are_served_in_the_order_in_which_they_came():
    lock, served, threads = WriteLock(), [], []
    with lock.held(1):
        for number in range(20):
            threads.append(queue_up(lock, number, served))
            wait_until(lock, number + 1)
    for thread in threads:
        thread.join(10)
    assert served == list(range(20))


def test_a_newcomer_does_not_overtake():
    lock, served = WriteLock(), []
    with lock.held(1):
        first = queue_up(lock, "first", served)
        wait_until(lock, 1)
    with lock.held(10):
        served.append("second")
    first.join(10)
    assert served == ["first", "second"]


def test_one_who_waits_too_long_is_told_so():
    lock = WriteLock()
    with lock.held(1), pytest.raises(DatabaseBusy), lock.held(0.01):
        pass
    assert not lock._waiting


def test_one_who_gave_up_is_not_served():
    lock, served = WriteLock(), []
    with lock.held(1):
        with pytest.raises(DatabaseBusy), lock.held(0.01):
            pass
        last = queue_up(lock, "last", served)
        wait_until(lock, 1)
    last.join(10)
    assert served == ["last"]


def test_a_turn_that_comes_as_one_gives_up_is_passed_on():
    lock = WriteLock()
    turn = threading.Event()
    lock._taken = True
    lock._give_up(turn)
    with lock.held(0.01):
        assert lock._taken


def test_an_exception_frees_the_lock():
    lock = WriteLock()
    with pytest.raises(ValueError), lock.held(1):
        raise ValueError
    with lock.held(0.01):
        pass


def test_a_database_has_one_queue_in_a_process(tmp_path):
    assert lock_for(str(tmp_path / "a")) is lock_for(str(tmp_path / "a"))
    assert lock_for(str(tmp_path / "a")) is not lock_for(str(tmp_path / "b"))
