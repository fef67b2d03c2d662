"""A person decides whether a victim may be contacted where the police's word alone is not enough."""

from dataclasses import dataclass, field
from datetime import datetime

from cara.access import Action, FieldGroup, Subject
from cara.acting import reason_given, tell
from cara.casework import Instance
from cara.casework.views import given
from cara.records import Unit
from cara.victims.before_a_person import note_decided, why_a_person_decides
from cara.victims.details import VictimDetails
from cara.victims.rows import find_victim, move
from cara.victims.states import WAYS, ContactStatus, WrongContact
from cara.victims.words import WhyAPersonDecides
from cara.vocabulary import Reference

S = ContactStatus
CHOICES = tuple(status for status in ContactStatus if status in WAYS[S.TO_DECIDE] - {S.ENDED})
"""What a person can decide. Ended it is with the referral alone."""


@dataclass(frozen=True, slots=True)
class ToDecide:
    """What is known to whoever decides: neither how to make contact nor what was tried is in it."""

    code: Reference
    reference: Reference
    status: ContactStatus
    why: tuple[WhyAPersonDecides, ...]
    details: VictimDetails | None = field(repr=False)


def see_to_decide(instance: Instance, actor: Subject, code: str, *, now: datetime) -> ToDecide:
    """See why a person decides about contact with a victim, and whom it is about.

    Raises:
        NoSuchVictim: there is none about whom this person may decide.
        WrongContact: nobody has to decide any more.
    """

    def work(unit: Unit) -> ToDecide:
        row = find_victim(unit, actor, Action.DECIDE_CONTACT, code, now)
        if row.status is not S.TO_DECIDE:
            raise WrongContact(row.code, row.status, "Deciding about contact")
        fields = row.access.fields if row.access else frozenset[FieldGroup]()
        tell(unit, actor, "victim_seen", row.told_as, now, row.access, about=row.reference)
        return ToDecide(
            code=row.code,
            reference=row.reference,
            status=row.status,
            why=why_a_person_decides(unit, row.details, instance.today(now)),
            details=given(fields, FieldGroup.VICTIM, lambda: row.details),
        )

    return instance.database.run(work)


def decide_contact(
    instance: Instance, actor: Subject, code: str, after: ContactStatus, reason: str, *, now: datetime
) -> None:
    """Decide, as a person, whether a victim may be contacted who is under 18, or a participant too, or not of known age.

    Raises:
        NoSuchVictim: there is none about whom this person may decide.
        WrongContact: nobody has to decide, or not so.
        NotAccepted: no reason is given.
    """
    said = reason_given(reason)

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.DECIDE_CONTACT, code, now, lock=True)
        if row.status is not S.TO_DECIDE or after not in CHOICES:
            raise WrongContact(row.code, row.status, "Deciding so about contact")
        note_decided(instance, unit, row, now)
        move(unit, row, after, by=actor.code, at=now, reason=said)
        tell(unit, actor, "contact_decided", row.told_as, now, row.access, about=row.reference, status=after.value)

    instance.database.run(work)
