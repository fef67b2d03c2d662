"""Programs of a force: which may call, letting one call by its public key, and stopping it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Literal

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from cara.access import Action
from cara.casework import NotAccepted
from cara.staff.accounts import FOR_PROGRAMS, list_accounts
from cara.staff.programs import (
    LONGEST_KEYS,
    TOKEN_LASTS,
    Program,
    add_program,
    find_program_of,
    list_programs,
    stop_program,
)
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web
from cara_web.staff.asking import PROGRAMS, address_of, done_banner, may, organisation_name, plain, use_staff
from cara_web.visits import instance_of

TOKEN_PATH = "/api/v1/token"  # noqa: S105 - an address
DONE: Mapping[str, str] = {
    "added": "The program may call once a second person has confirmed it. Tell those who run it its code, and the address at which it takes tokens.",
    "stopped": "The program is stopped: its next call is refused already.",
}


class ProgramAnswers(Question):
    """A program that is to call."""

    code: str = Field(title="a code for the program", max_length=64)
    account: str = Field(title="the account for which it acts", max_length=64)
    public_keys: str = Field(title="the program's public keys", max_length=LONGEST_KEYS)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"account": {"*": "Select the account for which it acts"}}


class StopAnswers(Question):
    """That it is meant."""

    confirmed: Literal["yes"] = Field(title="that you want to stop the program")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "confirmed": {"*": "Confirm that you want to stop the program"}
    }


class ProgramPages(Controller):
    """Everything below ``/programs``."""

    path = PROGRAMS
    include_in_schema = False
    opt = {"action": Action.CHANGE_PROGRAM}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/", opt={"action": Action.LIST_PROGRAMS})
    async def listed(self, request: Web, done: FromQuery[str] = "") -> Answer:
        """Show every program, those that may call first."""
        return page(
            request,
            "staff/programs.html",
            title="Programs",
            found=await use_staff(request, list_programs, now=instance_of(request).now()),
            may_change=may(request, Action.CHANGE_PROGRAM),
            minutes=int(TOKEN_LASTS.total_seconds() // 60),
            token_address=address_of(request, TOKEN_PATH),
            banner=done_banner(done, DONE),
            **plain(request),
        )

    @get("/add")
    async def ask(self, request: Web) -> Answer:
        """Ask which program is to call, for whom and by which keys."""
        return await _question(request, Form())

    @post("/add")
    async def add(self, request: Web) -> Answer:
        """Let it call."""
        answered = answer(ProgramAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _question(request, answered, 422)
        now = instance_of(request).now()
        try:
            await use_staff(request, add_program, answered.code, answered.account, answered.public_keys, now=now)
        except NotAccepted as refused:
            return await _question(request, Form.of(answered).refused(refused.problems), 422)
        return see_other(f"{PROGRAMS}?done=added")

    @get("/{code:str}/stop")
    async def ask_stop(self, request: Web, code: FromPath[str]) -> Answer:
        """Say what it means to stop a program."""
        return _stopping(request, await _find(request, code), Form())

    @post("/{code:str}/stop")
    async def stop(self, request: Web, code: FromPath[str]) -> Answer:
        """Stop it."""
        answered = answer(StopAnswers, await read_form(request))
        if isinstance(answered, Form):
            return _stopping(request, await _find(request, code), answered, 422)
        await use_staff(request, stop_program, code, now=instance_of(request).now())
        return see_other(f"{PROGRAMS}?done=stopped")


async def _find(request: Web, code: str) -> Program:
    return await use_staff(request, find_program_of, code, now=instance_of(request).now())


async def _question(request: Web, form: Form, status: int = 200) -> Answer:
    found = await use_staff(request, list_accounts, now=instance_of(request).now())
    accounts = [
        (one.code, f"{one.name}, {one.role.label.lower()}, {organisation_name(request, one.organisation)}")
        for one in found
        if one.role in FOR_PROGRAMS
    ]
    if form.error("public_keys"):  # what was pasted may be a private key: it is not sent back
        form = replace(form, typed={name: typed for name, typed in form.typed.items() if name != "public_keys"})
    return page(
        request,
        "staff/program_add.html",
        title="Let a program call",
        status=status,
        form=form,
        accounts=accounts,
        token_address=address_of(request, TOKEN_PATH),
        action=f"{PROGRAMS}/add",
        back=PROGRAMS,
        submit="Let it call",
    )


def _stopping(request: Web, program: Program, form: Form, status: int = 200) -> Answer:
    return page(
        request,
        "staff/program_stop.html",
        title="Stop a program",
        status=status,
        form=form,
        program=program,
        action=f"{PROGRAMS}/{program.code}/stop",
        back=PROGRAMS,
        caption=program.code,
        submit="Stop the program",
        **plain(request),
    )
