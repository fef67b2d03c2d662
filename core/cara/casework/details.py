"""What an officer enters about a person, page by page. The same models and sentences serve pages and programs.

Every error is a sentence that finishes "The field ..." so that a page can show it beside the field and a program can
read it in a problem document.
"""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from cara.vocabulary import PoliceRank, Reference, ReferenceProblem, Word
from cara.vocabulary.dates import age_on
from cara.vocabulary.text import Line, Paragraph, plain_line

OLDEST = 120
LEAST_AGE = 10
MOST_IMPOSSIBLE_DAYS = 60


class Details(BaseModel):
    """A closed, immutable set of answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def optional(typed: Any) -> Any:  # Any: whatever was sent; the type check follows
    cleaned = plain_line(typed)
    return None if cleaned == "" else cleaned


def none_if_blank(typed: Any) -> Any:  # Any: as above
    return None if isinstance(typed, str) and not typed.strip() else typed


_PHONE = re.compile(r"\+?[0-9]{10,15}\Z")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[A-Za-z]{2,24}\Z")
_PNC = re.compile(r"([0-9]{2}|[0-9]{4})/([0-9]{1,7})([A-Z])\Z")


def _phone(typed: str) -> str:
    digits = re.sub(r"[ ()\-]", "", typed)
    if not _PHONE.match(digits):
        raise PydanticCustomError("phone", "must be a phone number, like 07700 900982 or +44 7700 900982")
    return digits


def _email(typed: str) -> str:
    if not _EMAIL.match(typed):
        raise PydanticCustomError("email", "must be an email address, like name@example.org")
    return typed


def _pnc_id(typed: str) -> str:
    found = _PNC.match(typed.upper().replace(" ", ""))
    if not found:
        raise PydanticCustomError("pnc_id", "must be a PNC identifier, like 2019/0123456X")
    return f"{found[1]}/{found[2].zfill(7)}{found[3]}"


def _reference(typed: str) -> str:
    try:
        return Reference.parse(typed)
    except ReferenceProblem as problem:
        raise PydanticCustomError("reference", "must be a reference with eight characters") from problem


Phone = Annotated[str, AfterValidator(_phone), StringConstraints(max_length=30)]
Email = Annotated[str, AfterValidator(_email), StringConstraints(max_length=254)]
PncId = Annotated[str, AfterValidator(_pnc_id), StringConstraints(max_length=20)]
OptionalLine = Annotated[Line | None, BeforeValidator(optional)]


class PersonDetails(Details):
    """Who the participant is and how to write or ring."""

    given_names: Line = Field(title="first and middle names")
    family_name: Line = Field(title="last name")
    date_of_birth: date = Field(title="date of birth")
    phone: Annotated[Phone | None, BeforeValidator(optional)] = Field(default=None, title="phone number")
    email: Annotated[Email | None, BeforeValidator(optional)] = Field(default=None, title="email address")
    address: Paragraph = Field(title="address")
    pnc_id: Annotated[PncId | None, BeforeValidator(optional)] = Field(default=None, title="PNC identifier")
    crime_reference: Annotated[str, StringConstraints(min_length=3, max_length=40), BeforeValidator(plain_line)] = (
        Field(title="crime reference")
    )


class PersonContact(Details):
    """How to write or ring: the part of a person's details that may change after the caution is signed."""

    phone: Annotated[Phone | None, BeforeValidator(optional)] = Field(default=None, title="phone number")
    email: Annotated[Email | None, BeforeValidator(optional)] = Field(default=None, title="email address")
    address: Paragraph = Field(title="address")

    @classmethod
    def of(cls, person: PersonDetails) -> Self:
        """Give how a person is reached."""
        return cls(phone=person.phone, email=person.email, address=person.address)


