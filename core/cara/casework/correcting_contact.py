"""Correcting how a participant is reached, once the caution is signed: phone, email and address, and nothing else.

Who the participant is - names and date of birth - was settled by the police before. What was said before is kept, sealed,
and what waits to go to the old number or address goes to the new one instead.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select, update

from cara.access import Action, Subject
from cara.acting import tell
from cara.acting.editing import Former, check_unchanged, former_versions, keep_version, version_of
from cara.casework.details import PersonContact, PersonDetails
from cara.casework.instance import Instance
from cara.casework.outbox.anew import write_to_corrected
from cara.casework.personal import read_person
from cara.casework.referral_rows import ReferralRow, find_for
from cara.casework.states import CONFIRMED, WrongStatus
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference

KIND = "person_contact"

# Built once: building a statement takes longer than running it.
_KEY = select(t.Person.key).where(t.Person.id == bindparam("person"))
_CHANGE = update(t.Person).where(t.Person.id == bindparam("person"))


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """How a participant is reached now, of which version that is, and what was said before, the latest first."""

    reference: Reference
    name: str = field(repr=False)
    contact: PersonContact = field(repr=False)
    version: int
    former: tuple[Former[PersonContact], ...] = field(repr=False)


def see_contact(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> ContactSeen:
    """See how a participant is reached, to correct it.

    Raises:
        NoSuchReferral: there is none whose contact details this person may correct.
        WrongStatus: the caution is not signed yet, or the case has ended.
    """

    def work(unit: Unit) -> ContactSeen:
        row = find_for(unit, actor, Action.CORRECT_CONTACT, reference, now)
        person = _person(unit, row)
        tell(unit, actor, "referral_seen", row.reference, now, row.access)
        return ContactSeen(
            reference=row.reference,
            name=f"{person.given_names} {person.family_name}",
            contact=PersonContact.of(person),
            version=version_of(unit, KIND, row.reference),
            former=former_versions(unit, KIND, row.reference, PersonContact),
        )

    return instance.database.run(work)


def correct_contact(
    instance: Instance, actor: Subject, reference: str, contact: PersonContact, *, seen: int, now: datetime
) -> None:
    """Correct how a participant is reached; what waits to go to the old number or address goes to the new one.

    Args:
        contact: phone, email and address as they are from now on.
        seen: the version that was on the page.

    Raises:
        NoSuchReferral: there is none whose contact details this person may correct.
        WrongStatus: the caution is not signed yet, or the case has ended.
        EditedMeanwhile: somebody else corrected them since ``seen``.
    """

    def work(unit: Unit) -> None:
        row = find_for(unit, actor, Action.CORRECT_CONTACT, reference, now, lock=True)
        person = _person(unit, row)
        stored, version = PersonContact.of(person), version_of(unit, KIND, row.reference)
        check_unchanged(unit, KIND, row.reference, stored, seen=seen, version=version)
        if contact == stored:
            return
        keep_version(unit, KIND, row.reference, stored, version, actor, now)
        _store(unit, row, person.model_copy(update=dict(contact)))
        tell(unit, actor, "person_contact_corrected", row.reference, now, row.access)
        write_to_corrected(instance, unit, row, stored, contact, now=now)

    instance.database.run(work)


def every_contact(unit: Unit, row: ReferralRow) -> tuple[PersonContact, ...]:
    """Give how a participant is reached now and every way that was said before: an old one may still reach him or her."""
    person = read_person(unit, row)
    if person is None:
        return ()
    former = former_versions(unit, KIND, row.reference, PersonContact)
    return (PersonContact.of(person), *(one.said for one in former))


def _person(unit: Unit, row: ReferralRow) -> PersonDetails:
    person = read_person(unit, row)
    if row.status not in CONFIRMED or person is None:
        raise WrongStatus(row.reference, row.status, "Correcting contact details")
    return person


def _store(unit: Unit, row: ReferralRow, person: PersonDetails) -> None:
    key = str(unit.scalar(_KEY, {"person": row.person_id}))
    sealed = unit.seal(t.Person.details, key, person.model_dump_json())
    unit.execute(_CHANGE, {"person": row.person_id, "details": sealed})
