"""What is recorded about a referral, each thing whole: sent again, it is replaced, so that no key is needed."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from litestar import Controller, put
from litestar.params import FromPath
from pydantic import BaseModel

from cara.access import Action, Subject
from cara.casework import (
    Instance,
    Standing,
    change_answers,
    record_caution,
    record_needs,
    record_person,
    run_with_holds_released,
    see_standing,
)
from cara.casework.details import CautionDetails, PersonDetails
from cara_web.api.answered import StandingAnswered
from cara_web.api.doing import REFERRALS, Answer, answer, ask
from cara_web.api.operations import Operation, says
from cara_web.api.requests import read_body
from cara_web.api.sent import CaseSent, NeedsSent
from cara_web.visits import PageRequest, instance_of

M = TypeVar("M", bound=BaseModel)


def _records(name: str, takes: type[BaseModel], example: str) -> Operation:
    return Operation(name, {200: StandingAnswered}, takes=takes, example=example, refuses=(409, 503))


PERSON = _records("recordPerson", PersonDetails, "person")
NEEDS = _records("recordNeeds", NeedsSent, "needs")
CAUTION = _records("recordCaution", CautionDetails, "caution")
FACTS = _records("changeFacts", CaseSent, "case")


class Recording(Controller):
    """The parts of a referral."""

    path = f"{REFERRALS}/{{reference:str}}"

    @put("/person", opt=says(Action.CHANGE_REFERRAL, PERSON))
    async def person(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Record who the person is. An age that differs from the one checked is decided again."""
        return await _record(request, reference, PersonDetails, record_person)

    @put("/needs", opt=says(Action.CHANGE_REFERRAL, NEEDS))
    async def needs(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Record languages, access, impossible days, and with whom the person is kept apart."""
        return await _record(request, reference, NeedsSent, record_needs)

    @put("/caution", opt=says(Action.CHANGE_REFERRAL, CAUTION))
    async def caution(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Record the caution: who gave and authorised it, its day, and what has been signed."""
        return await _record(request, reference, CautionDetails, record_caution)

    @put("/facts", opt=says(Action.CHANGE_REFERRAL, FACTS))
    async def facts(self, request: PageRequest, reference: FromPath[str]) -> Answer:
        """Change the facts of the case and have it decided again; both decisions stay."""

        def change(instance: Instance, actor: Subject, reference: str, sent: CaseSent, *, now: datetime) -> None:
            change_answers(instance, actor, reference, sent.facts, sent.restricted_facts, now=now)

        return await _record(request, reference, CaseSent, change)


async def _record(request: PageRequest, reference: str, body: type[M], record: Callable[..., None]) -> Answer:
    sent = await read_body(request, body)
    now = instance_of(request).now()

    def recorded(instance: Instance, actor: Subject) -> Standing:
        return run_with_holds_released(instance, lambda _: _store(instance, actor), now=now)

    def _store(instance: Instance, actor: Subject) -> Standing:
        record(instance, actor, reference, sent, now=now)
        return see_standing(instance, actor, reference, now=now)

    return answer(StandingAnswered.of(await ask(request, body, recorded)))
