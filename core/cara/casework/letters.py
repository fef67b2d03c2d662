"""What the participant is told about a booking: made from a view that has no field about the victim."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, select

from cara.access import Action, FieldGroup, Subject
from cara.access.table import IN_A_LETTER
from cara.acting import tell
from cara.casework.instance import Instance
from cara.casework.open_places import own_place
from cara.casework.personal import read_needs, read_person
from cara.casework.referral_rows import ReferralRow, find_for
from cara.casework.states import PLACED, ReferralStatus, WrongStatus
from cara.casework.views import given
from cara.messages import Appointment, Contact, Meeting, ParticipantView
from cara.policy import UNKNOWN, PolicyBook, SchedulingPolicy, SessionHours, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import OpenPlace
from cara.vocabulary import LateArrival, MissedWorkshop

G = FieldGroup

_EXPECTED = (
    select(t.Workshop.number)
    .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .where(
        t.Membership.referral_id == bindparam("referral"),
        t.Membership.active,
        t.ExpectedAttendance.ended_at.is_(None),
    )
)


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
        fields = row.access.fields if row.access else frozenset()
        book = instance.stored_book(unit, row.book_digest)
        return _without_days_elsewhere(unit, row, _view(instance, unit, row, book, now, fields))

    return instance.database.run(work)


def view_for_message(
    instance: Instance, unit: Unit, row: ReferralRow, *, days: Mapping[int, date] | None = None, now: datetime
) -> ParticipantView:
    """Give what a participant may be told, for a message that the instance itself writes.

    Args:
        days: the days that it is about, by the number of the workshop; those of the place unless given.
    """
    book = instance.book_of(unit, row.book_digest)
    view = _view(instance, unit, row, book, now, IN_A_LETTER)
    return view if days is None else replace(view, appointments=_appointments(scheduling_policy(book, row.on), days))


def _view(
    instance: Instance, unit: Unit, row: ReferralRow, book: PolicyBook, now: datetime, fields: frozenset[FieldGroup]
) -> ParticipantView:
    policy = scheduling_policy(book, row.on)
    person = given(fields, G.IDENTITY, lambda: read_person(unit, row))
    needs = given(fields, G.NEEDS, lambda: read_needs(unit, row))
    own = given(fields, G.PLACE, lambda: own_place(unit, row.id, now))
    place = own.place if own else None
    provider = book.area.provider
    return ParticipantView(
        reference=row.reference.spoken,
        name=f"{person.given_names} {person.family_name}" if person else "",
        address=person.address if person and G.CONTACT in fields else "",
        language=(needs.language if needs else "en"),
        written_on=instance.today(now),
        police=book.area.police.name,
        provider="" if provider == UNKNOWN else provider,
        appointments=_appointments(policy, dict(enumerate(place.pair, start=1))) if place else (),
        meeting=_meeting(unit, place) if place else None,
        place_by=None if place else row.place_by,
        missed=policy.missed if isinstance(policy.missed, MissedWorkshop) else None,
        late=policy.late if isinstance(policy.late, LateArrival) else None,
        contact=Contact(person.phone, person.email) if person and G.CONTACT in fields else Contact(),
        ask=instance.contact,
    )


def _without_days_elsewhere(unit: Unit, row: ReferralRow, view: ParticipantView) -> ParticipantView:
    """Leave out workshop one of a cohort in which somebody takes workshop two alone."""
    if row.status is not ReferralStatus.ATTENDED_ONE:
        return view
    expected = set(unit.execute(_EXPECTED, {"referral": row.id}).scalars())
    return replace(view, appointments=tuple(one for one in view.appointments if one.number in expected))


def _appointments(policy: SchedulingPolicy, days: Mapping[int, date]) -> tuple[Appointment, ...]:
    hours = policy.hours if isinstance(policy.hours, SessionHours) else None
    begins, ends = (hours.begins, hours.ends) if hours else (None, None)
    return tuple(Appointment(number, day, begins, ends) for number, day in sorted(days.items()))


def _meeting(unit: Unit, place: OpenPlace) -> Meeting:
    address = unit.scalar(select(t.Venue.address).where(t.Venue.code == place.venue_code))
    return Meeting(place.venue_name, str(address), place.travel, place.step_free, place.hearing_loop)
