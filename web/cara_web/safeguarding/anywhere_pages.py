"""Raising a concern from any screen: 999 first, whom to ring, and then about whom it is."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from litestar import Controller, get, post
from pydantic import BeforeValidator, Field

from cara.access import Action, Role
from cara.acting import Problem
from cara.casework import NoSuchReferral
from cara.victims.problems import NoSuchVictim
from cara.victims.raising import from_referral, from_victim
from cara.vocabulary import Reference
from cara.workshops import WorkshopRow, list_own_workshops
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, subject_of, use
from cara_web.visits import instance_of

ANYWHERE = "/safeguarding/new"
NOBODY = "There is no {} of this code that you may open: check it, or ring the lead"


def _spelt(code: object) -> object:
    return str(Reference.parse(str(code)))


class AboutQuestion(Question):
    """By which code somebody is known."""

    code: Annotated[str, BeforeValidator(_spelt)] = Field(title="the code")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "code": {"*": "Enter the code as it stands in the list, such as 7KQ4-M2XR"}
    }


class AnywherePages(Controller):
    """The address ``/safeguarding/new``, to which every menu leads."""

    path = ANYWHERE
    include_in_schema = False
    opt = {"action": Action.RAISE_CONCERN}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def ask(self, request: Web) -> Answer:
        """Say what comes first, and ask about whom it is."""
        return await _ask(request, Form.empty())

    @post("/")
    async def go_on(self, request: Web) -> Answer:
        """Go on to where the concern is raised, if this person may there."""
        answered = answer(AboutQuestion, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _ask(request, answered, 422)
        now = instance_of(request).now()
        try:
            if _asks_for_contact(request):
                await use(request, from_victim, answered.code, now=now)
                return see_other(f"/victim-contact/{answered.code}/concern")
            await use(request, from_referral, answered.code, now=now)
        except (NoSuchReferral, NoSuchVictim):
            nobody = Problem("code", NOBODY.format("contact" if _asks_for_contact(request) else "referral"))
            return await _ask(request, Form.as_sent(submitted).refused([nobody]), 422)
        return see_other(f"/bookings/{answered.code}/concern")


async def _ask(request: Web, form: Form, status: int = 200) -> Answer:
    role = subject_of(request).role
    return page(
        request,
        "safeguarding/anywhere.html",
        title="Raise a safeguarding concern",
        status=status,
        form=form,
        of_contact=_asks_for_contact(request),
        workshops=await _open_workshops(request) if role is Role.FACILITATOR else None,
        lead=instance_of(request).casework.safeguarding,
        action=ANYWHERE,
    )


def _asks_for_contact(request: Web) -> bool:
    return subject_of(request).role is Role.VICTIM_CONTACT_WORKER


async def _open_workshops(request: Web) -> Sequence[WorkshopRow]:
    """Give the own workshops at which somebody can be named by the seat now."""
    instance = instance_of(request)
    now = instance.now()
    rows = await use(request, list_own_workshops, now=now)
    return [row for row in rows if row.open_to_facilitators(instance.casework).holds(now)]
