"""The worker corrects what is known of a victim; a changed number or address is checked by a second person first."""

from datetime import datetime

from sqlalchemy import insert, update

from cara.access import Action, NotAllowed, Resource, Subject, permit
from cara.acting import NotAccepted, Problem, new_key, tell
from cara.casework import Instance
from cara.records import Unit
from cara.records.tables import victims as v
from cara.victims.details import SafeContactSaid, VictimDetails
from cara.victims.entering import own_index, problems_with, why_a_person_decides
from cara.victims.problems import NoSuchVictim, SomebodyElseWrote
from cara.victims.rows import VictimRow, change, find_victim, move, safe_contact_of, store_safe_contact
from cara.victims.states import ContactStatus
from cara.victims.words import Told

S = ContactStatus
BY_INSTRUCTIONS = frozenset({S.NO_CONTACT, S.DUE, S.ATTEMPTED})
"""Where the instructions alone decide whether there is contact to be made."""


def correct_victim(
    instance: Instance, actor: Subject, code: str, details: VictimDetails, *, seen: int, now: datetime
) -> None:
    """Correct who the victim is, or what he or she was told; what was said before is kept.

    Args:
        seen: the version that was on the page.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
        SomebodyElseWrote: somebody else changed it since.
        NotAccepted: something is wrong with what was entered.
    """

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.CHANGE_VICTIM, code, now, lock=True)
        if row.version != seen:
            raise SomebodyElseWrote(row.code)
        problems = problems_with(details, SafeContactSaid(), instance.today(now))
        if problems:
            raise NotAccepted(problems)
        _keep(unit, row, actor, now)
        sealed = unit.seal(v.Victim.details, row.key, details.model_dump_json())
        changed = change(unit, row, details=sealed, name_birth_index=own_index(unit, details))
        _follow(unit, changed, details, actor, now, instance)
        tell(unit, actor, "victim_corrected", row.told_as, now, row.access)

    instance.database.run(work)


def _keep(unit: Unit, row: VictimRow, actor: Subject, now: datetime) -> None:
    key = new_key()
    sealed = unit.seal(v.VictimVersion.details, key, row.details.model_dump_json())
    kept = {"victim_id": row.id, "version": row.version, "details": sealed}
    unit.execute(insert(v.VictimVersion).values(key=key, replaced_at=now, replaced_by=actor.account, **kept))


def _follow(
    unit: Unit, row: VictimRow, details: VictimDetails, actor: Subject, now: datetime, instance: Instance
) -> None:
    """Let the contact follow what was corrected, where that alone decides: never on to contact where a person decides."""
    if row.status in BY_INSTRUCTIONS and details.told is Told.DOES_NOT_WANT:
        move(unit, row, S.DECLINED, by=actor.code, at=now)
    elif row.status is S.TO_DECIDE and not why_a_person_decides(unit, details, instance.today(now)):
        said = safe_contact_of(unit, row.id).said
        move(unit, row, S.DUE if said.ways else S.NO_CONTACT, by=actor.code, at=now)


def change_safe_contact(
    instance: Instance, actor: Subject, code: str, said: SafeContactSaid, *, seen: int, now: datetime
) -> bool:
    """Say anew how contact with a victim is safe, and give whether a second person has to check it first.

    Args:
        seen: the number of the instructions that were on the page.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
        SomebodyElseWrote: others were given since.
        NotAccepted: something is wrong with what was entered.
    """

    def work(unit: Unit) -> bool:
        row = find_victim(unit, actor, Action.CHANGE_VICTIM, code, now, lock=True)
        before = safe_contact_of(unit, row.id)
        if before.number != seen:
            raise SomebodyElseWrote(row.code)
        problems = problems_with(row.details, said, instance.today(now))
        if problems:
            raise NotAccepted(problems)
        needs_check = bool(said.ways) and (before.said.channels != said.channels or not before.is_confirmed)
        store_safe_contact(unit, row.id, before.number + 1, said, actor, now, needs_check=needs_check)
        wanted = S.DUE if said.ways else S.NO_CONTACT
        if row.status in {S.NO_CONTACT, S.DUE} and row.status is not wanted:
            move(unit, row, wanted, by=actor.code, at=now)
        tell(unit, actor, "safe_contact_changed", row.told_as, now, row.access)
        return needs_check

    return instance.database.run(work)


def check_safe_contact(instance: Instance, actor: Subject, code: str, *, seen: int, now: datetime) -> None:
    """Confirm as a second person the number or address that somebody else changed.

    Raises:
        NoSuchVictim: there is none about whom this person may, or it is his or her own change.
        SomebodyElseWrote: others were given since.
        NotAccepted: nothing has to be checked.
    """

    def work(unit: Unit) -> None:
        row = find_victim(unit, actor, Action.LIST_CONTACTS, code, now, lock=True)
        safe = safe_contact_of(unit, row.id)
        try:
            access = permit(actor, Action.CHECK_SAFE_CONTACT, _act(row, safe.entered_by), now)
        except NotAllowed as refused:
            raise NoSuchVictim(code) from refused
        if safe.number != seen:
            raise SomebodyElseWrote(row.code)
        if safe.is_confirmed:
            raise NotAccepted([Problem("check", "Nothing has to be checked any more")])
        checked = {"checked_by": actor.account, "checked_at": now}
        unit.execute(update(v.SafeContact).where(v.SafeContact.id == safe.id).values(**checked))
        tell(unit, actor, "safe_contact_checked", row.told_as, now, access)

    instance.database.run(work)


def _act(row: VictimRow, by: str) -> Resource:
    return Resource(entered_by=by, organisation=row.resource.organisation, conflicts=row.resource.conflicts)
