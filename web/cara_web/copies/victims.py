"""Victims' copies: what the worker and the second person do, below ``/victim-contact/copies``."""

from datetime import date, datetime
from typing import ClassVar

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action, Subject
from cara.casework import Instance
from cara.disclosure.victims import beginning, requests
from cara.disclosure.victims.giving import VictimsWay
from cara.disclosure.words import NoSuchRequest, RequestStatus
from cara_web.copies.asking import GivenQuestion, taken_away
from cara_web.copies.pages import CheckingPages, MakingPages, SeeingPages
from cara_web.copies.side import Shown, Side
from cara_web.layout.forms import Options
from cara_web.referrals.asking import Answer, Web, subject_of, use
from cara_web.staff.asking import may
from cara_web.victims.asking import CALLS, victim_page
from cara_web.visits import instance_of

COPIES = f"{CALLS}/copies"


class VictimGivenQuestion(GivenQuestion):
    """How a victim's copy was given."""

    ways: ClassVar[Options] = VictimsWay

    how: VictimsWay = Field(title="how it was given")
    on: date = Field(title="the day on which it was given")

    def note(self, instance: Instance, actor: Subject, code: str, *, now: datetime) -> None:
        """Note it."""
        requests.give_copy(instance, actor, code, self.how, self.on, now=now)


async def _show(request: Web, code: str) -> Shown:
    now = instance_of(request).now()
    seen = await use(request, requests.see_request, code, now=now)
    mine = seen.worker == subject_of(request).code
    ready = mine and seen.row.status is RequestStatus.CONFIRMED
    ways = await use(request, requests.ways_of_giving, code, now=now) if ready else {}
    return Shown(
        title=f"Copy for contact {seen.victim.spoken}",
        row=seen.row,
        steps=seen.steps,
        about=("Contact", seen.victim.spoken, f"{CALLS}/{seen.victim}"),
        may_make=mine,
        may_check=may(request, Action.CONFIRM_VICTIM_COPY) and not mine,
        takes=[(way.label, f"{COPIES}/{seen.row.code}/copy/{way.value}", why) for way, why in ways.items()],
    )


VICTIMS = Side(
    at=COPIES,
    record="Contact",
    record_at=CALLS,
    page=victim_page,
    requests=requests,
    beginning=beginning,
    operation="request_victim_copy",
    show=_show,
    given=VictimGivenQuestion,
    asks="A victim asks for a copy",
    others="the participant, or of anybody but the victim",
)


class SeeVictimsCopies(SeeingPages):
    """The list, and one request."""

    path, side = COPIES, VICTIMS
    opt = {"action": Action.SEE_VICTIM_COPIES}  # noqa: RUF012 - Litestar declares it for the instance


class MakeVictimsCopies(MakingPages):
    """From the request until the copy is given."""

    path, side = COPIES, VICTIMS
    opt = {"action": Action.PREPARE_VICTIM_COPY}  # noqa: RUF012 - as above

    @get("/new/{victim:str}")
    async def ask(self, request: Web, victim: FromPath[str]) -> Answer:
        """Ask when and how somebody asked for a copy."""
        return await self._ask(request, victim)

    @post("/new/{victim:str}")
    async def record(self, request: Web, victim: FromPath[str]) -> Answer:
        """Record the request."""
        return await self._record(request, victim)

    @get("/{code:str}/copy/{way:str}", opt={"action": Action.EXPORT_VICTIM_COPY})
    async def take(self, request: Web, code: FromPath[str], way: FromPath[str]) -> Response[bytes]:
        """Give the copy to take away, for one way of giving it."""
        chosen = next((one for one in VictimsWay if one.value == way), None)
        if chosen is None:
            raise NoSuchRequest(code)
        now = instance_of(request).now()
        return await taken_away(request, await use(request, requests.take_copy, code, chosen, now=now))


class CheckVictimsCopies(CheckingPages):
    """The second person."""

    path, side = COPIES, VICTIMS
    opt = {"action": Action.CONFIRM_VICTIM_COPY}  # noqa: RUF012 - as above


VICTIMS_PAGES = (
    SeeVictimsCopies,
    MakeVictimsCopies,
    CheckVictimsCopies,
)
