"""What stands around every request, outside the framework: number, nonce, sign-in, limits, headers, log.

It is outside because the framework's own hooks run neither for an address that does not exist nor for a fault.
"""

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from cara.staff.programs import find_program
from cara.staff.sign_ins import find
from cara_web.answers import Answer, answer_problem
from cara_web.assets import PREFIX, Assets, answer_asset
from cara_web.cookies import form_cookie_name, sign_in_cookie_name
from cara_web.forgery import is_for_programs
from cara_web.headers import with_our_headers
from cara_web.host import NOT_SERVED, is_our_host
from cara_web.instance import WebInstance, in_thread
from cara_web.layout.page import Pages, put_pages
from cara_web.log import REQUESTS, note, note_fault
from cara_web.problems import BodyTooLarge, ConnectionEnded, problem_of
from cara_web.visits import Visit, put_visit

# Any: the values of ASGI's dictionaries are of many types
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]

LARGEST_BODY = 1_000_000
_LARGEST_DRAINED = 20_000_000
"""What is read and dropped of a body that is too large, so that a browser shows our answer and not a broken line."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}\Z")


class Outside:
    """The application as a server sees it."""

    def __init__(self, app: AsgiApp, instance: WebInstance, pages: Pages, assets: Assets) -> None:
        self.app, self.instance, self.pages, self.assets = app, instance, pages, assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit, begun = Visit(form_secret=secrets.token_urlsafe(32)), time.perf_counter()
        ours = is_our_host(scope, self.instance.settings.origin)
        hsts_days = self.instance.hsts_days if ours else 0  # nothing is asked for an address that is not ours
        response = _Response(send, visit, hsts_days, without_body=scope["method"] == "HEAD")
        if not ours:
            plain = [(b"content-type", b"text/plain; charset=utf-8")]
            await response.send_whole(HTTPStatus.MISDIRECTED_REQUEST, plain, NOT_SERVED)
            self._log(scope, visit, response.status, begun)
            return
        if response.without_body:
            scope["method"] = "GET"
        headers = _headers(scope)
        asset = None
        if scope["path"].startswith(PREFIX):
            asset = answer_asset(self.assets, scope["path"], headers.get("accept-encoding", ""))
        if asset:
            await response.send_whole(200, *asset)
            return
        try:
            visit = await self._identify(scope, headers, visit)
            put_visit(scope, self.instance, visit)
            put_pages(scope, self.pages)
            await self.app(scope, await _limited(headers, receive), response.send)
        except Exception as error:  # noqa: BLE001 - the last place where a fault can be answered
            if not isinstance(error, BodyTooLarge | ConnectionEnded):
                note_fault(error, visit.request_id)
            if not response.started:
                accept = headers.get("accept", "")
                await response.answer(answer_problem(self.pages, visit, scope["path"], accept, problem_of(error)))
        self._log(scope, visit, response.status, begun)

    async def _identify(self, scope: Scope, headers: Mapping[str, str], visit: Visit) -> Visit:
        """Find out who asks: a program by its token, a person by the cookie, each only where it belongs."""
        put_visit(scope, self.instance, visit)
        database, now = self.instance.casework.database, self.instance.now()
        if is_for_programs(scope["path"]):
            authorization = headers.get("authorization", "")
            if not authorization:
                return visit
            program = await in_thread(
                self.instance, find_program, database, authorization, now=now, request_id=visit.request_id
            )
            return replace(visit, program=program)
        cookies = _cookies(headers.get("cookie", ""))
        secret = cookies.get(form_cookie_name(self.instance), "")
        visit = replace(visit, form_secret=secret) if _SECRET.match(secret) else visit
        token = cookies.get(sign_in_cookie_name(self.instance), "")
        if not token:
            return visit
        person = await in_thread(self.instance, find, database, token, now=now, request_id=visit.request_id)
        return replace(visit, person=person, form_secret=person.form_secret) if person else visit

    @staticmethod
    def _log(scope: Scope, visit: Visit, status: int, begun: float) -> None:
        note(
            REQUESTS,
            logging.INFO,
            "request",
            request_id=visit.request_id,
            method=scope["method"],
            route=scope.get("path_template", ""),  # the path itself may hold whatever somebody typed
            status=status,
            milliseconds=round((time.perf_counter() - begun) * 1000, 1),
            account=visit.subject.code if visit.subject else "",
        )


class _Response:
    """The sending side of one request: adds our headers, and knows whether anything was sent."""

    def __init__(self, send: Send, visit: Visit, hsts_days: int, *, without_body: bool) -> None:
        self._send, self._visit, self._hsts_days, self.without_body = send, visit, hsts_days, without_body
        self.started, self.status = False, 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started, self.status = True, message["status"]
            headers = with_our_headers(
                message.get("headers", ()), self._visit.nonce, self._visit.request_id, hsts_days=self._hsts_days
            )
            message = {**message, "headers": headers}
        elif self.without_body and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    async def send_whole(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    async def answer(self, answer: Answer) -> None:
        headers = {"content-type": answer.media_type, "content-length": str(len(answer.body)), **answer.headers}
        await self.send_whole(
            answer.status, [(name.lower().encode(), value.encode()) for name, value in headers.items()], answer.body
        )


async def _limited(headers: Mapping[str, str], receive: Receive) -> Receive:
    """Count what is received; beyond the limit read on for a while and refuse, as where it ends too early.

    Raises:
        BodyTooLarge: the request says from the start that its body is too large.
    """
    announced = headers.get("content-length", "0")
    if announced.isascii() and announced.isdigit() and int(announced) > LARGEST_BODY:
        await _drain(receive)
        raise BodyTooLarge(LARGEST_BODY)
    received, whole = 0, False

    async def counted() -> Message:
        nonlocal received, whole
        message = await receive()
        if message["type"] == "http.disconnect" and not whole:
            raise ConnectionEnded
        whole = whole or not message.get("more_body", False)
        received += len(message.get("body", b""))
        if received > LARGEST_BODY:
            if message.get("more_body", False):
                await _drain(receive)
            raise BodyTooLarge(LARGEST_BODY)
        return message

    return counted


async def _drain(receive: Receive) -> None:
    drained = 0
    while drained < _LARGEST_DRAINED:
        message = await receive()
        drained += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, _, value in pairs}
