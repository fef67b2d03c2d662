"""What the participant takes home: a letter to print, the same as PDF, and a calendar file."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from cara.access import Action
from cara.casework import participant_view
from cara.messages import ParticipantView
from cara.messages.calendar import FILE_NAME as CALENDAR_NAME
from cara.messages.calendar import calendar_file
from cara.messages.letters import Letter, letter_of
from cara.messages.typesetting import FILE_NAME, typeset
from cara.messages.wording import wording_in
from cara.vocabulary import Occasion, WrittenLanguage
from cara_web.instance import in_thread
from cara_web.layout.page import page
from cara_web.messages.letters import pdf
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of


class LetterPages(Controller):
    """The letter and the calendar file of a confirmed booking."""

    path = "/bookings/{reference:str}"
    include_in_schema = False
    opt = {"action": Action.PRINT_LETTER}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/letter")
    async def letter(self, request: Web, reference: FromPath[str]) -> Answer:
        """Show the letter as a page to print."""
        letter = await _letter(request, reference)
        return page(
            request,
            "referrals/letter.html",
            title="Letter",
            letter=letter,
            at=f"/bookings/{reference}",
            back=f"/bookings/{reference}",
        )

    @get("/letter.pdf")
    async def as_pdf(self, request: Web, reference: FromPath[str]) -> Response[bytes]:
        """Give the letter as PDF."""
        letter = await _letter(request, reference)
        return pdf(await in_thread(instance_of(request), typeset, [letter]), FILE_NAME)

    @get("/calendar.ics")
    async def calendar(self, request: Web, reference: FromPath[str]) -> Response[bytes]:
        """Give the calendar file."""
        instance = instance_of(request)
        view = await _view(request, reference)
        return Response(
            calendar_file(view, instance.casework.zone, now=instance.now()),
            media_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{CALENDAR_NAME}"'},
        )


async def _view(request: Web, reference: str) -> ParticipantView:
    return await use(request, participant_view, reference, now=instance_of(request).now())


async def _letter(request: Web, reference: str) -> Letter:
    """Write the letter that the officer hands over, in English: he or she has to be able to read it."""
    view = await _view(request, reference)
    occasion = Occasion.BOOKED if view.appointments else Occasion.PLACE_TO_FOLLOW
    return letter_of(view, occasion, None, wording_in(WrittenLanguage.ENGLISH))
