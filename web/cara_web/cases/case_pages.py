"""The lists of cases, and one case with what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Action
from cara.casework import ErasedAlready, Problem, ReferralStatus, WrongStatus, see_referral
from cara.casework.outbox import told_of
from cara.vocabulary import Pathway, Relationship, Sex
from cara.vocabulary.dates import in_words
from cara.workshops import CaseLine, CaseSearch, Tab, list_cases, list_views, see_reschedulable, ways_off
from cara.workshops.rescheduling import DEFERRABLE, MOVABLE, REBOOKABLE
from cara_web.cases.bar import WIDTH, bar_of
from cara_web.layout.forms import Form
from cara_web.layout.page import Banner, page
from cara_web.layout.searching import ENDED, Searches
from cara_web.layout.spreadsheet import download
from cara_web.referrals.asking import Answer, Web, book_of, today_of, use
from cara_web.referrals.attendance import attendance_rows
from cara_web.referrals.contact_pages import CONTACT_CORRECTED
from cara_web.visits import instance_of

CASES = "/cases"
PATHWAYS = tuple(Pathway(sex, relationship) for relationship in Relationship for sex in Sex)
COLUMNS = ("Reference", "Name", "Status", "Group", "Finish by", "Days", "Venue")

DONE: Mapping[str, str] = {
    "moved": "The booking is moved, and the person is told the new days.",
    "booked": "Booked again, and the person is told the new days.",
    "deferred": "Deferred, and the person is told. The place is free, and the worklist asks for a new one on that day.",
    "taken-off": "Taken off the workshops, and the person is told. What was recorded stays.",
    "contact": CONTACT_CORRECTED,
    "extended": "The longer time is recorded, with who authorised it.",
}
"""What was done, in closed words: the address carries a code."""

CHANGED = Banner(
    "Somebody else changed this case while you had it open. Nothing of yours was stored: look at how it stands now, "
    "then do what is still needed.",
    type=None,
    title="Not stored",
)


class CasePages(Controller):
    """Below ``/cases``."""

    path = CASES
    include_in_schema = False

    @get("/", opt={"action": Action.LIST_CASES})
    async def listed(
        self,
        request: Web,
        tab: FromQuery[str] = "due",
        district: FromQuery[str] = "",
        pathway: FromQuery[str] = "",
        find: FromQuery[str] = "",
        after: FromQuery[str] = "",
    ) -> Answer:
        """List the cases of one tab, those whose time runs out first at the top."""
        return await listed(request, tab, district, pathway, find, after)

    @post("/", opt={"action": Action.LIST_CASES})
    async def search(self, request: Web) -> Answer:
        """Look for somebody by reference or full name, neither of which then stands in an address."""
        return await searches_of(request).take(request)

    @get("/download", opt={"action": Action.EXPORT_CASES})
    async def taken_away(
        self,
        request: Web,
        tab: FromQuery[str] = "due",
        district: FromQuery[str] = "",
        pathway: FromQuery[str] = "",
    ) -> Response[bytes]:
        """Give the list as CSV, to whoever has just proved who he or she is."""
        search = search_of(tab, district, pathway, "")
        found = await use(request, list_cases, search, now=instance_of(request).now(), whole=True)
        return download(f"cases-{today_of(request).isoformat()}", COLUMNS, [_cells(line) for line in found.lines])

    @get("/{reference:str}", opt={"action": Action.RESCHEDULE})
    async def case(self, request: Web, reference: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show one case: where it stands, how much time is left, and what can be done."""
        return await _case(request, reference, Banner(DONE[done]) if done in DONE else None)


async def listed(
    request: Web, tab: str, district: str, pathway: str, find: str, after: str = "", *, naming: Form | None = None
) -> Answer:
    """Show a list of cases; again with what is wrong where it could not be saved as a view."""
    typed = searches_of(request).typed(request, find)
    search = replace(search_of(tab, district, pathway, after), text=typed or "")
    now = instance_of(request).now()
    found = await use(request, list_cases, search, now=now)
    kept = {"tab": search.tab.value, "district": district, "pathway": pathway, "find": find if typed else ""}
    form = Form({"district": (district,), "pathway": (pathway,), "q": (typed or "",)})
    return page(
        request,
        "cases/list.html",
        title="Cases",
        status=422 if naming else 200,
        found=found,
        search=search,
        tabs=[
            {
                "text": f"{one.label} ({found.counts[one]})",
                "href": _address({**kept, "tab": one.value}),
                "active": one is search.tab,
            }
            for one in Tab
        ],
        districts=districts_of(request),
        pathways=[(one.code, one.label) for one in PATHWAYS],
        searching=form.refused([Problem("q", ENDED)]) if typed is None else form,
        form=naming or Form(),
        kept=kept,
        views=[(view.name, address_of(view.search)) for view in await use(request, list_views, now=now)],
        today=today_of(request),
        next=_address({**kept, "after": _key(found.next_after)}) if found.next_after else None,
        taken_away=_address({**kept, "find": ""}, f"{CASES}/download"),
        columns=COLUMNS,
    )


