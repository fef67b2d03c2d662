"""The second person: a briefing is released or returned."""

from litestar import Controller, get, post
from litestar.params import FromPath

from cara.access import Action
from cara.victims.briefings import release_briefing, return_briefing, see_briefing, waiting_briefings
from cara.victims.returned import returned_briefings
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.staff.asking import may
from cara_web.victims.asking import victim_page
from cara_web.visits import instance_of
from cara_web.worklist.disposal import Reason

BRIEFINGS = "/briefings"


class ReturnQuestion(Question):
    """Why a briefing is returned."""

    reason: Reason


class ApprovingPages(Controller):
    """Everything below ``/briefings``."""

    path = BRIEFINGS
    include_in_schema = False
    opt = {"action": Action.APPROVE_BRIEFING}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def waiting(self, request: Web) -> Answer:
        """List what waits for this person."""
        now = instance_of(request).now()
        rows = await use(request, waiting_briefings, now=now)
        writes = may(request, Action.WRITE_BRIEFING)
        returned = await use(request, returned_briefings, now=now) if writes else ()
        return victim_page(request, "briefings/waiting.html", title="Briefings", rows=rows, returned=returned)

    @get("/{code:str}")
    async def one(self, request: Web, code: FromPath[str]) -> Answer:
        """Show one briefing."""
        return await _show(request, code, Form.empty())

    @post("/{code:str}/release")
    async def release(self, request: Web, code: FromPath[str]) -> Answer:
        """Release it to the facilitators."""
        await read_form(request)
        await use(request, release_briefing, code, now=instance_of(request).now())
        return see_other(BRIEFINGS)

    @post("/{code:str}/return")
    async def give_back(self, request: Web, code: FromPath[str]) -> Answer:
        """Return it to whoever wrote it."""
        answered = answer(ReturnQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await _show(request, code, answered, 422)
        await use(request, return_briefing, code, answered.reason, now=instance_of(request).now())
        return see_other(BRIEFINGS)


async def _show(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    row = await use(request, see_briefing, code, now=instance_of(request).now())
    title = f"Briefing {row.code.spoken}"
    return victim_page(
        request, "briefings/approve.html", title=title, status=status, row=row, form=form, back=BRIEFINGS
    )
