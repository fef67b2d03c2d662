"""Supervision: who has had none in the agreed period, the sessions, and what the area has agreed."""

from datetime import date
from decimal import Decimal

from litestar import Controller, get, post
from litestar.params import FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.quality.agreed import Agreed, agree, see_agreed
from cara.quality.supervision import SupervisionDetails, list_sessions, record_supervision, see_coverage
from cara.vocabulary.text import Paragraph
from cara_web.layout.editing import refused
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.listing import listed
from cara_web.layout.page import page, see_other
from cara_web.quality.asking import AGREED, QUALITY, SUPERVISION, about, tenths
from cara_web.referrals.asking import Answer, Web, enter_once, use
from cara_web.staff.asking import done_banner
from cara_web.visits import instance_of


class SupervisionAnswers(Question):
    """A session of supervision."""

    facilitator: str = Field(title="the facilitator")
    held_on: date = Field(title="the day of the session")
    minutes: int = Field(title="how many minutes it lasted", ge=1, le=1440)
    topics: Paragraph = Field(title="what it was about")
    sentences = {"facilitator": {"*": "Select a facilitator from the list"}}  # noqa: RUF012 - as every form has them


class AgreedAnswers(Question):
    """What the area has agreed; what is left empty is not agreed."""

    score: Decimal | None = Field(None, title="the agreed score", ge=1, le=4, decimal_places=1)
    supervision_months: int | None = Field(None, title="the number of months", ge=1, le=24)
    acknowledge_days: int | None = Field(None, title="the days to acknowledge", ge=1, le=90)
    answer_days: int | None = Field(None, title="the days to answer", ge=1, le=366)
    sentences = {"score": {"*": "Enter a score from 1 to 4, with one decimal place at most, or nothing"}}  # noqa: RUF012 - as above

    def agreed(self) -> Agreed:
        """Give it as it is stored."""
        score = None if self.score is None else int(self.score * 10)
        return Agreed(**{"score_tenths": score, **self.model_dump(exclude={"score"})})


class SupervisionPages(Controller):
    """Below ``/quality/supervision``, and ``/quality/agreed``."""

    path = QUALITY
    include_in_schema = False

    @get("/supervision", opt={"action": Action.SEE_QUALITY})
    async def coverage(self, request: Web, done: FromQuery[str] = "", after: FromQuery[int | None] = None) -> Answer:
        """Show who was supervised when, and the sessions."""
        now = instance_of(request).now()
        return page(
            request,
            "quality/supervision.html",
            title="Supervision",
            coverage=await use(request, see_coverage, now=now),
            found=await use(request, list_sessions, after=after, now=now),
            asked=listed(SUPERVISION),
            hours=hours,
            banner=done_banner(done, {"session": "The session is recorded."}),
            **about(request, SUPERVISION),
        )

    @get("/supervision/new", opt={"action": Action.CHANGE_QUALITY})
    async def ask(self, request: Web) -> Answer:
        """Ask for a session."""
        return await _question(request, Form.empty())

    @post("/supervision/new", opt={"action": Action.CHANGE_QUALITY})
    async def record(self, request: Web) -> Answer:
        """Record it."""
        answered = answer(SupervisionAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _question(request, answered, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            record_supervision(instance, actor, SupervisionDetails(**answered.model_dump()), now=now)
            return f"{SUPERVISION}?done=session"

        try:
            return see_other(await enter_once(request, submitted, "record_supervision", enter))
        except NotAccepted as problems:
            return await _question(request, refused(answered, problems, ["held_on"]), 422)

    @get("/agreed", opt={"action": Action.SEE_QUALITY})
    async def agreed(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """Show what is agreed, to whoever may in a form."""
        agreed = await use(request, see_agreed, now=instance_of(request).now())
        typed = {name: (str(value),) for name, value in agreed.model_dump().items() if value is not None}
        typed |= {"score": (tenths(agreed.score_tenths),)}
        return _agreed_page(request, agreed, Form(typed), done=done)

    @post("/agreed", opt={"action": Action.CHANGE_QUALITY})
    async def agree(self, request: Web) -> Answer:
        """Store what was agreed."""
        answered = answer(AgreedAnswers, await read_form(request))
        now = instance_of(request).now()
        if isinstance(answered, Form):
            return _agreed_page(request, await use(request, see_agreed, now=now), answered, status=422)
        await use(request, agree, answered.agreed(), now=now)
        return see_other(f"{AGREED}?done=agreed")


def hours(minutes: int) -> str:
    """Write minutes as hours: ``1 hour 30 minutes``."""
    whole, rest = divmod(minutes, 60)
    said = [f"{whole} {'hour' if whole == 1 else 'hours'}"] if whole else []
    return " ".join([*said, *([f"{rest} minutes"] if rest or not whole else [])])


async def _question(request: Web, form: Form, status: int = 200) -> Answer:
    coverage = await use(request, see_coverage, now=instance_of(request).now())
    return page(
        request,
        "quality/supervision_form.html",
        title="Record a supervision session",
        status=status,
        form=form,
        facilitators=[(one, one) for one in sorted(line.facilitator for line in coverage.lines)],
        action=f"{SUPERVISION}/new",
        submit="Record the session",
        back=SUPERVISION,
    )


def _agreed_page(request: Web, agreed: Agreed, form: Form, *, done: str = "", status: int = 200) -> Answer:
    said = "What is agreed is stored. It holds for what is recorded from now on."
    return page(
        request,
        "quality/agreed.html",
        title="What is agreed about quality",
        status=status,
        agreed=agreed,
        form=form,
        tenths=tenths,
        banner=done_banner(done, {"agreed": said}),
        **about(request, AGREED),
    )
