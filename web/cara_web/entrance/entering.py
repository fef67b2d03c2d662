"""What every way of signing in shares: the page before it, the browser that arrives, and the cookies after it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from math import ceil
from typing import Any

from litestar import Response
from litestar.response import Redirect

from cara.records import Database
from cara.staff import Arrival, Peer, SignedIn
from cara_web.cookies import browser_cookie, form_cookie_name, sign_in_cookie_name
from cara_web.entrance.browsers import browser_name
from cara_web.entrance.ways import organisations_of, site_of
from cara_web.guarding import SignInNeeded
from cara_web.layout.page import page, see_other
from cara_web.visits import PageRequest, instance_of, visit_of

Answer = Response[str] | Redirect


def open_page(
    request: PageRequest, template: str, *, title: str, status: int = 200, **context: Any
) -> Response[str]:  # Any: what the template shows
    """Answer with a page that has a form for somebody who has not signed in: its secret goes into a cookie."""
    response = page(request, template, title=title, status=status, **context)
    keep_form_secret(request, response)
    return response


def keep_form_secret(request: PageRequest, response: Answer) -> None:
    """Have the browser of somebody who has not signed in keep the secret of its forms."""
    instance, visit = instance_of(request), visit_of(request)
    if visit.person is None:
        response.set_cookie(browser_cookie(instance, form_cookie_name(instance), visit.form_secret))


def arrival_of(request: PageRequest) -> Arrival:
    """Give the browser that signs in, as its owner will see it, and the sign-in that ends by it."""
    visit = visit_of(request)
    replacing = visit.person.token if visit.person else ""
    browser = browser_name(request.headers.get("user-agent", ""))
    return Arrival(browser, replacing, visit.request_id, peer_of(request))


def peer_of(request: PageRequest) -> Peer:
    """Give from where a request comes, as far as wrong tries are counted by it; a proxy's own address says nothing."""
    instance = instance_of(request)
    proxies, free = instance.settings.trusted_proxies, instance.settings.tries_from_address
    address = request.client.host if request.client else ""
    hidden = instance.is_secure and not proxies
    return Peer(free=free) if hidden or _is_one_of(address, proxies) else Peer.at(address, free)


def _is_one_of(address: str, proxies: Sequence[str]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(proxy) for proxy in proxies)


def answer_to_wait(request: PageRequest, until: datetime) -> Response[str]:
    """Say that nothing is looked at for a while, until when, and which ways go on."""
    instance = instance_of(request)
    seconds = max(1, ceil((until - instance.now()).total_seconds()))
    response = open_page(
        request,
        "entrance/wait.html",
        title="Too many wrong tries",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        until=_next_minute(until),
        passkeys=site_of(instance) is not None,
        providers=organisations_of(instance),
    )
    response.headers["retry-after"] = str(seconds)
    return response


def _next_minute(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def signed_in(request: PageRequest, token: str, going: str = "/") -> Redirect:
    """Answer somebody who has just signed in, or proved again who it is: the browser gets the new token."""
    instance = instance_of(request)
    response = see_other(going)
    response.set_cookie(browser_cookie(instance, sign_in_cookie_name(instance), token))
    response.set_cookie(browser_cookie(instance, form_cookie_name(instance), ""))
    return response


def person_of(request: PageRequest) -> SignedIn:
    """Give whoever is signed in.

    Raises:
        SignInNeeded: nobody is.
    """
    person = visit_of(request).person
    if person is None:
        raise SignInNeeded
    return person


def records_of(request: PageRequest) -> tuple[Database, datetime]:
    """Give the records, and the moment."""
    instance = instance_of(request)
    return instance.casework.database, instance.now()
