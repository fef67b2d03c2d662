"""Forms: one frozen pydantic model for each question page, all its errors at once, and what was typed kept.

A question page::

    class WhenAndWhere(Question):
        offence_on: date = Field(title="the date of the offence")
        injuries: tuple[Injury, ...] = Field((), title="the injuries")
        sentences = {"injuries": {"not_chosen": "Select any injuries, or 'none'"}}

    answered = answer(WhenAndWhere, await read_form(request))
    if isinstance(answered, Form):                     # something is wrong: the same page again, with status 422
        return page(request, "referrals/when.html", form=answered, status=422, ...)
    ...                                                # answered is a WhenAndWhere
    return see_other("/bookings/new/places")

In the template ``{{ date(form, "offence_on", "When was the offence?") }}``.
"""

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Annotated, ClassVar, Protocol, Self, TypeVar, Union, get_args, get_origin
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from cara_web.layout.form_body import Submitted
from cara_web.layout.form_dates import PARTS, DateProblem, Part, read_date
from cara_web.layout.sentences import CATALOGUE, capitalised, sentence_for

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Options = Sequence[tuple[str, str] | tuple[str, str, str]] | type[Enum]
Answers = Mapping[str, object]


class Question(BaseModel):
    """The answers of one page. Fields of several answers are tuples; a date is asked in three parts."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """For a field, the sentence for a kind of error where the catalogue's does not fit."""


Q = TypeVar("Q", bound=Question)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: the sentence, and the id to which the summary leads."""

    field: str
    sentence: str
    anchor: str
    parts: tuple[Part, ...] = ()


class _Problem(Protocol):
    @property
    def field(self) -> str: ...
    @property
    def sentence(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Form:
    """What a page shows in its fields: what was typed, and what is wrong with it."""

    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    idempotency_key: str = ""

    @classmethod
    def empty(cls) -> Self:
        """Begin a form that changes something when it is sent, with a key of its own."""
        return cls(idempotency_key=uuid4().hex)

    @classmethod
    def of(cls, answered: BaseModel | None) -> Self:
        """Begin a form with earlier answers in it."""
        given = answered.model_dump() if answered else {}
        typed = {name: written for key, value in given.items() for name, written in _as_typed(key, value)}
        return cls(typed, idempotency_key=uuid4().hex)

    @classmethod
    def as_sent(cls, submitted: Submitted) -> Self:
        """Show a form again as it was sent: nothing typed is lost, and sent once more it is the same form."""
        return cls(submitted.fields, idempotency_key=submitted.idempotency_key)

    def refused(self, problems: Iterable[_Problem]) -> Self:
        """Add what a use case found wrong, so that the page can be shown again."""
        found = (FieldError(problem.field, problem.sentence, problem.field) for problem in problems)
        return replace(self, errors=(*self.errors, *found))

    def value(self, name: str) -> str:
        """Give the text of a field."""
        return self.typed.get(name, ("",))[0]

    def error(self, name: str) -> FieldError | None:
        """Give the first thing that is wrong with a field."""
        return next((error for error in self.errors if error.field == name), None)

    def message(self, name: str) -> dict[str, str] | None:
        """Give a field's error as GOV.UK's components take it."""
        error = self.error(name)
        return {"text": error.sentence} if error else None

    def error_list(self) -> list[dict[str, str]]:
        """Give all errors as GOV.UK's error summary takes them."""
        return [{"text": error.sentence, "href": f"#{error.anchor}"} for error in self.errors]

    def choices(self, name: str, options: Options) -> list[dict[str, object]]:
        """Give the items of radios or checkboxes: value, label and hint of each, ticked as it was."""
        chosen = self.typed.get(name, ())
        return [
            {"value": value, "text": label, "hint": {"text": hint} if hint else None, "checked": value in chosen}
            for value, label, hint in _options(options)
        ]

    def options(self, name: str, options: Options, empty: str) -> list[dict[str, object]]:
        """Give the items of a select, the empty one first."""
        chosen = self.value(name)
        items = [("", empty, ""), *_options(options)]
        return [{"value": value, "text": label, "selected": value == chosen} for value, label, _ in items]

    def date_parts(self, name: str, birth: bool = False) -> list[dict[str, object]]:  # noqa: FBT001, FBT002 - called by a macro
        """Give the three parts of a date, with the wrong ones marked."""
        error = self.error(name)
        wrong = (error.parts or PARTS) if error else ()
        return [
            {
                "name": part,
                "value": self.value(f"{name}-{part}"),
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                + (" govuk-input--error" if part in wrong else ""),
                **({"autocomplete": f"bday-{part}"} if birth else {}),
            }
            for part in PARTS
        ]


