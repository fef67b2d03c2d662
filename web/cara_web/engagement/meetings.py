"""What was done with partners: the list of all of it, and recording or correcting one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.casework import Instance
from cara.engagement import NoSuchPartner
from cara.engagement.meetings import (
    EngagementOrder,
    EngagementSearch,
    Held,
    change_engagement,
    download_engagements,
    list_engagements,
    record_engagement,
)
from cara.engagement.seeing import OrganisationView, see_organisation
from cara.engagement.words import MOST_ATTENDED, ONLY_WITH, EngagementDetails, EngagementKind
from cara.vocabulary.dates import in_words
from cara.vocabulary.text import Line
from cara_web.engagement.asking import (
    DONE,
    PARTNERS,
    about,
    choices_of,
    districts_to_choose,
    in_district,
    saying,
)
from cara_web.layout.editing import Clash
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.listing import Listed, chosen, listed
from cara_web.layout.page import page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.layout.storing import Ask, form_of, store_change, store_new
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.visits import instance_of

COLUMNS = ("Day", "Organisation", "District", "What", "About", "Led by", "Attended")


class EngagementAnswers(Question):
    """What was done, and of which version."""

    kind: EngagementKind = Field(title="what was done")
    held_on: date = Field(title="the day")
    led_by: str = Field(title="who of us led it")
    topic: Line = Field(title="the topic")
    attended: int | None = Field(None, title="the number who attended", ge=0, le=MOST_ATTENDED)
    seen: int = Field(0, title="the record as you saw it", ge=0, le=2**31 - 1)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"led_by": {"*": "Select who of us led it"}}

    def details(self) -> EngagementDetails:
        """Give it as it is stored."""
        return EngagementDetails.model_validate(self.model_dump(exclude={"seen"}))


class DonePages(Controller):
    """The list of all that was done."""

    path = DONE
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_PARTNERS})
    async def listed(
        self,
        request: Web,
        kind: FromQuery[str] = "",
        district: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
        sort: FromQuery[str] = "",
        after: FromQuery[int | None] = None,
    ) -> Answer:
        """Show a page of what was asked for."""
        asked = listed(DONE, kind=kind, district=district, since=since, until=until, sort=sort)
        search = replace(_search(asked), after=after)
        return page(
            request,
            "engagement/done.html",
            title="What was done with partners",
            status=422 if asked.form.errors else 200,
            found=await use(request, list_engagements, search, now=instance_of(request).now()),
            asked=asked,
            form=asked.form,
            kinds=EngagementKind,
            orders=EngagementOrder,
            districts=districts_to_choose(request),
            **about(request, DONE),
        )

    @get("/download", opt={"action": Action.EXPORT_PARTNERS})
    async def taken_away(
        self,
        request: Web,
        kind: FromQuery[str] = "",
        district: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
        sort: FromQuery[str] = "",
    ) -> Response[bytes] | Answer:
        """Give everything that was asked for as CSV."""
        asked = listed(DONE, kind=kind, district=district, since=since, until=until, sort=sort)
        if asked.form.errors:
            return see_other(asked.address())
        found = await use(request, download_engagements, _search(asked), now=instance_of(request).now())
        return download(f"done-with-partners-{today_of(request).isoformat()}", COLUMNS, as_rows(request, found))


class EngagementPages(Controller):
    """Below ``/partners/CODE/done``."""

    path = PARTNERS + "/{code:str}/done"
    include_in_schema = False
    opt = {"action": Action.CHANGE_PARTNERS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/new")
    async def ask(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask what was done."""
        return await _question(request, await _see(request, code), Form.empty(), None)

    @post("/new")
    async def add(self, request: Web, code: FromPath[str]) -> Answer:
        """Record it."""
        answered = answer(EngagementAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _question(request, await _see(request, code), answered, None, 422)
        now, going = instance_of(request).now(), f"{PARTNERS}/{code}?done=recorded"

        def enter(instance: Instance, actor: Subject) -> str:
            record_engagement(instance, actor, code, answered.details(), now=now)
            return going

        entering = enter_once(request, submitted, "record_engagement", enter)
        return await store_new(entering, answered, _asking(request, code), dates=["held_on"])

    @get("/{held:str}/change")
    async def ask_change(self, request: Web, code: FromPath[str], held: FromPath[str]) -> Answer:
        """Ask what is to be corrected."""
        view = await _see(request, code)
        found = _find(view, held)
        return await _question(request, view, form_of(found.details, found.version), found)

    @post("/{held:str}/change")
    async def change(self, request: Web, code: FromPath[str], held: FromPath[str]) -> Answer:
        """Correct it; if somebody else did meanwhile, show both versions."""
        answered = answer(EngagementAnswers, await read_form(request))
        view = await _see(request, code)
        found = _find(view, held)
        if isinstance(answered, Form):
            return await _question(request, view, answered, found, 422)
        details, now = answered.details(), instance_of(request).now()
        storing = use(request, change_engagement, code, held, details, seen=answered.seen, now=now)
        going, say = f"{PARTNERS}/{code}?done=recorded", saying(request)
        return await store_change(
            storing, answered, details, _asking(request, code, held), going, say, dates=["held_on"]
        )


def _search(asked: Listed) -> EngagementSearch:
    given = asked.given
    return EngagementSearch(
        kind=chosen(EngagementKind, given.get("kind", "")),
        district=given.get("district"),
        since=asked.day("since"),
        until=asked.day("until"),
        order=chosen(EngagementOrder, given.get("sort", "")) or EngagementOrder.LATEST,
    )


def as_rows(request: Web, found: Sequence[Held]) -> list[tuple[str, ...]]:
    """Give the cells of a download, as people read them."""
    return [
        (
            in_words(held.details.held_on, weekday=False),
            held.organisation_name,
            in_district(request, held.district),
            held.details.kind.label,
            held.details.topic,
            held.led_by,
            "" if held.details.attended is None else str(held.details.attended),
        )
        for held in found
    ]


async def _see(request: Web, code: str) -> OrganisationView:
    return await use(request, see_organisation, code, now=instance_of(request).now())


def _find(view: OrganisationView, code: str) -> Held:
    found = next((one for one in view.held if one.code == code), None)
    if found is None:
        raise NoSuchPartner(code)
    return found


def _asking(request: Web, code: str, held: str | None = None) -> Ask:
    async def ask(form: Form, status: int, clash: Clash | None) -> Answer:
        view = await _see(request, code)
        return await _question(request, view, form, _find(view, held) if held else None, status, clash)

    return ask


async def _question(
    request: Web, view: OrganisationView, form: Form, held: Held | None, status: int = 200, clash: Clash | None = None
) -> Answer:
    here, organisation = f"{PARTNERS}/{view.row.code}", view.row.details.kind
    offered = {one.code: one.name for one in (await choices_of(request)).colleagues}
    if held is not None:
        offered = {held.details.led_by: held.led_by, **offered}
    kinds = [kind for kind in EngagementKind if ONLY_WITH.get(kind, organisation) is organisation]
    return page(
        request,
        "engagement/done_form.html",
        title="Correct what was done" if held else "Record what was done",
        status=status,
        form=form,
        clash=clash,
        kinds=[(kind.value, kind.label) for kind in kinds],
        colleagues=list(offered.items()),
        action=f"{here}/done/{held.code}/change" if held else f"{here}/done/new",
        back=here,
        caption=view.row.details.name,
        submit="Store the correction" if held else "Record it",
    )
