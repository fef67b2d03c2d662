"""What stands around every view of the Django site, as its own middleware beside Django's: what the platform does too."""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseForbidden

from benchmarks.area import NOW
from cara_web.headers import content_security_policy
from cara_web.log import REQUESTS, note

View = Callable[[Any], HttpResponse]  # Any: a request with attributes of ours, as middleware gives it

IDLE, NOTED_EVERY = timedelta(minutes=30), timedelta(minutes=1)
HEADERS = {
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Django sends the other ones by itself."""


def numbered(get_response: View) -> View:
    """Give each request a number, and write one line of it to the log."""

    def middleware(request: Any) -> HttpResponse:
        request.request_id, begun = secrets.token_hex(8), time.perf_counter()
        response = get_response(request)
        response["x-request-id"] = request.request_id
        took, match = round((time.perf_counter() - begun) * 1000, 1), request.resolver_match
        said = {"method": request.method, "route": match.route if match else "", "status": response.status_code}
        code = getattr(getattr(request, "account", None), "code", "")
        note(REQUESTS, logging.INFO, "request", request_id=request.request_id, **said, account=code, milliseconds=took)
        return response

    return middleware


def content_security(get_response: View) -> View:
    """Say what a page may load, as django-csp does, and what Django has no setting for."""

    def middleware(request: Any) -> HttpResponse:
        request.csp_nonce = secrets.token_urlsafe(16)
        response = get_response(request)
        response["content-security-policy"] = content_security_policy(request.csp_nonce)
        for name, value in HEADERS.items():
            response[name] = value
        response.headers.setdefault("cache-control", "no-store")
        return response

    return middleware


def signed_in(get_response: View) -> View:
    """Find who has signed in by the session, as Django's own does, and end what was idle for too long.

    Django's own would also load a backend and compare a keyed hash of the password; there is no password here.
    """
    from benchmarks.django_tables import Account  # noqa: PLC0415 - models wait for the settings

    def middleware(request: Any) -> HttpResponse:
        session = request.session
        if "account" in session:
            seen = datetime.fromisoformat(session["seen"])
            if NOW - seen > IDLE:
                session.flush()
                return HttpResponseForbidden()
            if NOW - seen >= NOTED_EVERY:
                session["seen"] = NOW.isoformat()
            request.account = Account.objects.filter(id=session["account"], active=True).first()
        return get_response(request)

    return middleware
