"""The board of workshops, one cohort with who runs it and its days, and its cancellation with the consequences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal, Protocol

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.casework import Instance, NotAccepted, Problem
from cara.workshops import (
    Cancellation,
    CohortView,
    RegisterMissing,
    SomethingChanged,
    WrongStep,
    assign_facilitator,
    cancel_cohort,
    give_other_days,
    preview_cancellation,
    preview_not_held,
    record_not_held,
    release_facilitator,
    see_board,
    see_cohort,
)
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import Banner, page, see_other
from cara_web.referrals.asking import Answer, Web, book_of, today_of, use
from cara_web.visits import instance_of
from cara_web.worklist.disposal import Reason

BOARD = "/saturdays"
COHORTS = "/cohorts"
WEEKS = 8

DONE: Mapping[str, str] = {
    "assigned": "The facilitator runs the workshop now, and sees it among his or her own.",
    "released": "The facilitator no longer runs the workshop.",
    "moved": "The workshops have their new days. Everybody booked is told of them.",
    "cancelled": "Cancelled. Everybody has another place, or stands on the worklist, and is told so.",
    "not-held": "Recorded as not held. Everybody has another place, or stands on the worklist, and is told so.",
}
"""What was done, in closed words: the address carries a code."""


class FacilitatorAnswers(Question):
    """Who runs a workshop, or no longer does."""

    workshop: str = Field(title="the workshop", max_length=80)
    facilitator: str = Field(title="a facilitator", max_length=80)
    doing: Literal["assign", "release"] = Field(default="assign", title="what you do")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"facilitator": {"*": "Choose a facilitator"}}


class DaysAnswers(Question):
    """The days that a cohort's workshops get, and why."""

    first_day: date = Field(title="the day of workshop one")
    second_day: date = Field(title="the day of workshop two")
    reason: Reason = Field(title="the reason")


class CancelAnswers(Question):
    """Why a cohort is cancelled, and which consequences were seen."""

    reason: Reason = Field(title="the reason")
    seen: str = Field(title="the consequences that you saw", max_length=64)


class BoardPages(Controller):
    """The board itself."""

    path = BOARD
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_BOARD})
    async def board(self, request: Web, first: FromQuery[str] = "") -> Answer:
        """Show eight weeks of workshops by venue."""
        today = today_of(request)
        begin = _day(first) or today
        found = await use(request, see_board, begin, WEEKS, now=instance_of(request).now())
        step = timedelta(weeks=WEEKS)
        return page(
            request,
            "cases/board.html",
            title="Saturdays" if all(one.day.weekday() == SATURDAY for one in found.days) else "Workshops",
            board=found,
            first=begin,
            today=today,
            last=begin + step - timedelta(days=1),
            earlier=f"{BOARD}?first={(begin - step).isoformat()}",
            later=f"{BOARD}?first={(begin + step).isoformat()}",
        )


SATURDAY = 5


