"""Victims of a confirmed referral: a program says who they are and how contact is safe, and is told nothing again."""

from litestar import Controller, post
from litestar.params import FromPath

from cara.access import Action, Subject
from cara.casework import Instance
from cara.victims.entering import enter_victim
from cara.vocabulary import Reference
from cara_web.api.answered import VictimAnswered
from cara_web.api.doing import REFERRALS, Answer, Done, ask_once
from cara_web.api.operations import Operation, says
from cara_web.api.requests import read_body
from cara_web.api.sent import VictimSent
from cara_web.visits import PageRequest, instance_of

ENTER = Operation(
    "enterVictim", {201: VictimAnswered}, takes=VictimSent, example="victim", once=True, refuses=(409, 503)
)


class Victims(Controller):
    """What the police say about victims."""

    path = f"{REFERRALS}/{{reference:str}}/victims"

    @post("/", opt=says(Action.ENTER_VICTIM, ENTER))
    async def enter(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Enter a victim of a confirmed referral: who it is, and how contact is safe. Without a way there is none."""
        sent = await read_body(request, VictimSent)
        now = instance_of(request).now()

        def work(instance: Instance, actor: Subject) -> Done:
            code = enter_victim(instance, actor, reference, sent.details, sent.safe_contact, now=now)
            return Done(201, VictimAnswered(reference=Reference.parse(reference), victim=code))

        return await ask_once(request, "POST /api/v1/referrals/{}/victims", sent, work)
