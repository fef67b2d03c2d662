"""Declaring that somebody may not see a participant, and ending it."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from litestar import Controller, get, post
from litestar.params import FromPath
from pydantic import Field

from cara.access import Action
from cara.casework import NotAccepted
from cara.staff import NoSuchConflict
from cara.staff.conflicts import DeclaredConflict, Named, conflicts_of, declare_conflict, end_conflict
from cara.staff.seeing import see_account
from cara.vocabulary.text import Line
from cara_web.layout.form_body import read_form
from cara_web.layout.forms import FieldError, Form, Question, answer
from cara_web.layout.page import page, see_other
from cara_web.referrals.asking import Answer, Web
from cara_web.staff.asking import PEOPLE, use_staff
from cara_web.visits import instance_of

BY = [
    ("reference", "By the reference of a referral"),
    ("name", "By name and date of birth", "Before there is a referral, or whatever referrals come"),
]
_OF_NAME = ("given_names", "family_name", "date_of_birth")


class ConflictAnswers(Question):
    """Whom somebody may not see: by reference, or by name and date of birth."""

    by: Literal["reference", "name"] = Field(title="how you name the participant")
    reference: str = Field("", title="the reference", max_length=40)
    given_names: Line | None = Field(None, title="the first names")
    family_name: Line | None = Field(None, title="the last name")
    date_of_birth: date | None = Field(None, title="the date of birth")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"reference": {"*": "Enter a reference, like 7KQ4-M2XR"}}

    def participant(self) -> str | Named | tuple[FieldError, ...]:
        """Give whom it concerns, or what is missing to tell."""
        if self.by == "reference":
            return self.reference or (FieldError("reference", "Enter the reference of the referral", "reference"),)
        if self.given_names and self.family_name and self.date_of_birth:
            return Named(given_names=self.given_names, family_name=self.family_name, date_of_birth=self.date_of_birth)
        return tuple(
            FieldError(name, f"Enter {self.__class__.model_fields[name].title}", _anchor(name))
            for name in _OF_NAME
            if not getattr(self, name)
        )


class EndingAnswers(Question):
    """That it is meant."""

    confirmed: Literal["yes"] = Field(title="that you want to end the conflict")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"confirmed": {"*": "Confirm that the conflict is over"}}


class ConflictPages(Controller):
    """Below ``/people/CODE/conflicts``."""

    path = PEOPLE + "/{code:str}/conflicts"
    include_in_schema = False
    opt = {"action": Action.DECLARE_CONFLICT}  # noqa: RUF012 - Litestar declares it for the instance

    @get("/new")
    async def ask(self, request: Web, code: FromPath[str]) -> Answer:
        """Ask whom this person may not see."""
        return await _question(request, code, Form())

    @post("/new")
    async def declare(self, request: Web, code: FromPath[str]) -> Answer:
        """Declare it."""
        answered = answer(ConflictAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _question(request, code, answered, 422)
        participant = answered.participant()
        if isinstance(participant, tuple):
            form = Form(Form.of(answered).typed, participant)
            return await _question(request, code, form, 422)
        try:
            await use_staff(request, declare_conflict, code, participant, now=instance_of(request).now())
        except NotAccepted as refused:
            errors = tuple(FieldError(one.field, one.sentence, _anchor(one.field)) for one in refused.problems)
            return await _question(request, code, Form(Form.of(answered).typed, errors), 422)
        return see_other(f"{PEOPLE}/{code}?done=declared")

    @get("/{conflict:str}/end", opt={"action": Action.END_CONFLICT})
    async def ask_end(self, request: Web, code: FromPath[str], conflict: FromPath[str]) -> Answer:
        """Say what it means to end a conflict."""
        return await _ending(request, code, await _find(request, code, conflict), Form())

    @post("/{conflict:str}/end", opt={"action": Action.END_CONFLICT})
    async def end(self, request: Web, code: FromPath[str], conflict: FromPath[str]) -> Answer:
        """End it."""
        answered = answer(EndingAnswers, await read_form(request))
        if isinstance(answered, Form):
            return await _ending(request, code, await _find(request, code, conflict), answered, 422)
        await use_staff(request, end_conflict, code, conflict, now=instance_of(request).now())
        return see_other(f"{PEOPLE}/{code}?done=conflict-ended")


def _anchor(name: str) -> str:
    return f"{name}-day" if name == "date_of_birth" else name


async def _question(request: Web, code: str, form: Form, status: int = 200) -> Answer:
    seen = await use_staff(request, see_account, code, now=instance_of(request).now())
    return page(
        request,
        "staff/conflict.html",
        title="Declare a conflict",
        status=status,
        form=form,
        by=BY,
        action=f"{PEOPLE}/{code}/conflicts/new",
        back=f"{PEOPLE}/{code}",
        caption=seen.account.name,
        submit="Declare the conflict",
    )


async def _find(request: Web, code: str, conflict: str) -> DeclaredConflict:
    held = await use_staff(request, conflicts_of, code, now=instance_of(request).now())
    found = next((one for one in held if one.code == conflict), None)
    if found is None:
        raise NoSuchConflict
    return found


async def _ending(request: Web, code: str, conflict: DeclaredConflict, form: Form, status: int = 200) -> Answer:
    seen = await use_staff(request, see_account, code, now=instance_of(request).now())
    return page(
        request,
        "staff/conflict_end.html",
        title="End a conflict",
        status=status,
        form=form,
        conflict=conflict,
        action=f"{PEOPLE}/{code}/conflicts/{conflict.code}/end",
        back=f"{PEOPLE}/{code}",
        caption=seen.account.name,
        submit="End the conflict",
    )
