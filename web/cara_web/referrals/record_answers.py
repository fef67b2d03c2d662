"""What an officer enters about a referral that exists: one model for each page, over casework's own."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field

from cara.casework import NeedsSeen, NotAccepted, Problem
from cara.casework.details import (
    AccessNeed,
    CautionDetails,
    EqualityAnswers,
    KeepApart,
    Language,
    Needs,
    PersonDetails,
)
from cara.vocabulary import Reference, ReferenceProblem
from cara.vocabulary.text import Paragraph, plain_lines
from cara_web.layout.forms import Question

YesNo = Literal["yes", "no"]
Optional = BeforeValidator(lambda typed: typed if isinstance(typed, str) and typed.strip() else None)
_Lines = Annotated[str, Field(max_length=2000)]
Lines = Annotated[_Lines | None, Optional, BeforeValidator(plain_lines)]


class PersonQuestion(PersonDetails, Question):
    """Who the person is."""

    sentences: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "phone": {"phone": "Enter a phone number, like 07700 900982 or +44 7700 900982"},
        "email": {"email": "Enter an email address, like name@example.org"},
        "pnc_id": {"pnc_id": "Enter a PNC identifier, like 2019/0123456X"},
    }

    def details(self) -> PersonDetails:
        """Give what casework records."""
        return PersonDetails.model_validate(self.model_dump())


class NeedsQuestion(Question):
    """What makes it possible for the person to come, and who must not be there."""

    language: Language = Field(default=Language.ENGLISH, title="the language")
    interpreter: YesNo = Field(title="whether an interpreter is needed")
    access: tuple[AccessNeed, ...] = Field(default=(), title="the access that is needed")
    other_needs: Annotated[Paragraph | None, Optional] = Field(default=None, title="other needs")
    impossible: tuple[date, ...] = Field(default=(), title="the days that are impossible", max_length=60)
    keep_apart: Lines = Field(default=None, title="who the person must be kept apart from")

    def needs(self) -> Needs:
        """Give what casework records.

        Raises:
            NotAccepted: more people are named than can be kept apart, or one at too great a length.
        """
        others = [line.strip() for line in (self.keep_apart or "").split("\n") if line.strip()]
        if len(others) > MOST_KEPT_APART:
            sentence = f"Enter at most {MOST_KEPT_APART} people to be kept apart from"
            raise NotAccepted([Problem("keep_apart", sentence)])
        if any(len(other) > LONGEST_NAME for other in others):
            sentence = f"Enter each person to be kept apart from in {LONGEST_NAME} characters or fewer"
            raise NotAccepted([Problem("keep_apart", sentence)])
        return Needs(
            language=self.language,
            interpreter=self.interpreter == "yes",
            access=self.access,
            other_needs=self.other_needs,
            unavailable=self.impossible,
            keep_apart=tuple(_keep_apart(other) for other in others),
        )

    @classmethod
    def of(cls, needs: NeedsSeen) -> Self:
        """Give the answers that were recorded."""
        return cls(
            language=needs.language,
            interpreter="yes" if needs.interpreter else "no",
            access=needs.access,
            other_needs=needs.other_needs,
            impossible=needs.unavailable,
            keep_apart="\n".join(_written(other) for other in needs.keep_apart or ()) or None,
        )


MOST_KEPT_APART = 10
LONGEST_NAME = 200


def _keep_apart(typed: str) -> KeepApart:
    try:
        return KeepApart(reference=Reference.parse(typed))
    except ReferenceProblem:
        return KeepApart(name=typed)


def _written(other: KeepApart) -> str:
    return Reference(other.reference).spoken if other.reference else other.name or ""


class CautionQuestion(CautionDetails, Question):
    """Who gave and who authorised the caution, and what has been signed."""

    def details(self) -> CautionDetails:
        """Give what casework records."""
        return CautionDetails.model_validate(self.model_dump())


class EqualityQuestion(EqualityAnswers, Question):
    """Optional answers in the person's own words or choice."""

    def details(self) -> EqualityAnswers:
        """Give what casework records."""
        return EqualityAnswers.model_validate(self.model_dump())


class ReasonQuestion(Question):
    """Why a referral is withdrawn."""

    reason: Paragraph = Field(title="the reason", min_length=3, max_length=500)
