"""What participants answered before and after: the seats, one form for each, and the forms to print."""

import re
from collections.abc import Mapping

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from pydantic import ValidationError

from cara.access import Action
from cara.acting import NotAccepted
from cara.quality import (
    AnswersEntry,
    AnswersLine,
    AnswersSheet,
    SomebodyElseAnswered,
    print_answer_forms,
    record_answers,
    see_answers,
)
from cara.quality.answers import Answered, answered_seats
from cara.workshops import NoSuchWorkshop
from cara_web.layout.editing import NOTHING, Clash, ClashLine
from cara_web.layout.form_body import NotAForm, Submitted, read_form
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.page import Banner, page, see_other
from cara_web.referrals.asking import Answer, Web, use
from cara_web.visits import instance_of
from cara_web.workshops.words import NUMBERS, named

SCALE: Mapping[int, str] = {
    1: "Strongly disagree",
    2: "Disagree",
    3: "Neither agree nor disagree",
    4: "Agree",
    5: "Strongly agree",
}
_FIELD = re.compile(r"agreed-([a-z][a-z0-9_]{0,63})\Z")
SEE, RECORD = {"action": Action.SEE_ANSWERS}, {"action": Action.RECORD_ANSWERS}


class AnswersPages(Controller):
    """Below ``/workshops/CODE/answers``."""

    path = "/workshops/{code:str}/answers"
    include_in_schema = False

    @get(opt=SEE)
    async def seats(self, request: Web, code: FromPath[str], done: FromQuery[int] = 0) -> Answer:
        """Show which seats have answered."""
        sheet = await use(request, see_answers, code, now=instance_of(request).now())
        said = f"Seat {done} is saved. What stood there before stays in the history."
        return page(
            request,
            "quality/answers.html",
            title=_title(sheet),
            sheet=sheet,
            workshop=sheet.workshop,
            answered=len(list(answered_seats(sheet))),
            banner=Banner(said) if sheet.line(done) else None,
            back=f"/workshops/{code}/register",
        )

    @get("/paper", opt=SEE)
    async def paper(self, request: Web, code: FromPath[str]) -> Answer:
        """Show a form for each seat, to print: no name is on it."""
        sheet = await use(request, print_answer_forms, code, now=instance_of(request).now())
        return page(
            request,
            "quality/answers_paper.html",
            title=f"Forms to print: {named(sheet.workshop)}",
            sheet=sheet,
            workshop=sheet.workshop,
            scale=SCALE,
            back=f"/workshops/{code}/answers",
        )

    @get("/{seat:int}", opt=SEE)
    async def ask(self, request: Web, code: FromPath[str], seat: FromPath[int]) -> Answer:
        """Show what one seat answered."""
        sheet = await use(request, see_answers, code, now=instance_of(request).now())
        return _form_page(request, sheet, seat, _form_of(_line_of(sheet, seat).latest))

    @post("/{seat:int}", opt=RECORD)
    async def enter(self, request: Web, code: FromPath[str], seat: FromPath[int]) -> Answer:
        """Enter what one seat answered; if somebody else did meanwhile, show both versions."""
        entry = read_answers(submitted := await read_form(request))
        now = instance_of(request).now()
        if isinstance(entry, Form):
            return _form_page(request, await use(request, see_answers, code, now=now), seat, entry, 422)
        try:
            await use(request, record_answers, code, seat, entry, now=now)
        except NotAccepted as refused:
            form = Form(submitted.fields).refused(refused.problems)
            return _form_page(request, await use(request, see_answers, code, now=now), seat, form, 422)
        except SomebodyElseAnswered as error:
            latest = _line_of(error.sheet, seat).latest
            form = Form({**submitted.fields, "seen": (latest.key if latest else "",)})
            clash = _clash(error.sheet, latest, entry) if latest else None
            return _form_page(request, error.sheet, seat, form, 409, clash)
        return see_other(f"/workshops/{code}/answers?done={seat}")


def read_answers(submitted: Submitted) -> AnswersEntry | Form:
    """Read what was entered for one seat, or give the form with what cannot be read of it.

    Raises:
        NotAForm: it has a field that no form of ours has, or one twice.
    """
    agreed = {}
    for name in submitted.fields:
        field = _FIELD.match(name)
        if field is None and name != "seen":
            raise NotAForm(f"it has a field '{name[:40]}' that this page does not have")
        if field and submitted.one(name):
            agreed[field[1]] = submitted.one(name)
    try:
        return AnswersEntry.model_validate({"agreed": agreed, "seen": submitted.one("seen")})
    except ValidationError as refused:
        fields = {f"agreed-{problem['loc'][-1]}" for problem in refused.errors() if problem["loc"][0] == "agreed"}
        errors = tuple(FieldError(name, "Choose 1 to 5, or left blank", name) for name in sorted(fields))
        return Form(submitted.fields, errors or (FieldError("seen", "Open the form again", "main-content"),))


def _line_of(sheet: AnswersSheet, seat: int) -> AnswersLine:
    line = sheet.line(seat)
    if line is None:
        raise NoSuchWorkshop(sheet.workshop.code)
    return line


def _form_of(latest: Answered | None) -> Form:
    if latest is None:
        return Form.empty()
    return Form({**{f"agreed-{code}": (str(said),) for code, said in latest.agreed.items()}, "seen": (latest.key,)})


def _clash(sheet: AnswersSheet, stored: Answered, entry: AnswersEntry) -> Clash:
    lines = (
        ClashLine(one.text, _said(stored.agreed.get(one.code)), _said(entry.agreed.get(one.code)))
        for one in sheet.statements
    )
    return Clash(stored.by, stored.at, tuple(lines))


def _said(agreed: int | None) -> str:
    return f"{agreed}: {SCALE[agreed]}" if agreed else NOTHING


def _title(sheet: AnswersSheet) -> str:
    return f"Answers {'before' if sheet.workshop.number == 1 else 'after'}: {named(sheet.workshop)}"


def _form_page(
    request: Web, sheet: AnswersSheet, seat: int, form: Form, status: int = 200, clash: Clash | None = None
) -> Answer:
    line, code = _line_of(sheet, seat), sheet.workshop.code
    return page(
        request,
        "quality/answers_form.html",
        title=f"Seat {seat}: answers at workshop {NUMBERS[sheet.workshop.number]}",
        status=status,
        sheet=sheet,
        workshop=sheet.workshop,
        line=line,
        form=form,
        clash=clash,
        scale=SCALE,
        said=_said,
        back=f"/workshops/{code}/answers",
    )
