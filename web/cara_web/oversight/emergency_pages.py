"""Opening a record in an emergency, and reviewing what others opened."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.acting import NotAccepted, Problem
from cara.casework import NoSuchReferral
from cara.oversight import (
    Finding,
    break_glass,
    list_openings,
    own_openings,
    review_broken_glass,
    see_opening,
)
from cara.oversight.breaking_glass import LASTS
from cara.vocabulary.text import Line, Paragraph
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of

EMERGENCY, OPENINGS = "/emergency", "/openings"
SECONDS_A_MINUTE = 60
NOT_THERE = "There is no such referral: check the reference"

Reason = Annotated[Paragraph, Field(min_length=10, max_length=2000)]


class EmergencyAnswers(Question):
    """Which record, why, and that the consequences are known."""

    reference: Line = Field(title="the referral's reference")
    reason: Reason = Field(title="the reason")
    confirmed: Literal["yes"] = Field(title="that you have read what this means")
    sentences: ClassVar = {"confirmed": {"*": "Confirm that you have read what this means"}}


class ReviewAnswers(Question):
    """What a review found."""

    finding: Finding = Field(title="whether it was justified")
    note: Paragraph = Field(title="a note")


class EmergencyPages(Controller):
    """Opening a record."""

    path = EMERGENCY
    include_in_schema = False
    opt = {"action": Action.BREAK_GLASS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def ask(self, request: Web) -> Answer:
        """Say what it means, ask which record and why, and show what is open still."""
        return await _emergency(request, Form.empty())

    @post("/")
    async def open(self, request: Web) -> Answer:
        """Open the record, and show how long it stays open."""
        answered = answer(EmergencyAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _emergency(request, answered, 422)
        now = instance_of(request).now()
        try:
            await use(request, break_glass, answered.reference, answered.reason, now=now)
        except NotAccepted as refused:
            return await _emergency(request, Form.of(answered).refused(refused.problems), 422)
        except NoSuchReferral:
            return await _emergency(request, Form.of(answered).refused([Problem("reference", NOT_THERE)]), 404)
        return see_other(EMERGENCY)


class OpeningPages(Controller):
    """Reviewing what others opened."""

    path = OPENINGS
    include_in_schema = False
    opt = {"action": Action.REVIEW_BREAK_GLASS}  # noqa: RUF012 - as above

    @get("/")
    async def listed(self, request: Web, reviewed: FromQuery[str] = "", done: FromQuery[str] = "") -> Answer:
        """List what waits for a review, or what was reviewed."""
        closed = reviewed == "yes"
        now = instance_of(request).now()
        return page(
            request,
            "oversight/openings.html",
            title="Openings that were reviewed" if closed else "Openings to review",
            openings=await use(request, list_openings, reviewed=closed, now=now),
            closed=closed,
            now=now,
            banner=_consequence(done),
        )

    @get("/{code:str}")
    async def opening(self, request: Web, code: FromPath[str]) -> Answer:
        """Show who opened what and why, and what was looked at."""
        return await _opening(request, code, Form.empty())

    @post("/{code:str}")
    async def review(self, request: Web, code: FromPath[str]) -> Answer:
        """Record what the review found."""
        answered = answer(ReviewAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _opening(request, code, answered, 422)
        now = instance_of(request).now()
        await use(request, review_broken_glass, code, answered.finding, answered.note, now=now)
        return see_other(f"{OPENINGS}?done={answered.finding.value}")


def time_left(ends_at: datetime, now: datetime) -> str:
    """Say how long something lasts still, in whole minutes that have not passed: ``1 minute left``."""
    seconds = int((ends_at - now).total_seconds())
    if seconds < SECONDS_A_MINUTE:
        return "less than a minute left"
    minutes = seconds // SECONDS_A_MINUTE
    return "1 minute left" if minutes == 1 else f"{minutes} minutes left"


async def _emergency(request: Web, form: Form, status: int = 200) -> Answer:
    now = instance_of(request).now()
    mine = await use(request, own_openings, now=now)
    return page(
        request,
        "oversight/emergency.html",
        title="Open a record in an emergency",
        status=status,
        mine=[(opening, time_left(opening.ends_at, now)) for opening in mine],
        minutes=int(LASTS.total_seconds()) // SECONDS_A_MINUTE,
        form=form,
    )


async def _opening(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    now = instance_of(request).now()
    view = await use(request, see_opening, code, now=now)
    return page(
        request,
        "oversight/opening.html",
        title="An opening in an emergency",
        status=status,
        view=view,
        lasts=time_left(view.opening.ends_at, now) if view.opening.is_open(now) else None,
        findings=[(finding.value, finding.label) for finding in Finding],
        form=form,
        back=OPENINGS,
    )


_CONSEQUENCES = {
    Finding.JUSTIFIED.value: "The review is recorded: justified. Whoever opened the record is told.",
    Finding.NOT_JUSTIFIED.value: (
        "The review is recorded: not justified. Whoever opened the record is told. Decide whether access is to be taken "
        "away, and whether it is a breach that must be reported."
    ),
}


def _consequence(done: str) -> Banner | None:
    return Banner(_CONSEQUENCES[done]) if done in _CONSEQUENCES else None
