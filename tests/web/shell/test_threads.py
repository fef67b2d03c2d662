"""The threads of an instance: how many use cases run at once, and what becomes of one whose request is cancelled."""

import asyncio
import threading
import time
from contextvars import ContextVar

import pytest
from tests.web.visitors import Site

from cara_web.instance import THREADS, in_thread

SAID: ContextVar[str] = ContextVar("SAID")


def test_a_use_case_gives_its_answer_and_sees_its_requests_context(site: Site):
    async def ask() -> str:
        SAID.set("by this request")
        return await in_thread(site.instance, SAID.get)

    assert asyncio.run(ask()) == "by this request"


def test_a_use_cases_error_is_its_requests(site: Site):
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(site.instance, divmod, 1, 0))


def test_no_more_than_eight_use_cases_run_at_once(site: Site):
    running, most = threading.Semaphore(THREADS), []

    def work() -> None:
        most.append(running.acquire(blocking=False))
        time.sleep(0.01)
        running.release()

    async def ask() -> None:
        await asyncio.gather(*(in_thread(site.instance, work) for _ in range(3 * THREADS)))

    asyncio.run(ask())

    assert most == [True] * 3 * THREADS


def test_a_cancelled_request_waits_for_what_it_began(site: Site):
    begun, ended = threading.Event(), []

    def work() -> None:
        begun.set()
        time.sleep(0.1)
        ended.append(True)
        raise ValueError

    async def ask() -> None:
        request = asyncio.create_task(in_thread(site.instance, work))
        await asyncio.to_thread(begun.wait, 10)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        assert ended

    asyncio.run(ask())


def test_what_a_cancelled_request_had_not_begun_is_not_done(site: Site):
    others, done = threading.Event(), []

    async def ask() -> None:
        busy = [asyncio.create_task(in_thread(site.instance, others.wait, 10)) for _ in range(THREADS)]
        request = asyncio.create_task(in_thread(site.instance, done.append, 1))
        await asyncio.sleep(0.01)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        others.set()
        await asyncio.gather(*busy)

    asyncio.run(ask())

    assert done == []
