"""The police say who the victim is, what he or she was told, and how contact is safe. Without that there is none."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, insert, select

from cara.access import Action, FieldGroup, Subject
from cara.acting import NotAccepted, Problem, new_key, tell
from cara.acting.names import name_and_birth
from cara.casework import Instance
from cara.casework.referral_rows import find_for, find_head_for
from cara.casework.states import CONFIRMED, WrongStatus
from cara.casework.views import given
from cara.records import Unit
from cara.records.tables import victims as v
from cara.victims.before_a_person import in_words, why_a_person_decides
from cara.victims.details import SafeContactSaid, VictimDetails, check_review
from cara.victims.rows import VictimRow, note_step, safe_contact_of, store_safe_contact, victims_of
from cara.victims.states import ContactStatus
from cara.victims.words import Told, WhyAPersonDecides
from cara.vocabulary import Reference

MOST_VICTIMS = 12
G, S = FieldGroup, ContactStatus


@dataclass(frozen=True, slots=True)
class VictimSeen:
    """What the police see again of a victim that they entered."""

    code: Reference
    status: ContactStatus | None
    details: VictimDetails | None = field(repr=False)
    safe_contact: SafeContactSaid | None = field(repr=False)
    is_changed: bool = False
    """Whether the worker was told otherwise since: then what the police said is shown no more, and neither is the new."""


def enter_victim(
    instance: Instance,
    actor: Subject,
    reference: str,
    details: VictimDetails,
    safe_contact: SafeContactSaid,
    *,
    now: datetime,
) -> Reference:
    """Enter one victim of a confirmed referral, and give the code by which everybody names him or her.

    Raises:
        NoSuchReferral: there is none of which this person may say it.
        WrongStatus: it is not confirmed, or has ended.
        NotAccepted: something is wrong with what was entered; every problem at once.
    """

    def work(unit: Unit) -> Reference:
        row = find_for(unit, actor, Action.ENTER_VICTIM, reference, now, lock=True)
        if row.status not in CONFIRMED:
            raise WrongStatus(row.reference, row.status, "Entering a victim")
        _refuse(unit, row.id, details, safe_contact, instance.today(now))
        why = why_a_person_decides(unit, details, instance.today(now))
        status = _beginning(details, safe_contact, why)
        code = instance.draw_code()
        _store(unit, row.id, code, details, status, actor, now)
        tell(unit, actor, "victim_entered", row.reference, now, row.access, victim=code, status=status.value)
        put = in_words(unit, details, instance.today(now)) if why else None
        _keep_contact(unit, code, status, safe_contact, actor, now, put)
        return Reference(code)

    return instance.database.run(work)


def _refuse(unit: Unit, referral_id: int, details: VictimDetails, said: SafeContactSaid, today: date) -> None:
    problems = problems_with(details, said, today)
    entered = unit.scalar(select(func.count()).select_from(v.Victim).where(v.Victim.referral_id == referral_id)) or 0
    if entered >= MOST_VICTIMS:
        problems.append(Problem("given_names", f"There are {MOST_VICTIMS} victims already: ask the area manager"))
    if problems:
        raise NotAccepted(problems)


def problems_with(details: VictimDetails, said: SafeContactSaid, today: date) -> list[Problem]:
    """Give what is wrong with what was said on a day."""
    problems = []
    if details.date_of_birth is not None and details.date_of_birth > today:
        problems.append(Problem("date_of_birth", "The date of birth must be in the past"))
    if sentence := check_review(said.review_on, today):
        problems.append(Problem("review_on", f"The last day on which this holds {sentence}"))
    return problems


def _beginning(details: VictimDetails, said: SafeContactSaid, why: tuple[WhyAPersonDecides, ...]) -> ContactStatus:
    if why:
        return S.TO_DECIDE
    return contact_as_said(details, said)


def contact_as_said(details: VictimDetails, said: SafeContactSaid) -> ContactStatus:
    """Give where the contact stands by what was said alone."""
    if details.told is Told.DOES_NOT_WANT:
        return S.DECLINED
    return S.DUE if said.ways else S.NO_CONTACT


def _store(
    unit: Unit,
    referral_id: int,
    code: str,
    details: VictimDetails,
    status: ContactStatus,
    actor: Subject,
    now: datetime,
) -> None:
    key = new_key()
    index = own_index(unit, details)
    sealed = unit.seal(v.Victim.details, key, details.model_dump_json())
    who = {"code": code, "key": key, "referral_id": referral_id, "details": sealed, "name_birth_index": index}
    entered = {"entered_by": actor.account, "entered_at": now}
    unit.execute(insert(v.Victim).values(status=status.value, version=1, **who, **entered))


def own_index(unit: Unit, details: VictimDetails) -> bytes | None:
    """Give the index by which a victim is found, under the victims' own key; none without a date of birth."""
    born = details.date_of_birth
    if born is None:
        return None
    return unit.blind_of_victims("name_birth", name_and_birth(details.given_names, details.family_name, born))


def _keep_contact(
    unit: Unit,
    code: str,
    status: ContactStatus,
    said: SafeContactSaid,
    actor: Subject,
    now: datetime,
    put: str | None,
) -> None:
    own_id = unit.execute(select(v.Victim.id).where(v.Victim.code == code)).scalar_one()
    note_step(unit, own_id, None, status, by=actor.code, at=now, reason=put)
    store_safe_contact(unit, own_id, 1, said, actor, now, needs_check=False)


def how_many_victims(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> int:
    """Count the victims of one referral that were entered: nothing of any of them is read.

    Raises:
        NoSuchReferral: there is none of whose victims this person may see anything.
    """
    with instance.database.read() as unit:
        head = find_head_for(unit, actor, Action.SEE_VICTIM, reference, now)
        return unit.scalar(select(func.count()).select_from(v.Victim).where(v.Victim.referral_id == head.id)) or 0


def see_victims(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> tuple[VictimSeen, ...]:
    """See the victims of one referral, as far as this person may; the reading is audited before it is shown.

    Raises:
        NoSuchReferral: there is none of whose victims this person may see anything.
    """

    def work(unit: Unit) -> tuple[VictimSeen, ...]:
        head = find_head_for(unit, actor, Action.SEE_VICTIM, reference, now)
        rows = victims_of(unit, head.id, actor)
        codes = tuple(str(row.code) for row in rows)
        tell(unit, actor, "victims_seen", head.reference, now, head.access, victims=codes)
        return tuple(_seen(unit, row, head.access.fields) for row in rows)

    return instance.database.run(work)


def _seen(unit: Unit, row: VictimRow, fields: frozenset[FieldGroup]) -> VictimSeen:
    is_changed = G.SAFE_CONTACT in fields and safe_contact_of(unit, row.id).number > 1
    shown = fields - {G.SAFE_CONTACT} if is_changed else fields
    return VictimSeen(
        code=row.code,
        status=given(fields, G.CONTACT_PROGRESS, lambda: row.status),
        details=given(fields, G.VICTIM, lambda: row.details),
        safe_contact=given(shown, G.SAFE_CONTACT, lambda: safe_contact_of(unit, row.id).said),
        is_changed=is_changed,
    )
