"""Victims' requests: the list, recording one, one request, and reading its texts."""

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.disclosure.victims.beginning import begin_request
from cara.disclosure.victims.requests import (
    check_asker,
    decide_text,
    list_requests,
    prepare_copy,
    request_copy,
    see_request,
    see_texts,
    ways_of_giving,
)
from cara.disclosure.words import CopyNotReady, IdentityChecked, NoSuchRequest, RequestStatus
from cara_web.copies.asking import (
    ANSWERS,
    DONE,
    VICTIMS_COPIES,
    AskerQuestion,
    RequestQuestion,
    TextQuestion,
    form_of_text,
    next_unread,
    numbered,
)
from cara_web.layout.editing import refused
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import FieldError, Form, answer
from cara_web.layout.page import see_other
from cara_web.referrals.asking import Answer, Web, enter_once, subject_of, today_of, use
from cara_web.staff.asking import done_banner, may
from cara_web.victims.asking import victim_page
from cara_web.visits import instance_of

SEE, MAKE = {"action": Action.SEE_VICTIM_COPIES}, {"action": Action.PREPARE_VICTIM_COPY}
IDENTITIES = [(one.value, one.label) for one in IdentityChecked]


class VictimsCopyPages(Controller):
    """Below ``/victim-contact/copies``: what the worker does until a second person looks."""

    path = VICTIMS_COPIES
    include_in_schema = False

    @get("/", opt=SEE)
    async def listed(self, request: Web) -> Answer:
        """List the requests, what is due first, first."""
        found = await use(request, list_requests, now=instance_of(request).now())
        return victim_page(
            request,
            "copies/list.html",
            title="Copies of what is held",
            found=sorted(found, key=lambda one: one.row.status.value in {"given", "refused"}),
            today=today_of(request),
            at=VICTIMS_COPIES,
        )

    @get("/new/{victim:str}", opt=MAKE)
    async def ask(self, request: Web, victim: FromPath[str]) -> Answer:
        """Ask when and how somebody asked for a copy."""
        await use(request, begin_request, victim, now=instance_of(request).now())
        return _new(request, victim, Form.empty())

    @post("/new/{victim:str}", opt=MAKE)
    async def record(self, request: Web, victim: FromPath[str]) -> Answer:
        """Record the request."""
        answered = answer(RequestQuestion, submitted := await read_form(request))
        if isinstance(answered, Form):
            return _new(request, victim, answered, 422)
        now = instance_of(request).now()

        def enter(instance: Instance, actor: Subject) -> str:
            return f"{VICTIMS_COPIES}/{request_copy(instance, actor, victim, answered.new, now=now)}?done=recorded"

        try:
            return see_other(await enter_once(request, submitted, "request_victim_copy", enter))
        except NotAccepted as problems:
            return _new(request, victim, refused(answered, problems, ["received_on"]), 422)

    @get("/{code:str}", opt=SEE)
    async def one(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show how far a request is, and what can be done."""
        return await show_request(request, code, Form.empty(), done=done)

    @post("/{code:str}/asker", opt=MAKE)
    async def asker(self, request: Web, code: FromPath[str]) -> Answer:
        """Note how it was made sure who asks."""
        answered = answer(AskerQuestion, await read_form(request))
        if isinstance(answered, Form):
            return await show_request(request, code, answered, 422)
        await use(request, check_asker, code, answered.identity, now=instance_of(request).now())
        return see_other(f"{VICTIMS_COPIES}/{code}?done=asker")

    @post("/{code:str}/prepare", opt=MAKE)
    async def prepare(self, request: Web, code: FromPath[str]) -> Answer:
        """Put the copy before a second person."""
        (await read_form(request)).refuse_unknown(())
        try:
            await use(request, prepare_copy, code, now=instance_of(request).now())
        except CopyNotReady as problem:
            form = Form(errors=(FieldError("", problem.why, "next"),))
            return await show_request(request, code, form, 409)
        return see_other(f"{VICTIMS_COPIES}/{code}?done=prepared")

    @get("/{code:str}/texts", opt=MAKE)
    async def texts(self, request: Web, code: FromPath[str]) -> Answer:
        """List the texts that somebody has to read."""
        texts = await use(request, see_texts, code, now=instance_of(request).now())
        at = f"{VICTIMS_COPIES}/{code}"
        return victim_page(request, "copies/texts.html", title="Texts to read", texts=texts, at=at, back=at)

    @get("/{code:str}/texts/{number:int}", opt=MAKE)
    async def text(self, request: Web, code: FromPath[str], number: FromPath[int]) -> Answer:
        """Show one text, to be read and decided."""
        return await _text(request, code, number, None)

    @post("/{code:str}/texts/{number:int}", opt=MAKE)
    async def decide(self, request: Web, code: FromPath[str], number: FromPath[int]) -> Answer:
        """Keep what is decided, and go on to the next that nobody has read."""
        answered = answer(TextQuestion, submitted := await read_form(request))
        if isinstance(answered, Form):
            return await _text(request, code, number, answered, 422)
        now = instance_of(request).now()
        try:
            await use(request, decide_text, code, answered.decided, now=now)
        except NotAccepted as problems:
            return await _text(request, code, number, Form.as_sent(submitted).refused(problems.problems), 422)
        following = next_unread(await use(request, see_texts, code, now=now))
        return see_other(f"{VICTIMS_COPIES}/{code}/texts" + (f"/{following}" if following else ""))


async def show_request(request: Web, code: str, form: Form, status: int = 200, done: str = "") -> Answer:
    """Show one request, with a form of it again where something was wrong."""
    now = instance_of(request).now()
    seen = await use(request, see_request, code, now=now)
    mine = seen.worker == subject_of(request).code
    ready = mine and seen.row.status is RequestStatus.CONFIRMED
    ways = await use(request, ways_of_giving, code, now=now) if ready else {}
    return victim_page(
        request,
        "copies/request.html",
        title=f"Copy for contact {seen.victim.spoken}",
        status=status,
        seen=seen,
        row=seen.row,
        form=form,
        today=today_of(request),
        at=f"{VICTIMS_COPIES}/{seen.row.code}",
        about=("Contact", seen.victim.spoken, f"/victim-contact/{seen.victim}"),
        identities=IDENTITIES,
        may_make=mine,
        may_check=may(request, Action.CONFIRM_VICTIM_COPY) and not mine,
        takes=[(way.label, f"{VICTIMS_COPIES}/{seen.row.code}/copy/{way.value}", why) for way, why in ways.items()],
        banner=done_banner(done, DONE),
        back=VICTIMS_COPIES,
    )


def _new(request: Web, victim: str, form: Form, status: int = 200) -> Answer:
    return victim_page(
        request,
        "copies/new.html",
        title="A victim asks for a copy",
        status=status,
        form=form,
        identities=IDENTITIES,
        action=f"{VICTIMS_COPIES}/new/{victim}",
        submit="Record the request",
        back=f"/victim-contact/{victim}",
    )


async def _text(request: Web, code: str, number: int, form: Form | None, status: int = 200) -> Answer:
    texts = await use(request, see_texts, code, now=instance_of(request).now())
    seen = numbered(texts, number)
    if seen is None:
        raise NoSuchRequest(code)
    return victim_page(
        request,
        "copies/text.html",
        title=f"Text {number} of {len(texts)}",
        status=status,
        seen=seen,
        form=form or form_of_text(seen),
        answers=ANSWERS,
        whom="the participant, or of anybody but the victim",
        action=f"{VICTIMS_COPIES}/{code}/texts/{number}",
        back=f"{VICTIMS_COPIES}/{code}/texts",
    )
