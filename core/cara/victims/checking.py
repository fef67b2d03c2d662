"""A second person checks a number or address that a worker changed, before anybody makes contact by it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, update

from cara.access import Access, Action, FieldGroup, NotAllowed, Resource, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework import Instance
from cara.casework.standing import IN_CONFLICT
from cara.casework.views import given
from cara.records import Unit
from cara.records.tables import victims as v
from cara.victims.details import SafeContactSaid
from cara.victims.problems import NoSuchVictim, SomebodyElseWrote
from cara.victims.rows import QUERY, SafeContactRow, VictimRow, find_victim, found, resource_for, safe_contact_of
from cara.victims.states import ContactStatus
from cara.vocabulary import Reference

_NEWEST = select(func.max(v.SafeContact.number)).where(v.SafeContact.victim_id == v.Victim.id).correlate(v.Victim)
_WAITS = (
    select(v.SafeContact.id)
    .where(v.SafeContact.victim_id == v.Victim.id, v.SafeContact.number == _NEWEST.scalar_subquery())
    .where(v.SafeContact.needs_check, v.SafeContact.checked_by.is_(None))
    .correlate(v.Victim)
    .exists()
)
_WAITING = QUERY.where(_WAITS, ~IN_CONFLICT, v.Victim.status != ContactStatus.ENDED.value).order_by(v.Victim.id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Changed instructions that wait for a second person."""

    code: Reference
    number: int
    entered_by: str
    entered_at: datetime
    is_own: bool
    """Whether whoever looks changed it, and so cannot check it."""
    said: SafeContactSaid | None = field(default=None, repr=False)
    """What was said; in the list, and for whoever checks without seeing it, nothing."""


def list_checks(instance: Instance, actor: Subject, *, now: datetime) -> tuple[Waiting, ...]:
    """List what waits for a second person, by code.

    Raises:
        NotAllowed: this person may not check anything.
    """
    access = permit(actor, Action.CHECK_SAFE_CONTACT, None, now)

    def work(unit: Unit) -> tuple[Waiting, ...]:
        rows = unit.execute(_WAITING, {"asks": actor.account}).mappings().all()
        victims = [found(unit, row, resource_for(row, actor)) for row in rows]
        codes = tuple(str(one.code) for one in victims)
        tell(unit, actor, "checks_listed", "victims", now, access, shown=codes)
        return tuple(_waiting(one, safe_contact_of(unit, one.id), actor) for one in victims)

    return instance.database.run(work)


def see_check(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Waiting:
    """See what waits for a check of one victim, and nothing of what it says.

    Raises:
        NoSuchVictim: there is none about whom this person may, or it is his or her own change.
        NotAccepted: nothing has to be checked.
    """

    def work(unit: Unit) -> Waiting:
        row, safe, access = _to_check(unit, actor, code, now)
        tell(unit, actor, "check_seen", row.told_as, now, access)
        return _waiting(row, safe, actor)

    return instance.database.run(work)


def open_to_check(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Waiting:
    """Open what a second person checks, as far as he or she may see it; the opening is audited.

    Raises:
        NoSuchVictim, NotAccepted: as :func:`see_check` says.
    """

    def work(unit: Unit) -> Waiting:
        row, safe, access = _to_check(unit, actor, code, now)
        tell(unit, actor, "safe_contact_opened", row.told_as, now, access, reason="check")
        said = given(access.fields, FieldGroup.SAFE_CONTACT, lambda: safe.said)
        return _waiting(row, safe, actor, said)

    return instance.database.run(work)


def check_safe_contact(instance: Instance, actor: Subject, code: str, *, seen: int, now: datetime) -> None:
    """Confirm as a second person the number or address that somebody else changed.

    Raises:
        NoSuchVictim, NotAccepted: as :func:`see_check` says.
        SomebodyElseWrote: others were given since.
    """

    def work(unit: Unit) -> None:
        row, safe, access = _to_check(unit, actor, code, now, lock=True)
        if safe.number != seen:
            raise SomebodyElseWrote(row.code)
        checked = {"checked_by": actor.account, "checked_at": now}
        unit.execute(update(v.SafeContact).where(v.SafeContact.id == safe.id).values(**checked))
        tell(unit, actor, "safe_contact_checked", row.told_as, now, access)

    instance.database.run(work)


def _to_check(
    unit: Unit, actor: Subject, code: str, now: datetime, *, lock: bool = False
) -> tuple[VictimRow, SafeContactRow, Access]:
    row = find_victim(unit, actor, Action.LIST_CONTACTS, code, now, lock=lock)
    safe = safe_contact_of(unit, row.id)
    act = Resource(entered_by=safe.entered_by, organisation=row.resource.organisation, conflicts=row.resource.conflicts)
    try:
        access = permit(actor, Action.CHECK_SAFE_CONTACT, act, now)
    except NotAllowed as refused:
        raise NoSuchVictim(code) from refused
    if safe.is_confirmed:
        raise NotAccepted([Problem("check", "Nothing has to be checked any more")])
    return row, safe, access


def _waiting(row: VictimRow, safe: SafeContactRow, actor: Subject, said: SafeContactSaid | None = None) -> Waiting:
    return Waiting(row.code, safe.number, safe.entered_by, safe.entered_at, safe.entered_by == actor.code, said)