class CohortPages(Controller):
    """One cohort."""

    path = COHORTS
    include_in_schema = False

    @get("/{cohort:str}", opt={"action": Action.SEE_BOARD})
    async def cohort(self, request: Web, cohort: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show both workshops, who runs them, and what can be done."""
        return await _cohort(request, cohort, Form.empty(), done=done)

    @post("/{cohort:str}/facilitators", opt={"action": Action.ASSIGN_FACILITATOR})
    async def facilitators(self, request: Web, cohort: FromPath[str]) -> Answer:
        """Let somebody run a workshop, or no longer."""
        answered = answer(FacilitatorAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _cohort(request, cohort, answered, 422)
        case = assign_facilitator if answered.doing == "assign" else release_facilitator
        try:
            await use(request, case, answered.workshop, answered.facilitator, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _cohort(request, cohort, Form.of(answered).refused(refused.problems), 422)
        return see_other(f"{COHORTS}/{cohort}?done={'assigned' if answered.doing == 'assign' else 'released'}")

    @get("/{cohort:str}/days", opt={"action": Action.CANCEL_WORKSHOP})
    async def ask_days(self, request: Web, cohort: FromPath[str]) -> Answer:
        """Ask for other days."""
        return await _days(request, cohort, Form.empty())

    @post("/{cohort:str}/days", opt={"action": Action.CANCEL_WORKSHOP})
    async def other_days(self, request: Web, cohort: FromPath[str]) -> Answer:
        """Give the cohort other days."""
        answered = answer(DaysAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _days(request, cohort, answered, 422)
        days, now = (answered.first_day, answered.second_day), instance_of(request).now()
        try:
            await use(request, give_other_days, cohort, *days, reason=answered.reason, now=now)
        except NotAccepted as refused:
            return await _days(request, cohort, Form.of(answered).refused(refused.problems), 422)
        except WrongStep as refused:
            problem = Problem("first_day", str(refused))
            return await _days(request, cohort, Form.of(answered).refused([problem]), 409)
        return see_other(f"{COHORTS}/{cohort}?done=moved")

    @get("/{cohort:str}/cancel", opt={"action": Action.CANCEL_WORKSHOP})
    async def ask_cancellation(self, request: Web, cohort: FromPath[str]) -> Answer:
        """Show what a cancellation would mean for everybody."""
        return await _cancel(request, cohort, Form.empty())

    @post("/{cohort:str}/cancel", opt={"action": Action.CANCEL_WORKSHOP})
    async def cancel(self, request: Web, cohort: FromPath[str]) -> Answer:
        """Cancel the cohort as it was shown."""
        answered = answer(CancelAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _cancel(request, cohort, answered, status=422)
        said = {"seen": answered.seen, "reason": answered.reason}
        try:
            await use(request, cancel_cohort, cohort, **said, now=instance_of(request).now())
        except SomethingChanged as refused:
            form = Form.of(answered).refused([Problem("reason", str(refused))])
            return await _cancel(request, cohort, form, refused.cancellation, 409)
        return see_other(f"{COHORTS}/{cohort}?done=cancelled")

    @get("/{cohort:str}/not-held", opt={"action": Action.CANCEL_WORKSHOP})
    async def ask_not_held(self, request: Web, cohort: FromPath[str]) -> Answer:
        """Show what it means for everybody that a workshop was not held."""
        return await _cancel(request, cohort, Form.empty(), doing=NOT_HELD)

    @post("/{cohort:str}/not-held", opt={"action": Action.CANCEL_WORKSHOP})
    async def not_held(self, request: Web, cohort: FromPath[str]) -> Answer:
        """Record that a workshop was not held, as it was shown."""
        answered = answer(CancelAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _cancel(request, cohort, answered, status=422, doing=NOT_HELD)
        said = {"seen": answered.seen, "reason": answered.reason}
        try:
            await use(request, record_not_held, cohort, **said, now=instance_of(request).now())
        except SomethingChanged as refused:
            form = Form.of(answered).refused([Problem("reason", str(refused))])
            return await _cancel(request, cohort, form, refused.cancellation, 409, doing=NOT_HELD)
        return see_other(f"{COHORTS}/{cohort}?done=not-held")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _cohort(request: Web, cohort: str, form: Form, status: int = 200, *, done: str = "") -> Answer:
    found: CohortView = await use(request, see_cohort, cohort, now=instance_of(request).now())
    return page(
        request,
        "cases/cohort.html",
        title=f"Cohort {found.cohort.cohort}",
        status=status,
        found=found,
        form=form,
        banner=Banner(DONE[done]) if done in DONE else None,
        today=today_of(request),
        back=BOARD,
    )


async def _days(request: Web, cohort: str, form: Form, status: int = 200) -> Answer:
    found: CohortView = await use(request, see_cohort, cohort, now=instance_of(request).now())
    row = found.cohort
    return page(
        request,
        "cases/days.html",
        title="Give it other days",
        status=status,
        row=row,
        form=form,
        action=f"{COHORTS}/{row.cohort}/days",
        submit="Give it these days",
        back=f"{COHORTS}/{row.cohort}",
    )


class Previewing(Protocol):
    """Seeing what it means for everybody, before it is done."""

    def __call__(self, instance: Instance, actor: Subject, cohort: str, /, *, now: datetime) -> Cancellation:
        """Show it."""
        ...


@dataclass(frozen=True, slots=True)
class Doing:
    """One of the two ways in which a cohort ends before its time, and the words of its page."""

    path: str
    title: str
    preview: Previewing
    asks: str
    hint: str
    submit: str


_HINT = "It stands in the history of everybody booked. At least 10 characters."
CANCEL = Doing(
    "cancel",
    "Cancel cohort {}",
    preview_cancellation,
    "Why is it cancelled?",
    _HINT,
    "Cancel it and book everybody again",
)
NOT_HELD = Doing(
    "not-held",
    "A workshop of cohort {} was not held",
    preview_not_held,
    "Why was it not held?",
    f"For example snow, or a hall that was closed. {_HINT}",
    "Record it as not held and book everybody again",
)


async def _cancel(
    request: Web,
    cohort: str,
    form: Form,
    preview: Cancellation | None = None,
    status: int = 200,
    *,
    doing: Doing = CANCEL,
) -> Answer:
    not_now = ""
    if preview is None:
        try:
            preview = await use(request, doing.preview, cohort, now=instance_of(request).now())
        except (RegisterMissing, WrongStep) as refused:
            not_now = str(refused)
    book = book_of(request)
    return page(
        request,
        "cases/cancel.html",
        title=doing.title.format(cohort),
        doing=doing,
        today=today_of(request),
        status=status,
        preview=preview,
        not_now=not_now,
        names={district.code: district.name for district in book.area.districts} if book else {},
        form=form,
        action=f"{COHORTS}/{cohort}/{doing.path}",
        back=f"{COHORTS}/{cohort}",
    )
