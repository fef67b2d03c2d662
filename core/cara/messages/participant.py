"""What a participant may be told: his or her own appointments, and nothing that anybody else said."""

from dataclasses import dataclass
from datetime import date, time

from cara.vocabulary import LateArrival, MissedWorkshop


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
class Contact:
    """The participant's own number and mail address, as far as there are any."""

    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """Everything that a message, a letter, a calendar file or a page may tell the participant.

    ``missed`` and ``late`` are what the area's policy says of an absence and of coming late; ``None`` where nobody has
    published it. ``ask`` is whom to ask, as the instance is set up; empty where that is not.
    """

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
    missed: MissedWorkshop | None
    late: LateArrival | None
    contact: Contact = Contact()
    ask: str = ""
