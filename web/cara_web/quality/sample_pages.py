"""Samples of cases: drawing one, and opening, reviewing and closing each of its cases."""

import secrets
from datetime import date, timedelta

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.quality.samples import (
    MOST_CASES,
    ReviewOutcome,
    SampleDetails,
    draw_sample,
    list_samples,
    open_case,
    review_case,
    see_case,
    see_sample,
)
from cara.vocabulary.text import Paragraph
from cara_web.layout.editing import refused
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.quality.asking import SAMPLES, about
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.staff.asking import done_banner
from cara_web.visits import instance_of

QUARTER = timedelta(days=91)
DONE = {
    "opened": "The case is open to you. That you opened it, and why, is written in the audit trail.",
    "closed": "The review is closed.",
}


class SampleAnswers(Question):
    """What is drawn."""

    since: date = Field(title="the first day")
    until: date = Field(title="the last day")
    size: int = Field(title="how many cases", ge=1, le=MOST_CASES)
    seed: int = Field(title="the seed", ge=0, le=2**31 - 1)


class OpeningAnswers(Question):
    """Why a case is opened."""

    reason: Paragraph = Field(title="why you open this case")


class ReviewAnswers(Question):
    """What a review found."""

    outcome: ReviewOutcome = Field(title="what the review found")
    findings: Paragraph = Field(title="your findings")


class SamplePages(Controller):
    """Below ``/quality/samples``."""

    path = SAMPLES
    include_in_schema = False
    opt = {"action": Action.REVIEW_CASES}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def listed(self, request: Web) -> Answer:
        """Show the samples."""
        found = await use(request, list_samples, now=instance_of(request).now())
        return page(request, "quality/samples.html", title="Samples of cases", found=found, **about(request, SAMPLES))

    @get("/new")
    async def ask(self, request: Web) -> Answer:
        """Ask what is to be drawn, with a seed that nobody chose."""
        today = today_of(request)
        seed = secrets.randbelow(10**6)
        return _question(request, Form.of(SampleAnswers(since=today - QUARTER, until=today, size=10, seed=seed)))

    @post("/new")
    async def draw(self, request: Web) -> Answer:
        """Draw it."""
        answered = answer(SampleAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return _question(request, answered, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            return f"{SAMPLES}/{draw_sample(instance, actor, SampleDetails(**answered.model_dump()), now=now)}"

        try:
            return see_other(await enter_once(request, submitted, "draw_sample", enter))
        except NotAccepted as problems:
            return _question(request, refused(answered, problems, ["since", "until"]), 422)

    @get("/{code:str}")
    async def sample(self, request: Web, code: FromPath[str]) -> Answer:
        """Show one sample with its cases."""
        found = await use(request, see_sample, code, now=instance_of(request).now())
        title = f"Sample of {len(found.cases)} {'case' if len(found.cases) == 1 else 'cases'}"
        return page(request, "quality/sample.html", title=title, found=found, back=SAMPLES)

    @get("/{code:str}/{case:str}")
    async def case(self, request: Web, code: FromPath[str], case: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show a case, or ask for the reason to open it."""
        return await _case_page(request, code, case, Form.empty(), done=done)

    @post("/{code:str}/{case:str}/open")
    async def open(self, request: Web, code: FromPath[str], case: FromPath[str]) -> Answer:
        """Open a case with a reason."""
        answered = answer(OpeningAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _case_page(request, code, case, answered, status=422)
        await use(request, open_case, code, case, answered.reason, now=instance_of(request).now())
        return see_other(f"{SAMPLES}/{code}/{case}?done=opened")

    @post("/{code:str}/{case:str}/review")
    async def review(self, request: Web, code: FromPath[str], case: FromPath[str]) -> Answer:
        """Close the review of a case."""
        answered = answer(ReviewAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _case_page(request, code, case, answered, status=422)
        now = instance_of(request).now()
        try:
            await use(request, review_case, code, case, answered.outcome, answered.findings, now=now)
        except NotAccepted as problems:
            return await _case_page(request, code, case, refused(answered, problems), status=422)
        return see_other(f"{SAMPLES}/{code}/{case}?done=closed")


def _question(request: Web, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "quality/sample_form.html",
        title="Draw a sample of cases",
        status=status,
        form=form,
        action=f"{SAMPLES}/new",
        submit="Draw the sample",
        back=SAMPLES,
    )


async def _case_page(request: Web, code: str, case: str, form: Form, *, done: str = "", status: int = 200) -> Answer:
    found = await use(request, see_case, code, case, now=instance_of(request).now())
    return page(
        request,
        "quality/case.html",
        title="Case for review" if found else "Open a case for review",
        status=status,
        found=found,
        form=form,
        here=f"{SAMPLES}/{code}/{case}",
        outcomes=ReviewOutcome,
        banner=done_banner(done, DONE) if found else None,
        back=f"{SAMPLES}/{code}",
    )
