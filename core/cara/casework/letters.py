"""What the participant is told about a booking: made from a view that has no field about the victim."""

from datetime import datetime

from sqlalchemy import select

from cara.access import Action, FieldGroup, Subject
from cara.acting import tell
from cara.casework.confirming import held_place
from cara.casework.instance import Instance
from cara.casework.personal import read_needs, read_person
from cara.casework.referral_rows import ReferralRow, find_for
from cara.casework.states import PLACED, WrongStatus
from cara.casework.views import given
from cara.messages import Appointment, Meeting, ParticipantView
from cara.policy import UNKNOWN, PolicyBook, SchedulingPolicy, SessionHours, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import OpenPlace
from cara.vocabulary import Word

G = FieldGroup


def participant_view(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> ParticipantView:
    """Give what a participant may be told about a confirmed booking.

    Raises:
        NoSuchReferral: there is none for which this person may print.
        WrongStatus: nothing has been confirmed, so nobody is told a date.
    """

    def work(unit: Unit) -> ParticipantView:
        row = find_for(unit, actor, Action.PRINT_LETTER, reference, now)
        if row.status not in PLACED or row.book_digest is None:
            raise WrongStatus(row.reference, row.status, "Printing a letter")
        tell(unit, actor, "letter_printed", row.reference, now, row.access)
        return _view(instance, unit, row, instance.stored_book(unit, row.book_digest), now)

    return instance.database.run(work)


def _view(instance: Instance, unit: Unit, row: ReferralRow, book: PolicyBook, now: datetime) -> ParticipantView:
    policy = scheduling_policy(book, row.on)
    fields = row.access.fields if row.access else frozenset()
    person = given(fields, G.IDENTITY, lambda: read_person(unit, row))
    needs = given(fields, G.NEEDS, lambda: read_needs(unit, row))
    place = given(fields, G.PLACE, lambda: held_place(unit, row, now))
    provider = book.area.provider
    return ParticipantView(
        reference=row.reference.spoken,
        name=f"{person.given_names} {person.family_name}" if person else "",
        address=person.address if person and G.CONTACT in fields else "",
        language=(needs.language if needs else "en"),
        written_on=instance.today(now),
        police=book.area.police.name,
        provider="" if provider == UNKNOWN else provider,
        appointments=_appointments(policy, place) if place else (),
        meeting=_meeting(unit, place) if place else None,
        place_by=None if place else row.place_by,
        missed_means=_said(policy.missed, book),
        late_means=_said(policy.late, book),
    )


def _said(value: Word | str, book: PolicyBook) -> str:
    return value.label if isinstance(value, Word) else f"Ask {book.area.police.name}"


def _appointments(policy: SchedulingPolicy, place: OpenPlace) -> tuple[Appointment, ...]:
    hours = policy.hours if isinstance(policy.hours, SessionHours) else None
    begins, ends = (hours.begins, hours.ends) if hours else (None, None)
    days = (place.first_day, place.second_day)
    return tuple(Appointment(number, day, begins, ends) for number, day in enumerate(days, start=1))


def _meeting(unit: Unit, place: OpenPlace) -> Meeting:
    address = unit.scalar(select(t.Venue.address).where(t.Venue.code == place.venue_code))
    return Meeting(place.venue_name, str(address), place.travel, place.step_free, place.hearing_loop)
