"""Requests for a copy, on either side: one class for each thing that somebody may do.

A side's own classes say where they lie, which side it is, and their action.
"""

from typing import ClassVar

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.disclosure.words import ENDED, CopyNotReady, IdentityChecked, NoSuchRequest, RefusedWhy
from cara_web.copies.asking import (
    ANSWERS,
    DONE,
    AskerQuestion,
    RefuseQuestion,
    RequestQuestion,
    ReturnQuestion,
    SeenQuestion,
    TextQuestion,
    form_of_text,
    next_unread,
    numbered,
)
from cara_web.copies.side import Side
from cara_web.layout.editing import refused
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import FieldError, Form, answer
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.staff.asking import done_banner
from cara_web.visits import instance_of

IDENTITIES = [(one.value, one.label) for one in IdentityChecked]


class SidePages(Controller):
    """Pages of one side, and the page of one request, to which its steps lead back."""

    include_in_schema = False
    side: ClassVar[Side]

    async def _show(self, request: Web, code: str, form: Form, status: int = 200, done: str = "") -> Answer:
        seen = await self.side.show(request, code)
        return self.side.page(
            request,
            "copies/request.html",
            title=seen.title,
            status=status,
            seen=seen,
            row=seen.row,
            form=form,
            today=today_of(request),
            at=self.side.address_of(seen.row.code),
            identities=IDENTITIES,
            banner=done_banner(done, DONE),
            back=self.side.at,
        )

    def _done(self, code: str, what: str) -> Answer:
        return see_other(f"{self.side.address_of(code)}?done={what}")


