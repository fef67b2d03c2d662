"""The calendar file of a booking, in words that say nothing to whoever looks over a shoulder.

A calendar shows its entries on locked screens, to families and to employers: it says "Appointment", a time and a town
hall's address, and neither CARA, nor police, nor caution.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from cara.messages.participant import Appointment, ParticipantView
from cara.messages.writing import neutral_lines

SUMMARY = "Appointment"
FILE_NAME = "appointments.ics"


def calendar_file(view: ParticipantView, zone: ZoneInfo, *, now: datetime) -> bytes:
    """Write one entry a day. A day whose hours are not published becomes a whole day."""
    calendar = Calendar()
    calendar.add("prodid", "-//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for appointment in view.appointments:
        calendar.add_component(_event(view, appointment, zone, now))
    return bytes(calendar.to_ical())


def _event(view: ParticipantView, appointment: Appointment, zone: ZoneInfo, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{view.reference}-{appointment.number}@appointments.invalid")
    event.add("dtstamp", now)
    event.add("summary", SUMMARY)
    _add_times(event, appointment, zone)
    lines = neutral_lines(view.meeting)
    if lines:
        event.add("location", ", ".join(lines))
    event.add("class", "PRIVATE")
    return event


def _add_times(event: Event, appointment: Appointment, zone: ZoneInfo) -> None:
    if appointment.begins is None or appointment.ends is None:
        event.add("dtstart", appointment.day)
        event.add("dtend", appointment.day + timedelta(days=1))
        return
    event.add("dtstart", _at(appointment, appointment.begins, zone))
    event.add("dtend", _at(appointment, appointment.ends, zone))


def _at(appointment: Appointment, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(appointment.day, hour, tzinfo=zone)
