"""Storing what was typed about a record: the question is asked again with what is wrong, or with both versions."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

from litestar import Response
from litestar.response import Redirect
from pydantic import BaseModel

from cara.acting import NotAccepted
from cara.acting.editing import EditedMeanwhile
from cara_web.layout.editing import Clash, Say, both, clash_of, refused
from cara_web.layout.forms import Form
from cara_web.layout.page import see_other

Answer = Response[str] | Redirect

Ask = Callable[[Form, int, Clash | None], Awaitable[Answer]]
"""Asks the question again: with a form, a status, and both versions where somebody else stored another one."""


def form_of(details: BaseModel, version: int) -> Form:
    """Begin a form with a record as it is stored, and of which version that is."""
    form = Form.of(details)
    return replace(form, typed={**form.typed, "seen": (str(version),)})


async def store_new(enter: Awaitable[str], answered: BaseModel, ask: Ask, *, dates: Iterable[str] = ()) -> Answer:
    """Store something new and go on; or ask again with what is wrong with it."""
    try:
        return see_other(await enter)
    except NotAccepted as problems:
        return await ask(refused(answered, problems, dates), 422, None)


async def store_change(
    store: Awaitable[Any],  # Any: whatever the use case gives
    answered: BaseModel,
    details: BaseModel,
    ask: Ask,
    going: str,
    say: Callable[[], Awaitable[Say]],
    *,
    dates: Iterable[str] = (),
) -> Answer:
    """Store a change and go on; or ask again with what is wrong, or with both versions if somebody else changed it.

    Args:
        store: the use case.
        answered: what was typed.
        details: the record that it makes.
        ask: asks the question again.
        going: the address that shows what was stored.
        say: gives how a field of the record is written.
        dates: the fields that are dates.
    """
    try:
        await store
    except NotAccepted as problems:
        return await ask(refused(answered, problems, dates), 422, None)
    except EditedMeanwhile as error:
        return await ask(both(error, answered), 409, clash_of(error, details, await say()))
    return see_other(going)
