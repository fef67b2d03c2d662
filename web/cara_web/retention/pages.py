"""The list of what is due, held or being erased, and the page of one record."""

from litestar import Controller, get
from litestar.params import FromPath, FromQuery

from cara.access import Action
from cara.retention.reviewing import RetentionSearch, list_retention
from cara.retention.words import RetentionTab, Scope
from cara_web.layout.listing import chosen, listed
from cara_web.layout.page import page
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.retention.asking import DONE, RETENTION, record_of
from cara_web.staff.asking import done_banner, may
from cara_web.visits import instance_of


class RetentionPages(Controller):
    """Below ``/retention``."""

    path = RETENTION
    include_in_schema = False
    opt = {"action": Action.SEE_RETENTION}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/")
    async def listed(
        self, request: Web, show: FromQuery[str] = "", record: FromQuery[str] = "", after: FromQuery[int | None] = None
    ) -> Answer:
        """Show a page of the list, what has waited longest first."""
        asked = listed(RETENTION, show=show, record=record)
        tab = chosen(RetentionTab, show) or RetentionTab.DUE
        search = RetentionSearch(tab, asked.given.get("record", ""), after)
        retention = instance_of(request).casework.retention
        return page(
            request,
            "retention/list.html",
            title="Retention",
            found=await use(request, list_retention, search, now=instance_of(request).now()),
            asked=asked,
            form=asked.form,
            tab=tab,
            tabs=[
                {"text": one.label, "href": f"{RETENTION}?show={one.value}", "active": one is tab}
                for one in RetentionTab
            ],
            schedule=retention.schedule,
            missing=retention.missing,
            scopes=Scope,
            today=today_of(request),
        )

    @get("/{reference:str}")
    async def one(self, request: Web, reference: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show how long one record is kept, and everything that was decided about that."""
        record = await record_of(request, reference)
        return page(
            request,
            "retention/record.html",
            title="How long this record is kept",
            record=record,
            here=f"{RETENTION}/{record.reference}",
            schedule=instance_of(request).casework.retention.schedule,
            may_decide=may(request, Action.REVIEW_RETENTION),
            today=today_of(request),
            banner=done_banner(done, DONE),
            back=RETENTION,
        )
