"""What the pages ask about a victim, over the core's own models: every error at once, nothing typed is lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from cara.acting import Problem
from cara.casework.details import Email, Phone, none_if_blank, optional
from cara.victims.attempts import AttemptMade
from cara.victims.details import OptionalParagraph, SafeContactSaid, VictimDetails, check_review
from cara.victims.entering import problems_with
from cara.victims.states import ContactStatus
from cara.victims.words import ContactWay, WhyOpened
from cara.vocabulary.text import Line, Paragraph
from cara_web.layout.form_body import Submitted
from cara_web.layout.forms import FieldError, Form, Question, answer
from cara_web.victims.hours import is_of_hours, read_hours, typed_of

Q = TypeVar("Q", bound=Question)
Seen = Annotated[int, Field(ge=0, le=2**31 - 1)]
IN_PARTS = frozenset({"date_of_birth", "review_on"})


class VictimQuestion(VictimDetails, Question):
    """Who the victim is, and what he or she was told."""

    interpreter: bool = Field(title="whether an interpreter is needed")
    seen: Seen = 0
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "interpreter": {"*": "Select whether an interpreter is needed"},
        "relationship": {"*": "Select what the victim is to the person"},
        "told": {"*": "Select what the victim was told"},
    }

    def details(self) -> VictimDetails:
        """Give what is stored."""
        return VictimDetails.model_validate(self.model_dump(exclude={"seen"}))


class SafeContactQuestion(Question):
    """How contact is safe, the hours apart."""

    ways: tuple[ContactWay, ...] = Field(default=(), title="the ways that are safe", max_length=len(ContactWay))
    phone: Annotated[Phone | None, BeforeValidator(optional)] = Field(default=None, title="phone number")
    email: Annotated[Email | None, BeforeValidator(optional)] = Field(default=None, title="email address")
    address: OptionalParagraph = Field(default=None, title="address")
    code_word: Annotated[Line | None, StringConstraints(max_length=60), BeforeValidator(optional)] = Field(
        default=None, title="the code word"
    )
    instructions: Annotated[Paragraph | None, BeforeValidator(none_if_blank)] = Field(
        default=None, title="what else to mind"
    )
    review_on: date | None = Field(default=None, title="the last day on which this holds")
    seen: Seen = 0
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "phone": {"phone": "Enter a phone number, like 07700 900982 or +44 7700 900982"},
        "email": {"email": "Enter an email address, like name@example.org"},
    }


class OpeningQuestion(Question):
    """Which number or address is opened, and why."""

    way: ContactWay = Field(title="a way")
    why: WhyOpened = Field(title="why you open it")
    read: Literal["yes"] = Field(title="that you have read this")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "way": {"*": "Select which number or address you need"},
        "why": {"*": "Select why you need it"},
        "read": {"*": "Confirm that you have read how contact is safe"},
    }


class AttemptQuestion(AttemptMade, Question):
    """One attempt and what came of it."""

    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "way": {"*": "Select how you tried"},
        "outcome": {"*": "Select what came of it"},
    }

    def attempt(self) -> AttemptMade:
        """Give what is stored."""
        return AttemptMade.model_validate(self.model_dump())


class WorkerQuestion(Question):
    """Who contacts a victim; nobody for now, if it is left empty."""

    worker: str = Field(title="who makes contact", max_length=64)
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"worker": {"*": "Select who makes contact, or nobody"}}


class DecisionQuestion(Question):
    """What a person decides about contact, and why."""

    after: ContactStatus = Field(title="what is decided")
    reason: Paragraph = Field(title="the reason")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"after": {"*": "Select what is decided"}}


class CheckQuestion(Question):
    """That a second person has checked the instructions of that number."""

    seen: Seen
    confirmed: Literal["yes"] = Field(title="that it is right")
    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {"confirmed": {"*": "Confirm that you have checked it"}}


@dataclass(frozen=True, slots=True)
class SafeContactRead:
    """How contact is safe, and which instructions were on the page."""

    said: SafeContactSaid = field(repr=False)
    seen: int


def read_details(submitted: Submitted, today: date) -> VictimQuestion | Form:
    """Read who the victim is."""
    answered = answer(VictimQuestion, submitted)
    if isinstance(answered, Form):
        return answered
    return _refused(Form(submitted.fields), problems_with(answered.details(), SafeContactSaid(), today)) or answered


def read_safe_contact(submitted: Submitted, today: date) -> SafeContactRead | Form:
    """Read how contact is safe; whatever is left out is not allowed."""
    hours = read_hours(submitted)
    rest = {name: values for name, values in submitted.fields.items() if not is_of_hours(name)}
    answered = answer(SafeContactQuestion, replace(submitted, fields=rest))
    found = list(answered.errors) if isinstance(answered, Form) else _out_of_time(answered, today)
    wrong = {error.field for error in found}
    hours_typed = bool(hours.hours or hours.errors)
    found += [error for error in _missing(submitted, hours_typed=hours_typed) if error.field not in wrong]
    found += hours.errors
    if found or isinstance(answered, Form):
        return Form(submitted.fields, tuple(sorted(found, key=_place)), submitted.idempotency_key)
    said = SafeContactSaid.model_validate({**answered.model_dump(exclude={"seen"}), "hours": hours.hours})
    return SafeContactRead(said, answered.seen)


def read_victim(submitted: Submitted, today: date) -> tuple[VictimDetails, SafeContactSaid] | Form:
    """Read all of the page on which the police enter a victim."""
    first, second = _parts(submitted)
    who, how = read_details(first, today), read_safe_contact(second, today)
    if isinstance(who, VictimQuestion) and isinstance(how, SafeContactRead):
        return who.details(), how.said
    errors = [error for part in (who, how) if isinstance(part, Form) for error in part.errors]
    return Form(submitted.fields, tuple(errors), submitted.idempotency_key)


def form_of_details(details: VictimDetails, seen: int) -> Form:
    """Begin a form with what is stored."""
    begun = Form.of(details)
    return replace(begun, typed={**begun.typed, "seen": (str(seen),)})


def form_of_safe_contact(said: SafeContactSaid, seen: int) -> Form:
    """Begin a form with what is stored."""
    begun = Form.of(_without_hours(said))
    return replace(begun, typed={**begun.typed, **dict(typed_of(said.hours)), "seen": (str(seen),)})


def problems_in(form: Form, problems: Collection[Problem]) -> Form:
    """Give the form again with what a use case found wrong; a date's error leads to its first part."""
    errors = tuple(FieldError(one.field, one.sentence, _anchor(one.field)) for one in problems)
    return replace(form, errors=errors)


