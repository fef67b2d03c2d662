"""Asking for an erasure, approving what somebody else asked for, and stopping one: each says what it leads to."""

from typing import Literal

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action
from cara.retention.beginning import Part
from cara.retention.deciding import approve_erasure, refuse_unfit, request_erasure, stop_erasure
from cara.retention.problems import NoSchedule, OnHold
from cara.retention.reviewing import ErasureSeen, RecordSeen
from cara.retention.words import Scope, WhyErased
from cara.vocabulary.text import Paragraph
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.retention.asking import RETENTION, address_of, erasure_of, record_of, scope_of
from cara_web.visits import instance_of


class Asking(Question):
    """Why a part is to be erased."""

    why: WhyErased = Field(title="why it is to be erased")
    reason: Paragraph = Field(title="the reason")


class Sure(Question):
    """That whoever approves knows what it leads to."""

    sure: Literal["yes"] = Field(title="that this is to be erased")
    sentences = {"sure": {"*": "Confirm that this is to be erased, or go back"}}  # noqa: RUF012 - as other questions


class ErasurePages(Controller):
    """Erasures of one record below ``/retention``."""

    path = RETENTION
    include_in_schema = False

    @get("/{reference:str}/erase/{part:str}", opt={"action": Action.REQUEST_ERASURE})
    async def ask(self, request: Web, reference: FromPath[str], part: FromPath[str]) -> Answer:
        """Ask why a part is to be erased, and say what that leads to."""
        record = await record_of(request, reference)
        return _asking(request, record, scope_of(record, part), Form.empty())

    @post("/{reference:str}/erase/{part:str}", opt={"action": Action.REQUEST_ERASURE})
    async def request_it(self, request: Web, reference: FromPath[str], part: FromPath[str]) -> Answer:
        """Ask for the erasure."""
        scope, answered = scope_of(reference, part), answer(Asking, await read_form(request))
        record = await record_of(request, reference)
        if isinstance(answered, Form):
            return _asking(request, record, scope, answered, 422)
        given = (scope, answered.why, answered.reason)
        await use(request, request_erasure, reference, *given, now=instance_of(request).now())
        return see_other(f"{address_of(record)}?done=requested")

    @get("/{reference:str}/approve/{code:str}", opt={"action": Action.APPROVE_ERASURE})
    async def ask_approving(self, request: Web, reference: FromPath[str], code: FromPath[str]) -> Answer:
        """Show what somebody else asked for, and ask whether it is to be erased."""
        record = await record_of(request, reference)
        return _approving(request, record, erasure_of(record, code, to_approve=True), Form.empty())

    @post("/{reference:str}/approve/{code:str}", opt={"action": Action.APPROVE_ERASURE})
    async def approve(self, request: Web, reference: FromPath[str], code: FromPath[str]) -> Answer:
        """Approve it."""
        answered, record = answer(Sure, await read_form(request)), await record_of(request, reference)
        erasure = erasure_of(record, code, to_approve=True)
        if isinstance(answered, Form):
            return _approving(request, record, erasure, answered, 422)
        await use(request, approve_erasure, reference, code, now=instance_of(request).now())
        return see_other(f"{address_of(record)}?done=approved")

    @post("/{reference:str}/stop/{code:str}", opt={"action": Action.STOP_ERASURE})
    async def stop(self, request: Web, reference: FromPath[str], code: FromPath[str]) -> Answer:
        """Stop it."""
        (await read_form(request)).refuse_unknown(())
        record = await record_of(request, reference)
        await use(request, stop_erasure, reference, code, now=instance_of(request).now())
        return see_other(f"{address_of(record)}?done=stopped")


def _asking(request: Web, record: RecordSeen, scope: Scope, form: Form, status: int = 200) -> Answer:
    part = next(part for part in record.parts if part.scope is scope)
    _refuse(request, record, part)
    over = part.is_over(today_of(request))
    return page(
        request,
        "retention/erase.html",
        title="Ask that this be erased",
        status=status,
        record=record,
        part=part,
        reasons=[(one.value, one.label) for one in WhyErased if over or one is not WhyErased.PERIOD_OVER],
        form=form,
        action=address_of(record, "erase", scope.value),
        caption=f"Record {record.reference.spoken}: {scope.label}",
        submit="Ask for the erasure",
        back=address_of(record),
    )


def _refuse(request: Web, record: RecordSeen, part: Part) -> None:
    if instance_of(request).casework.retention.schedule is None:
        raise NoSchedule
    if record.hold:
        raise OnHold(record.reference)
    refuse_unfit(part, WhyErased.ASKED_FOR, today_of(request))


def _approving(request: Web, record: RecordSeen, erasure: ErasureSeen, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "retention/approve.html",
        title="Approve or leave it",
        status=status,
        record=record,
        erasure=erasure,
        form=form,
        action=address_of(record, "approve", erasure.code),
        caption=f"Record {record.reference.spoken}: {erasure.scope.label}",
        submit="Approve the erasure",
        back=address_of(record),
    )
