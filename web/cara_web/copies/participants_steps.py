"""Participants' requests: the second person, and how a copy is taken, given or refused."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from cara.access import Action
from cara.acting import NotAccepted
from cara.disclosure.participants.beginning import begin_step
from cara.disclosure.participants.requests import (
    GivenTo,
    Giving,
    ParticipantsWay,
    confirm_copy,
    give_copy,
    look_through,
    open_copy_again,
    refuse_copy,
    return_copy,
    take_copy,
)
from cara.disclosure.words import RefusedWhy
from cara_web.copies.asking import (
    COPIES,
    ParticipantGivenQuestion,
    RefuseQuestion,
    ReturnQuestion,
    SeenQuestion,
    taken_away,
)
from cara_web.layout.editing import refused
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of

MAKE, CHECK = {"action": Action.PREPARE_COPY}, {"action": Action.CONFIRM_COPY}


class ParticipantsStepPages(Controller):
    """Below ``/copies/CODE``."""

    path = f"{COPIES}/{{code:str}}"
    include_in_schema = False

    @get("/check", opt=CHECK)
    async def ask_check(self, request: Web, code: FromPath[str]) -> Answer:
        """Show the copy whole to the second person."""
        return await _check(request, code, Form.empty())

    @post("/confirm", opt=CHECK)
    async def confirm(self, request: Web, code: FromPath[str]) -> Answer:
        """Confirm it."""
        answered = answer(SeenQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await _check(request, code, answered, 422)
        await use(request, confirm_copy, code, answered.seen, now=instance_of(request).now())
        return see_other(f"{COPIES}/{code}?done=confirmed")

    @post("/return", opt=CHECK)
    async def give_back(self, request: Web, code: FromPath[str]) -> Answer:
        """Return it to whoever put it together."""
        answered = answer(ReturnQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await _check(request, code, answered, 422)
        await use(request, return_copy, code, answered.reason, now=instance_of(request).now())
        return see_other(f"{COPIES}/{code}?done=returned")

    @post("/again", opt=MAKE)
    async def again(self, request: Web, code: FromPath[str]) -> Answer:
        """Open it again."""
        (await read_form(request)).refuse_unknown(())
        await use(request, open_copy_again, code, now=instance_of(request).now())
        return see_other(f"{COPIES}/{code}?done=again")

    @get("/copy", opt={"action": Action.EXPORT_COPY})
    async def take(self, request: Web, code: FromPath[str]) -> Response[bytes]:
        """Give the copy to take away."""
        return await taken_away(request, await use(request, take_copy, code, now=instance_of(request).now()))

    @get("/given", opt=MAKE)
    async def ask_given(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask how the copy was given."""
        await use(request, begin_step, code, now=instance_of(request).now())
        return _given(request, code, Form.empty())

    @post("/given", opt=MAKE)
    async def give(self, request: Web, code: FromPath[str]) -> Answer:
        """Note that it was given."""
        answered = answer(ParticipantGivenQuestion, await read_form(request))
        if isinstance(answered, Form):
            return _given(request, code, answered, 422)
        giving = Giving(answered.how, answered.on, answered.to, answered.named)
        try:
            await use(request, give_copy, code, giving, now=instance_of(request).now())
        except NotAccepted as problems:
            return _given(request, code, refused(answered, problems, ["on"]), 422)
        return see_other(f"{COPIES}/{code}?done=given")

    @get("/refuse", opt=MAKE)
    async def ask_refuse(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask why no copy is given."""
        await use(request, begin_step, code, now=instance_of(request).now())
        return _refuse(request, code, Form.empty())

    @post("/refuse", opt=MAKE)
    async def refuse(self, request: Web, code: FromPath[str]) -> Answer:
        """Note that no copy is given."""
        answered = answer(RefuseQuestion, await read_form(request))
        if isinstance(answered, Form):
            return _refuse(request, code, answered, 422)
        await use(request, refuse_copy, code, answered.why, answered.reason, now=instance_of(request).now())
        return see_other(f"{COPIES}/{code}?done=refused")


async def _check(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    row, copy = await use(request, look_through, code, now=instance_of(request).now())
    return page(
        request,
        "copies/check.html",
        title="Look through a copy",
        status=status,
        row=row,
        copy=copy,
        form=form,
        whom="the victim, or of anybody but the participant",
        at=f"{COPIES}/{code}",
        back=f"{COPIES}/{code}",
    )


def _given(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "copies/given.html",
        title="The copy was given",
        status=status,
        form=form,
        ways=ParticipantsWay,
        recipients=GivenTo,
        action=f"{COPIES}/{code}/given",
        submit="Note that it was given",
        back=f"{COPIES}/{code}",
    )


def _refuse(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "copies/refuse.html",
        title="No copy is given",
        status=status,
        form=form,
        reasons=RefusedWhy,
        action=f"{COPIES}/{code}/refuse",
        submit="Note that no copy is given",
        back=f"{COPIES}/{code}",
    )
