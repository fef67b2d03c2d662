"""What the participant takes home: a letter to print and a calendar file."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from cara.access import Action
from cara.casework import participant_view
from cara_web.layout.page import page
from cara_web.referrals.asking import Answer, Web, use
from cara_web.referrals.calendar import calendar_file
from cara_web.visits import instance_of


class LetterPages(Controller):
    """The letter and the calendar file of a confirmed booking."""

    path = "/bookings/{reference:str}"
    include_in_schema = False
    opt = {"action": Action.PRINT_LETTER}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/letter")
    async def letter(self, request: Web, reference: FromPath[str]) -> Answer:
        """Show the letter as a page to print."""
        view = await use(request, participant_view, reference, now=instance_of(request).now())
        return page(request, "referrals/letter.html", title="Letter", view=view, back=f"/bookings/{reference}")

    @get("/calendar.ics")
    async def calendar(self, request: Web, reference: FromPath[str]) -> Response[bytes]:
        """Give the calendar file."""
        instance = instance_of(request)
        view = await use(request, participant_view, reference, now=instance.now())
        return Response(
            calendar_file(view, instance.casework.zone, now=instance.now()),
            media_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="appointments.ics"'},
        )