class SeeingPages(SidePages):
    """What anybody sees who has to do with copies of this side."""

    @get("/")
    async def listed(self, request: Web) -> Answer:
        """List the requests, what is due first, first."""
        found = await use(request, self.side.requests.list_requests, now=instance_of(request).now())
        return self.side.page(
            request,
            "copies/list.html",
            title="Copies of what is held",
            found=sorted(found, key=lambda one: one.row.status in ENDED),
            today=today_of(request),
            at=self.side.at,
        )

    @get("/{code:str}")
    async def one(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show how far a request is, and what can be done."""
        return await self._show(request, code, Form.empty(), done=done)


class MakingPages(SidePages):
    """What whoever answers the request does, except for taking the copy; each side adds how a request begins."""

    async def _ask(self, request: Web, whose: str) -> Answer:
        await use(request, self.side.beginning.begin_request, whose, now=instance_of(request).now())
        return self._new(request, whose, Form.empty())

    async def _record(self, request: Web, whose: str) -> Answer:
        answered = answer(RequestQuestion, submitted := await read_form(request))
        if isinstance(answered, Form):
            return self._new(request, whose, answered, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            code = self.side.requests.request_copy(instance, actor, whose, answered.new, now=now)
            return f"{self.side.address_of(code)}?done=recorded"

        try:
            return see_other(await enter_once(request, submitted, self.side.operation, enter))
        except NotAccepted as problems:
            return self._new(request, whose, refused(answered, problems, ["received_on"]), 422)

    @post("/{code:str}/asker")
    async def asker(self, request: Web, code: FromPath[str]) -> Answer:
        """Note how it was made sure who asks."""
        answered = answer(AskerQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await self._show(request, code, answered, 422)
        await use(request, self.side.requests.check_asker, code, answered.identity, now=instance_of(request).now())
        return self._done(code, "asker")

    @post("/{code:str}/prepare")
    async def prepare(self, request: Web, code: FromPath[str]) -> Answer:
        """Put the copy before a second person."""
        (await read_form(request)).refuse_unknown(())
        try:
            await use(request, self.side.requests.prepare_copy, code, now=instance_of(request).now())
        except CopyNotReady as problem:
            form = Form(errors=(FieldError("", problem.why, "next"),))
            return await self._show(request, code, form, 409)
        return self._done(code, "prepared")

    @get("/{code:str}/texts")
    async def texts(self, request: Web, code: FromPath[str]) -> Answer:
        """List the texts that somebody has to read."""
        texts = await use(request, self.side.requests.see_texts, code, now=instance_of(request).now())
        at = self.side.address_of(code)
        return self.side.page(request, "copies/texts.html", title="Texts to read", texts=texts, at=at, back=at)

    @get("/{code:str}/texts/{number:int}")
    async def text(self, request: Web, code: FromPath[str], number: FromPath[int]) -> Answer:
        """Show one text, to be read and decided."""
        return await self._text(request, code, number, None)

    @post("/{code:str}/texts/{number:int}")
    async def decide(self, request: Web, code: FromPath[str], number: FromPath[int]) -> Answer:
        """Keep what is decided, and go on to the next that nobody has read."""
        answered = answer(TextQuestion, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await self._text(request, code, number, answered, 422)
        now = instance_of(request).now()
        try:
            await use(request, self.side.requests.decide_text, code, answered.decided, now=now)
        except NotAccepted as problems:
            return await self._text(request, code, number, Form.as_sent(submitted).refused(problems.problems), 422)
        following = next_unread(await use(request, self.side.requests.see_texts, code, now=now))
        return see_other(f"{self.side.address_of(code)}/texts" + (f"/{following}" if following else ""))

    @post("/{code:str}/again")
    async def again(self, request: Web, code: FromPath[str]) -> Answer:
        """Open it again."""
        (await read_form(request)).refuse_unknown(())
        await use(request, self.side.requests.open_copy_again, code, now=instance_of(request).now())
        return self._done(code, "again")

    @get("/{code:str}/given")
    async def ask_given(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask how the copy was given."""
        await use(request, self.side.beginning.begin_step, code, now=instance_of(request).now())
        return self._given(request, code, Form.empty())

    @post("/{code:str}/given")
    async def give(self, request: Web, code: FromPath[str]) -> Answer:
        """Note that it was given."""
        answered = answer(self.side.given, await read_form(request))
        if isinstance(answered, Form):
            return self._given(request, code, answered, 422)
        try:
            await use(request, answered.note, code, now=instance_of(request).now())
        except NotAccepted as problems:
            return self._given(request, code, refused(answered, problems, ["on"]), 422)
        return self._done(code, "given")

    @get("/{code:str}/refuse")
    async def ask_refuse(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask why no copy is given."""
        await use(request, self.side.beginning.begin_step, code, now=instance_of(request).now())
        return self._refuse(request, code, Form.empty())

    @post("/{code:str}/refuse")
    async def refuse(self, request: Web, code: FromPath[str]) -> Answer:
        """Note that no copy is given."""
        answered = answer(RefuseQuestion, await read_form(request))
        if isinstance(answered, Form):
            return self._refuse(request, code, answered, 422)
        now = instance_of(request).now()
        await use(request, self.side.requests.refuse_copy, code, answered.why, answered.reason, now=now)
        return self._done(code, "refused")

    def _new(self, request: Web, whose: str, form: Form, status: int = 200) -> Answer:
        return self.side.page(
            request,
            "copies/new.html",
            title=self.side.asks,
            status=status,
            about=self.side.record,
            whose=whose,
            form=form,
            identities=IDENTITIES,
            action=f"{self.side.at}/new/{whose}",
            submit="Record the request",
            back=f"{self.side.record_at}/{whose}",
        )

    async def _text(self, request: Web, code: str, number: int, form: Form | None, status: int = 200) -> Answer:
        texts = await use(request, self.side.requests.see_texts, code, now=instance_of(request).now())
        seen = numbered(texts, number)
        if seen is None:
            raise NoSuchRequest(code)
        at = f"{self.side.address_of(code)}/texts"
        return self.side.page(
            request,
            "copies/text.html",
            title=f"Text {number} of {len(texts)}",
            status=status,
            seen=seen,
            form=form or form_of_text(seen),
            answers=ANSWERS,
            whom=self.side.others,
            action=f"{at}/{number}",
            back=at,
        )

    def _given(self, request: Web, code: str, form: Form, status: int = 200) -> Answer:
        at = self.side.address_of(code)
        return self.side.page(
            request,
            "copies/given.html",
            title="The copy was given",
            status=status,
            about="Request",
            whose=code,
            form=form,
            ways=self.side.given.ways,
            recipients=self.side.given.recipients,
            action=f"{at}/given",
            submit="Note that it was given",
            back=at,
        )

    def _refuse(self, request: Web, code: str, form: Form, status: int = 200) -> Answer:
        at = self.side.address_of(code)
        return self.side.page(
            request,
            "copies/refuse.html",
            title="No copy is given",
            status=status,
            about="Request",
            whose=code,
            form=form,
            reasons=RefusedWhy,
            action=f"{at}/refuse",
            submit="Note that no copy is given",
            back=at,
        )


class CheckingPages(SidePages):
    """What the second person does."""

    @get("/{code:str}/check")
    async def ask_check(self, request: Web, code: FromPath[str]) -> Answer:
        """Show the copy whole to the second person."""
        return await self._check(request, code, Form.empty())

    @post("/{code:str}/confirm")
    async def confirm(self, request: Web, code: FromPath[str]) -> Answer:
        """Confirm it."""
        answered = answer(SeenQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await self._check(request, code, answered, 422)
        await use(request, self.side.requests.confirm_copy, code, answered.seen, now=instance_of(request).now())
        return self._done(code, "confirmed")

    @post("/{code:str}/return")
    async def give_back(self, request: Web, code: FromPath[str]) -> Answer:
        """Return it to whoever put it together."""
        answered = answer(ReturnQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await self._check(request, code, answered, 422)
        await use(request, self.side.requests.return_copy, code, answered.reason, now=instance_of(request).now())
        return self._done(code, "returned")

    async def _check(self, request: Web, code: str, form: Form, status: int = 200) -> Answer:
        row, copy = await use(request, self.side.requests.look_through, code, now=instance_of(request).now())
        at = self.side.address_of(code)
        return self.side.page(
            request,
            "copies/check.html",
            title="Look through a copy",
            status=status,
            row=row,
            copy=copy,
            form=form,
            whom=self.side.others,
            at=at,
            back=at,
        )
