"""What every policy model shares: frozen, closed, and able to say that something is not known."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

Unknown = Literal["unknown"]
"""The value of a rule that exists but that nobody has published. It never passes: a person decides."""

UNKNOWN: Final[Unknown] = "unknown"

W = TypeVar("W")


class Frozen(BaseModel):
    """A closed, immutable model: an unknown field is an error, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stated(Frozen):
    """A model that a plugin states: an object of it is checked again, since it can be made or copied unchecked."""

    model_config = ConfigDict(revalidate_instances="always")


def _sorted_once(values: Sequence[W]) -> tuple[W, ...]:
    return tuple(sorted(set(values), key=str))


SetOf = Annotated[tuple[W, ...], AfterValidator(_sorted_once)]
"""A set written as a sorted tuple, so that the same policy has the same bytes."""

NonEmptySetOf = Annotated[tuple[W, ...], Field(min_length=1), AfterValidator(_sorted_once)]
"""The same, with at least one member: a rule that permits nothing is a mistake."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$", max_length=64)]
"""The name of an area, an organisation or a district: lower case, digits and underscores."""

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$", max_length=129)]
"""``area.rule``, for example ``west_yorkshire.risk_ceiling``."""

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]

Days = Annotated[int, Field(strict=True, ge=0, le=3660)]
"""Whole days, 0 to ten years."""

Count = Annotated[int, Field(strict=True, ge=1, le=1000)]


def _not_a_number(given: Any) -> Any:  # Any: whatever was sent; the type check follows
    """Refuse a number as a day: it would be read as seconds since 1970, and an earlier matter would seem old."""
    if isinstance(given, int | float) or (isinstance(given, str) and given.lstrip("+-").replace(".", "").isdigit()):
        raise PydanticCustomError("day_as_number", "must be a day written as 2026-11-28, not a number")
    return given


Day = Annotated[date, BeforeValidator(_not_a_number)]
"""A day, as a date or written as ``2026-11-28``."""


class Source(Frozen):
    """Where a rule comes from, so that anybody can check it."""

    title: Sentence = Field(description="What the document is called.")
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=500)] | None = Field(
        default=None, description="Its address, if it has one."
    )
    paragraph: Sentence | None = Field(default=None, description="The section, paragraph or passage.")
    retrieved: Day = Field(description="The day on which the statement was carried over from it.")

    def in_words(self) -> str:
        """Write the source in one line."""
        return self.title if self.paragraph is None else f"{self.title}, {self.paragraph}"


class Organisation(Stated):
    """An organisation that plays a part in an area: a police force, a commissioner, a provider."""

    code: Identifier
    name: Sentence


class District(Stated):
    """A district of the area, as travel and stakeholders are organised."""

    code: Identifier
    name: Sentence


class WorkshopAim(Stated):
    """One aim of the workshops, as the facilitators tick it after each of them."""

    code: Identifier
    text: Sentence


class Statement(Stated):
    """One sentence with which a participant agrees or not, before the workshops and after them."""

    code: Identifier
    text: Sentence


L = TypeVar("L", WorkshopAim, Statement)


class AreaProfile(Stated):
    """Who an area is: its name, police force, commissioner, provider and partner, and the commission's dates."""

    id: Identifier = Field(description="The area's name in rule ids, settings and addresses.")
    name: Sentence = Field(description="The name that people read.")
    police: Organisation = Field(description="The force that issues the cautions.")
    commissioner: Sentence | Unknown
    provider: Sentence | Unknown = Field(description="Who delivers the workshops.")
    partner: Sentence | Unknown | None = Field(default=None, description="Who trains and supervises, if another.")
    commissioned_from: Day | Unknown = UNKNOWN
    commissioned_to: Day | Unknown = Field(default=UNKNOWN, description="Inclusive.")
    districts: tuple[District, ...] = ()
    workshop_aims: tuple[WorkshopAim, ...] = Field(
        default=(), description="The aims of the workshops as this area words them; without any, those of the core."
    )
    statements: tuple[Statement, ...] = Field(
        default=(), description="What participants are asked before and after; without any, the core's statements."
    )
    source: Source

    @field_validator("workshop_aims", "statements")
    @classmethod
    def _each_once(cls, worded: tuple[L, ...]) -> tuple[L, ...]:
        codes = [one.code for one in worded]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"has more than one of the code {', '.join(twice)}: give each a code of its own")
        return worded
