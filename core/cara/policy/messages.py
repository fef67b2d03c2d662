"""The rules about what participants are told: by which ways, and in which of the area's own words."""

import string
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from cara.policy.model import UNKNOWN, Sentence, Stated, Unknown
from cara.policy.neutral import says_never_said, telling_words
from cara.policy.rule import Rule
from cara.policy.wording import listed
from cara.vocabulary import Channel, Template, WrittenLanguage

_T = Template

PLACES: Mapping[Template, frozenset[str]] = {
    template: frozenset(places.split())
    for template, places in {
        _T.SHORT_BOOKED: "days place",
        _T.SHORT_PLACE_TO_FOLLOW: "by",
        _T.SHORT_MOVED: "days place",
        _T.SHORT_CANCELLED: "days",
        _T.SHORT_REMINDER_WEEK: "day place",
        _T.SHORT_REMINDER_DAY: "day place",
        _T.SHORT_MISSED: "day",
        _T.SHORT_CONTACT: "contact",
        _T.OPENING_BOOKED: "police",
        _T.OPENING_PLACE_TO_FOLLOW: "police by",
        _T.OPENING_CANCELLED: "days",
        _T.OPENING_REMINDER_WEEK: "day",
        _T.OPENING_REMINDER_DAY: "day",
        _T.OPENING_MISSED: "day",
        _T.OPENING_COMPLETED: "police",
        _T.OPENING_WITHDRAWN: "police",
        _T.REFERENCE: "reference",
        _T.HOURS: "begins ends",
        _T.TELL_US: "police",
        _T.LATE_MEANS: "means",
        _T.MISSED_MEANS: "means",
        _T.ASK_POLICE: "police",
        _T.CONTACT: "contact",
        _T.RUN_BY: "provider",
    }.items()
}
"""What is filled in where; a template that is not here takes nothing."""


def places_in(text: str) -> frozenset[str]:
    """Give the names of what is filled into a text.

    Raises:
        ValueError: a brace stands alone, or something else than a plain name stands between two.
    """
    found = []
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"'{{{name}}}' is not a plain name: write for example {{days}}")
        found.append(name)
    return frozenset(found)


class TemplateText(Stated):
    """One template in an area's own words."""

    template: Template = Field(description="Which template is worded.")
    language: WrittenLanguage = Field(default=WrittenLanguage.ENGLISH, description="In which language.")
    text: Sentence

    @model_validator(mode="after")
    def _may_be_said(self) -> Self:
        wanted, given = PLACES.get(self.template, frozenset()), places_in(self.text)
        if given != wanted:
            named = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "nothing"
            raise ValueError(f"template {self.template.value} must have filled in: {named}")
        telling = telling_words(self.text) if self.template.shows_unopened else ()
        if telling:
            raise ValueError(
                f"template {self.template.value} shows before it is opened and says '{telling[0]}': use neutral words"
            )
        if says_never_said(self.text):
            raise ValueError(f"template {self.template.value} says what only the police may decide")
        return self


class MessageTemplates(Rule):
    """The templates that the area words in its own way. It can add none, and each is measured as the core's are."""

    kind: Literal["message_templates"] = "message_templates"
    value: Annotated[tuple[TemplateText, ...], Field(min_length=1)] | Unknown
    topic: ClassVar[str] = "The area's own wording"
    several: ClassVar[bool] = True

    @field_validator("value")
    @classmethod
    def _each_once(cls, texts: tuple[TemplateText, ...] | Unknown) -> tuple[TemplateText, ...] | Unknown:
        if texts == UNKNOWN:
            return texts
        named = [(text.template, text.language) for text in texts]
        twice = [template.value for template, language in named if named.count((template, language)) > 1]
        if twice:
            raise ValueError(f"template {twice[0]} is worded twice in one language")
        return tuple(sorted(texts, key=lambda text: (text.template.value, text.language.value)))

    def _known_in_words(self) -> str:
        templates = [text.template for text in self.value if isinstance(text, TemplateText)]
        return f"Worded in the area's own way: {listed(templates, 'and', lower=True)}"


class MessageChannels(Rule):
    """By which ways participants are told, the first that is possible being taken."""

    kind: Literal["message_channels"] = "message_channels"
    value: tuple[Channel, ...] | Unknown
    topic: ClassVar[str] = "How participants are told"

    @field_validator("value")
    @classmethod
    def _some_once(cls, value: tuple[Channel, ...] | Unknown) -> tuple[Channel, ...] | Unknown:
        if isinstance(value, tuple) and (not value or len(set(value)) < len(value)):
            raise ValueError("give at least one way, and each once")
        return value

    def _known_in_words(self) -> str:
        return f"Participants are told, the first that is possible: {listed(self.value, 'or', lower=True)}"
