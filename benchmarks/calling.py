"""Calling applications inside this process, without a network: ASGI ones on one event loop, WSGI ones directly."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

HOST = "cara.test"

Application = Callable[[Any, Any, Any], Any]  # Any: ASGI's and WSGI's dictionaries
Gateway = Callable[[Any, Any], Any]  # Any: as above


@dataclass(frozen=True)
class Reply:
    """What an application answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Caller:
    """Calls ASGI applications, one request after the other."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    def __call__(
        self, app: Application, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """Send one request and give the whole answer."""
        return self._loop.run_until_complete(_call(app, method, path, headers, body))

    def close(self) -> None:
        """End the loop."""
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


async def _call(app: Application, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in {"host": HOST, **headers}.items()],
        "client": ("127.0.0.1", 1),
        "server": (HOST, 80),
        "state": {},
    }
    sent: list[Any] = []
    asked = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return asked.pop() if asked else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    given = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], given, b"".join(message.get("body", b"") for message in sent[1:]))


def call_gateway(app: Gateway, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Reply:
    """Send one request to a WSGI application."""
    path, _, query = path.partition("?")
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in {"host": HOST, **headers}.items()}
    environ: dict[str, Any] = {
        **named,
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    setup_testing_defaults(environ)
    begun: list[Any] = []
    response = app(environ, lambda status, given: begun.append((status, given)))
    content = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    status, given = begun[0]
    return Reply(int(status.split()[0]), {name.lower(): value for name, value in given}, content)
