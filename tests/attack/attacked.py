"""A running instance that is attacked: Testshire with people, referrals and a worklist, on the machine itself."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn
from tests.programs import calling_program
from tests.web.inhabited import Inhabited, inhabit
from tests.web.visitors import ORIGIN, Browser

from cara.records import Database
from cara.records.audit import verify
from cara_web.commands.serving import address_of, listen, server_config
from cara_web.log import FAULTS, OneLineOfJson

_HOST = ORIGIN.removeprefix("http://")


@dataclass
class Attacked:
    """The instance, its address, and referrals to attack."""

    address: str
    inhabited: Inhabited
    held: str
    booked: str
    item: str
    """An item of the supervisor's worklist."""
    faults: list[str] = field(default_factory=list)
    """What the instance itself has noted as a fault."""
    clients: list[httpx.Client] = field(default_factory=list)

    def browser(self, code: str) -> Browser:
        """Give a client over HTTP in which somebody has signed in."""
        client = httpx.Client(base_url=self.address, headers={"host": _HOST}, timeout=120, trust_env=False)
        self.clients.append(client)
        browser = Browser(client)  # type: ignore[arg-type]  # it asks and sends as the test client does
        assert browser.sign_in(code).status_code == 303
        return browser

    def cookie(self, code: str) -> str:
        """Sign somebody in and give the cookie that says so."""
        return f"cara={self.browser(code).token}"

    def token(self, account: str, code: str) -> str:
        """Add a program for an account and give its token."""
        area = self.inhabited.area
        return calling_program(area.database, code, account, area.now).token(area.database, area.now)

    def look(self) -> None:
        """Look whether it still answers, and whether the chain of its audit is whole."""
        assert httpx.get(f"{self.address}/health", timeout=120, trust_env=False).text == "well\n"
        with self.inhabited.area.database.read() as unit:
            assert verify(unit).whole
        assert not self.faults, "\n".join(self.faults)


@contextmanager
def attacked(database: Database) -> Iterator[Attacked]:
    """Serve an instance until the block ends."""
    inhabited = inhabit(database)
    area = inhabited.area
    held, booked, referred = area.hold(), area.booked("N2", crime_reference="13/2/26"), area.referred()
    item = area.item_of(referred, area.supervisor)
    with _listening(server_config(inhabited.site.app)) as address, _noting_faults() as faults:
        instance = Attacked(address, inhabited, held, booked, item, faults)
        yield instance
        for client in instance.clients:
            client.close()


@contextmanager
def _noting_faults() -> Iterator[list[str]]:
    noted: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: noted.append(OneLineOfJson().format(record))  # type: ignore[method-assign]  # one line of a handler
    FAULTS.addHandler(handler)
    try:
        yield noted
    finally:
        FAULTS.removeHandler(handler)


@contextmanager
def _listening(config: uvicorn.Config) -> Iterator[str]:
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield address_of(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
