"""The content checklist of a workshop, on a phone in a hall."""

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Action, Resource, Role
from cara.acting import NotAccepted
from cara.quality import Checklist, Coverage, SomebodyElseTicked, record_checklist, see_checklist
from cara.quality.content import aims_source
from cara_web.layout.editing import Clash
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form
from cara_web.layout.page import page, see_other
from cara_web.quality.checklist_form import clash_of, form_again, form_of, read_checklist
from cara_web.referrals.asking import Answer, Web, subject_of, use
from cara_web.staff.asking import done_banner, may
from cara_web.visits import instance_of
from cara_web.workshops.words import named

SAVED = {"saved": "The checklist is saved. It can be corrected; every version stays in the history."}


class ChecklistPages(Controller):
    """The address ``/workshops/CODE/checklist``."""

    path = "/workshops/{code:str}/checklist"
    include_in_schema = False

    @get(opt={"action": Action.SEE_CHECKLIST})
    async def checklist(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show the aims, and what was said of each."""
        checklist = await use(request, see_checklist, code, now=instance_of(request).now())
        return _page(request, checklist, form_of(checklist), done=done)

    @post(opt={"action": Action.RECORD_CHECKLIST})
    async def record(self, request: Web, code: FromPath[str]) -> Answer:
        """Store what was covered; if somebody else did meanwhile, show both versions."""
        submitted = await read_form(request)
        entry = read_checklist(submitted)
        now = instance_of(request).now()
        if isinstance(entry, Form):
            return _page(request, await use(request, see_checklist, code, now=now), entry, status=422)
        try:
            await use(request, record_checklist, code, entry, now=now)
        except NotAccepted as refused:
            form = Form(submitted.fields).refused(refused.problems)
            return _page(request, await use(request, see_checklist, code, now=now), form, status=422)
        except SomebodyElseTicked as error:
            latest = error.checklist.latest
            form = form_again(entry, latest.key if latest else None)
            return _page(request, error.checklist, form, status=409, clash=clash_of(error.checklist, entry))
        return see_other(f"/workshops/{code}/checklist?done=saved")


def _page(
    request: Web, checklist: Checklist, form: Form, *, done: str = "", status: int = 200, clash: Clash | None = None
) -> Answer:
    workshop = checklist.workshop
    own = subject_of(request).role is Role.FACILITATOR
    return page(
        request,
        "quality/checklist.html",
        title=f"What was covered: {named(workshop)}",
        status=status,
        checklist=checklist,
        workshop=workshop,
        form=form,
        clash=clash,
        coverages=list(Coverage),
        source=aims_source(instance_of(request).casework),
        may_record=own or may(request, Action.RECORD_CHECKLIST, Resource()),
        banner=done_banner(done, SAVED),
        back="/my/workshops" if own else "/",
    )
