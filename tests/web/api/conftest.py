"""Programs that call the interface of Testshire, on each kind of database in turn."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest
import uvicorn
from litestar.testing import TestClient
from tests.instances import Area
from tests.programs import ForceProgram, calling_program
from tests.web.inhabited import Inhabited, inhabit

from cara.records import Database
from cara.staff.programs import TOKEN_LASTS

API = "/api/v1"
KEYS = (f"key-number-{number}" for number in count(1))


@dataclass
class Program:
    """A program that calls for one account."""

    client: TestClient[Any]
    force: ForceProgram
    inhabited: Inhabited
    headers: dict[str, str] = field(default_factory=dict)
    _token: tuple[str, datetime] | None = None

    @property
    def area(self) -> Area:
        return self.inhabited.area

    def token(self) -> str:
        """Take another token when the clock has gone on beyond the last one."""
        now = self.inhabited.site.clock()
        if self._token is None or now - self._token[1] >= TOKEN_LASTS:
            self._token = (self.force.token(self.area.database, now), now)
        return self._token[0]

    def keep(self, token: str) -> None:
        """Go on with this token, even when it has ended."""
        self._token = (token, datetime.max.replace(tzinfo=UTC))

    def send(self, method: str, path: str, content: bytes | None = None, **headers: str) -> httpx.Response:
        """Send bytes as they are; a header that is empty is left out."""
        usual = {"authorization": f"Bearer {self.token()}", "content-type": "application/json", **self.headers}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**usual, **named}.items() if value}
        return self.client.request(method, f"{API}{path}", content=content, headers=sent)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, **headers)

    def put(self, path: str, body: object, **headers: str) -> httpx.Response:
        return self.send("PUT", path, json.dumps(body).encode(), **headers)

    def post(self, path: str, body: object = None, key: str | None = None, **headers: str) -> httpx.Response:
        """Post a body, with a key of its own unless one is given."""
        key = next(KEYS) if key is None else key
        content = b"" if body is None else json.dumps(body).encode()
        return self.send("POST", path, content, idempotency_key=key, **headers)

    def case(self, **facts: object) -> dict[str, Any]:
        """Give the body of an eligible man's case, with changes."""
        given = json.loads(self.area.facts(**facts).model_dump_json(exclude_none=True))
        return {"facts": given, "restricted_facts": self.area.restricted().model_dump(mode="json")}

    def holding(self, cohort: str = "N1", **facts: object) -> dict[str, Any]:
        return {"ask": "hold", "cohort": cohort, **self.case(**facts)}

    def hold(self, cohort: str = "N1", **facts: object) -> str:
        """Hold a place and give the referral's reference."""
        answer = self.post("/referrals", self.holding(cohort, **facts))
        assert answer.status_code == 201, answer.text
        return answer.json()["reference"]

    def record(self, reference: str, **caution: object) -> None:
        """Record everything that a confirmation needs."""
        parts = {"person": self.area.person(), "needs": {}, "caution": self.area.caution(**caution)}
        for name, part in parts.items():
            body = part if isinstance(part, dict) else part.model_dump(mode="json")
            assert self.put(f"/referrals/{reference}/{name}", body).status_code == 200


Calling = Callable[[str], Program]


@pytest.fixture
def inhabited(database: Database) -> Inhabited:
    """Testshire with everybody who works there."""
    return inhabit(database)


@pytest.fixture
def calling(inhabited: Inhabited) -> Calling:
    """Let a program call for an account."""
    client: TestClient[Any] = TestClient(inhabited.site.app, base_url="http://cara.test")

    def add(account: str) -> Program:
        area = inhabited.area
        force = calling_program(area.database, f"program-{account}", account, area.now)
        program = Program(client, force, inhabited)
        program.token()
        return program

    return add


@pytest.fixture
def program(calling: Calling) -> Program:
    """A program that calls for a police officer."""
    return calling("officer-1")


@pytest.fixture
def rows(inhabited: Inhabited) -> Callable[[], dict[str, int]]:
    """Count the rows of every table."""
    return inhabited.area.rows


@pytest.fixture
def address(inhabited: Inhabited) -> Iterator[str]:
    """The interface through a real server."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(inhabited.site.app, log_config=None, server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"
    server.should_exit = True
    thread.join()
    listener.close()
