"""Opening how to reach a victim: first what to mind, and only then, for a reason, one number or address.

Both readings are audited before anything is shown. What may reach the participant too, what is outside the safe hours
and what nobody has confirmed stays closed to whoever wants to make contact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import bindparam, select, union
from sqlalchemy.orm import aliased

from cara.access import Action, Subject
from cara.acting import tell
from cara.casework import Instance
from cara.casework.correcting_contact import every_contact
from cara.casework.details import Language
from cara.casework.referral_rows import find_by_id
from cara.records import Unit
from cara.records import tables as t
from cara.victims.before_a_person import put_again
from cara.victims.collisions import Channels, blocked_ways
from cara.victims.details import HoursSaid, SafeContactSaid
from cara.victims.problems import NotSafeNow
from cara.victims.rows import SafeContactRow, VictimRow, find_victim, safe_contact_of
from cara.victims.safe_times import next_safe_time, why_not
from cara.victims.states import OPEN, ContactStatus, WrongContact
from cara.victims.words import ContactWay, Told, VictimRelationship, WhyNotNow, WhyOpened
from cara.vocabulary import Reference

S = ContactStatus

_Own, _Others = aliased(t.Person), aliased(t.Person)
_Place, _Places = aliased(t.Membership), aliased(t.Membership)
_OwnReferral = aliased(t.Referral)
_SAME_PERSON = (
    select(t.Referral.id)
    .join(_Others, _Others.id == t.Referral.person_id)
    .join(_Own, _Own.name_birth_index == _Others.name_birth_index)
    .join(_OwnReferral, _OwnReferral.person_id == _Own.id)
    .where(_OwnReferral.id == bindparam("referral"))
)
_SAME_COHORT = (
    select(_Places.referral_id)
    .join(_Place, _Place.cohort_id == _Places.cohort_id)
    .where(_Place.referral_id == bindparam("referral"), _Place.active, _Places.active)
)
_WHOSE_CHANNELS = union(_SAME_PERSON, _SAME_COHORT)


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a worker reads before he or she sees any number: neither number nor address is in it."""

    code: Reference
    reference: Reference
    status: ContactStatus
    name: str = field(repr=False)
    relationship: VictimRelationship = field(repr=False)
    told: Told
    children: str | None = field(repr=False)
    language: Language
    interpreter: bool
    code_word: str | None = field(repr=False)
    instructions: str | None = field(repr=False)
    hours: tuple[HoursSaid, ...]
    review_on: date | None
    against: Mapping[ContactWay, WhyNotNow | None]
    """For each way why it may not be used now, or None where it may."""
    never: frozenset[ContactWay]
    """The ways that are not allowed at any time."""
    next_at: datetime | None
    """When it is next safe by the hours; None where no way is safe at all."""
    waits_for_check: bool


def prepare(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Preparation:
    """Read how contact with a victim is safe, before anything by which he or she is reached is shown.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> Preparation:
        row = find_victim(unit, actor, Action.RECORD_CONTACT, code, now, lock=True)
        row = put_again(instance, unit, row, now)
        tell(unit, actor, "safe_contact_read", row.told_as, now, row.access, about=row.reference)
        return _prepared(instance, unit, row, safe_contact_of(unit, row.id), now)

    return instance.database.run(work)


def _prepared(instance: Instance, unit: Unit, row: VictimRow, safe: SafeContactRow, now: datetime) -> Preparation:
    details, said = row.details, safe.said
    instructions = said.instructions_for(confirmed=safe.is_confirmed)
    return Preparation(
        code=row.code,
        reference=row.reference,
        status=row.status,
        name=f"{details.given_names} {details.family_name}",
        relationship=details.relationship,
        told=details.told,
        children=details.children,
        language=details.language,
        interpreter=details.interpreter,
        code_word=said.code_word,
        instructions=said.instructions,
        hours=said.hours,
        review_on=said.review_on,
        against=ways_against(instance, unit, row, safe, now),
        never=forbidden_ways(unit, row, said),
        next_at=next_safe_time(instructions, now, instance.zone) if instructions else None,
        waits_for_check=not safe.is_confirmed,
    )


def ways_against(
    instance: Instance, unit: Unit, row: VictimRow, safe: SafeContactRow, now: datetime
) -> Mapping[ContactWay, WhyNotNow | None]:
    """Give for each way why it may not be used now to reach a victim, or nothing where it may."""
    blocked = blocked_ways(safe.said.channels, participant_channels(unit, row.referral_id))
    instructions = safe.said.instructions_for(confirmed=safe.is_confirmed)
    wanted = row.status is not S.DECLINED
    return {way: why_not(instructions, way, blocked, now, instance.zone, wanted=wanted) for way in ContactWay}


def forbidden_ways(unit: Unit, row: VictimRow, said: SafeContactSaid) -> frozenset[ContactWay]:
    """Give the ways that are never used: the instructions do not name them, or they may reach the participant too."""
    blocked = blocked_ways(said.channels, participant_channels(unit, row.referral_id))
    return (frozenset(ContactWay) - set(said.ways)) | blocked


def participant_channels(unit: Unit, referral_id: int) -> Channels:
    """Give every way by which the participant of a referral can be reached, those before a correction included.

    So are those of his or her other referrals, and of everybody who has a place in the same cohort: whoever picks up
    there knows the participant. It is looked up anew each time, so that what changes blocks from that moment on.
    """
    others = unit.execute(_WHOSE_CHANNELS, {"referral": referral_id}).scalars().all()
    known = [one for other in {referral_id, *others} for one in every_contact(unit, find_by_id(unit, other))]
    return Channels(
        tuple(one.phone for one in known if one.phone),
        tuple(one.email for one in known if one.email),
        tuple(one.address for one in known),
    )


def open_safe_contact(
    instance: Instance, actor: Subject, code: str, way: ContactWay, why: WhyOpened, *, now: datetime
) -> str:
    """Open one number or address of a victim, once the instructions were read, and give it.

    To make contact it has to be safe now; for any other reason it is opened and the reason stands in the audit trail.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
        WrongContact: the contact has ended, or a person has to decide first whether there may be one.
        NotSafeNow: it is to make contact, and this way is not safe now.
    """

    def work(unit: Unit) -> str:
        row = find_victim(unit, actor, Action.OPEN_SAFE_CONTACT, code, now, lock=True)
        row = put_again(instance, unit, row, now)
        safe = safe_contact_of(unit, row.id)
        if why is WhyOpened.ATTEMPT:
            _refuse_unsafe(instance, unit, row, safe, way, now)
        tell(unit, actor, "safe_contact_opened", row.told_as, now, row.access, way=way.value, reason=why.value)
        return _value(safe, way) or ""

    return instance.database.run(work)


def _refuse_unsafe(
    instance: Instance, unit: Unit, row: VictimRow, safe: SafeContactRow, way: ContactWay, now: datetime
) -> None:
    if row.status not in OPEN - {S.TO_DECIDE, S.UNSAFE}:
        raise WrongContact(row.code, row.status, "Making contact")
    against = ways_against(instance, unit, row, safe, now)[way]
    if against is not None:
        raise NotSafeNow(row.code, against)


def _value(safe: SafeContactRow, way: ContactWay) -> str | None:
    said = safe.said
    return {
        ContactWay.CALL: said.phone,
        ContactWay.TEXT: said.phone,
        ContactWay.EMAIL: said.email,
        ContactWay.LETTER: said.address,
    }[way]
