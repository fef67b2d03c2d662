"""Organisations: the list, one of them whole, adding, changing and closing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.casework import Instance
from cara.engagement.organisations import (
    OrganisationLine,
    OrganisationOrder,
    OrganisationSearch,
    add_organisation,
    change_organisation,
    close_organisation,
    download_organisations,
    list_organisations,
)
from cara.engagement.seeing import OrganisationView, see_organisation
from cara.engagement.words import OrganisationDetails, OrganisationKind
from cara.vocabulary.dates import in_words
from cara.vocabulary.text import Line, Paragraph
from cara_web.engagement.asking import (
    PARTNERS,
    about,
    choices_of,
    districts_to_choose,
    in_district,
    say_with,
    saying,
)
from cara_web.layout.editing import Clash, label_of
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.listing import Listed, chosen, listed
from cara_web.layout.page import page, see_other
from cara_web.layout.spreadsheet import download
from cara_web.layout.storing import Ask, form_of, store_change, store_new
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.staff.asking import districts_of, done_banner
from cara_web.visits import instance_of

COLUMNS = ("Name", "Kind", "District", "Last contact", "Next step due", "Steps to do")
SHOWN = [("closed", "Closed")]
SAID: Mapping[str, str] = {
    "added": "The organisation is added. Add whom to ask for, and what comes next.",
    "changed": "The change is stored. What was there before is among the earlier versions.",
    "closed": "The organisation is closed: it is no part of the plan, and its steps are no longer due.",
    "opened": "The organisation is part of the plan again.",
    "contact": "The contact is stored.",
    "contact-erased": "The contact is erased, earlier versions too.",
    "recorded": "It is recorded. The plan counts it from now on.",
    "step": "The next step is stored.",
    "step-done": "The step is done.",
}


class OrganisationAnswers(Question):
    """An organisation, and of which version of it."""

    name: Line = Field(title="the name of the organisation")
    kind: OrganisationKind = Field(title="the kind of organisation")
    district: str | None = Field(None, title="the district")
    communities: tuple[str, ...] = Field((), title="the communities", max_length=200)
    note: Paragraph | None = Field(None, title="the note")
    seen: int = Field(0, title="the organisation as you saw it", ge=0, le=2**31 - 1)

    def details(self) -> OrganisationDetails:
        """Give the organisation as it is stored."""
        return OrganisationDetails.model_validate(self.model_dump(exclude={"seen"}))


class ClosingAnswers(Question):
    """That it is meant."""

    confirmed: Literal["yes"] = Field(title="that the organisation is to be closed")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"confirmed": {"*": "Confirm that it is to be closed"}}


class OrganisationPages(Controller):
    """The list, and everything below ``/partners/CODE`` that is about the organisation itself."""

    path = PARTNERS
    include_in_schema = False
    opt = {"action": Action.CHANGE_PARTNERS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/", opt={"action": Action.SEE_PARTNERS})
    async def listed(
        self,
        request: Web,
        q: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        district: FromQuery[str] = "",
        community: FromQuery[str] = "",
        show: FromQuery[str] = "",
        sort: FromQuery[str] = "",
        after: FromQuery[int | None] = None,
    ) -> Answer:
        """Show a page of the organisations that were asked for."""
        asked = listed(PARTNERS, q=q, kind=kind, district=district, community=community, show=show, sort=sort)
        search = replace(_search(asked), after=after)
        chosen_from = await choices_of(request)
        return page(
            request,
            "engagement/organisations.html",
            title="Partners",
            found=await use(request, list_organisations, search, now=instance_of(request).now()),
            asked=asked,
            form=asked.form,
            kinds=OrganisationKind,
            orders=OrganisationOrder,
            districts=districts_to_choose(request),
            communities=[(one.code, one.details.name) for one in chosen_from.communities],
            shown=SHOWN,
            today=today_of(request),
            **about(request, PARTNERS),
        )

    @get("/download", opt={"action": Action.EXPORT_PARTNERS})
    async def taken_away(
        self,
        request: Web,
        q: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        district: FromQuery[str] = "",
        community: FromQuery[str] = "",
        show: FromQuery[str] = "",
        sort: FromQuery[str] = "",
    ) -> Response[bytes]:
        """Give every organisation that was asked for as CSV; nobody's name is in it."""
        asked = listed(PARTNERS, q=q, kind=kind, district=district, community=community, show=show, sort=sort)
        lines = await use(request, download_organisations, _search(asked), now=instance_of(request).now())
        return download(f"partners-{today_of(request).isoformat()}", COLUMNS, as_rows(request, lines))

    @get("/new")
    async def ask(self, request: Web) -> Answer:
        """Ask for an organisation."""
        return await _question(request, Form.empty(), None)

    @post("/new")
    async def add(self, request: Web) -> Answer:
        """Add it."""
        answered = answer(OrganisationAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _question(request, answered, None, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            return f"{PARTNERS}/{add_organisation(instance, actor, answered.details(), now=now)}?done=added"

        entering = enter_once(request, submitted, "add_organisation", enter)
        return await store_new(entering, answered, _asking(request))

    @get("/{code:str}", opt={"action": Action.SEE_PARTNERS})
    async def one(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show one organisation whole."""
        view = await _see(request, code)
        return page(
            request,
            "engagement/organisation.html",
            title="Partner",
            view=view,
            here=f"{PARTNERS}/{view.row.code}",
            today=today_of(request),
            banner=done_banner(done, SAID),
            back=PARTNERS,
            **about(request, PARTNERS),
        )

    @get("/{code:str}/earlier", opt={"action": Action.SEE_PARTNERS})
    async def earlier(self, request: Web, code: FromPath[str]) -> Answer:
        """Show what the organisation's record said before each change."""
        view = await _see(request, code)
        say = say_with(request, await choices_of(request))
        labels = [(name, label_of(OrganisationDetails, name)) for name in OrganisationDetails.model_fields]
        return page(
            request,
            "engagement/earlier.html",
            title="Earlier versions",
            view=view,
            labels=labels,
            say=say,
            back=f"{PARTNERS}/{view.row.code}",
        )

    @get("/{code:str}/change")
    async def ask_change(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask what is to change."""
        view = await _see(request, code)
        return await _question(request, form_of(view.row.details, view.row.version), view)

    @post("/{code:str}/change")
    async def change(self, request: Web, code: FromPath[str]) -> Answer:
        """Change it; if somebody else did meanwhile, show both versions."""
        answered = answer(OrganisationAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _question(request, answered, await _see(request, code), 422)
        details, now = answered.details(), instance_of(request).now()
        storing = use(request, change_organisation, code, details, seen=answered.seen, now=now)
        going, say = f"{PARTNERS}/{code}?done=changed", saying(request)
        return await store_change(storing, answered, details, _asking(request, code), going, say)

    @get("/{code:str}/close")
    async def ask_close(self, request: Web, code: FromPath[str]) -> Answer:
        """Say what it means to close an organisation."""
        return _closing(request, await _see(request, code), Form())

    @post("/{code:str}/close")
    async def close(self, request: Web, code: FromPath[str]) -> Answer:
        """Close it."""
        answered = answer(ClosingAnswers, await read_form(request))
        if isinstance(answered, Form):
            return _closing(request, await _see(request, code), answered, 422)
        await use(request, close_organisation, code, now=instance_of(request).now())
        return see_other(f"{PARTNERS}/{code}?done=closed")

    @post("/{code:str}/open-again")
    async def open_again(self, request: Web, code: FromPath[str]) -> Answer:
        """Take a closed organisation into the plan again."""
        (await read_form(request)).refuse_unknown(())
        await use(request, close_organisation, code, closed=False, now=instance_of(request).now())
        return see_other(f"{PARTNERS}/{code}?done=opened")


def _search(asked: Listed) -> OrganisationSearch:
    given = asked.given
    return OrganisationSearch(
        text=given.get("q", ""),
        kind=chosen(OrganisationKind, given.get("kind", "")),
        district=given.get("district"),
        community=given.get("community"),
        closed=given.get("show") == "closed",
        order=chosen(OrganisationOrder, given.get("sort", "")) or OrganisationOrder.NAME,
    )


async def _see(request: Web, code: str) -> OrganisationView:
    return await use(request, see_organisation, code, now=instance_of(request).now())


def as_rows(request: Web, lines: Sequence[OrganisationLine]) -> list[tuple[str, ...]]:
    """Give the cells of a download, as people read them."""
    return [
        (
            line.name,
            line.kind.label,
            in_district(request, line.district),
            in_words(line.last_on, weekday=False) if line.last_on else "",
            in_words(line.next_due, weekday=False) if line.next_due else "",
            str(line.open_steps),
        )
        for line in lines
    ]


def _asking(request: Web, code: str | None = None) -> Ask:
    async def ask(form: Form, status: int, clash: Clash | None) -> Answer:
        return await _question(request, form, await _see(request, code) if code else None, status, clash)

    return ask


async def _question(
    request: Web, form: Form, view: OrganisationView | None, status: int = 200, clash: Clash | None = None
) -> Answer:
    here = f"{PARTNERS}/{view.row.code}" if view else PARTNERS
    chosen_from = await choices_of(request)
    kept = view.communities if view else ()
    offered = {one.code: one.details.name for one in (*chosen_from.communities, *kept)}
    return page(
        request,
        "engagement/organisation_form.html",
        title="Change an organisation" if view else "Add an organisation",
        status=status,
        form=form,
        clash=clash,
        kinds=OrganisationKind,
        districts=districts_of(request),
        communities=sorted(offered.items(), key=lambda one: one[1].casefold()),
        action=f"{here}/change" if view else f"{PARTNERS}/new",
        back=here,
        caption=view.row.details.name if view else None,
        submit="Store the change" if view else "Add the organisation",
    )


def _closing(request: Web, view: OrganisationView, form: Form, status: int = 200) -> Answer:
    here = f"{PARTNERS}/{view.row.code}"
    return page(
        request,
        "engagement/organisation_close.html",
        title="Close an organisation",
        status=status,
        form=form,
        view=view,
        to_do=sum(step.done_at is None for step in view.steps),
        action=f"{here}/close",
        back=here,
        caption=view.row.details.name,
        submit="Close it",
    )