def searches_of(request: Web) -> Searches:
    """Give the latest searches of this list."""
    districts = frozenset(code for code, _ in districts_of(request))
    pathways = frozenset(one.code for one in PATHWAYS)
    tabs = frozenset(one.value for one in Tab)
    return Searches("case-searches", CASES, {"tab": tabs, "district": districts, "pathway": pathways})


def address_of(search: CaseSearch) -> str:
    """Give the address of a list narrowed so."""
    pathway = search.pathway.code if search.pathway else ""
    return _address({"tab": search.tab.value, "district": search.district or "", "pathway": pathway})


def _address(asked: Mapping[str, str], path: str = CASES) -> str:
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"


async def show_changed(request: Web, reference: str) -> Answer:
    """Show a case that somebody else has changed since it was opened, as it stands now."""
    return await _case(request, reference, CHANGED, 409)


async def _case(request: Web, reference: str, banner: Banner | None, status: int = 200) -> Answer:
    now = instance_of(request).now()
    view = await use(request, see_referral, reference, now=now)
    try:
        seen = await use(request, see_reschedulable, reference, now=now)
    except (WrongStatus, ErasedAlready):  # not confirmed yet, or closed
        seen = None
    return page(
        request,
        "cases/case.html",
        title=view.status.label,
        status=status,
        view=view,
        attended=attendance_rows(view.attended),
        told=await use(request, told_of, reference, now=now),
        seen=seen,
        time=bar_of(seen, today_of(request)) if seen else None,
        width=WIDTH,
        actions=actions_on(view.status, extendable=bool(seen and seen.longest)) if seen else (),
        banner=banner,
        back=CASES,
    )


def search_of(tab: str, district: str, pathway: str, after: str) -> CaseSearch:
    """Read what a list is narrowed to from its address; what is not known narrows nothing."""
    known = {one.code: one for one in PATHWAYS}
    return CaseSearch(
        tab=Tab(tab) if tab in set(Tab) else Tab.DUE,
        district=district[:100] or None,
        pathway=known.get(pathway),
        after=_read_key(after),
    )


def actions_on(status: ReferralStatus, *, extendable: bool) -> Sequence[tuple[str, str]]:
    """Give what can be done about a case that stands there: the last part of the address, and the words."""
    offered = (
        ("move", "Move to another cohort", status in MOVABLE),
        ("rebook", "Book again", status in REBOOKABLE),
        ("defer", "Defer", status in DEFERRABLE),
        ("extend", "Extend the time", extendable),
        ("take-off", "Take the person off the workshops", bool(ways_off(status))),
    )
    return tuple((path, words) for path, words, is_open in offered if is_open)


def districts_of(request: Web) -> list[tuple[str, str]]:
    """Give the area's districts by code and name; none while its rules cannot be read."""
    book = book_of(request)
    return [(district.code, district.name) for district in book.area.districts] if book else []


def _key(key: tuple[date, int]) -> str:
    return f"{key[0].isoformat()}.{key[1]}"


def _read_key(text: str) -> tuple[date, int] | None:
    day, _, number = text.partition(".")
    try:
        return date.fromisoformat(day), min(int(number), 2**31 - 1)
    except ValueError:
        return None


def _cells(line: CaseLine) -> tuple[str, ...]:
    days = " and ".join(in_words(day, weekday=False) for day in (line.first_day, line.second_day) if day)
    return (
        line.reference.spoken,
        line.name or "",
        line.status.label,
        line.pathway.label if line.pathway else "",
        line.deadline.isoformat() if line.deadline else "",
        days,
        line.venue or "",
    )
