"""Changing a record that somebody else may change at the same time.

A page sends the version that it showed. If another one is stored by then, the use case raises ``EditedMeanwhile``, and
the same question page is shown again with both versions beside each other and what was typed still in its fields:
:mod:`cara_web.layout.storing` does that.

Sent again, it is stored over the other version, which stays among the record's earlier ones.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel

from cara.acting import NotAccepted
from cara.acting.editing import EditedMeanwhile
from cara.vocabulary.dates import in_words
from cara_web.layout.forms import FieldError, Form
from cara_web.layout.sentences import capitalised

Say = Callable[[str, Any], str]  # Any: whatever a record holds under a name
"""Writes one field of a record as people read it."""

NOTHING = "Nothing"


@dataclass(frozen=True, slots=True)
class ClashLine:
    """One field of a record in both versions."""

    label: str
    stored: str = field(repr=False)
    yours: str = field(repr=False)

    @property
    def differs(self) -> bool:
        """Tell whether the two are different."""
        return self.stored != self.yours


@dataclass(frozen=True, slots=True)
class Clash:
    """Both versions of a record, and who stored the other one."""

    by: str = field(repr=False)
    at: datetime | None
    lines: tuple[ClashLine, ...]


def clash_of(error: EditedMeanwhile, yours: BaseModel, say: Say) -> Clash:
    """Put both versions beside each other, field by field."""
    lines = (
        ClashLine(label_of(type(yours), name), say(name, getattr(error.stored, name)), say(name, getattr(yours, name)))
        for name in type(yours).model_fields
    )
    return Clash(error.by, error.at, tuple(lines))


def both(error: EditedMeanwhile, answered: BaseModel) -> Form:
    """Give the form with what was typed, which is stored over the other version when it is sent again."""
    form = Form.of(answered)
    return replace(form, typed={**form.typed, "seen": (str(error.version),)})


def label_of(model: type[BaseModel], name: str) -> str:
    """Give what a field is called."""
    return capitalised(model.model_fields[name].title or name.replace("_", " "))


def said(value: Any) -> str:  # Any: as above
    """Write a value as people read it."""
    match value:
        case None | "" | ():
            return NOTHING
        case bool():
            return "Yes" if value else "No"
        case date():
            return in_words(value, weekday=False)
        case Enum():
            return str(getattr(value, "label", value.value))
        case tuple() | list():
            return ", ".join(said(one) for one in value)
    return str(value)


def refused(answered: BaseModel, problems: NotAccepted, dates: Iterable[str] = ()) -> Form:
    """Give the form again with what a use case found wrong; a date's error leads to its first part."""
    in_parts = frozenset(dates)
    form = Form.of(answered)
    errors = tuple(
        FieldError(one.field, one.sentence, f"{one.field}-day" if one.field in in_parts else one.field)
        for one in problems.problems
    )
    return replace(form, errors=errors)
