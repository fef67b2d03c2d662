"""The worker writes down what was said, and then the briefing."""

from collections.abc import Mapping
from typing import ClassVar

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.acting import NotAccepted
from cara.victims.briefings import BriefingSaid, write_briefing
from cara.victims.drafts import DraftKind
from cara.victims.feedback import FeedbackSaid, record_feedback, see_feedback
from cara.victims.returned import returned_briefings
from cara.victims.words import SafetyNow
from cara.vocabulary import Reference
from cara_web.briefings.lines import NUMBERS, LinesQuestion, Said
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, answer
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.victims.asking import contact_page
from cara_web.victims.drafting import begun, keeping, kept_banner
from cara_web.visits import instance_of

SAFETY = [(safety.value, safety.label) for safety in SafetyNow]
FEEDBACK, BRIEFING = {"action": Action.RECORD_FEEDBACK}, {"action": Action.WRITE_BRIEFING}


class FeedbackQuestion(LinesQuestion):
    """What a victim said."""

    better: Said = Field(default=None, title="what is better")
    worse: Said = Field(default=None, title="what is worse")
    safety: SafetyNow = Field(title="how safe he or she feels")
    needs: Said = Field(default=None, title="what help is wanted")
    children: Said = Field(default=None, title="the children")
    never: Said = Field(default=None, title="what must never be raised")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"safety": {"*": "Select how safe he or she feels"}}

    @property
    def said(self) -> FeedbackSaid:
        """Give it as the use case takes it."""
        return FeedbackSaid(
            better=self.better,
            worse=self.worse,
            safety=self.safety,
            needs=self.needs,
            children=self.children,
            never=self.never,
            may_raise=self.may_raise,
        )


class BriefingQuestion(LinesQuestion):
    """What the facilitators are told."""

    in_mind: Said = Field(default=None, title="what to bear in mind and never to say")


class WritingPages(Controller):
    """Below one contact."""

    path = "/victim-contact/{code:str}"
    include_in_schema = False

    @get("/feedback", opt=FEEDBACK)
    async def ask_feedback(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Ask what was said; what was typed before is there again."""
        form = await begun(request, code, DraftKind.FEEDBACK, Form.empty())
        return await _feedback(request, code, form, done=done)

    @post("/feedback", opt=FEEDBACK)
    async def record(self, request: Web, code: FromPath[str]) -> Answer:
        """Record what was said; then on to what that asks for first: a concern, help, or the briefing."""
        submitted = await read_form(request)
        answered = answer(FeedbackQuestion, submitted)
        if isinstance(answered, Form):
            return await _feedback(request, code, answered, 422)
        if answered.half_lines:
            return await _feedback(request, code, Form.as_sent(submitted).refused(answered.half_lines), 422)
        await use(request, record_feedback, code, answered.said, now=instance_of(request).now())
        return see_other(f"/victim-contact/{code}/{_next_after(answered)}")

    @get("/briefing", opt=BRIEFING)
    async def ask_briefing(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Ask what the facilitators are told, beginning with what was typed before, else with what was agreed."""
        return await _briefing(request, code, None, done=done)

    @post("/briefing", opt=BRIEFING)
    async def write(self, request: Web, code: FromPath[str]) -> Answer:
        """Put a briefing before a second person."""
        submitted = await read_form(request)
        answered = answer(BriefingQuestion, submitted)
        if isinstance(answered, Form):
            return await _briefing(request, code, answered, 422)
        if answered.half_lines:
            return await _briefing(request, code, Form.as_sent(submitted).refused(answered.half_lines), 422)
        said = BriefingSaid(may_raise=answered.may_raise, in_mind=answered.in_mind)
        try:
            await use(request, write_briefing, code, said, now=instance_of(request).now())
        except NotAccepted as refused:
            form = Form.as_sent(submitted).refused(answered.placed(refused.problems))
            return await _briefing(request, code, form, 422)
        return see_other(f"/victim-contact/{code}?done=briefed")


def _next_after(said: FeedbackQuestion) -> str:
    if said.safety is SafetyNow.NOT_SAFE:
        return "concern"
    return "onward?done=said" if said.needs else "briefing"


async def _feedback(request: Web, code: str, form: Form, status: int = 200, *, done: str = "") -> Answer:
    seen = await use(request, see_feedback, code, now=instance_of(request).now())
    return contact_page(
        request,
        "briefings/feedback.html",
        Reference.parse(code),
        status=status,
        form=form,
        seen=seen,
        safety=SAFETY,
        numbers=NUMBERS,
        **keeping(Reference.parse(code), DraftKind.FEEDBACK),
        banner=kept_banner(done),
        action=request.url.path,
        back=f"/victim-contact/{code}",
        submit="Save what was said",
    )


async def _briefing(request: Web, code: str, form: Form | None, status: int = 200, *, done: str = "") -> Answer:
    now = instance_of(request).now()
    seen = await use(request, see_feedback, code, now=now)
    mine = Reference.parse(code)
    returned = next((one for one in await use(request, returned_briefings, now=now) if one.victim == mine), None)
    worded = _worded(returned.said if returned else seen[0].said if seen else None)
    return contact_page(
        request,
        "briefings/briefing.html",
        mine,
        status=status,
        form=form or await begun(request, code, DraftKind.BRIEFING, worded),
        returned=returned,
        said_something=bool(seen),
        numbers=NUMBERS,
        **keeping(mine, DraftKind.BRIEFING),
        banner=kept_banner(done),
        action=request.url.path,
        back=f"/victim-contact/{code}",
        submit="Put it before a second person",
    )


def _worded(said: FeedbackSaid | BriefingSaid | None) -> Form:
    lines = enumerate(said.may_raise if said else ())
    typed = {name: (text,) for at, line in lines for name, text in ((f"what_{at}", line.what), (f"how_{at}", line.how))}
    if isinstance(said, BriefingSaid) and said.in_mind:
        typed["in_mind"] = (said.in_mind,)
    return Form(typed, idempotency_key=Form.empty().idempotency_key)
