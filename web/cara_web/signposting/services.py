"""The directory: services by what they are for, and adding, changing, taking out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, Literal

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.casework import Instance
from cara.casework.details import Language
from cara.engagement import Need
from cara.engagement.directory import (
    Service,
    ServiceOrder,
    ServiceSearch,
    ServiceState,
    add_service,
    change_service,
    close_service,
    download_services,
    list_services,
    see_service,
)
from cara.engagement.words import ServiceDetails
from cara.vocabulary.dates import in_words
from cara.vocabulary.text import Line, Paragraph
from cara_web.engagement.asking import districts_to_choose, in_district
from cara_web.layout.editing import Clash, Say, said
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.listing import Listed, chosen, listed
from cara_web.layout.page import page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.layout.storing import Ask, form_of, store_change, store_new
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.signposting.tabs import SERVICES, tabs
from cara_web.staff.asking import districts_of, done_banner, may
from cara_web.visits import instance_of

COLUMNS = ("Name", "For", "District", "Languages", "Contact", "How to refer", "Checked on", "Review due")
DATES = ("checked_on", "review_on")
SAID: Mapping[str, str] = {
    "added": "The service is in the directory.",
    "changed": "The change is stored. What the directory said before is kept.",
    "closed": "The service is taken out: it is offered to nobody any more. Signposts to it stay open.",
    "opened": "The service is in the directory again.",
}


class ServiceAnswers(Question):
    """A service, and of which version."""

    name: Line = Field(title="the name of the service")
    needs: tuple[Need, ...] = Field(title="what it is for", min_length=1, max_length=len(Need))
    district: str | None = Field(None, title="the district")
    languages: tuple[Language, ...] = Field((Language.ENGLISH,), title="the languages", max_length=len(Language))
    contact: Paragraph = Field(title="how to reach it")
    how_to_refer: Paragraph = Field(title="how to refer")
    checked_on: date = Field(title="the day on which it was checked")
    review_on: date = Field(title="the day of the next review")
    seen: int = Field(0, title="the service as you saw it", ge=0, le=2**31 - 1)

    def details(self) -> ServiceDetails:
        """Give the service as it is stored."""
        return ServiceDetails.model_validate(self.model_dump(exclude={"seen"}))


class ClosingAnswers(Question):
    """That it is meant."""

    confirmed: Literal["yes"] = Field(title="that the service is to be taken out")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"confirmed": {"*": "Confirm that it is to be taken out"}}


class ServicePages(Controller):
    """Everything below ``/signposting/services``."""

    path = SERVICES
    include_in_schema = False
    opt = {"action": Action.CHANGE_DIRECTORY}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/", opt={"action": Action.SEE_DIRECTORY})
    async def listed(
        self,
        request: Web,
        q: FromQuery[str] = "",
        need: FromQuery[str] = "",
        district: FromQuery[str] = "",
        show: FromQuery[str] = "",
        sort: FromQuery[str] = "",
        after: FromQuery[int | None] = None,
    ) -> Answer:
        """Show a page of the services that were asked for."""
        asked = listed(SERVICES, q=q, need=need, district=district, show=show, sort=sort)
        search = replace(_search(asked), after=after)
        return page(
            request,
            "signposting/services.html",
            title="Directory of services",
            found=await use(request, list_services, search, now=instance_of(request).now()),
            asked=asked,
            form=asked.form,
            needs=Need,
            states=ServiceState,
            orders=ServiceOrder,
            districts=districts_to_choose(request),
            may_download=may(request, Action.EXPORT_SIGNPOSTS),
            tabs=tabs(SERVICES),
            **_about(request),
        )

    @get("/download", opt={"action": Action.EXPORT_SIGNPOSTS})
    async def taken_away(
        self,
        request: Web,
        q: FromQuery[str] = "",
        need: FromQuery[str] = "",
        district: FromQuery[str] = "",
        show: FromQuery[str] = "",
        sort: FromQuery[str] = "",
    ) -> Response[bytes]:
        """Give every service that was asked for as CSV."""
        asked = listed(SERVICES, q=q, need=need, district=district, show=show, sort=sort)
        found = await use(request, download_services, _search(asked), now=instance_of(request).now())
        return download(f"services-{today_of(request).isoformat()}", COLUMNS, as_rows(request, found))

    @get("/new")
    async def ask(self, request: Web) -> Answer:
        """Ask for a service."""
        return _question(request, Form.empty(), None)

    @post("/new")
    async def add(self, request: Web) -> Answer:
        """Add it."""
        answered = answer(ServiceAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return _question(request, answered, None, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            return f"{SERVICES}/{add_service(instance, actor, answered.details(), now=now)}?done=added"

        entering = enter_once(request, submitted, "add_service", enter)
        return await store_new(entering, answered, _asking(request), dates=DATES)

    @get("/{code:str}", opt={"action": Action.SEE_DIRECTORY})
    async def one(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show one service."""
        service = await _see(request, code)
        return page(
            request,
            "signposting/service.html",
            title="Service",
            service=service,
            here=f"{SERVICES}/{service.code}",
            may_offer=may(request, Action.OFFER_SIGNPOST),
            banner=done_banner(done, SAID),
            back=SERVICES,
            **_about(request),
        )

    @get("/{code:str}/change")
    async def ask_change(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask what is to change."""
        service = await _see(request, code)
        return _question(request, form_of(service.details, service.version), service)

    @post("/{code:str}/change")
    async def change(self, request: Web, code: FromPath[str]) -> Answer:
        """Change it; if somebody else did meanwhile, show both versions."""
        answered = answer(ServiceAnswers, await read_form(request))
        service = await _see(request, code)
        if isinstance(answered, Form):
            return _question(request, answered, service, 422)
        details, now = answered.details(), instance_of(request).now()
        storing = use(request, change_service, code, details, seen=answered.seen, now=now)
        going, ask = f"{SERVICES}/{code}?done=changed", _asking(request, code)
        return await store_change(storing, answered, details, ask, going, _saying(request), dates=DATES)

    @get("/{code:str}/close")
    async def ask_close(self, request: Web, code: FromPath[str]) -> Answer:
        """Say what it means to take a service out."""
        return _closing(request, await _see(request, code), Form())

    @post("/{code:str}/close")
    async def close(self, request: Web, code: FromPath[str]) -> Answer:
        """Take it out."""
        answered = answer(ClosingAnswers, await read_form(request))
        if isinstance(answered, Form):
            return _closing(request, await _see(request, code), answered, 422)
        await use(request, close_service, code, now=instance_of(request).now())
        return see_other(f"{SERVICES}/{code}?done=closed")

    @post("/{code:str}/open-again")
    async def open_again(self, request: Web, code: FromPath[str]) -> Answer:
        """Put a service back into the directory."""
        (await read_form(request)).refuse_unknown(())
        await use(request, close_service, code, closed=False, now=instance_of(request).now())
        return see_other(f"{SERVICES}/{code}?done=opened")


def _search(asked: Listed) -> ServiceSearch:
    given = asked.given
    return ServiceSearch(
        text=given.get("q", ""),
        need=chosen(Need, given.get("need", "")),
        district=given.get("district"),
        state=chosen(ServiceState, given.get("show", "")),
        order=chosen(ServiceOrder, given.get("sort", "")) or ServiceOrder.NAME,
    )


def as_rows(request: Web, found: Sequence[Service]) -> list[tuple[str, ...]]:
    """Give the cells of a download, as people read them."""
    return [
        (
            service.details.name,
            said(service.details.needs),
            in_district(request, service.details.district),
            said(service.details.languages),
            service.details.contact,
            service.details.how_to_refer,
            in_words(service.details.checked_on, weekday=False),
            in_words(service.details.review_on, weekday=False),
        )
        for service in found
    ]


def _about(request: Web) -> dict[str, Any]:  # Any: what templates call
    return {
        "in_district": lambda district: in_district(request, district),
        "may_change": may(request, Action.CHANGE_DIRECTORY),
        "today": today_of(request),
        "said": said,
    }


def _saying(request: Web) -> Callable[[], Awaitable[Say]]:
    async def say() -> Say:
        return lambda name, value: in_district(request, value) if name == "district" else said(value)

    return say


async def _see(request: Web, code: str) -> Service:
    return await use(request, see_service, code, now=instance_of(request).now())


def _asking(request: Web, code: str | None = None) -> Ask:
    async def ask(form: Form, status: int, clash: Clash | None) -> Answer:
        return _question(request, form, await _see(request, code) if code else None, status, clash)

    return ask


def _question(
    request: Web, form: Form, service: Service | None, status: int = 200, clash: Clash | None = None
) -> Answer:
    here = f"{SERVICES}/{service.code}" if service else SERVICES
    return page(
        request,
        "signposting/service_form.html",
        title="Change a service" if service else "Add a service",
        status=status,
        form=form,
        clash=clash,
        needs=Need,
        languages=Language,
        districts=districts_of(request),
        action=f"{here}/change" if service else f"{SERVICES}/new",
        back=here,
        caption=service.details.name if service else None,
        submit="Store the change" if service else "Add the service",
    )


def _closing(request: Web, service: Service, form: Form, status: int = 200) -> Answer:
    here = f"{SERVICES}/{service.code}"
    return page(
        request,
        "signposting/service_close.html",
        title="Take a service out",
        status=status,
        form=form,
        action=f"{here}/close",
        back=here,
        caption=service.details.name,
        submit="Take it out",
    )
