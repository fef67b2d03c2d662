"""A real server for a site, and a small reverse proxy that stands before one."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from cara_web.commands.serving import address_of, listen, server_config
from cara_web.outside import Outside

PROXY = "127.0.0.1"
"""From where the proxy asks; whoever asks the proxy comes from there too."""


@contextmanager
def served(app: Outside, *trusted_proxies: str) -> Iterator[str]:
    """Serve a site as the command does, and give its address."""
    with _running(server_config(app, trusted_proxies)) as address:
        yield address


@contextmanager
def proxy_before(address: str, scheme: str = "https", client: str = "203.0.113.9") -> Iterator[str]:
    """Stand before a site as a web server would that speaks HTTPS to people."""
    with _running(
        uvicorn.Config(_Proxy(address, scheme, client), log_config=None, lifespan="off", server_header=False)
    ) as before:
        yield before


@contextmanager
def _running(config: uvicorn.Config) -> Iterator[str]:
    listener = listen(PROXY, 0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield address_of(listener)
    server.should_exit = True
    thread.join()
    listener.close()


class _Proxy:
    """Passes every request on with its Host, and says from whom it came; what the asker said of that is kept before."""

    def __init__(self, address: str, scheme: str, client: str) -> None:
        self._address, self._scheme, self._client = address, scheme, client

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # Any: as ASGI has it
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        path = scope["raw_path"].decode("latin-1")
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            answer = await client.request(
                scope["method"], self._address + path, content=body, headers=self._passed_on(scope["headers"])
            )
        kept = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _OWN]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
        await send({"type": "http.response.body", "body": answer.content})

    def _passed_on(self, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        claimed = [value for name, value in given if name == b"x-forwarded-for"]
        return [
            *((name, value) for name, value in given if name not in _REPLACED),
            (b"x-forwarded-for", b", ".join([*claimed, self._client.encode()])),
            (b"x-forwarded-proto", self._scheme.encode()),
        ]


_OWN = {b"content-length", b"content-encoding", b"transfer-encoding", b"connection", b"date", b"server"}
_REPLACED = {b"x-forwarded-for", b"x-forwarded-proto", b"connection", b"content-length", b"transfer-encoding"}
