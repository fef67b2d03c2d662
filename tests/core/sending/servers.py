"""A mail server and a Notify that behave as the real ones do, and fail as they are told."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """What a mail server took, and the answers that it gives instead of taking it."""

    took: list[str] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    to_content: list[str] = field(default_factory=list)
    hang_up_after_taking: bool = False

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.to_content:
            return self.to_content.pop(0)
        self.took.append(envelope.content.decode())
        if self.hang_up_after_taking:
            server.transport.abort()
            await asyncio.sleep(0)
        return "250 Taken"


def free_port() -> int:
    """Give a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[int]:
    """Run a mail server and give its port."""
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@dataclass
class NotifyBox:
    """What Notify took by reference, and how it fails next: before or after taking, by a status, a silence or a half."""

    took: list[dict[str, object]] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    fail: list[str] = field(default_factory=list)

    def taken(self, path: str, sent: dict[str, object]) -> None:
        self.took.append({**sent, "path": path})


class NotifyHandler(BaseHTTPRequestHandler):
    """Answers as Notify does, from the box of its server."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        box = self.server.box
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        failing = box.fail.pop(0) if box.fail else ""
        if failing in {"429", "400", "403", "500"}:
            errors = [{"error": "Said", "message": "phone_number Not enough digits"}]
            self._say(int(failing), {"status_code": int(failing), "errors": errors})
            return
        box.taken(self.path, sent)
        if failing == "500 after taking":
            self._say(500, {"status_code": 500, "errors": []})
        elif failing == "silence":
            time.sleep(1.2)
            self.close_connection = True
        elif failing == "half":
            self.send_response(201)
            self.send_header("content-length", "200")
            self.end_headers()
            self.wfile.write(b'{"id": "half')
            self.close_connection = True
        else:
            self._say(201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": sent.get("reference")})

    def do_GET(self) -> None:
        box = self.server.box
        asked = parse_qs(urlsplit(self.path).query)["reference"][0]
        found = [
            {"reference": asked, "status": box.statuses.get(asked, "sending")}
            for sent in box.took
            if sent["reference"] == asked
        ]
        self._say(200, {"notifications": found, "links": {}})

    def _say(self, status: int, said: object) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@contextmanager
def notify_server(box: NotifyBox) -> Iterator[str]:
    """Run a Notify and give its address."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), NotifyHandler)
    server.box = box  # type: ignore[attr-defined]  # for the handler
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
