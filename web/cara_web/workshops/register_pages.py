"""The register of a workshop, and the sheet of paper for it.

A form is answered with a page. A script of ours asks for JSON instead, and then only whether it was saved and where to
go on; whatever is wrong is shown by sending the form once more as a page does, which changes nothing.
"""

import json
from collections.abc import Sequence

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from cara.access import Action, Role
from cara.acting import NotAccepted, Problem
from cara.workshops import Register, SomebodyElseMarked, print_register, record_register, see_register
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import Form
from cara_web.layout.page import page, see_other
from cara_web.problems import wants_problem_json
from cara_web.referrals.asking import Answer, Web, subject_of, use
from cara_web.visits import instance_of
from cara_web.workshops.register_form import Sent, form_of, impossible, read_register
from cara_web.workshops.words import CHOSEN, SAVED, named, needed, saved_banner, short

SEE, RECORD = {"action": Action.SEE_REGISTER}, {"action": Action.RECORD_ATTENDANCE}


class RegisterPages(Controller):
    """Everything below ``/workshops/{code}``."""

    path = "/workshops/{code:str}"
    include_in_schema = False

    @get("/register", opt=SEE)
    async def register(self, request: Web, code: FromPath[str], done: FromQuery[str] = "") -> Answer:
        """Show everybody who is expected, and what is recorded."""
        register = await use(request, see_register, code, now=instance_of(request).now())
        return _register_page(request, register, form_of(register), done=done)

    @post("/register", opt=RECORD)
    async def record(self, request: Web, code: FromPath[str]) -> Answer:
        """Record what was sent: every seat of it, or none."""
        sent = read_register(await read_form(request))
        if sent.errors:
            return await _refused(request, code, sent, ())
        try:
            if sent.marks or not sent.is_chosen:
                await use(request, record_register, code, sent.marks, now=instance_of(request).now())
        except NotAccepted as refused:
            return await _refused(request, code, sent, refused.problems)
        except SomebodyElseMarked as conflict:
            if _is_by_script(request):
                raise
            return _conflict_page(request, conflict, sent)
        done = f"/workshops/{code}/register?done={CHOSEN if sent.is_chosen else SAVED}"
        return _told(done) if _is_by_script(request) else see_other(done)

    @get("/sheet", opt=SEE)
    async def sheet(self, request: Web, code: FromPath[str]) -> Answer:
        """Show the register as a sheet to print and fill in by hand."""
        register = await use(request, print_register, code, now=instance_of(request).now())
        return page(
            request,
            "workshops/sheet.html",
            title=f"Register sheet: {named(register.workshop)}",
            register=register,
            workshop=register.workshop,
            needed=needed,
            short=short,
            back=f"/workshops/{code}/register",
        )


def _is_by_script(request: Web) -> bool:
    return wants_problem_json(request.scope["path"], request.headers.get("accept", ""))


def _told(going: str) -> Response[str]:
    return Response(json.dumps({"saved": True, "go": going}), status_code=200, media_type="application/json")


async def _refused(request: Web, code: str, sent: Sent, problems: Sequence[Problem]) -> Answer:
    register = await use(request, see_register, code, now=instance_of(request).now())
    found = tuple(problems) or impossible(sent, register)
    if _is_by_script(request):
        raise NotAccepted([Problem(error.field, error.sentence) for error in sent.with_errors(found).errors])
    return _register_page(request, register, sent.with_errors(_anchored(found, register)), status=422)


def _anchored(problems: Sequence[Problem], register: Register) -> tuple[Problem, ...]:
    """Let an error about the whole register lead to its first seat."""
    first = f"seat-{register.lines[0].seat}" if register.lines else "main-content"
    return tuple(Problem(first if one.field == "marks" else one.field, one.sentence) for one in problems)


def _register_page(request: Web, register: Register, form: Form, *, done: str = "", status: int = 200) -> Response[str]:
    workshop = register.workshop
    return page(
        request,
        "workshops/register.html",
        title=f"Register: {named(workshop)}",
        status=status,
        register=register,
        workshop=workshop,
        form=form,
        who=subject_of(request).code,
        runs=subject_of(request).role is Role.FACILITATOR,
        needed=needed,
        short=short,
        banner=saved_banner(done, register),
        back=_back(request),
    )


def _conflict_page(request: Web, conflict: SomebodyElseMarked, sent: Sent) -> Response[str]:
    workshop = conflict.register.workshop
    problems = [Problem(f"choice-{seat}", f"Choose which is right for seat {seat}") for seat in sorted(conflict.seats)]
    return page(
        request,
        "workshops/conflict.html",
        title=f"Two versions of the register: {named(workshop)}",
        status=409,
        workshop=workshop,
        pairs=_pairs(conflict),
        others=[entry for entry in conflict.entries if entry.seat not in conflict.seats],
        short=short,
        form=sent.with_errors(problems) if sent.is_chosen else sent.form,
        who=subject_of(request).code,
        back=f"/workshops/{workshop.code}/register",
    )


def _pairs(conflict: SomebodyElseMarked) -> list[tuple[object, object]]:
    lines = {line.seat: line for line in conflict.register.lines}
    return [(lines[entry.seat], entry) for entry in conflict.entries if entry.seat in conflict.seats]


def _back(request: Web) -> str:
    mine = subject_of(request).role.value == "facilitator"
    return "/my/workshops" if mine else "/"
