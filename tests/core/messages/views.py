"""What an invented participant of an area may be told."""

from dataclasses import replace
from datetime import date, time

from cara.areas import discover
from cara.messages import Appointment, Contact, Meeting, ParticipantView


def view_in(area: str, language: str, **changes) -> ParticipantView:
    profile = discover().book(area).area
    days = (date(2026, 12, 5), date(2027, 1, 2))
    view = ParticipantView(
        reference="7KQ4-M2XR",
        name="Adam Testperson",
        address="1 Example Road\nTestshire",
        language=language,
        written_on=date(2026, 11, 23),
        police=profile.police.name,
        provider=profile.provider,
        appointments=tuple(Appointment(place, day, time(10), time(15)) for place, day in enumerate(days, start=1)),
        meeting=Meeting("The Hall", "2 Example Street\nExampleton", "Bus 1", step_free=True, hearing_loop=True),
        place_by=date(2026, 12, 1),
        missed=None,
        late=None,
        contact=Contact("07700 900982", "adam@example.org"),
        ask="01632 960123",
    )
    return replace(view, **changes)
