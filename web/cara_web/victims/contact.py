"""One contact, for its worker: first what to mind, then for a reason one number or address, then what came of it."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance
from cara.victims.attempts import attempts_of, record_attempt
from cara.victims.drafts import DraftKind, give_up_draft, save_draft
from cara.victims.opening import open_safe_contact, prepare
from cara.victims.problems import NoSuchVictim, NotSafeNow
from cara.victims.states import WrongContact
from cara.victims.words import ContactWay, Outcome, WhyOpened
from cara.vocabulary import Reference
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import FieldError, Form, answer
from cara_web.layout.page import Banner, see_other
from cara_web.problems import wants_problem_json
from cara_web.referrals.asking import Answer, Web, enter_once, use
from cara_web.victims.answers import AttemptQuestion, OpeningQuestion, problems_in
from cara_web.victims.asking import CALLS, contact_page, seen_as
from cara_web.victims.drafting import BACK_TO, KEPT, begun, keeping
from cara_web.victims.hours import in_lines
from cara_web.visits import instance_of

SAID: Mapping[str, str] = {
    "recorded": "The attempt is recorded.",
    "corrected": "The change is stored. What was there before is kept.",
    "waits": "The change is stored. A second person has to check it before anybody makes contact by it.",
    "briefed": "The briefing waits for a second person. The facilitators read it once it is approved.",
    "kept": KEPT,
}
NEVER = "Only if the victim got in touch so"


class ContactPages(Controller):
    """Below ``/victim-contact/CODE``."""

    path = f"{CALLS}/{{code:str}}"
    include_in_schema = False

    @get("/", opt={"action": Action.RECORD_CONTACT})
    async def read(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show how contact is safe: neither number nor address is on the page."""
        return await _instructions(request, code, Form(), done=done)

    @post("/open", opt={"action": Action.OPEN_SAFE_CONTACT})
    async def open(self, request: Web, code: FromPath[str]) -> Answer:
        """Show one number or address, to whoever has read how contact is safe and says why."""
        submitted = await read_form(request)
        answered = answer(OpeningQuestion, submitted)
        if isinstance(answered, Form):
            return await _instructions(request, code, answered, 422)
        now = instance_of(request).now()
        try:
            opened = await use(request, open_safe_contact, code, answered.way, answered.why, now=now)
        except (NotSafeNow, WrongContact) as refused:
            form = Form(submitted.fields, (FieldError("way", str(refused), "way"),))
            return await _instructions(request, code, form, 409)
        form = await begun(request, code, DraftKind.ATTEMPT, Form.empty())
        if "way" not in form.typed:
            form = replace(form, typed={**form.typed, "way": (answered.way.value,)})
        return await _attempt(request, code, form, opened=opened, way=answered.way, why=answered.why)

    @get("/attempts/new", opt={"action": Action.RECORD_CONTACT})
    async def ask(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Ask what came of an attempt; what was typed before is there again."""
        form = await begun(request, code, DraftKind.ATTEMPT, Form.empty())
        return await _attempt(request, code, form, done=done)

    @post("/attempts", opt={"action": Action.RECORD_CONTACT})
    async def record(self, request: Web, code: FromPath[str]) -> Answer:
        """Record an attempt, once for each form."""
        submitted = await read_form(request)
        answered = answer(AttemptQuestion, submitted)
        if isinstance(answered, Form):
            return await _attempt(request, code, answered, 422)
        attempt, now = answered.attempt(), instance_of(request).now()

        def work(instance: Instance, actor: Subject) -> str:
            record_attempt(instance, actor, code, attempt, now=now)
            return f"{CALLS}/{Reference.parse(code)}?done=recorded"

        try:
            return see_other(await enter_once(request, submitted, "record_attempt", work))
        except NotAccepted as refused:
            form = problems_in(Form(submitted.fields, idempotency_key=uuid4().hex), refused.problems)
            return await _attempt(request, code, form, 422)
        except WrongContact as refused:
            form = Form(submitted.fields, (FieldError("outcome", str(refused), "outcome"),), uuid4().hex)
            return await _attempt(request, code, form, 409)

    @post("/drafts/{kind:str}", opt={"action": Action.RECORD_CONTACT})
    async def keep(self, request: Web, code: FromPath[str], kind: FromPath[str]) -> Response[None] | Redirect:
        """Keep what is typed, for a script without a page, or for whoever pressed the button."""
        chosen, submitted = _kind(code, kind), await read_form(request)
        await use(request, save_draft, code, chosen, submitted.fields, now=instance_of(request).now())
        if wants_problem_json(request.scope["path"], request.headers.get("accept", "")):
            return Response(None, status_code=204)
        return see_other(f"{CALLS}/{Reference.parse(code)}/{BACK_TO[chosen]}?done=kept")

    @post("/drafts/{kind:str}/drop", opt={"action": Action.RECORD_CONTACT})
    async def give_up(self, request: Web, code: FromPath[str], kind: FromPath[str]) -> Redirect:
        """Take a draft away."""
        await use(request, give_up_draft, code, _kind(code, kind), now=instance_of(request).now())
        return see_other(f"{CALLS}/{Reference.parse(code)}")


def _kind(code: str, kind: str) -> DraftKind:
    found = next((one for one in DraftKind if one.value == kind), None)
    if found is None:
        raise NoSuchVictim(code)
    return found


async def _instructions(request: Web, code: str, form: Form, status: int = 200, *, done: str = "") -> Answer:
    now = instance_of(request).now()
    seen = await use(request, prepare, code, now=now)
    said = seen_as(SAID, done)
    return contact_page(
        request,
        "victims/contact.html",
        seen.code,
        status=status,
        seen=seen,
        attempts=await use(request, attempts_of, code, now=now),
        form=form,
        ways=ContactWay,
        reasons=WhyOpened,
        hours=in_lines(seen.hours),
        now=now,
        banner=Banner(said) if said else None,
        back=CALLS,
    )


async def _attempt(
    request: Web,
    code: str,
    form: Form,
    status: int = 200,
    *,
    opened: str | None = None,
    way: ContactWay | None = None,
    why: WhyOpened | None = None,
    done: str = "",
) -> Answer:
    seen = await use(request, prepare, code, now=instance_of(request).now())
    at, said = f"{CALLS}/{seen.code}", seen_as(SAID, done)
    return contact_page(
        request,
        "victims/attempt.html",
        seen.code,
        status=status,
        seen=seen,
        form=form,
        opened=opened,
        way=way,
        why=why,
        ways=[(one.value, one.label, NEVER if one in seen.never else "") for one in ContactWay],
        outcomes=Outcome,
        **keeping(seen.code, DraftKind.ATTEMPT),
        action=f"{at}/attempts",
        submit="Record the attempt",
        banner=Banner(said) if said else None,
        back=at,
    )
