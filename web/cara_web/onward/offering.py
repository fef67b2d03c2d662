"""What one victim is offered: the services that fit, the offer, and what came of each."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import uuid4

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import BeforeValidator, Field

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.casework.details import none_if_blank
from cara.engagement import Need
from cara.engagement.directory import Service
from cara.engagement.offers import OPEN, WAYS
from cara.onward.offering import OnwardSeen, offer_onward, see_onward, services_that_fit
from cara.victims.states import WrongContact
from cara.vocabulary import Reference
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import FieldError, Form, Question, answer
from cara_web.layout.page import Banner, see_other
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.signposting.signposts import DO
from cara_web.staff.asking import districts_of
from cara_web.victims.asking import CALLS, contact_page, seen_as
from cara_web.visits import instance_of

SAID: Mapping[str, str] = {
    "offered": "The offer is recorded. Record here whether it is accepted.",
    "accepted": "It is accepted. Record here whether the service is reached.",
    "declined": "It is declined, and closed. Another service can be offered.",
    "reached": "The service is reached: nothing more is to be done.",
    "not_reached": "The service was not reached. It can be offered anew.",
    "said": "What was said is kept. Help was wanted: look for a service here.",
}


class OfferAnswers(Question):
    """Which service is offered, and for what."""

    need: Need = Field(title="what help is wanted")
    district: Annotated[str | None, BeforeValidator(none_if_blank)] = Field(None, title="the district", max_length=100)
    service: str = Field(title="a service", max_length=40)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"service": {"*": "Select the service that you offered"}}


class OfferingPages(Controller):
    """Below ``/victim-contact/CODE/onward``."""

    path = f"{CALLS}/{{code:str}}/onward"
    include_in_schema = False
    opt = {"action": Action.OFFER_ONWARD}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def show(
        self,
        request: Web,
        code: FromPath[str],
        need: FromQuery[str] = "",
        district: FromQuery[str] = "",
        done: FromQuery[str] = "",
    ) -> Answer:
        """Show what was offered, and the services that fit what is looked for."""
        form = Form({"need": (need[:40],), "district": (district[:100],)}, idempotency_key=uuid4().hex)
        return await _show(request, code, form, done=done)

    @post("/")
    async def offer(self, request: Web, code: FromPath[str]) -> Answer:
        """Record that a service was offered, once for each form."""
        answered = answer(OfferAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _show(request, code, answered, 422)
        now, given = instance_of(request).now(), (answered.service, answered.need, answered.district)

        def enter(instance: Instance, actor: Subject) -> str:
            offer_onward(instance, actor, code, *given, now=now)
            return f"{CALLS}/{Reference.parse(code)}/onward?done=offered"

        try:
            return see_other(await enter_once(request, submitted, "offer_onward", enter))
        except NotAccepted as refused:
            return await _show(request, code, Form.as_sent(submitted).refused(refused.problems), 422)
        except WrongContact as refused:
            form = Form(submitted.fields, (FieldError("need", str(refused), "main-content"),), uuid4().hex)
            return await _show(request, code, form, 409)


async def _show(request: Web, code: str, form: Form, status: int = 200, *, done: str = "") -> Answer:
    now = instance_of(request).now()
    seen, said = await use(request, see_onward, code, now=now), seen_as(SAID, done)
    need = next((one for one in Need if one.value == form.value("need")), None)
    looking = seen.may_offer and need is not None
    services = await _fitting(request, code, form, need) if need and looking else ()
    at = f"{CALLS}/{seen.code}"
    return contact_page(
        request,
        "onward/of_victim.html",
        seen.code,
        status=status,
        seen=seen,
        waiting=_those(seen.referrals, waiting=True),
        ended=_those(seen.referrals, waiting=False),
        form=form,
        needs=Need,
        districts=districts_of(request),
        looking=looking,
        services=services,
        today=today_of(request),
        ways=WAYS,
        do=DO,
        banner=Banner(said) if said else None,
        back=at,
    )


async def _fitting(request: Web, code: str, form: Form, need: Need) -> Sequence[Service]:
    now, district = instance_of(request).now(), form.value("district") or None
    return await use(request, services_that_fit, code, need, district, now=now)


def _those(referrals: Sequence[OnwardSeen], *, waiting: bool) -> list[OnwardSeen]:
    return [one for one in referrals if (one.status in OPEN) is waiting]
