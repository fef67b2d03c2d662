"""Serving a site from this process until somebody ends it, cleanly."""

import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import NoReturn

import uvicorn

from cara.casework import release_expired_holds
from cara.retention.carrying import carry_out_what_is_due
from cara.sending import Worker, providers_of
from cara.sending.choosing import refuse_telling
from cara.staff.limiting import forget_old_tries
from cara.victims.raising import take_late_concerns_further
from cara.vocabulary import CaraError
from cara_web.app import create_app
from cara_web.instance import WebInstance
from cara_web.log import OneLineOfJson, note_fault
from cara_web.outside import Outside

RELEASED_EVERY = timedelta(seconds=30)
PATIENCE = 10
"""Seconds that requests under way are given when the site is ended."""

Announce = Callable[[str], None]


class CannotListen(CaraError):
    """The site cannot be reached at an address: why, and what to do."""

    def __init__(self, host: str, port: int, problem: str) -> None:
        self.host, self.port = host, port
        super().__init__(f"The site cannot listen on {host}, port {port}: {problem}.")


def listen(host: str, port: int) -> socket.socket:
    """Take an address for the site; port 0 takes any that is free.

    Raises:
        CannotListen: it is taken, not permitted, or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(host, port, _why_not(error)) from error
    # Head and body go out apart: without this the body waits some 40 ms for the head to be acknowledged. asyncio sets it
    # by itself only on sockets that it has made.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _why_not(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "this user may not use the port; give --port with a higher number"
    if isinstance(error, socket.gaierror):
        return "there is no such address; check the host"
    words = (error.strerror or str(error)).lower()
    return f"{words}; give another --port, or --port 0 for any that is free"


def address_of(listening: socket.socket) -> str:
    """Give the address at which the site is reached from this machine."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def until_ended() -> Iterator[None]:
    """Go on until the block is done, or until Ctrl-C or a request to terminate ends it; neither is an error."""

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve_site(instance: WebInstance, listening: socket.socket, announce: Announce) -> None:
    """Serve a site and release holds that have run out, until the process is asked to end.

    Raises:
        SettingsProblem, AssetsMissing, TemplateRefused: the site cannot be put together.
    """
    app = create_app(instance)
    config = server_config(app, instance.settings.trusted_proxies)
    with releasing_holds(instance), sending_messages(instance):
        SiteServer(config, instance, lambda: announce(address_of(listening))).run(sockets=[listening])


def server_config(app: Outside, trusted_proxies: Sequence[str] = ()) -> uvicorn.Config:
    """Say how a site is served.

    Args:
        app: the site.
        trusted_proxies: whose word is taken for where a request comes from, and whether it came by https. Left to
            itself the server would take that of any process on this machine.
    """
    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=PATIENCE,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )


class SiteServer(uvicorn.Server):
    """A server that says so once it answers, and when it ends closes what its instance has open.

    Args:
        config: how the site is served.
        instance: the instance whose site it is.
        announce: called once it answers.
    """

    def __init__(self, config: uvicorn.Config, instance: WebInstance, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._instance, self._announce = instance, announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what is under way, and end the connections to others, which belong to this event loop."""
        await super().shutdown(sockets)
        await self._instance.close()


@contextmanager
def releasing_holds(instance: WebInstance, every: timedelta = RELEASED_EVERY) -> Iterator[None]:
    """Do what the clock alone brings, at once and again and again, until the block ends.

    Holds that ran out, late concerns, and what two people decided to erase 72 hours ago.
    """
    ended = threading.Event()

    def work() -> None:
        _release(instance)
        while not ended.wait(every.total_seconds()):
            _release(instance)

    thread = threading.Thread(target=work, name="releasing holds")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _release(instance: WebInstance) -> None:
    """Do what the clock alone brings: each by itself, so that one that fails holds up no other."""
    casework, now = instance.casework, instance.now
    for name, work in (
        ("taking_concerns_further", lambda: take_late_concerns_further(casework, now)),
        ("erasing", lambda: carry_out_what_is_due(casework, now)),
        ("releasing_holds", lambda: release_expired_holds(casework, now=now())),
        ("forgetting_old_tries", lambda: forget_old_tries(casework.database, now=now())),
    ):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it was, the next time may go well, and the site goes on
            note_fault(error, name)


@contextmanager
def sending_messages(instance: WebInstance) -> Iterator[None]:
    """Work the outbox off beside the site, until the block ends; what is under way is brought to its end.

    Raises:
        SettingsProblem: a provider cannot be.
    """
    settings = instance.settings.messages
    if not settings.worker:
        refuse_telling(settings)
        yield
        return
    ended = threading.Event()
    worker = Worker(instance.casework, providers_of(settings, instance.now), instance.now)
    fault = partial(note_fault, request_id="sending_messages")
    thread = threading.Thread(target=worker.run, args=(ended, fault), name="sending messages")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def log_to_standard_error(level: int) -> None:
    """Write the log, one line of JSON a record."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLineOfJson())
    logging.basicConfig(handlers=[handler], level=level)
