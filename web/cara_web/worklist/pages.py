"""The list, and for each kind of item its own page and decision."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Action
from cara.casework import Item, ItemKind, worklist, worklist_item
from cara_web.layout.page import page
from cara_web.layout.spreadsheet import download
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.visits import instance_of
from cara_web.worklist import after_booking, disposal, duplicates, pending, places
from cara_web.worklist.consequences import WORKLIST, consequence
from cara_web.worklist.lines import COLUMNS, Line, as_rows, lines_of


@dataclass(frozen=True, slots=True)
class ItemPage:
    """How an item of one kind is shown, and how its decision is taken."""

    show: Callable[[Web, Item], Awaitable[Answer]]
    decide: Callable[[Web, Item], Awaitable[Answer]]


ITEM_PAGES: Mapping[ItemKind, ItemPage] = {
    ItemKind.NEEDS_A_PERSON: ItemPage(disposal.show, disposal.decide),
    ItemKind.RULES_PENDING: ItemPage(pending.show, pending.decide),
    ItemKind.NOBODY_PLACED: ItemPage(places.show_nobody_placed, places.decide_nobody_placed),
    ItemKind.PLACE_TO_FOLLOW: ItemPage(places.show_promised, places.give_promised),
    ItemKind.POSSIBLE_DUPLICATE: ItemPage(duplicates.show, duplicates.decide),
    ItemKind.ASK_POLICE: ItemPage(after_booking.show_going_on, after_booking.decide_how),
    ItemKind.RETURNED: ItemPage(after_booking.show_return, after_booking.decide_about_return),
    ItemKind.TO_REBOOK: ItemPage(after_booking.go_to_case, after_booking.go_to_case),
    ItemKind.DEFERRED: ItemPage(after_booking.go_to_case, after_booking.go_to_case),
    ItemKind.REPORTED: ItemPage(after_booking.show_to_settle, after_booking.settle),
    ItemKind.REGISTER_CORRECTED: ItemPage(after_booking.show_to_settle, after_booking.settle),
}


class WorklistPages(Controller):
    """Everything below ``/worklist``. Whose an item is, and what may be decided about it, the use cases know."""

    path = WORKLIST
    include_in_schema = False
    opt = {"action": Action.SEE_WORKLIST}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def listed(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """Show what waits for this person; after a decision, what it means."""
        lines = await _lines(request)
        return page(
            request,
            "worklist/list.html",
            title="Worklist",
            lines=lines,
            columns=COLUMNS,
            overdue=sum(line.overdue for line in lines),
            banner=consequence(done),
        )

    @get("/download", opt={"action": Action.EXPORT_WORKLIST})
    async def taken_away(self, request: Web) -> Response[bytes]:
        """Give the list as CSV."""
        return download(f"worklist-{today_of(request).isoformat()}", COLUMNS, as_rows(await _lines(request)))

    @get("/{code:str}")
    async def item(self, request: Web, code: FromPath[str]) -> Answer:
        """Show one item with everything that must be seen before it is decided."""
        found = await _find(request, code)
        return await ITEM_PAGES[found.kind].show(request, found)

    @post("/{code:str}")
    async def decide(self, request: Web, code: FromPath[str]) -> Answer:
        """Take the decision about one item."""
        found = await _find(request, code)
        return await ITEM_PAGES[found.kind].decide(request, found)


async def _find(request: Web, code: str) -> Item:
    return await use(request, worklist_item, code, now=instance_of(request).now())


async def _lines(request: Web) -> tuple[Line, ...]:
    instance = instance_of(request)
    items = await use(request, worklist, now=instance.now())
    return lines_of(instance.casework, items, today_of(request))
