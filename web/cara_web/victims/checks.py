"""A second person checks a number or address that a worker changed."""

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Action, Role
from cara.victims.checking import Waiting, check_safe_contact, list_checks, open_to_check, see_check
from cara.victims.problems import SomebodyElseWrote
from cara.victims.workers import contact_workers
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import FieldError, Form, answer
from cara_web.layout.page import Banner, see_other
from cara_web.referrals.asking import Answer, Web, subject_of, use
from cara_web.victims.answers import CheckQuestion
from cara_web.victims.asking import CALLS, CHECKS, contact_page, victim_page
from cara_web.victims.hours import in_lines
from cara_web.visits import instance_of


class CheckPages(Controller):
    """What waits for a second person, below ``/victim-contact``."""

    path = CALLS
    include_in_schema = False
    opt = {"action": Action.CHECK_SAFE_CONTACT}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/checks")
    async def listed(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """List what waits, by code."""
        now = instance_of(request).now()
        return victim_page(
            request,
            "victims/checks.html",
            title="Changes to check",
            waiting=await use(request, list_checks, now=now),
            workers=await use(request, contact_workers, now=now),
            banner=Banner("It is checked: contact can be made by it.") if done else None,
            back=CALLS,
        )

    @get("/{code:str}/check")
    async def ask(self, request: Web, code: FromPath[str]) -> Answer:
        """Say what waits, and that opening it is recorded."""
        waiting = await use(request, see_check, code, now=instance_of(request).now())
        return await _check(request, waiting, Form())

    @post("/{code:str}/check/open")
    async def open(self, request: Web, code: FromPath[str]) -> Answer:
        """Open what is checked, to whoever may see it."""
        await read_form(request)
        waiting = await use(request, open_to_check, code, now=instance_of(request).now())
        return await _check(request, waiting, Form())

    @post("/{code:str}/check")
    async def check(self, request: Web, code: FromPath[str]) -> Answer:
        """Confirm it."""
        answered = answer(CheckQuestion, await read_form(request))
        now = instance_of(request).now()
        if isinstance(answered, Form):
            return await _check(request, await use(request, see_check, code, now=now), answered, 422)
        try:
            await use(request, check_safe_contact, code, seen=answered.seen, now=now)
        except SomebodyElseWrote as refused:
            form = Form(errors=(FieldError("confirmed", str(refused), "confirmed"),))
            return await _check(request, await use(request, see_check, code, now=now), form, 409)
        return see_other(f"{CHECKS}?done=checked")


async def _check(request: Web, waiting: Waiting, form: Form, status: int = 200) -> Answer:
    return contact_page(
        request,
        "victims/check.html",
        waiting.code,
        status=status,
        waiting=waiting,
        form=form,
        in_lines=in_lines,
        sees=subject_of(request).role is Role.VICTIM_CONTACT_WORKER,
        workers=await use(request, contact_workers, now=instance_of(request).now()),
        back=CHECKS,
    )
