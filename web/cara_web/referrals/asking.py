"""What every page of these rooms does: find out who asks, and run one use case for them."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from litestar import Request, Response
from litestar.response import Redirect

from cara.access import Subject
from cara.areas import AreaUnavailable
from cara.casework import Instance, once
from cara.policy import PolicyBook
from cara_web.guarding import SignInNeeded
from cara_web.instance import in_thread
from cara_web.layout.form_body import Submitted
from cara_web.visits import instance_of, visit_of

Web = Request[Any, Any, Any]  # Any: user, token and state of Litestar, none of them used
Answer = Response[str] | Redirect

SEE_OTHER = 303

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


async def enter_once(
    request: Web, submitted: Submitted, operation: str, enter: Callable[[Instance, Subject], str]
) -> str:
    """Run a use case that enters something, once for each form however often it is sent, and give where to go on.

    Args:
        submitted: the form, whose hidden key says that it is the same one.
        operation: what it does, as its address names it.
        enter: the use case; gives the address that shows what was entered.
    """
    instance, subject = instance_of(request), subject_of(request)
    key = submitted.idempotency_key or uuid4().hex
    sent = json.dumps(submitted.fields, sort_keys=True)

    def work() -> tuple[int, str]:
        return SEE_OTHER, enter(instance.casework, subject)

    asked = hashlib.sha256(sent.encode()).hexdigest()
    _, going, _ = await in_thread(
        instance, once, instance.casework, subject.code, operation, key, asked, work, instance.now()
    )
    return going


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
