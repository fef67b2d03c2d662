"""Signposts: the open ends of the loop, those of one referral, offering one, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.engagement import Need
from cara.engagement.directory import ServiceSearch, list_services
from cara.engagement.offers import WAYS, OfferStatus
from cara.engagement.signposts import (
    SignpostLine,
    SignpostOrder,
    SignpostSearch,
    download_signposts,
    list_signposts,
    move_signpost,
    offer_signpost,
    see_signposts,
)
from cara.engagement.words import FOR_VICTIMS_ALONE
from cara.vocabulary import Reference
from cara.vocabulary.dates import in_moment
from cara_web.engagement.asking import in_district
from cara_web.layout.editing import refused
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.listing import Listed, chosen, listed
from cara_web.layout.page import page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.signposting.tabs import SIGNPOSTING, tabs
from cara_web.staff.asking import done_banner, may
from cara_web.visits import instance_of

COLUMNS = ("Referral", "Service", "For", "State", "Offered", "Last step", "Cohort")
SAID: Mapping[str, str] = {
    "offered": "The signpost is offered. Record here whether it is accepted.",
    "accepted": "It is accepted. Record here whether the service is reached.",
    "declined": "It is declined, and closed. Another service can be offered.",
    "reached": "The service is reached: the loop is closed.",
    "not_reached": "The service was not reached, and the signpost is closed. It can be offered anew.",
}
DO: Mapping[OfferStatus, str] = {
    OfferStatus.ACCEPTED: "Accepted",
    OfferStatus.DECLINED: "Declined",
    OfferStatus.REACHED: "Reached",
    OfferStatus.NOT_REACHED: "Not reached",
}


class OfferAnswers(Question):
    """Which service is offered to whom, and for what."""

    reference: str = Field(title="the reference of the referral", max_length=40)
    service: str = Field(title="a service", max_length=40)
    need: Need = Field(title="what it is for")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "reference": {"*": "Enter the reference of the referral, like 7KQ4-M2XR"},
        "service": {"*": "Select a service"},
    }


class StepAnswers(Question):
    """What came of a signpost."""

    after: OfferStatus = Field(title="what came of it")


class SignpostPages(Controller):
    """Everything below ``/signposting`` that is no service."""

    path = SIGNPOSTING
    include_in_schema = False
    opt = {"action": Action.OFFER_SIGNPOST}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/", opt={"action": Action.SEE_SIGNPOSTS})
    async def listed(
        self,
        request: Web,
        show: FromQuery[str] = "",
        need: FromQuery[str] = "",
        sort: FromQuery[str] = "",
        after: FromQuery[int | None] = None,
    ) -> Answer:
        """Show the open ends, or those that were asked for."""
        asked = listed(SIGNPOSTING, show=show, need=need, sort=sort)
        search = replace(_search(asked), after=after)
        casework, now, today = instance_of(request).casework, instance_of(request).now(), today_of(request)
        return page(
            request,
            "signposting/signposts.html",
            title="Signposting",
            found=await use(request, list_signposts, search, now=now),
            asked=asked,
            form=asked.form,
            states=OfferStatus,
            needs=Need,
            orders=SignpostOrder,
            days=lambda line: (today - casework.today(line.changed_at)).days,
            may_download=may(request, Action.EXPORT_SIGNPOSTS),
            tabs=tabs(SIGNPOSTING),
        )

    @get("/download", opt={"action": Action.EXPORT_SIGNPOSTS})
    async def taken_away(
        self, request: Web, show: FromQuery[str] = "", need: FromQuery[str] = "", sort: FromQuery[str] = ""
    ) -> Response[bytes]:
        """Give every signpost that was asked for as CSV: references, and nobody's name."""
        asked = listed(SIGNPOSTING, show=show, need=need, sort=sort)
        found = await use(request, download_signposts, _search(asked), now=instance_of(request).now())
        return download(f"signposts-{today_of(request).isoformat()}", COLUMNS, as_rows(request, found))

    @get("/referrals/{reference:str}", opt={"action": Action.SEE_SIGNPOSTS})
    async def of_referral(self, request: Web, reference: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show the signposts of one referral, each with its steps and what can be recorded next."""
        found = await use(request, see_signposts, reference, now=instance_of(request).now())
        return page(
            request,
            "signposting/referral.html",
            title="Signposts of a referral",
            found=found,
            ways=WAYS,
            do=DO,
            banner=done_banner(done, SAID),
            back=SIGNPOSTING,
        )

    @get("/offer")
    async def ask(self, request: Web, referral: FromQuery[str] = "", service: FromQuery[str] = "") -> Answer:
        """Ask which service is offered to whom."""
        begun = Form.empty()
        typed = {"reference": (referral[:40],), "service": (service[:40],)}
        return await _question(request, replace(begun, typed=typed))

    @post("/offer")
    async def offer(self, request: Web) -> Answer:
        """Offer it."""
        answered = answer(OfferAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _question(request, answered, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            offer_signpost(instance, actor, answered.reference, answered.service, answered.need, now=now)
            return f"{SIGNPOSTING}/referrals/{Reference.parse(answered.reference)}?done=offered"

        try:
            return see_other(await enter_once(request, submitted, "offer_signpost", enter))
        except NotAccepted as problems:
            return await _question(request, refused(answered, problems), 422)

    @post("/{code:str}/step")
    async def step(self, request: Web, code: FromPath[str]) -> Answer:
        """Record what came of a signpost."""
        answered = answer(StepAnswers, await read_form(request))
        if isinstance(answered, Form):
            return see_other(SIGNPOSTING)
        reference = await use(request, move_signpost, code, answered.after, now=instance_of(request).now())
        return see_other(f"{SIGNPOSTING}/referrals/{reference}?done={answered.after.value}")


def _search(asked: Listed) -> SignpostSearch:
    given = asked.given
    return SignpostSearch(
        status=chosen(OfferStatus, given.get("show", "")),
        need=chosen(Need, given.get("need", "")),
        order=chosen(SignpostOrder, given.get("sort", "")) or SignpostOrder.LONGEST,
    )


def as_rows(request: Web, found: Sequence[SignpostLine]) -> list[tuple[str, ...]]:
    """Give the cells of a download, as people read them."""
    zone = instance_of(request).casework.zone
    return [
        (
            line.reference.spoken,
            line.service_name,
            line.need.label,
            line.status.label,
            in_moment(line.offered_at, zone),
            in_moment(line.changed_at, zone),
            line.cohort or "",
        )
        for line in found
    ]


async def _question(request: Web, form: Form, status: int = 200) -> Answer:
    services = (await use(request, list_services, ServiceSearch(), now=instance_of(request).now())).lines
    return page(
        request,
        "signposting/offer.html",
        title="Offer a signpost",
        status=status,
        form=form,
        services=[(one.code, f"{one.details.name} ({in_district(request, one.details.district)})") for one in services],
        needs=[(need.value, need.label) for need in Need if need not in FOR_VICTIMS_ALONE],
        action=f"{SIGNPOSTING}/offer",
        back=SIGNPOSTING,
        submit="Offer it",
    )
