"""What comes next with partners: the list of all steps, and adding, changing or finishing one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.casework import Instance
from cara.engagement import NoSuchPartner
from cara.engagement.seeing import OrganisationView, see_organisation
from cara.engagement.steps import (
    Step,
    StepOrder,
    StepSearch,
    StepState,
    add_step,
    change_step,
    download_steps,
    finish_step,
    list_steps,
)
from cara.engagement.words import StepDetails
from cara.vocabulary.dates import in_words
from cara.vocabulary.text import Paragraph
from cara_web.engagement.asking import PARTNERS, STEPS, about, choices_of, saying
from cara_web.layout.editing import Clash
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.listing import Listed, chosen, listed
from cara_web.layout.page import page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.layout.storing import Ask, form_of, store_change, store_new
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.staff.asking import done_banner
from cara_web.visits import instance_of

COLUMNS = ("Due", "What", "Organisation", "Who", "State")


class StepAnswers(Question):
    """A next step, and of which version."""

    what: Paragraph = Field(title="what is to be done")
    who: str = Field(title="who of us does it")
    due_on: date = Field(title="the day by which it is done")
    seen: int = Field(0, title="the step as you saw it", ge=0, le=2**31 - 1)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"who": {"*": "Select who of us does it"}}

    def details(self) -> StepDetails:
        """Give it as it is stored."""
        return StepDetails.model_validate(self.model_dump(exclude={"seen"}))


class StepListPages(Controller):
    """The list of all steps."""

    path = STEPS
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_PARTNERS})
    async def listed(
        self,
        request: Web,
        show: FromQuery[str] = "",
        who: FromQuery[str] = "",
        sort: FromQuery[str] = "",
        done: FromQuery[str] = "",
        after: FromQuery[int | None] = None,
    ) -> Answer:
        """Show a page of the steps that were asked for."""
        asked = listed(STEPS, show=show, who=who, sort=sort)
        search = replace(_search(asked), after=after)
        return page(
            request,
            "engagement/steps.html",
            title="Next steps with partners",
            found=await use(request, list_steps, search, now=instance_of(request).now()),
            asked=asked,
            form=asked.form,
            states=[(one.value, one.label) for one in StepState if one is not StepState.OPEN],
            orders=StepOrder,
            colleagues=[(one.code, one.name) for one in (await choices_of(request)).colleagues],
            today=today_of(request),
            banner=done_banner(done, {"yes": "The step is done."}),
            **about(request, STEPS),
        )

    @get("/download", opt={"action": Action.EXPORT_PARTNERS})
    async def taken_away(
        self, request: Web, show: FromQuery[str] = "", who: FromQuery[str] = "", sort: FromQuery[str] = ""
    ) -> Response[bytes]:
        """Give every step that was asked for as CSV."""
        asked = listed(STEPS, show=show, who=who, sort=sort)
        found = await use(request, download_steps, _search(asked), now=instance_of(request).now())
        today = today_of(request)
        return download(f"next-steps-{today.isoformat()}", COLUMNS, as_rows(found, today))


class StepPages(Controller):
    """Below ``/partners/CODE/steps``."""

    path = PARTNERS + "/{code:str}/steps"
    include_in_schema = False
    opt = {"action": Action.CHANGE_PARTNERS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/new")
    async def ask(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask for a step."""
        return await _question(request, await _see(request, code), Form.empty(), None)

    @post("/new")
    async def add(self, request: Web, code: FromPath[str]) -> Answer:
        """Add it."""
        answered = answer(StepAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _question(request, await _see(request, code), answered, None, 422)
        now, going = instance_of(request).now(), f"{PARTNERS}/{code}?done=step"

        def enter(instance: Instance, actor: Subject) -> str:
            add_step(instance, actor, code, answered.details(), now=now)
            return going

        entering = enter_once(request, submitted, "add_step", enter)
        return await store_new(entering, answered, _asking(request, code), dates=["due_on"])

    @get("/{step:str}/change")
    async def ask_change(self, request: Web, code: FromPath[str], step: FromPath[str]) -> Answer:
        """Ask what is to change."""
        view = await _see(request, code)
        found = _find(view, step)
        return await _question(request, view, form_of(found.details, found.version), found)

    @post("/{step:str}/change")
    async def change(self, request: Web, code: FromPath[str], step: FromPath[str]) -> Answer:
        """Change it; if somebody else did meanwhile, show both versions."""
        answered = answer(StepAnswers, await read_form(request))
        view = await _see(request, code)
        found = _find(view, step)
        if isinstance(answered, Form):
            return await _question(request, view, answered, found, 422)
        details, now = answered.details(), instance_of(request).now()
        storing = use(request, change_step, code, step, details, seen=answered.seen, now=now)
        going, say = f"{PARTNERS}/{code}?done=step", saying(request)
        return await store_change(
            storing, answered, details, _asking(request, code, step), going, say, dates=["due_on"]
        )

    @post("/{step:str}/finish")
    async def finish(self, request: Web, code: FromPath[str], step: FromPath[str]) -> Answer:
        """Say that it is done."""
        (await read_form(request)).refuse_unknown(())
        await use(request, finish_step, code, step, now=instance_of(request).now())
        return see_other(f"{PARTNERS}/{code}?done=step-done")


def _search(asked: Listed) -> StepSearch:
    given = asked.given
    return StepSearch(
        state=chosen(StepState, given.get("show", "")) or StepState.OPEN,
        who=given.get("who"),
        order=chosen(StepOrder, given.get("sort", "")) or StepOrder.DUE,
    )


def as_rows(found: Sequence[Step], today: date) -> list[tuple[str, ...]]:
    """Give the cells of a download, as people read them."""
    return [
        (
            in_words(step.details.due_on, weekday=False),
            step.details.what,
            step.organisation_name,
            step.who,
            (StepState.DONE if step.done_at else StepState.OVERDUE if step.is_overdue(today) else StepState.OPEN).label,
        )
        for step in found
    ]


async def _see(request: Web, code: str) -> OrganisationView:
    return await use(request, see_organisation, code, now=instance_of(request).now())


def _find(view: OrganisationView, code: str) -> Step:
    found = next((one for one in view.steps if one.code == code), None)
    if found is None:
        raise NoSuchPartner(code)
    return found


def _asking(request: Web, code: str, step: str | None = None) -> Ask:
    async def ask(form: Form, status: int, clash: Clash | None) -> Answer:
        view = await _see(request, code)
        return await _question(request, view, form, _find(view, step) if step else None, status, clash)

    return ask


async def _question(
    request: Web, view: OrganisationView, form: Form, step: Step | None, status: int = 200, clash: Clash | None = None
) -> Answer:
    here = f"{PARTNERS}/{view.row.code}"
    return page(
        request,
        "engagement/step_form.html",
        title="Change a next step" if step else "Add a next step",
        status=status,
        form=form,
        clash=clash,
        colleagues=[(one.code, one.name) for one in (await choices_of(request)).colleagues],
        action=f"{here}/steps/{step.code}/change" if step else f"{here}/steps/new",
        back=here,
        caption=view.row.details.name,
        submit="Store the change" if step else "Add the step",
    )
