"""Raising a concern: from a referral, from the contact with a victim, or from a workshop. First of all: 999."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.acting import NotAccepted
from cara.victims.concerns import ConcernSaid
from cara.victims.drafts import DraftKind
from cara.victims.raising import (
    Raised,
    from_referral,
    from_seats,
    from_victim,
    raise_concern,
    raise_concern_about_victim,
    raise_concern_at,
)
from cara.victims.words import About
from cara.vocabulary import Reference
from cara.vocabulary.text import Paragraph
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page
from cara_web.referrals.asking import Answer, Web, use
from cara_web.victims.asking import contact_page
from cara_web.victims.drafting import begun, keeping, kept_banner
from cara_web.visits import instance_of

ABOUT = [(about.value, about.label) for about in About]
RAISE = {"action": Action.RAISE_CONCERN}
Yes = Literal["yes", "no"]


class ConcernQuestion(Question):
    """What somebody saw or heard."""

    about: About = Field(title="whose safety it is about")
    danger_now: Yes = Field(title="whether somebody is in danger now")
    called_police: Yes | None = Field(default=None, title="whether 999 was called")
    what: Annotated[Paragraph, Field(min_length=5)] = Field(title="what was seen or heard")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "about": {"*": "Select whose safety it is about"},
        "danger_now": {"*": "Say whether somebody is in danger now"},
    }

    @property
    def said(self) -> ConcernSaid:
        """Give it as the use case takes it."""
        return ConcernSaid(
            about=self.about,
            what=self.what,
            danger_now=self.danger_now == "yes",
            called_police=self.called_police == "yes",
        )


class SeatQuestion(ConcernQuestion):
    """What a facilitator saw or heard, and about whom in the room."""

    seat: Annotated[int, Field(ge=1, le=99)] = Field(title="the seat")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        **ConcernQuestion.sentences,
        "seat": {"*": "Select the seat that it is about"},
    }


class RaisingPages(Controller):
    """Where a concern is raised."""

    include_in_schema = False
    opt = RAISE

    @get("/bookings/{reference:str}/concern")
    async def ask_of_referral(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask what was seen or heard, about whoever is behind a referral."""
        await use(request, from_referral, reference, now=instance_of(request).now())
        return _ask(request, Form.empty(), f"/bookings/{reference}")

    @post("/bookings/{reference:str}/concern")
    async def from_referral(self, request: Web, reference: FromPath[str]) -> Answer:
        """Raise it."""
        answered, back = answer(ConcernQuestion, await read_form(request)), f"/bookings/{reference}"
        if isinstance(answered, Form):
            return _ask(request, answered, back, status=422)
        raised = await use(request, raise_concern, reference, answered.said, now=instance_of(request).now())
        return _thanks(request, raised, answered.said, back)

    @get("/victim-contact/{code:str}/concern")
    async def ask_of_victim(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Ask what was seen or heard, in the contact with a victim; what was typed before is there again."""
        await use(request, from_victim, code, now=instance_of(request).now())
        form = await begun(request, code, DraftKind.CONCERN, Form.empty())
        return _ask_of_victim(request, Reference.parse(code), form, done=done)

    @post("/victim-contact/{code:str}/concern")
    async def from_victim(self, request: Web, code: FromPath[str]) -> Answer:
        """Raise it."""
        answered = answer(ConcernQuestion, await read_form(request))
        now = instance_of(request).now()
        if isinstance(answered, Form):
            await use(request, from_victim, code, now=now)
            return _ask_of_victim(request, Reference.parse(code), answered, status=422)
        raised = await use(request, raise_concern_about_victim, code, answered.said, now=now)
        return _thanks(request, raised, answered.said, f"/victim-contact/{code}")

    @get("/workshops/{code:str}/concern")
    async def ask_of_workshop(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask what was seen or heard, at a workshop."""
        seats = await use(request, from_seats, code, now=instance_of(request).now())
        return _ask(request, Form.empty(), f"/workshops/{code}/register", seats=seats)

    @post("/workshops/{code:str}/concern")
    async def from_workshop(self, request: Web, code: FromPath[str]) -> Answer:
        """Raise it."""
        submitted, back = await read_form(request), f"/workshops/{code}/register"
        seats = await use(request, from_seats, code, now=instance_of(request).now())
        answered = answer(SeatQuestion, submitted)
        if isinstance(answered, Form):
            return _ask(request, answered, back, seats=seats, status=422)
        try:
            raised = await use(
                request, raise_concern_at, code, answered.seat, answered.said, now=instance_of(request).now()
            )
        except NotAccepted as refused:
            form = Form.as_sent(submitted).refused(refused.problems)
            return _ask(request, form, back, seats=seats, status=422)
        return _thanks(request, raised, answered.said, back)


def _ask(request: Web, form: Form, back: str, *, seats: Sequence[int] = (), status: int = 200) -> Answer:
    return page(
        request,
        "safeguarding/raise.html",
        title="Raise a safeguarding concern",
        status=status,
        form=form,
        about=ABOUT,
        seats=[(str(seat), f"Seat {seat}") for seat in seats],
        lead=instance_of(request).casework.safeguarding,
        action=request.url.path,
        back=back,
        submit="Raise the concern",
    )


def _ask_of_victim(request: Web, code: Reference, form: Form, *, status: int = 200, done: str = "") -> Answer:
    return contact_page(
        request,
        "safeguarding/raise_from_contact.html",
        code,
        status=status,
        form=form,
        about=ABOUT,
        lead=instance_of(request).casework.safeguarding,
        **keeping(code, DraftKind.CONCERN),
        action=request.url.path,
        banner=kept_banner(done),
        back=f"/victim-contact/{code}",
        submit="Raise the concern",
    )


def _thanks(request: Web, raised: Raised, said: ConcernSaid, back: str) -> Answer:
    return page(
        request,
        "safeguarding/raised.html",
        title="Concern raised",
        raised=raised,
        alone=said.danger_now and not said.called_police,
        lead=instance_of(request).casework.safeguarding,
        back=back,
    )
