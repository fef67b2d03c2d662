"""What every page of these rooms does: find out who asks, and run one use case for them."""

from collections.abc import Callable
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar

from litestar import Request, Response
from litestar.response import Redirect

from cara.access import Subject
from cara.areas import AreaUnavailable
from cara.casework import Instance
from cara.policy import PolicyBook
from cara_web.guarding import SignInNeeded
from cara_web.instance import in_thread
from cara_web.visits import instance_of, visit_of

Web = Request[Any, Any, Any]  # Any: user, token and state of Litestar, none of them used
Answer = Response[str] | Redirect

P = ParamSpec("P")
T = TypeVar("T")


def subject_of(request: Web) -> Subject:
    """Give whoever asks.

    Raises:
        SignInNeeded: nobody has signed in.
    """
    subject = visit_of(request).subject
    if subject is None:
        raise SignInNeeded
    return subject


async def use(
    request: Web, case: Callable[Concatenate[Instance, Subject, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a use case for whoever asks, in one of the instance's threads."""
    instance = instance_of(request)
    return await in_thread(instance, case, instance.casework, subject_of(request), *args, **kwargs)


def book_of(request: Web) -> PolicyBook | None:
    """Give the area's book, or nothing while its rules cannot be read."""
    try:
        return instance_of(request).casework.book
    except AreaUnavailable:
        return None


def police_of(request: Web) -> str:
    """Name the area's police force."""
    book = book_of(request)
    return book.area.police.name if book else "the police"


def today_of(request: Web) -> date:
    """Give the day in the instance's zone."""
    instance = instance_of(request)
    return instance.casework.today(instance.now())
