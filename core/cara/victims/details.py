"""What the police and the worker enter about a victim. The same models and sentences serve pages and programs."""

from datetime import date, time
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from cara.casework.details import Details, Email, Language, Phone, none_if_blank, optional
from cara.victims.collisions import Channels
from cara.victims.safe_times import Instructions, SafeHours
from cara.victims.words import ContactWay, Told, VictimRelationship
from cara.vocabulary.text import Line, Paragraph

MOST_HOURS = 21
LONGEST_REVIEW = 180
"""How many days ahead the review of instructions may lie: what was safe half a year ago may not be."""

OptionalParagraph = Annotated[Paragraph | None, BeforeValidator(none_if_blank)]


class VictimDetails(Details):
    """Who the victim is, and what he or she was told."""

    given_names: Line = Field(title="first and middle names")
    family_name: Line = Field(title="last name")
    date_of_birth: date | None = Field(default=None, title="date of birth")
    relationship: VictimRelationship = Field(title="what the victim is to the person")
    children: OptionalParagraph = Field(default=None, title="the children")
    language: Language = Field(default=Language.ENGLISH, title="language")
    interpreter: bool = Field(default=False, title="whether an interpreter is needed")
    told: Told = Field(title="what the victim was told")


def _on_the_wall(moment: time) -> time:
    if moment.tzinfo is not None:
        raise PydanticCustomError("hours", "must be an hour of the clock on the wall, without a time zone")
    return moment


OnTheWall = Annotated[time, AfterValidator(_on_the_wall)]


class HoursSaid(Details):
    """Hours on one day of the week (0 is Monday) in which contact is safe."""

    weekday: int = Field(ge=0, le=6, title="the day of the week")
    begins: OnTheWall = Field(title="the beginning")
    ends: OnTheWall = Field(title="the end")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begins >= self.ends:
            raise PydanticCustomError("hours", "must end after they begin, on the same day")
        return self


class SafeContactSaid(Details):
    """How a victim may be contacted. Whatever is left out is not allowed; no message is ever left with anybody."""

    phone: Annotated[Phone | None, BeforeValidator(optional)] = Field(default=None, title="phone number")
    email: Annotated[Email | None, BeforeValidator(optional)] = Field(default=None, title="email address")
    address: OptionalParagraph = Field(default=None, title="address")
    ways: tuple[ContactWay, ...] = Field(default=(), title="the ways that are safe")
    hours: tuple[HoursSaid, ...] = Field(default=(), max_length=MOST_HOURS, title="the hours that are safe")
    code_word: Annotated[Line | None, StringConstraints(max_length=60), BeforeValidator(optional)] = Field(
        default=None, title="the code word"
    )
    instructions: OptionalParagraph = Field(default=None, title="what else to mind")
    review_on: date | None = Field(default=None, title="the last day on which this holds")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Ask of each way that is safe for what it needs."""
        needed = {
            ContactWay.CALL: ("phone", self.phone),
            ContactWay.TEXT: ("phone", self.phone),
            ContactWay.EMAIL: ("email", self.email),
            ContactWay.LETTER: ("address", self.address),
        }
        missing = sorted({name for way, (name, value) in needed.items() if way in self.ways and not value})
        if missing:
            raise PydanticCustomError(
                "ways", "need what they go to: give the {missing}", {"missing": " and the ".join(missing)}
            )
        if self.ways and not self.hours:
            raise PydanticCustomError("ways", "need hours: say on which days and at what times contact is safe")
        if self.ways and self.review_on is None:
            raise PydanticCustomError("ways", "need a day until which they hold: say when they are looked at again")
        return self

    @property
    def channels(self) -> Channels:
        """Give what is compared with the participant's."""
        return Channels(*(((value,) if value else ()) for value in (self.phone, self.email, self.address)))

    def instructions_for(self, *, confirmed: bool) -> Instructions | None:
        """Give what decides about a moment; nothing where no way is safe."""
        if not self.ways or self.review_on is None:
            return None
        hours = tuple(SafeHours(said.weekday, said.begins, said.ends) for said in self.hours)
        return Instructions(frozenset(self.ways), hours, self.review_on, confirmed=confirmed)


def check_review(review_on: date | None, today: date) -> str | None:
    """Say what is wrong with the day of review, or nothing: from today to half a year ahead."""
    if review_on is not None and not 0 <= (review_on - today).days <= LONGEST_REVIEW:
        return f"must be from today to {LONGEST_REVIEW} days ahead"
    return None