def _without_hours(said: SafeContactSaid) -> BaseModel:
    return SafeContactQuestion.model_validate(said.model_dump(exclude={"hours"}))


def _parts(submitted: Submitted) -> tuple[Submitted, Submitted]:
    how = set(SafeContactQuestion.model_fields) | {f"review_on-{part}" for part in ("day", "month", "year")}
    mine = {name: values for name, values in submitted.fields.items() if name not in how and not is_of_hours(name)}
    other = {name: values for name, values in submitted.fields.items() if name not in mine}
    return replace(submitted, fields=mine), replace(submitted, fields=other)


def _refused(form: Form, problems: Collection[Problem]) -> Form | None:
    return problems_in(form, problems) if problems else None


def _out_of_time(answered: SafeContactQuestion, today: date) -> list[FieldError]:
    sentence = check_review(answered.review_on, today)
    told = f"The last day on which this holds {sentence}"
    return [FieldError("review_on", told, "review_on-day")] if sentence else []


def _missing(submitted: Submitted, *, hours_typed: bool) -> list[FieldError]:
    """Say what the ways that are ticked need and have not got."""
    ways = set(submitted.fields.get("ways", ()))
    needed = {
        "phone": ("Enter the phone number, or do not tick a call or a text message", {"call", "text"}),
        "email": ("Enter the email address, or do not tick an email", {"email"}),
        "address": ("Enter the address, or do not tick a letter", {"letter"}),
    }
    found = [
        FieldError(name, sentence, name)
        for name, (sentence, asking) in needed.items()
        if ways & asking and not submitted.one(name).strip()
    ]
    if ways and not hours_typed:
        found.append(
            FieldError("from-0-1", "Enter the hours in which contact is safe, on one day at least", "from-0-1")
        )
    if ways and not any(submitted.one(f"review_on-{part}").strip() for part in ("day", "month", "year")):
        found.append(FieldError("review_on", "Enter the last day on which this holds", "review_on-day"))
    return found


_ORDER = ("ways", "phone", "email", "address", "from", "until", "code_word", "instructions", "review_on")


def _place(error: FieldError) -> tuple[int, str]:
    name = error.field.partition("-")[0]
    if name in {"from", "until"}:
        return _ORDER.index("from"), error.field.partition("-")[2]
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER)), error.field


def _anchor(name: str) -> str:
    return f"{name}-day" if name in IN_PARTS else name
