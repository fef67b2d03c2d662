"""Move, book again, defer and extend: each on its own page, each with its reason."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action
from cara.casework import NotAccepted, PlaceDoesNotFit, Problem, SomebodyElseChanged
from cara.vocabulary.text import Line
from cara.workshops import (
    RegisterMissing,
    Reschedulable,
    ReturnReason,
    TakenOff,
    WhatAgain,
    book_again,
    defer,
    extend,
    move_booking,
    see_reschedulable,
    take_off,
    ways_off,
)
from cara_web.cases.case_pages import CASES, show_changed
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, book_of, use
from cara_web.visits import instance_of
from cara_web.worklist.disposal import Reason

TAKE_OFF = "Take the person off the workshops"
CHOOSE = {"cohort": {"*": "Select a pair of days"}}


class MoveAnswers(Question):
    """Where somebody is booked instead, and why."""

    cohort: str = Field(title="a pair of days", max_length=80)
    reason: Reason = Field(title="the reason")
    seen: int | None = Field(default=None, title="the case as you saw it", ge=0)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = CHOOSE


class DeferAnswers(Question):
    """Until when somebody is deferred, and why."""

    until: date = Field(title="the day until which it is deferred")
    reason: Reason = Field(title="the reason")
    seen: int | None = Field(default=None, title="the case as you saw it", ge=0)


class ExtendAnswers(Question):
    """The last day of a longer time, who authorised it, and why."""

    until: date = Field(title="the last day of the longer time")
    authorised_by: Line = Field(title="who authorised it")
    reason: Reason = Field(title="the reason")
    seen: int | None = Field(default=None, title="the case as you saw it", ge=0)


class TakeOffAnswers(Question):
    """What has happened, and where the case goes."""

    why: ReturnReason = Field(title="what has happened")
    reason: Reason = Field(title="what you know about it")
    after: TakenOff = Field(title="where the case goes")


class ActionPages(Controller):
    """What changes the days of one case."""

    path = CASES
    include_in_schema = False
    opt = {"action": Action.RESCHEDULE}  # noqa: RUF012 - Litestar declares it for the instance

    @get(["/{reference:str}/move", "/{reference:str}/rebook"])
    async def ask_place(self, request: Web, reference: FromPath[str]) -> Answer:
        """Offer the places to which somebody can go."""
        return await _places(request, reference, Form.empty())

    @post("/{reference:str}/move")
    async def move(self, request: Web, reference: FromPath[str]) -> Answer:
        """Move a booking."""
        answered = answer(MoveAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _places(request, reference, answered, 422)
        _, _, cohort = answered.cohort.rpartition(" ")
        now = instance_of(request).now()
        try:
            await use(request, move_booking, reference, cohort, reason=answered.reason, seen=answered.seen, now=now)
        except SomebodyElseChanged:
            return await show_changed(request, reference)
        except (PlaceDoesNotFit, RegisterMissing) as refused:
            return await _places(request, reference, _taken(answered, refused), 409)
        return see_other(f"{CASES}/{reference}?done=moved")

    @post("/{reference:str}/rebook")
    async def rebook(self, request: Web, reference: FromPath[str]) -> Answer:
        """Book somebody again."""
        answered = answer(MoveAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _places(request, reference, answered, 422)
        chosen, _, cohort = answered.cohort.rpartition(" ")
        what = WhatAgain(chosen) if chosen in set(WhatAgain) else WhatAgain.BOTH
        now = instance_of(request).now()
        try:
            await use(request, book_again, reference, cohort, what, reason=answered.reason, seen=answered.seen, now=now)
        except SomebodyElseChanged:
            return await show_changed(request, reference)
        except PlaceDoesNotFit as refused:
            return await _places(request, reference, _taken(answered, refused), 409)
        return see_other(f"{CASES}/{reference}?done=booked")

    @get("/{reference:str}/defer")
    async def ask_deferral(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask until when somebody is deferred."""
        return await _ask(request, reference, "defer", "Defer", Form.empty())

    @post("/{reference:str}/defer")
    async def defer(self, request: Web, reference: FromPath[str]) -> Answer:
        """Defer somebody."""
        answered = answer(DeferAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _ask(request, reference, "defer", "Defer", answered, 422)
        now = instance_of(request).now()
        try:
            await use(request, defer, reference, answered.until, reason=answered.reason, seen=answered.seen, now=now)
        except SomebodyElseChanged:
            return await show_changed(request, reference)
        except NotAccepted as refused:
            return await _ask(request, reference, "defer", "Defer", Form.of(answered).refused(refused.problems), 422)
        return see_other(f"{CASES}/{reference}?done=deferred")

    @get("/{reference:str}/extend")
    async def ask_extension(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask for the longer time and who authorised it."""
        return await _ask(request, reference, "extend", "Extend the time", Form.empty())

    @post("/{reference:str}/extend")
    async def extend(self, request: Web, reference: FromPath[str]) -> Answer:
        """Record the longer time."""
        answered = answer(ExtendAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _ask(request, reference, "extend", "Extend the time", answered, 422)
        now = instance_of(request).now()
        try:
            await use(
                request,
                extend,
                reference,
                answered.until,
                authorised_by=answered.authorised_by,
                reason=answered.reason,
                seen=answered.seen,
                now=now,
            )
        except SomebodyElseChanged:
            return await show_changed(request, reference)
        except NotAccepted as refused:
            form = Form.of(answered).refused(refused.problems)
            return await _ask(request, reference, "extend", "Extend the time", form, 422)
        return see_other(f"{CASES}/{reference}?done=extended")

    @get("/{reference:str}/take-off", opt={"action": Action.TAKE_OFF})
    async def ask_taking_off(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask why somebody is taken off the workshops, and where the case goes."""
        return await _ask(request, reference, "take-off", TAKE_OFF, Form.empty())

    @post("/{reference:str}/take-off", opt={"action": Action.TAKE_OFF})
    async def take_off(self, request: Web, reference: FromPath[str]) -> Answer:
        """Take somebody off the workshops."""
        answered = answer(TakeOffAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _ask(request, reference, "take-off", TAKE_OFF, answered, 422)
        after, why, reason = answered.after, answered.why, answered.reason
        now = instance_of(request).now()
        try:
            await use(request, take_off, reference, after=after, why=why, reason=reason, now=now)
        except RegisterMissing as refused:
            form = Form.of(answered).refused([Problem("after", str(refused))])
            return await _ask(request, reference, "take-off", TAKE_OFF, form, 409)
        return see_other(f"{CASES}/{reference}?done=taken-off")


def _taken(answered: MoveAnswers, refused: PlaceDoesNotFit | RegisterMissing) -> Form:
    why = "; ".join(refused.why) if isinstance(refused, PlaceDoesNotFit) else str(refused)
    return Form.of(answered).refused([Problem("cohort", f"This place cannot be given: {why}. Choose another one")])


async def _places(request: Web, reference: str, form: Form, status: int = 200) -> Answer:
    seen: Reschedulable = await use(request, see_reschedulable, reference, now=instance_of(request).now())
    book = book_of(request)
    doing = request.url.path.rsplit("/", 1)[-1]
    return page(
        request,
        "cases/places.html",
        title="Move to another cohort" if doing == "move" else "Book again",
        status=status,
        seen=seen,
        names={district.code: district.name for district in book.area.districts} if book else {},
        form=form,
        action=f"{CASES}/{seen.reference}/{doing}",
        submit="Move the booking" if doing == "move" else "Book this place",
        back=f"{CASES}/{seen.reference}",
    )


async def _ask(request: Web, reference: str, doing: str, title: str, form: Form, status: int = 200) -> Answer:
    seen: Reschedulable = await use(request, see_reschedulable, reference, now=instance_of(request).now())
    return page(
        request,
        f"cases/{doing.replace('-', '_')}.html",
        title=title,
        status=status,
        seen=seen,
        whys=[(one.value, one.label) for one in ReturnReason],
        afters=[(one.value, one.label) for one in ways_off(seen.status)],
        form=form,
        action=f"{CASES}/{seen.reference}/{doing}",
        submit=title,
        back=f"{CASES}/{seen.reference}",
    )
