"""Onward referrals that wait for an answer, for the worker; the numbers alone, for the manager."""

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.engagement.offers import OfferStatus
from cara.onward.offering import move_onward
from cara.onward.states import ANSWER_WITHIN
from cara.onward.waiting import count_onward, list_waiting
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.victims.asking import CALLS, victim_page
from cara_web.visits import instance_of

ONWARD = f"{CALLS}/onward"
NUMBERS = f"{ONWARD}/numbers"


class StepAnswers(Question):
    """What came of an onward referral."""

    after: OfferStatus = Field(title="what came of it")


class WaitingPages(Controller):
    """The address ``/victim-contact/onward``."""

    path = ONWARD
    include_in_schema = False

    @get("/", opt={"action": Action.LIST_ONWARD})
    async def listed(self, request: Web, after: FromQuery[int | None] = None) -> Answer:
        """List what waits for an answer, what has waited longest first."""
        found = await use(request, list_waiting, after=after, now=instance_of(request).now())
        return victim_page(
            request,
            "onward/waiting.html",
            title="Onward referrals that wait for an answer",
            found=found,
            today=today_of(request),
            days=ANSWER_WITHIN.days,
            next=f"{ONWARD}?after={found.next_after}" if found.next_after else None,
            back=CALLS,
        )

    @post("/{onward:str}/step", opt={"action": Action.OFFER_ONWARD})
    async def step(self, request: Web, onward: FromPath[str]) -> Answer:
        """Record what came of one."""
        answered = answer(StepAnswers, await read_form(request))
        if isinstance(answered, Form):
            return see_other(ONWARD)
        victim = await use(request, move_onward, onward, answered.after, now=instance_of(request).now())
        return see_other(f"{CALLS}/{victim}/onward?done={answered.after.value}")


class NumberPages(Controller):
    """The address ``/victim-contact/onward/numbers``."""

    path = NUMBERS
    include_in_schema = False

    @get("/", opt={"action": Action.COUNT_ONWARD})
    async def counted(self, request: Web) -> Answer:
        """Show how many stand where, and nobody."""
        found = await use(request, count_onward, now=instance_of(request).now())
        return victim_page(
            request,
            "onward/numbers.html",
            title="Help offered to victims",
            found=found,
            states=OfferStatus,
            days=ANSWER_WITHIN.days,
            back=CALLS,
        )
