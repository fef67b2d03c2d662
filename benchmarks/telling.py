"""What a participant is told of a booking, written as the platform writes it and kept by no table: both peers store it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.area import NOW
from cara.casework.details import Needs, PersonDetails
from cara.messages import Appointment, Contact, Meeting, ParticipantView
from cara.messages.moments import next_loud, reminders
from cara.messages.writing import USUAL_CHANNELS, channels_for, language_for, write
from cara.policy import UNKNOWN, MessageChannels, MessageTemplates, PolicyBook, SessionHours, scheduling_policy
from cara.vocabulary import Channel, LateArrival, MissedWorkshop, Occasion, Reference

ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class ToStore:
    """One message, all but what its table gives it."""

    code: str
    occasion: str
    number: int | None
    day: date | None
    channel: str
    language: str
    status: str
    content: str
    due_at: datetime


def messages_of(
    book: PolicyBook, reference: Reference, place: Any, details: PersonDetails, needs: Needs, approved: Collection[str]
) -> Iterator[ToStore]:
    """Give the message about the booking and the reminders that follow.

    ``place`` has the columns of the cohort and of its venue; ``approved`` the wordings that a translator has approved.
    """
    view = _view(book, reference, place, details, needs)
    own = tuple(text for value in _values(book, MessageTemplates) for text in value)
    wording = language_for(view, own, approved)
    order = next(iter(_values(book, MessageChannels)), USUAL_CHANNELS)
    channels = channels_for(view.contact, Occasion.BOOKED, order)
    planned: list[tuple[Occasion, Appointment | None, Channel, datetime]]
    planned = [(Occasion.BOOKED, None, channel, next_loud(NOW, ZONE)) for channel in channels]
    followed = reminders(view.appointments, channels[0], ZONE, NOW)
    planned += [(occasion, appointment, channels[0], at) for occasion, appointment, at in followed]
    for occasion, appointment, channel, at in planned:
        number, day = (appointment.number, appointment.day) if appointment else (None, None)
        content = write(view, occasion, number, channel, wording).as_json()
        yield ToStore(
            code=str(Reference.new()),
            occasion=occasion.value,
            number=number,
            day=day,
            channel=channel.value,
            language=wording.language.value,
            status="to_print" if channel is Channel.LETTER else "waiting",
            content=content,
            due_at=at,
        )


def _values(book: PolicyBook, kind: Any) -> Iterator[Any]:
    return (rule.value for rule in book.of_kind(kind, NOW.date()) if rule.value != UNKNOWN)


def _view(book: PolicyBook, reference: Reference, place: Any, details: PersonDetails, needs: Needs) -> ParticipantView:
    policy = scheduling_policy(book, NOW.date())
    hours = policy.hours if isinstance(policy.hours, SessionHours) else None
    begins, ends = (hours.begins, hours.ends) if hours else (None, None)
    days = (as_day(place["first_day"]), as_day(place["second_day"]))
    where = (place["name"], place["address"], place["travel"], bool(place["step_free"]), bool(place["hearing_loop"]))
    return ParticipantView(
        reference=reference.spoken,
        name=f"{details.given_names} {details.family_name}",
        address=details.address,
        language=needs.language,
        written_on=NOW.date(),
        police=book.area.police.name,
        provider="" if book.area.provider == UNKNOWN else book.area.provider,
        appointments=tuple(Appointment(number, day, begins, ends) for number, day in enumerate(days, start=1)),
        meeting=Meeting(*where),
        place_by=None,
        missed=policy.missed if isinstance(policy.missed, MissedWorkshop) else None,
        late=policy.late if isinstance(policy.late, LateArrival) else None,
        contact=Contact(details.phone, details.email),
    )


def as_day(value: str | date) -> date:
    """Read a day as sqlite3 or Django gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value
