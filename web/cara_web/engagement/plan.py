"""The plan and its gaps, the periods of the plan, communities, and awareness sessions beside counts of referrals."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.acting.editing import EditedMeanwhile
from cara.casework import Instance
from cara.engagement import NoSuchPartner
from cara.engagement.awareness import see_awareness
from cara.engagement.communities import Community, add_community, change_community, list_communities
from cara.engagement.plan import see_plan, set_periods
from cara.engagement.words import MOST_MONTHS, CommunityDetails, OrganisationKind
from cara.vocabulary.text import Line
from cara_web.engagement.asking import AWARENESS, COMMUNITIES, PLAN, about
from cara_web.engagement.bars import bars_of
from cara_web.layout.editing import Clash, both, clash_of, refused, said
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.listing import listed
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.staff.asking import districts_of, done_banner
from cara_web.visits import instance_of

PERIODS = f"{PLAN}/periods"
Months = int | None


class PeriodAnswers(Question):
    """For each kind of organisation, after how many months it is a gap."""

    police_team: Months = Field(None, title="the months for police teams", ge=1, le=MOST_MONTHS)
    multi_agency_board: Months = Field(None, title="the months for multi-agency boards", ge=1, le=MOST_MONTHS)
    statutory: Months = Field(None, title="the months for statutory services", ge=1, le=MOST_MONTHS)
    voluntary: Months = Field(None, title="the months for voluntary organisations", ge=1, le=MOST_MONTHS)
    community: Months = Field(None, title="the months for community groups", ge=1, le=MOST_MONTHS)

    def periods(self) -> dict[OrganisationKind, int]:
        """Give the periods that are set."""
        given: Mapping[str, int | None] = self.model_dump()
        return {OrganisationKind(kind): months for kind, months in given.items() if months is not None}


class CommunityAnswers(Question):
    """A community, and of which version."""

    name: Line = Field(title="the name of the community")
    hard_to_reach: tuple[str, ...] = Field((), title="whether it is hard to reach", max_length=1)
    left_out: tuple[str, ...] = Field((), title="whether it is left out of the plan", max_length=1)
    seen: int = Field(0, title="the community as you saw it", ge=0, le=2**31 - 1)

    def details(self) -> CommunityDetails:
        """Give it as it is stored."""
        return CommunityDetails(name=self.name, hard_to_reach=bool(self.hard_to_reach))


class PlanPages(Controller):
    """The plan, and its periods."""

    path = PLAN
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_PARTNERS})
    async def plan(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """Show districts and kinds, communities, and every gap."""
        return page(
            request,
            "engagement/plan.html",
            title="Plan and gaps",
            plan=await use(request, see_plan, now=instance_of(request).now()),
            kinds=list(OrganisationKind),
            today=today_of(request),
            banner=done_banner(done, {"periods": "The periods are stored: the plan is shown by them."}),
            **about(request, PLAN),
        )

    @get("/periods", opt={"action": Action.CHANGE_PARTNERS})
    async def ask_periods(self, request: Web) -> Answer:
        """Ask after how many months each kind is a gap."""
        plan = await use(request, see_plan, now=instance_of(request).now())
        return _periods(request, Form({kind.value: (str(months),) for kind, months in plan.periods.items()}))

    @post("/periods", opt={"action": Action.CHANGE_PARTNERS})
    async def set(self, request: Web) -> Answer:
        """Set the periods."""
        answered = answer(PeriodAnswers, await read_form(request))
        if isinstance(answered, Form):
            return _periods(request, answered, 422)
        await use(request, set_periods, answered.periods(), now=instance_of(request).now())
        return see_other(f"{PLAN}?done=periods")


def _periods(request: Web, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "engagement/periods.html",
        title="After how long is it a gap?",
        status=status,
        form=form,
        kinds=list(OrganisationKind),
        action=PERIODS,
        back=PLAN,
        submit="Store the periods",
    )


class AwarenessPages(Controller):
    """Awareness sessions beside counts of referrals."""

    path = AWARENESS
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_PARTNERS})
    async def sessions(
        self, request: Web, district: FromQuery[str] = "", after: FromQuery[int | None] = None
    ) -> Answer:
        """Show each session with the months around it."""
        asked = listed(AWARENESS, district=district)
        now = instance_of(request).now()
        found = await use(request, see_awareness, district=asked.given.get("district"), after=after, now=now)
        return page(
            request,
            "engagement/awareness.html",
            title="Awareness sessions and referrals",
            found=found,
            charts={session.id: bars_of(session) for session in found.lines},
            asked=asked,
            form=asked.form,
            districts=districts_of(request),
            **about(request, AWARENESS),
        )


class CommunityPages(Controller):
    """Communities, as the area manager names them."""

    path = COMMUNITIES
    include_in_schema = False
    opt = {"action": Action.CHANGE_PARTNERS}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/", opt={"action": Action.SEE_PARTNERS})
    async def listed(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """Show every community."""
        return page(
            request,
            "engagement/communities.html",
            title="Communities",
            communities=await _all(request),
            banner=done_banner(done, {"yes": "The community is stored."}),
            **about(request, COMMUNITIES),
        )

    @get("/new")
    async def ask(self, request: Web) -> Answer:
        """Ask for a community."""
        return _community(request, Form.empty(), None)

    @post("/new")
    async def add(self, request: Web) -> Answer:
        """Name it."""
        answered = answer(CommunityAnswers, submitted := await read_form(request))
        if isinstance(answered, Form):
            return _community(request, answered, None, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            add_community(instance, actor, answered.details(), now=now)
            return f"{COMMUNITIES}?done=yes"

        try:
            return see_other(await enter_once(request, submitted, "add_community", enter))
        except NotAccepted as problems:
            return _community(request, refused(answered, problems), None, 422)

    @get("/{code:str}/change")
    async def ask_change(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask what is to change."""
        found = await _find(request, code)
        typed: dict[str, Any] = {"name": (found.details.name,), "seen": (str(found.version),)}
        ticked = {"hard_to_reach": found.details.hard_to_reach, "left_out": not found.active}
        typed |= {name: ("yes",) for name, is_ticked in ticked.items() if is_ticked}
        return _community(request, Form(typed), found)

    @post("/{code:str}/change")
    async def change(self, request: Web, code: FromPath[str]) -> Answer:
        """Change it; if somebody else did meanwhile, show both versions."""
        answered = answer(CommunityAnswers, await read_form(request))
        found = await _find(request, code)
        if isinstance(answered, Form):
            return _community(request, answered, found, 422)
        details, active = answered.details(), not answered.left_out
        try:
            now = instance_of(request).now()
            await use(request, change_community, code, details, active=active, seen=answered.seen, now=now)
        except NotAccepted as problems:
            return _community(request, refused(answered, problems), found, 422)
        except EditedMeanwhile as error:
            clash = clash_of(error, details, lambda _, value: said(value))
            return _community(request, both(error, answered), found, 409, clash)
        return see_other(f"{COMMUNITIES}?done=yes")


async def _all(request: Web) -> tuple[Community, ...]:
    return await use(request, list_communities, now=instance_of(request).now())


async def _find(request: Web, code: str) -> Community:
    found = next((one for one in await _all(request) if one.code == code), None)
    if found is None:
        raise NoSuchPartner(code)
    return found


def _community(
    request: Web, form: Form, community: Community | None, status: int = 200, clash: Clash | None = None
) -> Answer:
    return page(
        request,
        "engagement/community.html",
        title="Change a community" if community else "Name a community",
        status=status,
        form=form,
        clash=clash,
        community=community,
        action=f"{COMMUNITIES}/{community.code}/change" if community else f"{COMMUNITIES}/new",
        back=COMMUNITIES,
        submit="Store the change" if community else "Add the community",
    )
