"""What a participant's copy is written from: what is held about him or her, in types that have no field about a victim."""

from dataclasses import dataclass, field
from datetime import date

from cara.casework.details import AccessNeed, EqualityAnswers, Language, PersonContact, PersonDetails
from cara.disclosure.copies import FreeText
from cara.policy import CaseFacts, Outcome, Stage
from cara.vocabulary import Attendance, PoliceRank


@dataclass(frozen=True, slots=True)
class NeedsHeld:
    """What makes it possible to come. With whom somebody is kept apart is not here: it names other people."""

    language: Language
    interpreter: bool
    access: tuple[AccessNeed, ...]
    other: FreeText | None
    unavailable: tuple[date, ...]
    district: str | None


@dataclass(frozen=True, slots=True)
class CautionHeld:
    """The caution, by rank and day; officers are not named."""

    caution_on: date
    authorising_rank: PoliceRank
    effect_explained: bool
    admission_signed: bool


@dataclass(frozen=True, slots=True)
class StepHeld:
    """One step of the referral since the caution was signed, or its end; ``by`` is an organisation, never a person."""

    label: str
    on: date
    by: str
    reason: FreeText | None


@dataclass(frozen=True, slots=True)
class RuleHeld:
    """How one rule came out that concerns nobody but the participant."""

    says: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionHeld:
    """A decision of the rules, without those that concern anybody else and without what all of them together said."""

    stage: Stage
    on: date
    rules: tuple[RuleHeld, ...]


@dataclass(frozen=True, slots=True)
class PersonsDecisionHeld:
    """What an authorised person decided about such rules."""

    rules: tuple[str, ...]
    rank: PoliceRank | None
    on: date
    reason: FreeText


@dataclass(frozen=True, slots=True)
class DayHeld:
    """A workshop to which the participant was to come."""

    number: int
    day: date
    venue: str
    stands: bool
    """Whether it was never taken back."""


@dataclass(frozen=True, slots=True)
class MarkHeld:
    """What was recorded about a workshop; one that was corrected later is here as well."""

    number: int
    day: date
    mark: Attendance
    minutes: int | None
    corrected: bool
    reason: FreeText | None
    behaviour: FreeText | None


@dataclass(frozen=True, slots=True)
class ExtensionHeld:
    """A longer time that was authorised."""

    until: date
    made_on: date
    reason: FreeText


@dataclass(frozen=True, slots=True)
class MessageHeld:
    """A message that left, word for word."""

    channel: str
    sent_on: date
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignpostHeld:
    """A service that was offered."""

    service: str
    need: str
    status: str
    offered_on: date


@dataclass(frozen=True, slots=True)
class AnswersHeld:
    """What was answered on paper at one workshop: each statement with how far the participant agreed, 1 to 5."""

    number: int
    agreed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ParticipantHeld:
    """Everything that a participant's copy may hold."""

    reference: str
    entered_on: date
    police: str
    provider: str
    ask: str
    person: PersonDetails | None
    former_contacts: tuple[PersonContact, ...]
    needs: NeedsHeld | None
    facts: CaseFacts
    caution: CautionHeld | None
    steps: tuple[StepHeld, ...]
    decisions: tuple[DecisionHeld, ...]
    decided_by_persons: tuple[PersonsDecisionHeld, ...]
    days: tuple[DayHeld, ...]
    marks: tuple[MarkHeld, ...]
    extensions: tuple[ExtensionHeld, ...]
    messages: tuple[MessageHeld, ...]
    signposts: tuple[SignpostHeld, ...]
    answers: tuple[AnswersHeld, ...]
    equality: EqualityAnswers | None
