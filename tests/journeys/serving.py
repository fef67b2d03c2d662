"""A site that listens at an address of this machine, until a test ends."""

import socket
import threading
import time

import uvicorn
from tests.journeys.visitor import Served

from cara_web.commands.serving import SiteServer


def take_address() -> socket.socket:
    """Take an address of this machine that is free."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    return taken


class listening:  # noqa: N801 - reads as a verb where it is used
    """Serve a site in a thread until the block ends, at an address that was taken before if it must be known."""

    def __init__(self, inhabited: object, taken: socket.socket | None = None, name: str = "127.0.0.1") -> None:
        self._inhabited, self._name = inhabited, name
        self._socket = taken or take_address()
        site = inhabited.site  # type: ignore[attr-defined]  # an Inhabited; its class is only for the tests of pages
        config = uvicorn.Config(site.app, log_level="critical", lifespan="off", access_log=False)
        self._server = SiteServer(config, site.instance, lambda: None)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the site did not start within 20 seconds"
            time.sleep(0.01)
        return Served(self._inhabited, f"http://{self._name}:{self._socket.getsockname()[1]}")

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()
