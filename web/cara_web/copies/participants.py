"""Participants' copies: what the manager and the second person do, below ``/copies``."""

from datetime import date, datetime
from typing import Annotated, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import BeforeValidator, Field

from cara.access import Action, Subject
from cara.casework import Instance
from cara.casework.details import none_if_blank
from cara.disclosure.participants import beginning, requests
from cara.disclosure.participants.requests import GivenTo, Giving, ParticipantsWay
from cara.vocabulary.text import Line
from cara_web.copies.asking import GivenQuestion, taken_away
from cara_web.copies.pages import CheckingPages, MakingPages, SeeingPages
from cara_web.copies.side import Shown, Side
from cara_web.layout.forms import Options
from cara_web.layout.page import page
from cara_web.referrals.asking import Answer, Web, use
from cara_web.staff.asking import may
from cara_web.visits import instance_of

COPIES = "/copies"


class ParticipantGivenQuestion(GivenQuestion):
    """How a participant's copy was given."""

    ways: ClassVar[Options] = ParticipantsWay
    recipients: ClassVar[Options] = GivenTo

    how: ParticipantsWay = Field(title="how it was given")
    to: GivenTo = Field(title="to whom it was given")
    named: Annotated[Line | None, BeforeValidator(none_if_blank)] = Field(
        default=None, title="the representative's name"
    )
    on: date = Field(title="the day on which it was given")

    def note(self, instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
        """Note it."""
        giving = Giving(self.how, self.on, self.to, self.named)
        requests.give_copy(instance, actor, code, giving, now=now)


async def _show(request: Web, code: str) -> Shown:
    seen = await use(request, requests.see_request, code, now=instance_of(request).now())
    return Shown(
        title=f"Copy for {seen.reference.spoken}",
        row=seen.row,
        steps=seen.steps,
        about=("Referral", seen.reference.spoken, f"/cases/{seen.reference}"),
        may_make=may(request, Action.PREPARE_COPY),
        may_check=may(request, Action.CONFIRM_COPY),
        takes=[("Download the copy", f"{COPIES}/{seen.row.code}/copy", None)],
    )


PARTICIPANTS = Side(
    at=COPIES,
    record="Referral",
    record_at="/cases",
    page=page,
    requests=requests,
    beginning=beginning,
    operation="request_copy",
    show=_show,
    given=ParticipantGivenQuestion,
    asks="A participant asks for a copy",
    others="the victim, or of anybody but the participant",
)


class SeeParticipantsCopies(SeeingPages):
    """The list, and one request."""

    path, side = COPIES, PARTICIPANTS
    opt = {"action": Action.SEE_COPIES}  # noqa: RUF012 - Litestar declares it for the instance


class MakeParticipantsCopies(MakingPages):
    """From the request until the copy is given."""

    path, side = COPIES, PARTICIPANTS
    opt = {"action": Action.PREPARE_COPY}  # noqa: RUF012 - as above

    @get("/new/{reference:str}")
    async def ask(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask when and how somebody asked for a copy."""
        return await self._ask(request, reference)

    @post("/new/{reference:str}")
    async def record(self, request: Web, reference: FromPath[str]) -> Answer:
        """Record the request."""
        return await self._record(request, reference)

    @get("/{code:str}/copy", opt={"action": Action.EXPORT_COPY})
    async def take(self, request: Web, code: FromPath[str]) -> Response[bytes]:
        """Give the copy to take away."""
        return await taken_away(request, await use(request, requests.take_copy, code, now=instance_of(request).now()))


class CheckParticipantsCopies(CheckingPages):
    """The second person."""

    path, side = COPIES, PARTICIPANTS
    opt = {"action": Action.CONFIRM_COPY}  # noqa: RUF012 - as above


PARTICIPANTS_PAGES = (
    SeeParticipantsCopies,
    MakeParticipantsCopies,
    CheckParticipantsCopies,
)
