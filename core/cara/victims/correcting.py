"""The worker corrects what is known of a victim. What was said before is kept."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert

from cara.access import Action, Subject
from cara.acting import NotAccepted, new_key, tell
from cara.casework import Instance
from cara.records import Unit
from cara.records.tables import victims as v
from cara.victims.before_a_person import put_again, why_a_person_decides
from cara.victims.details import SafeContactSaid, VictimDetails
from cara.victims.drafts import DraftKind, drop_draft
from cara.victims.entering import own_index, problems_with
from cara.victims.problems import SomebodyElseWrote
from cara.victims.rows import VictimRow, change, find_victim, move, safe_contact_of, store_safe_contact
from cara.victims.states import ContactStatus
from cara.victims.words import Told, WhyOpened

S = ContactStatus
BY_INSTRUCTIONS = frozenset({S.NO_CONTACT, S.DUE, S.ATTEMPTED})
"""Where the instructions alone decide whether there is contact to be made."""


def see_details(instance: Instance, actor: Subject, code: str, *, now: datetime) -> tuple[VictimDetails, int]:
    """See who the victim is, to correct it, and which version of it: neither number nor address is in it.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> tuple[VictimDetails, int]:
        row = find_victim(unit, actor, Action.CHANGE_VICTIM, code, now)
        tell(unit, actor, "victim_seen", row.told_as, now, row.access)
        return row.details, row.version

    return instance.database.run(work)


def open_to_correct(instance: Instance, actor: Subject, code: str, *, now: datetime) -> tuple[SafeContactSaid, int]:
    """Open everything that is said about safe contact, to say it anew, with its number; the reason is audited.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> tuple[SafeContactSaid, int]:
        row = find_victim(unit, actor, Action.CHANGE_VICTIM, code, now)
        safe = safe_contact_of(unit, row.id)
        tell(unit, actor, "safe_contact_opened", row.told_as, now, row.access, reason=WhyOpened.CORRECTION.value)
        return safe.said, safe.number

    return instance.database.run(work)


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
        drop_draft(unit, row, actor, DraftKind.DETAILS)
        changed = change(unit, row, details=sealed, name_birth_index=own_index(unit, details))
        _follow(unit, replace(changed, open_details=lambda: details), details, actor, now, instance)
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
    else:
        put_again(instance, unit, row, now)


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
        drop_draft(unit, row, actor, DraftKind.SAFE_CONTACT)
        wanted = S.DUE if said.ways else S.NO_CONTACT
        if row.status in {S.NO_CONTACT, S.DUE} and row.status is not wanted:
            move(unit, row, wanted, by=actor.code, at=now)
        tell(unit, actor, "safe_contact_changed", row.told_as, now, row.access)
        return needs_check

    return instance.database.run(work)
