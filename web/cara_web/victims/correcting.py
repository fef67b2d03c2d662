"""The worker corrects what is known of a victim, and says anew how contact is safe."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel

from cara.access import Action
from cara.acting import NotAccepted
from cara.acting.editing import EditedMeanwhile
from cara.casework.details import Language
from cara.victims.correcting import change_safe_contact, correct_victim, open_to_correct, see_details
from cara.victims.details import LONGEST_REVIEW, HoursSaid
from cara.victims.drafts import DraftKind
from cara.victims.opening import prepare
from cara.victims.problems import SomebodyElseWrote
from cara.victims.words import ContactWay, Told, VictimRelationship
from cara.vocabulary import Reference
from cara.vocabulary.dates import in_words
from cara_web.layout.editing import Clash, clash_of, said
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form
from cara_web.layout.page import Banner, see_other
from cara_web.referrals.asking import Answer, Web, today_of, use
from cara_web.victims.answers import (
    form_of_details,
    form_of_safe_contact,
    problems_in,
    read_details,
    read_safe_contact,
)
from cara_web.victims.asking import CALLS, contact_page, seen_as
from cara_web.victims.contact import SAID
from cara_web.victims.drafting import begun, keeping
from cara_web.victims.hours import in_lines, rows_of
from cara_web.visits import instance_of

SOMEBODY = "Somebody else"


class CorrectingPages(Controller):
    """What changes, below ``/victim-contact/CODE``."""

    path = f"{CALLS}/{{code:str}}"
    include_in_schema = False
    opt = {"action": Action.CHANGE_VICTIM}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/details")
    async def ask_details(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show who the victim is, to be corrected; what was typed before is there again."""
        details, version = await use(request, see_details, code, now=instance_of(request).now())
        form = await begun(request, code, DraftKind.DETAILS, form_of_details(details, version))
        return _details(request, Reference.parse(code), form, done=done)

    @post("/details")
    async def correct(self, request: Web, code: FromPath[str]) -> Answer:
        """Store who the victim is."""
        submitted = await read_form(request)
        answered = read_details(submitted, today_of(request))
        if isinstance(answered, Form):
            await use(request, see_details, code, now=instance_of(request).now())
            return _details(request, Reference.parse(code), answered, status=422)
        now = instance_of(request).now()
        try:
            await use(request, correct_victim, code, answered.details(), seen=answered.seen, now=now)
        except SomebodyElseWrote:
            stored, version = await use(request, see_details, code, now=now)
            clash = _clash(code, stored, version, answered.details())
            form = _seen(Form(submitted.fields), version)
            return _details(request, Reference.parse(code), form, status=409, clash=clash)
        except NotAccepted as refused:
            form = problems_in(Form(submitted.fields), refused.problems)
            return _details(request, Reference.parse(code), form, status=422)
        return see_other(f"{CALLS}/{Reference.parse(code)}?done=corrected")

    @get("/safe-contact")
    async def before_opening(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Say that every number and address is opened to change how contact is safe: none is on this page."""
        seen = await use(request, prepare, code, now=instance_of(request).now())
        at, done_so = f"{CALLS}/{seen.code}", seen_as(SAID, done)
        banner = Banner(done_so) if done_so else None
        return contact_page(request, "victims/before_opening.html", seen.code, seen=seen, back=at, banner=banner)

    @post("/safe-contact/open")
    async def ask_safe_contact(self, request: Web, code: FromPath[str]) -> Answer:
        """Open what is said about safe contact, to be said anew."""
        await read_form(request)
        stored, number = await use(request, open_to_correct, code, now=instance_of(request).now())
        form = await begun(request, code, DraftKind.SAFE_CONTACT, form_of_safe_contact(stored, number))
        return _safe_contact(request, Reference.parse(code), form)

    @post("/safe-contact")
    async def say_anew(self, request: Web, code: FromPath[str]) -> Answer:
        """Store how contact is safe."""
        submitted = await read_form(request)
        read = read_safe_contact(submitted, today_of(request))
        if isinstance(read, Form):
            await use(request, prepare, code, now=instance_of(request).now())
            return _safe_contact(request, Reference.parse(code), read, status=422)
        now = instance_of(request).now()
        try:
            waits = await use(request, change_safe_contact, code, read.said, seen=read.seen, now=now)
        except SomebodyElseWrote:
            stored, number = await use(request, open_to_correct, code, now=now)
            clash = _clash(code, stored, number, read.said)
            form = _seen(Form(submitted.fields), number)
            return _safe_contact(request, Reference.parse(code), form, status=409, clash=clash)
        except NotAccepted as refused:
            form = problems_in(Form(submitted.fields), refused.problems)
            return _safe_contact(request, Reference.parse(code), form, status=422)
        return see_other(f"{CALLS}/{Reference.parse(code)}?done={'waits' if waits else 'corrected'}")


def _seen(form: Form, version: int) -> Form:
    return replace(form, typed={**form.typed, "seen": (str(version),)})


def _clash(code: str, stored: BaseModel, version: int, yours: BaseModel) -> Clash:
    return clash_of(EditedMeanwhile(code, stored, version, SOMEBODY, None), yours, _say)


def _say(_: str, value: Any) -> str:  # Any: whatever a field holds
    if isinstance(value, tuple) and value and isinstance(value[0], HoursSaid):
        return "\n".join(in_lines(value))
    return said(value)


def _details(
    request: Web, code: Reference, form: Form, *, status: int = 200, clash: Clash | None = None, done: str = ""
) -> Answer:
    at, done_so = f"{CALLS}/{code}", seen_as(SAID, done)
    return contact_page(
        request,
        "victims/details.html",
        code,
        status=status,
        form=form,
        clash=clash,
        relationships=VictimRelationship,
        languages=Language,
        told=Told,
        **keeping(code, DraftKind.DETAILS),
        action=f"{at}/details",
        submit="Store the change",
        banner=Banner(done_so) if done_so else None,
        back=at,
    )


def _safe_contact(
    request: Web, code: Reference, form: Form, *, status: int = 200, clash: Clash | None = None
) -> Answer:
    at = f"{CALLS}/{code}"
    return contact_page(
        request,
        "victims/safe_contact.html",
        code,
        status=status,
        form=form,
        clash=clash,
        ways=ContactWay,
        days=rows_of(form),
        latest=in_words(today_of(request) + timedelta(days=LONGEST_REVIEW), weekday=False),
        **keeping(code, DraftKind.SAFE_CONTACT),
        action=f"{at}/safe-contact",
        submit="Store the change",
        back=at,
    )
