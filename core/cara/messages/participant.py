"""What a participant may be told: his or her own appointments, and nothing that anybody else said."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where the days are held and how to get there."""

    name: str
    address: str
    travel: str
    step_free: bool
    hearing_loop: bool


@dataclass(frozen=True, slots=True)
class Appointment:
    """One day, in local time; the hours are absent where the area has not published them."""

    number: int
    day: date
    begins: time | None
    ends: time | None


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """Everything that a letter, a calendar file or a page may tell the participant."""

    reference: str
    name: str
    address: str
    language: str
    written_on: date
    police: str
    provider: str
    appointments: tuple[Appointment, ...]
    meeting: Meeting | None
    place_by: date | None
    missed_means: str
    late_means: str
