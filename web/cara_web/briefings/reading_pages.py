"""The facilitators read the briefings before workshop two; the manager sees how complete everything is."""

from litestar import Controller, get, post
from litestar.params import FromPath

from cara.access import Action
from cara.victims.completeness import see_completeness
from cara.victims.reading import mark_read, read_briefings
from cara.victims.states import ContactStatus
from cara_web.layout.form_body import read_form
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.victims.asking import victim_page
from cara_web.visits import instance_of

COUNTED = (
    ContactStatus.TO_DECIDE,
    ContactStatus.NO_CONTACT,
    ContactStatus.DUE,
    ContactStatus.ATTEMPTED,
    ContactStatus.REACHED,
    ContactStatus.DECLINED,
    ContactStatus.UNREACHABLE,
    ContactStatus.UNSAFE,
)


class ReadingPages(Controller):
    """The briefings of one workshop two."""

    path = "/workshops/{code:str}/briefing"
    include_in_schema = False
    opt = {"action": Action.READ_BRIEFING}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def read(self, request: Web, code: FromPath[str]) -> Answer:
        """Show the briefing of every seat."""
        found = await use(request, read_briefings, code, now=instance_of(request).now())
        title = f"Briefing before workshop two, cohort {found.workshop.cohort}"
        return victim_page(request, "briefings/reading.html", title=title, found=found, back="/my/workshops")

    @post("/{briefing:str}/read")
    async def mark(self, request: Web, code: FromPath[str], briefing: FromPath[str]) -> Answer:
        """Mark one as read."""
        await read_form(request)
        await use(request, mark_read, code, briefing, now=instance_of(request).now())
        return see_other(f"/workshops/{code}/briefing")


class CompletenessPages(Controller):
    """How complete the contact is before each workshop two."""

    path = "/victim-contact/completeness"
    include_in_schema = False
    opt = {"action": Action.SEE_COMPLETENESS}  # noqa: RUF012 - as above

    @get()
    async def completeness(self, request: Web) -> Answer:
        """Show it, the nearest workshop first."""
        rows = await use(request, see_completeness, now=instance_of(request).now())
        title = "Before workshop two"
        return page(request, "briefings/completeness.html", title=title, rows=rows, counted=COUNTED)
