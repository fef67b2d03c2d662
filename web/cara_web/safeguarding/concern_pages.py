"""Working on concerns: the list of one's own, and one of them with what was done."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import BeforeValidator, Field

from cara.access import Action, Role
from cara.acting import NotAccepted, Problem
from cara.casework import NoSuchReferral, WrongStatus
from cara.casework.details import none_if_blank
from cara.victims.concerns import (
    acknowledge_concern,
    act_on_concern,
    close_concern,
    hold_place,
    list_concerns,
    see_concern,
)
from cara.victims.words import ConcernStatus, Done
from cara.vocabulary.text import Paragraph
from cara.workshops import RegisterMissing
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Answer, Web, subject_of, use
from cara_web.victims.asking import victim_page
from cara_web.visits import instance_of

CONCERNS = "/safeguarding"
ACT = {"action": Action.ACT_ON_CONCERN}
DONE = [(done.value, done.label) for done in Done if done is not Done.PLACE_HELD]


class DoneQuestion(Question):
    """What was done about a concern."""

    done: Done = Field(title="what was done")
    note: Annotated[Paragraph | None, BeforeValidator(none_if_blank)] = Field(default=None, title="a note")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"done": {"*": "Select what was done"}}


class HoldQuestion(Question):
    """Until when the participant's place is held back."""

    until: date = Field(title="the day until which the place is held back")


class ConcernPages(Controller):
    """Everything below ``/safeguarding``."""

    path = CONCERNS
    include_in_schema = False

    @get(opt={"action": Action.LIST_CONCERNS})
    async def own(self, request: Web) -> Answer:
        """List the concerns on which this person works."""
        now = instance_of(request).now()
        rows = await use(request, list_concerns, now=now)
        return victim_page(request, "safeguarding/list.html", title="Safeguarding", rows=rows, now=now)

    @get("/{code:str}", opt={"action": Action.SEE_CONCERN})
    async def one(self, request: Web, code: FromPath[str]) -> Answer:
        """Show one concern."""
        return await _show(request, code, Form.empty())

    @post("/{code:str}/acknowledge", opt=ACT)
    async def acknowledge(self, request: Web, code: FromPath[str]) -> Answer:
        """Answer for it."""
        await read_form(request)
        await use(request, acknowledge_concern, code, now=instance_of(request).now())
        return see_other(f"{CONCERNS}/{code}")

    @post("/{code:str}/done", opt=ACT)
    async def act(self, request: Web, code: FromPath[str]) -> Answer:
        """Record what was done."""
        return await self._record(request, code, close=False)

    @post("/{code:str}/close", opt=ACT)
    async def close(self, request: Web, code: FromPath[str]) -> Answer:
        """Close it with what came of it."""
        return await self._record(request, code, close=True)

    async def _record(self, request: Web, code: str, *, close: bool) -> Answer:
        answered = answer(DoneQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await _show(request, code, answered, 422)
        doing = close_concern if close else act_on_concern
        await use(request, doing, code, answered.done, answered.note, now=instance_of(request).now())
        return see_other(CONCERNS if close else f"{CONCERNS}/{code}")

    @post("/{code:str}/hold", opt=ACT)
    async def hold(self, request: Web, code: FromPath[str]) -> Answer:
        """Hold the participant's place back."""
        submitted = await read_form(request)
        answered = answer(HoldQuestion, submitted)
        if isinstance(answered, Form):
            return await _show(request, code, answered, 422)
        try:
            await use(request, hold_place, code, answered.until, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _show(request, code, Form.as_sent(submitted).refused(refused.problems), 422)
        except (NoSuchReferral, RegisterMissing, WrongStatus) as refused:
            words = str(refused) if not isinstance(refused, NoSuchReferral) else "Only the area manager holds a place"
            return await _show(request, code, Form.as_sent(submitted).refused([Problem("until", words)]), 409)
        return see_other(f"{CONCERNS}/{code}")


async def _show(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    now = instance_of(request).now()
    row, steps = await use(request, see_concern, code, now=now)
    return victim_page(
        request,
        "safeguarding/concern.html",
        title=f"Concern {row.code.spoken}",
        status=status,
        row=row,
        steps=steps,
        now=now,
        form=form,
        done=DONE,
        is_raised=row.status is ConcernStatus.RAISED,
        is_open=row.status in {ConcernStatus.ACKNOWLEDGED, ConcernStatus.ACTING},
        may_hold=subject_of(request).role is Role.AREA_MANAGER,
        back=CONCERNS,
    )