class Language(Word):
    """A language in which an interpreter or a letter may be needed."""

    ENGLISH = "en", "English"
    POLISH = "pl", "Polish"
    PUNJABI = "pa", "Punjabi"
    URDU = "ur", "Urdu"
    BENGALI = "bn", "Bengali"
    ROMANIAN = "ro", "Romanian"
    ARABIC = "ar", "Arabic"
    KURDISH = "ku", "Kurdish"
    BRITISH_SIGN_LANGUAGE = "bfi", "British Sign Language"
    OTHER = "other", "Another language"


class AccessNeed(Word):
    """What the venue must have."""

    STEP_FREE = "step_free", "Step-free access"
    HEARING_LOOP = "hearing_loop", "Hearing loop"


class KeepApart(Details):
    """Somebody with whom the participant must not be in a cohort: by reference, or by name."""

    reference: Annotated[str, AfterValidator(_reference)] | None = None
    name: OptionalLine = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.reference is None) == (self.name is None):
            raise PydanticCustomError("keep_apart", "give either a reference or a name")
        return self


class Needs(Details):
    """What makes it possible for the participant to come, and who must not be there."""

    language: Language = Field(default=Language.ENGLISH, title="language")
    interpreter: bool = Field(default=False, title="Interpreter")
    access: tuple[AccessNeed, ...] = Field(default=(), title="Access")
    other_needs: Annotated[Paragraph | None, BeforeValidator(none_if_blank)] = Field(default=None, title="Other needs")
    unavailable: tuple[date, ...] = Field(default=(), max_length=MOST_IMPOSSIBLE_DAYS, title="Days that are impossible")
    keep_apart: tuple[KeepApart, ...] = Field(default=(), max_length=10, title="Keep apart from")


class CautionDetails(Details):
    """Who gives and who authorises the caution, and what has been signed."""

    officer_name: Line = Field(title="the officer's name")
    collar_number: Annotated[str, StringConstraints(min_length=1, max_length=12), BeforeValidator(plain_line)] = Field(
        title="the collar number"
    )
    authorising_name: Line = Field(title="the name of the authorising person")
    authorising_rank: PoliceRank = Field(title="the rank of the authorising person")
    caution_on: date = Field(title="the date of the caution")
    effect_explained: bool = Field(title="whether the effect has been explained")
    admission_signed: bool = Field(title="whether the admission has been signed")


class Ethnicity(Word):
    """Self-described ethnic group, in the five groups of the census."""

    ASIAN = "asian", "Asian or Asian British"
    BLACK = "black", "Black, Black British, Caribbean or African"
    MIXED = "mixed", "Mixed or multiple ethnic groups"
    WHITE = "white", "White"
    OTHER = "other", "Another ethnic group"
    NOT_SAID = "not_said", "Prefer not to say"


class YesNoNotSaid(Word):
    """A self-described answer that may be withheld."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_SAID = "not_said", "Prefer not to say"


class EqualityAnswers(Details):
    """Optional answers in the person's own words or choice. Kept apart from everything that decides anything."""

    ethnicity: Ethnicity | None = Field(default=None, title="the ethnic group")
    disability: YesNoNotSaid | None = Field(default=None, title="the disability")
    first_language: OptionalLine = Field(default=None, title="the first language")


def check_birth(born: date, today: date) -> str | None:
    """Say what is wrong with a date of birth, or nothing: 10 to 120 years old on the day."""
    if born > today:
        return "must be in the past"
    age = age_on(today, born)
    if age > OLDEST:
        return f"must be within the last {OLDEST} years"
    if age < LEAST_AGE:
        return f"must be at least {LEAST_AGE} years ago"
    return None


MOST_DAYS_BACK = 28


def check_caution_day(caution_on: date, offence_on: date | None, today: date) -> str | None:
    """Say what is wrong with the day of a caution, or nothing: not in the future, not before the offence."""
    if caution_on > today:
        return "must be today or in the past: book when the caution has been signed"
    if offence_on is not None and caution_on < offence_on:
        return "must not be before the date of the offence"
    if (today - caution_on).days > MOST_DAYS_BACK:
        return f"must be within the last {MOST_DAYS_BACK} days; for an older caution ask the area manager"
    return None
