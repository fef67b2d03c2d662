"""What every way of signing in shares: the page before it, the browser that arrives, and the cookies after it."""

from datetime import datetime
from typing import Any

from litestar import Response
from litestar.response import Redirect

from cara.records import Database
from cara.staff import Arrival, SignedIn
from cara_web.cookies import browser_cookie, form_cookie_name, sign_in_cookie_name
from cara_web.entrance.browsers import browser_name
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
    return Arrival(browser_name(request.headers.get("user-agent", "")), replacing, visit.request_id)


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
