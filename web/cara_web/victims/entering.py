"""The police say who the victim is and how contact is safe, once the booking is confirmed."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from cara.access import Action, Subject
from cara.acting import NotAccepted
from cara.casework import Instance, see_referral
from cara.casework.details import Language
from cara.casework.states import CONFIRMED, WrongStatus
from cara.victims.details import LONGEST_REVIEW
from cara.victims.entering import enter_victim, see_victims
from cara.victims.words import ContactWay, Told, VictimRelationship
from cara.vocabulary import Reference
from cara.vocabulary.dates import in_words
from cara_web.layout.draft import Draft, DraftTooLarge
from cara_web.layout.form_body import Submitted, read_form
from cara_web.layout.forms import Form
from cara_web.layout.page import Banner, see_other
from cara_web.referrals.asking import Answer, Web, enter_once, today_of, use
from cara_web.victims.answers import problems_in, read_victim
from cara_web.victims.asking import victim_page
from cara_web.victims.hours import in_lines, rows_of
from cara_web.victims.locking import lock_screen
from cara_web.visits import instance_of

DRAFT = Draft("victim", "/bookings")


class EnteringPages(Controller):
    """Below ``/bookings/REFERENCE/victims``."""

    path = "/bookings/{reference:str}/victims"
    include_in_schema = False

    @get("/", opt={"action": Action.SEE_VICTIM})
    async def listed(self, request: Web, reference: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show what the police said about each victim of a referral."""
        now = instance_of(request).now()
        victims = await use(request, see_victims, reference, now=now)
        view = await use(request, see_referral, reference, now=now)
        return victim_page(
            request,
            "victims/of_referral.html",
            title=f"Referral {view.reference.spoken}",
            victims=victims,
            reference=view.reference,
            may_enter=view.status in CONFIRMED,
            in_lines=in_lines,
            banner=Banner("The victim is entered. Everybody names him or her by the code.") if done else None,
            back=f"/bookings/{view.reference}",
        )

    @get("/new", opt={"action": Action.ENTER_VICTIM})
    async def ask(self, request: Web, reference: FromPath[str]) -> Answer:
        """Ask who the victim is and how contact is safe; what was typed before a screen was locked is there again."""
        kept = DRAFT.read(request)
        begun = Form({"language": (Language.ENGLISH.value,)}, idempotency_key=uuid4().hex)
        if kept.get("reference") == reference:
            begun = replace(begun, typed=_typed(kept.get("typed")))
        return await _question(request, reference, begun)

    @post("/new", opt={"action": Action.ENTER_VICTIM})
    async def enter(self, request: Web, reference: FromPath[str]) -> Answer:
        """Enter the victim, once for each form."""
        read = read_victim(submitted := await read_form(request), today_of(request))
        if isinstance(read, Form):
            return await _question(request, reference, read, 422)
        who, how = read
        now = instance_of(request).now()

        def work(instance: Instance, actor: Subject) -> str:
            enter_victim(instance, actor, reference, who, how, now=now)
            return f"/bookings/{Reference.parse(reference)}/victims?done=entered"

        try:
            going = see_other(await enter_once(request, submitted, "enter_victim", work))
        except NotAccepted as refused:
            form = Form.as_sent(submitted)
            return await _question(request, reference, problems_in(form, refused.problems), 422)
        going.set_cookie(DRAFT.forget(request))
        return going

    @post("/lock", opt={"action": Action.ENTER_VICTIM})
    async def lock(self, request: Web, reference: FromPath[str]) -> Redirect:
        """Keep what was typed, sealed for this account alone, and lock the screen."""
        submitted = await read_form(request)
        going = await lock_screen(request)
        return _with_draft(request, reference, submitted, going)


def _with_draft(request: Web, reference: str, submitted: Submitted, going: Redirect) -> Redirect:
    typed = {name: list(values) for name, values in submitted.fields.items()}
    try:
        going.set_cookie(DRAFT.keep(request, {"reference": reference, "typed": typed}))
    except DraftTooLarge:
        return going
    return going


def _typed(kept: object) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(values) for name, values in kept.items()} if isinstance(kept, dict) else {}


async def _question(request: Web, reference: str, form: Form, status: int = 200) -> Answer:
    now = instance_of(request).now()
    view = await use(request, see_referral, reference, now=now, to=Action.ENTER_VICTIM)
    if view.status not in CONFIRMED:
        raise WrongStatus(view.reference, view.status, "Entering a victim")
    at = f"/bookings/{view.reference}/victims"
    return victim_page(
        request,
        "victims/enter.html",
        title=f"Referral {view.reference.spoken}",
        status=status,
        form=form,
        relationships=VictimRelationship,
        languages=Language,
        told=Told,
        ways=ContactWay,
        days=rows_of(form),
        latest=in_words(today_of(request) + timedelta(days=LONGEST_REVIEW), weekday=False),
        action=f"{at}/new",
        lock=f"{at}/lock",
        submit="Enter the victim",
        back=at,
    )
