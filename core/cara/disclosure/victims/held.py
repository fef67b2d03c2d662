"""What a victim's copy is written from: what is held about him or her, in types that have no field about a participant."""

from dataclasses import dataclass, field
from datetime import date

from cara.disclosure.copies import FreeText
from cara.victims.details import SafeContactSaid, VictimDetails


@dataclass(frozen=True, slots=True)
class DetailsHeld:
    """Who the victim is, as it stands or as it stood before it was corrected."""

    said: VictimDetails = field(repr=False)
    children: FreeText | None
    until: date | None


@dataclass(frozen=True, slots=True)
class SafeContactHeld:
    """How contact was said to be safe, from a day on."""

    said: SafeContactSaid = field(repr=False)
    instructions: FreeText | None
    since: date


@dataclass(frozen=True, slots=True)
class StepHeld:
    """One step of the contact; ``what`` says it without anybody else in it."""

    what: str
    on: date
    note: FreeText | None


@dataclass(frozen=True, slots=True)
class AttemptHeld:
    """One attempt to make contact."""

    way: str
    outcome: str
    on: date
    note: FreeText | None


@dataclass(frozen=True, slots=True)
class FeedbackHeld:
    """What the victim said on one day."""

    on: date
    safety: str
    texts: tuple[tuple[str, str, FreeText], ...]
    """For each text its key and what it is called."""


@dataclass(frozen=True, slots=True)
class OnwardHeld:
    """A service that was offered."""

    service: str
    need: str
    status: str
    offered_on: date


@dataclass(frozen=True, slots=True)
class ConcernHeld:
    """A concern for the victim's safety."""

    on: date
    status: str
    what: FreeText
    steps: tuple[StepHeld, ...]


@dataclass(frozen=True, slots=True)
class VictimHeld:
    """Everything that a victim's copy may hold."""

    code: str
    entered_on: date
    ask: str
    details: tuple[DetailsHeld, ...]
    safe_contacts: tuple[SafeContactHeld, ...]
    steps: tuple[StepHeld, ...]
    attempts: tuple[AttemptHeld, ...]
    feedback: tuple[FeedbackHeld, ...]
    onward: tuple[OnwardHeld, ...]
    concerns: tuple[ConcernHeld, ...]
