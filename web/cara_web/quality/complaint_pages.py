"""Complaints: the register, and recording, acknowledging and closing one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.quality.complaints import (
    ComplaintAbout,
    ComplaintChannel,
    ComplaintDetails,
    ComplaintOutcome,
    ComplaintRow,
    ComplaintSearch,
    ComplaintState,
    acknowledge_complaint,
    close_complaint,
    download_complaints,
    list_complaints,
    record_complaint,
    see_complaint,
)
from cara.vocabulary.dates import in_words
from cara.vocabulary.text import Paragraph
from cara_web.layout.editing import refused
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.listing import Listed, chosen, listed
from cara_web.layout.page import page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.quality.asking import COMPLAINTS, about
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.staff.asking import done_banner
from cara_web.visits import instance_of

COLUMNS = ("Complaint", "Received", "How", "About", "Acknowledged", "Due", "State", "Outcome", "Closed")
DONE = {
    "recorded": "The complaint is recorded. Its time runs from the day it came.",
    "acknowledged": "The complaint is acknowledged.",
    "closed": "The complaint is closed.",
}


class ComplaintAnswers(Question):
    """A complaint as it came."""

    received_on: date = Field(title="the day it came")
    channel: ComplaintChannel = Field(title="how it came")
    about: ComplaintAbout = Field(title="what it is about")
    said: Paragraph = Field(title="what was said")


class ClosingAnswers(Question):
    """What became of it."""

    outcome: ComplaintOutcome = Field(title="the outcome")
    answer: Paragraph = Field(title="what was answered and done")


class ComplaintPages(Controller):
    """Below ``/quality/complaints``."""

    path = COMPLAINTS
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_COMPLAINTS})
    async def listed(
        self, request: Web, show: FromQuery[str] = "", kind: FromQuery[str] = "", after: FromQuery[int | None] = None
    ) -> Answer:
        """Show a page of the register."""
        asked = listed(COMPLAINTS, show=show, kind=kind)
        search = replace(_search(asked), after=after)
        return page(
            request,
            "quality/complaints.html",
            title="Complaints",
            found=await use(request, list_complaints, search, now=instance_of(request).now()),
            asked=asked,
            form=asked.form,
            states=ComplaintState,
            kinds=ComplaintAbout,
            today=today_of(request),
            **about(request, COMPLAINTS),
        )

    @get("/download", opt={"action": Action.EXPORT_COMPLAINTS})
    async def taken_away(self, request: Web, show: FromQuery[str] = "", kind: FromQuery[str] = "") -> Response[bytes]:
        """Give the register that was asked for as CSV, without what was written."""
        search = _search(listed(COMPLAINTS, show=show, kind=kind))
        found = await use(request, download_complaints, search, now=instance_of(request).now())
        today = today_of(request)
        return download(f"complaints-{today.isoformat()}", COLUMNS, as_rows(found, today))

    @get("/new", opt={"action": Action.CHANGE_COMPLAINTS})
    async def ask(self, request: Web) -> Answer:
        """Ask for a complaint."""
        return _question(request, Form.empty())

    @post("/new", opt={"action": Action.CHANGE_COMPLAINTS})
    async def record(self, request: Web) -> Answer:
        """Record it."""
        answered = answer(ComplaintAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return _question(request, answered, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            code = record_complaint(instance, actor, ComplaintDetails(**answered.model_dump()), now=now)
            return f"{COMPLAINTS}/{code}?done=recorded"

        try:
            return see_other(await enter_once(request, submitted, "record_complaint", enter))
        except NotAccepted as problems:
            return _question(request, refused(answered, problems, ["received_on"]), 422)

    @get("/{code:str}", opt={"action": Action.SEE_COMPLAINTS})
    async def one(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show one complaint whole."""
        return await _complaint_page(request, code, Form.empty(), done=done)

    @post("/{code:str}/acknowledge", opt={"action": Action.CHANGE_COMPLAINTS})
    async def acknowledge(self, request: Web, code: FromPath[str]) -> Answer:
        """Say that it was acknowledged today."""
        (await read_form(request)).refuse_unknown(())
        await use(request, acknowledge_complaint, code, now=instance_of(request).now())
        return see_other(f"{COMPLAINTS}/{code}?done=acknowledged")

    @post("/{code:str}/close", opt={"action": Action.CHANGE_COMPLAINTS})
    async def close(self, request: Web, code: FromPath[str]) -> Answer:
        """Say what became of it."""
        answered = answer(ClosingAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _complaint_page(request, code, answered, status=422)
        now = instance_of(request).now()
        try:
            await use(request, close_complaint, code, answered.outcome, answered.answer, now=now)
        except NotAccepted as problems:
            return await _complaint_page(request, code, refused(answered, problems), status=422)
        return see_other(f"{COMPLAINTS}/{code}?done=closed")


def as_rows(found: Sequence[ComplaintRow], today: date) -> list[tuple[str, ...]]:
    """Give the cells of a download, as people read them."""
    return [
        (
            one.code,
            _day(one.received_on),
            one.channel.label,
            one.about.label,
            _day(one.acknowledged_on),
            _day(one.due_on),
            one.state(today).label,
            one.outcome.label if one.outcome else "",
            _day(one.closed_on),
        )
        for one in found
    ]


def _day(day: date | None) -> str:
    return in_words(day, weekday=False) if day else ""


def _search(asked: Listed) -> ComplaintSearch:
    given = asked.given
    return ComplaintSearch(
        state=chosen(ComplaintState, given.get("show", "")), about=chosen(ComplaintAbout, given.get("kind", ""))
    )


def _question(request: Web, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "quality/complaint_form.html",
        title="Record a complaint",
        status=status,
        form=form,
        channels=ComplaintChannel,
        kinds=ComplaintAbout,
        action=f"{COMPLAINTS}/new",
        submit="Record the complaint",
        back=COMPLAINTS,
    )


async def _complaint_page(request: Web, code: str, form: Form, *, done: str = "", status: int = 200) -> Answer:
    found = await use(request, see_complaint, code, now=instance_of(request).now())
    return page(
        request,
        "quality/complaint.html",
        title=f"Complaint of {_day(found.received_on)}",
        status=status,
        found=found,
        form=form,
        today=today_of(request),
        outcomes=ComplaintOutcome,
        here=f"{COMPLAINTS}/{found.code}",
        banner=done_banner(done, DONE),
        back=COMPLAINTS,
    )
