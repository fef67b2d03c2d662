"""Lists that are narrowed, sorted and paged: what is asked for stands in the address, so that it can be kept and sent.

Whatever is typed into an address and is none of the choices asks for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from cara_web.areas.days import problem_of_day
from cara_web.layout.forms import FieldError, Form

LONGEST = 100
DAYS = ("since", "until")

W = TypeVar("W", bound=Enum)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list was asked for, and the form in which that can be changed."""

    path: str
    given: Mapping[str, str] = field(default_factory=dict)
    form: Form = field(default_factory=Form)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but the order was asked for."""
        return any(name != "sort" for name in self.given)

    def address(self, path: str | None = None, after: int | None = None) -> str:
        """Give the address of what was asked for: of this list, another page of it, or its download."""
        asked = {**self.given, **({"after": str(after)} if after is not None else {})}
        return f"{path or self.path}?{urlencode(asked)}" if asked else path or self.path

    def day(self, name: str) -> date | None:
        """Give a day that was asked for; none while one in the form is wrong."""
        return date.fromisoformat(self.given[name]) if name in self.given and not self.form.errors else None


def listed(path: str, **typed: str) -> Listed:
    """Read what a list is asked for; every wrong day at once."""
    given = {name: value.strip()[:LONGEST] for name, value in typed.items() if value.strip()}
    errors = [FieldError(name, said, name) for name in DAYS if name in given and (said := problem_of_day(given[name]))]
    if not errors and given.get("since", "") > given.get("until", "9"):
        errors.append(FieldError("until", "The last day must not be before the first", "until"))
    return Listed(path, given, Form({name: (given.get(name, ""),) for name in typed}, tuple(errors)))


def chosen(words: type[W], typed: str) -> W | None:
    """Give the word that was asked for, or none."""
    return next((word for word in words if word.value == typed), None)
