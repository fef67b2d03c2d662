"""The page on which a supervisor hands a referral over to a colleague, or takes it back."""

from collections.abc import Mapping
from typing import ClassVar

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action
from cara.casework import HandingOver, NotAccepted, hand_over, see_handing_over, take_back
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of


class ColleagueQuestion(Question):
    """To whom a referral is handed over, or from whom it is taken back."""

    account: str = Field(title="a colleague", max_length=64)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"account": {"*": "Choose a colleague"}}


class HandingPages(Controller):
    """Who has a referral."""

    path = "/bookings/{reference:str}/colleagues"
    include_in_schema = False
    opt = {"action": Action.HAND_OVER}  # noqa: RUF012 - Litestar declares it for the instance

    @get()
    async def colleagues(self, request: Web, reference: FromPath[str]) -> Answer:
        """Show who has the referral, and ask to whom it is handed over."""
        return await _show(request, reference, Form.empty())

    @post()
    async def hand_over(self, request: Web, reference: FromPath[str]) -> Answer:
        """Hand it over."""
        answered = answer(ColleagueQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await _show(request, reference, answered, status=422)
        try:
            await use(request, hand_over, reference, answered.account, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _show(request, reference, Form.of(answered).refused(refused.problems), status=422)
        return see_other(f"/bookings/{reference}/colleagues")

    @post("/back")
    async def take_back(self, request: Web, reference: FromPath[str]) -> Answer:
        """Take it back."""
        answered = answer(ColleagueQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await _show(request, reference, answered, status=422)
        try:
            await use(request, take_back, reference, answered.account, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _show(request, reference, Form.empty().refused(refused.problems), status=422)
        return see_other(f"/bookings/{reference}/colleagues")


async def _show(request: Web, reference: str, form: Form, status: int = 200) -> Response[str]:
    handing: HandingOver = await use(request, see_handing_over, reference, now=instance_of(request).now())
    return page(
        request,
        "referrals/colleagues.html",
        title="Who has this referral",
        status=status,
        handing=handing,
        colleagues=[(colleague.code, f"{colleague.name} ({colleague.code})") for colleague in handing.colleagues],
        form=form,
        back=f"/bookings/{handing.reference}",
    )
