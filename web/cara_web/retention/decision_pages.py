"""Keeping a part of a record for longer, holding a record, and lifting a hold: each with its reason."""

from datetime import date

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action
from cara.acting import NotAccepted
from cara.retention.deciding import keep_longer, lift_hold, place_hold
from cara.retention.problems import NotToErase, SomebodyElseHeld
from cara.retention.reviewing import RecordSeen
from cara.retention.words import KEPT_AT_MOST, Scope
from cara.vocabulary.dates import add_months
from cara.vocabulary.text import Paragraph
from cara_web.layout.editing import refused
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.retention.asking import RETENTION, address_of, record_of, scope_of
from cara_web.visits import instance_of


class Reason(Question):
    """Why it is decided so."""

    reason: Paragraph = Field(title="the reason")


class Keeping(Reason):
    """Until when a part is kept, and why."""

    until: date = Field(title="the day until which it is kept")


class DecisionPages(Controller):
    """Questions about one record below ``/retention``."""

    path = RETENTION
    include_in_schema = False
    opt = {"action": Action.REVIEW_RETENTION}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/{reference:str}/keep/{part:str}")
    async def ask_keeping(self, request: Web, reference: FromPath[str], part: FromPath[str]) -> Answer:
        """Ask until when a part is kept, and why."""
        record = await record_of(request, reference)
        return _keeping(request, record, _there(record, scope_of(record, part)), Form.empty())

    @post("/{reference:str}/keep/{part:str}")
    async def keep(self, request: Web, reference: FromPath[str], part: FromPath[str]) -> Answer:
        """Keep it until that day."""
        scope, answered = scope_of(reference, part), answer(Keeping, await read_form(request))
        record = await record_of(request, reference)
        if isinstance(answered, Form):
            return _keeping(request, record, scope, answered, 422)
        now, given = instance_of(request).now(), (scope, answered.until, answered.reason)
        try:
            await use(request, keep_longer, reference, *given, now=now)
        except NotAccepted as problems:
            return _keeping(request, record, scope, refused(answered, problems, ["until"]), 422)
        return see_other(f"{address_of(record)}?done=kept")

    @get("/{reference:str}/hold")
    async def ask_holding(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask why a record is held."""
        record = await record_of(request, reference)
        if record.hold:
            raise SomebodyElseHeld
        return _reason(request, record, "hold", Form.empty())

    @post("/{reference:str}/hold")
    async def hold(self, request: Web, reference: FromPath[str]) -> Answer:
        """Hold it."""
        answered, record = answer(Reason, await read_form(request)), await record_of(request, reference)
        if isinstance(answered, Form):
            return _reason(request, record, "hold", answered, 422)
        await use(request, place_hold, reference, answered.reason, now=instance_of(request).now())
        return see_other(f"{address_of(record)}?done=held")

    @get("/{reference:str}/lift")
    async def ask_lifting(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask why the hold is lifted."""
        record = await record_of(request, reference)
        if not record.hold:
            raise SomebodyElseHeld
        return _reason(request, record, "lift", Form.empty())

    @post("/{reference:str}/lift")
    async def lift(self, request: Web, reference: FromPath[str]) -> Answer:
        """Lift it."""
        answered, record = answer(Reason, await read_form(request)), await record_of(request, reference)
        if isinstance(answered, Form):
            return _reason(request, record, "lift", answered, 422)
        await use(request, lift_hold, reference, answered.reason, now=instance_of(request).now())
        return see_other(f"{address_of(record)}?done=lifted")


def _there(record: RecordSeen, scope: Scope) -> Scope:
    if not any(part.scope is scope and part.there and part.began_on for part in record.parts):
        raise NotToErase("There is nothing of this part that could be kept longer, or the case has not ended.")
    return scope


def _keeping(request: Web, record: RecordSeen, scope: Scope, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "retention/keep.html",
        title="Keep it for longer",
        status=status,
        record=record,
        scope=scope,
        last=add_months(today_of(request), KEPT_AT_MOST),
        form=form,
        action=address_of(record, "keep", scope.value),
        caption=f"Record {record.reference.spoken}: {scope.label}",
        submit="Keep it until then",
        back=address_of(record),
    )


_ASKED = {
    "hold": ("Place a legal hold", "Place the hold"),
    "lift": ("Lift the legal hold", "Lift the hold"),
}


def _reason(request: Web, record: RecordSeen, what: str, form: Form, status: int = 200) -> Answer:
    title, submit = _ASKED[what]
    return page(
        request,
        f"retention/{what}.html",
        title=title,
        status=status,
        record=record,
        form=form,
        action=address_of(record, what),
        caption=f"Record {record.reference.spoken}",
        submit=submit,
        back=address_of(record),
    )
