"""The page on which the police report what has happened since the booking."""

from collections.abc import Mapping
from typing import ClassVar

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action
from cara.casework import NotAccepted, ReferralView, see_referral
from cara.vocabulary import RiskGrade
from cara.workshops import LaterEvent, report_later_event
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of

GRADES = [(grade.value, grade.label) for grade in RiskGrade if grade > RiskGrade.STANDARD]


class LaterQuestion(Question):
    """What has happened, in closed words."""

    event: LaterEvent = Field(title="what has happened")
    risk_grade: RiskGrade | None = Field(default=None, title="the new grade")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"event": {"*": "Select what has happened"}}


class LaterPages(Controller):
    """What the police report after the booking."""

    path = "/bookings/{reference:str}/report"
    include_in_schema = False
    opt = {"action": Action.REPORT_AFTER_BOOKING}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def ask(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask what has happened."""
        return await _show(request, reference, Form.empty())

    @post()
    async def report(self, request: Web, reference: FromPath[str]) -> Answer:
        """Put it before the area manager."""
        answered = answer(LaterQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await _show(request, reference, answered, status=422)
        event, grade, now = answered.event, answered.risk_grade, instance_of(request).now()
        try:
            await use(request, report_later_event, reference, event=event, risk_grade=grade, now=now)
        except NotAccepted as refused:
            return await _show(request, reference, Form.of(answered).refused(refused.problems), status=422)
        return see_other(f"/bookings/{reference}")


async def _show(request: Web, reference: str, form: Form, status: int = 200) -> Response[str]:
    now = instance_of(request).now()
    view: ReferralView = await use(request, see_referral, reference, now=now, to=Action.REPORT_AFTER_BOOKING)
    return page(
        request,
        "referrals/report.html",
        title="Report what has happened",
        status=status,
        view=view,
        events=[(event.value, event.label) for event in LaterEvent],
        grades=GRADES,
        form=form,
        back=f"/bookings/{view.reference}",
    )