def answer(model: type[Q], submitted: Submitted) -> Q | Form:
    """Turn a posted form into a page's answers, or into the form with everything that is wrong with it.

    Raises:
        NotAForm: it has a field that this page does not have, or a single field twice.
    """
    submitted.refuse_unknown(_form_names(model))
    given, errors = _given(model, submitted)
    try:
        answered = model.model_validate(given)
    except ValidationError as error:
        errors |= {
            found.field: found
            for problem in error.errors(include_url=False, include_input=False)
            if (found := _field_error(model, problem, given)).field not in errors
        }
        answered = None
    if answered is not None and not errors:
        return answered
    order = [*model.model_fields, ""]
    return Form(
        submitted.fields,
        tuple(sorted(errors.values(), key=lambda error: order.index(error.field))),
        submitted.idempotency_key,
    )


def _given(model: type[Question], submitted: Submitted) -> tuple[dict[str, object], dict[str, FieldError]]:
    given: dict[str, object] = {}
    errors: dict[str, FieldError] = {}
    for name, info in model.model_fields.items():
        if _is_date(info):
            read = read_date({part: submitted.one(f"{name}-{part}") for part in PARTS})
            if isinstance(read, DateProblem):
                errors[name] = _date_error(model, name, read)
            elif read is not None:
                given[name] = read
        elif _is_several(info):
            given |= {name: submitted.fields[name]} if name in submitted.fields else {}
        elif (text := submitted.one(name)).strip():
            given[name] = text
    return given, errors


def _field_error(model: type[Question], problem: "ErrorDetails", given: Answers) -> FieldError:
    name = str(problem["loc"][0]) if problem["loc"] else ""
    own = model.sentences.get(name, {})
    if name not in model.model_fields:
        return FieldError("", sentence_for(problem, "the answers", own, of_date=False), "main-content")
    info = model.model_fields[name]
    problem["type"] = _kind_of(problem["type"], info, was_given=name in given)
    sentence = sentence_for(problem, _label(name, info), own, of_date=_is_date(info))
    return FieldError(name, sentence, f"{name}-day" if _is_date(info) else name)


def _kind_of(kind: str, info: FieldInfo, *, was_given: bool) -> str:
    if kind in {"missing", "too_short"} and not was_given and not _is_typed(info):
        return "not_chosen"
    # pydantic says "too long" of a text whose cleaning comes before the limit on its length
    return f"string_{kind}" if kind in {"too_long", "too_short"} and not _is_several(info) else kind


def _date_error(model: type[Question], name: str, problem: DateProblem) -> FieldError:
    own = model.sentences.get(name, {})
    template = own.get(problem.kind) or own.get("*") or CATALOGUE[problem.kind]
    label = _label(name, model.model_fields[name])
    sentence = template.format(
        label=label,
        Label=capitalised(label),
        parts=" and ".join(problem.wrong).replace("and year", "and a year"),
    )
    return FieldError(name, sentence, f"{name}-{problem.wrong[0]}", problem.wrong)


@cache
def _form_names(model: type[Question]) -> frozenset[str]:
    return frozenset(
        f"{name}-{part}" if part else name
        for name, info in model.model_fields.items()
        for part in (PARTS if _is_date(info) else ("",))
    )


def _label(name: str, info: FieldInfo) -> str:
    return info.title or name.replace("_", " ")


def _is_date(info: FieldInfo) -> bool:
    return any(isinstance(kind, type) and issubclass(kind, date) for kind in _kinds(info.annotation))


def _is_several(info: FieldInfo) -> bool:
    return any(kind in {tuple, list, set, frozenset} for kind in _kinds(info.annotation))


def _is_typed(info: FieldInfo) -> bool:
    """Say whether the answer is typed in; otherwise it is chosen from several."""
    return all(kind in {str, int, date, type(None)} for kind in _kinds(info.annotation))


def _kinds(annotation: object) -> tuple[object, ...]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in {Union, types.UnionType}:
        return tuple(kind for part in get_args(annotation) for kind in _kinds(part))
    return (origin or annotation,)


def _options(options: Options) -> list[tuple[str, str, str]]:
    if isinstance(options, type):
        return [(str(word.value), str(getattr(word, "label", word.name)), "") for word in options]
    return [(option[0], option[1], option[2] if len(option) == 3 else "") for option in options]  # noqa: PLR2004 - value, label, hint


def _as_typed(name: str, value: object) -> Iterable[tuple[str, tuple[str, ...]]]:
    match value:
        case None:
            return []
        case date():
            return [(f"{name}-{part}", (str(getattr(value, part)),)) for part in PARTS]
        case bool():
            return [(name, ("yes" if value else "no",))]
        case tuple() | list() | set() | frozenset():
            return [(name, tuple(_written(item) for item in value))]
        case _:
            return [(name, (_written(value),))]


def _written(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)
