"""Finding a victim's request for whoever may do this with it, and what its copy consists of."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from cara.access import Action, NotAllowed, Resource, Subject, permit
from cara.casework import Instance
from cara.disclosure.copies import Copy
from cara.disclosure.kept import RequestRow, Shelf, columns_of, row_of
from cara.disclosure.victims.collecting import held_about
from cara.disclosure.victims.writing import copy_of
from cara.disclosure.words import NoSuchRequest
from cara.records import Unit
from cara.records.tables import victims as v
from cara.records.tables import victims_disclosure as vd
from cara.victims.rows import VictimRow, victims_of
from cara.vocabulary import Reference

SHELF = Shelf(vd.VictimRequest, vd.VictimRequestStep, vd.VictimReading, "victim_id")

_COLUMNS, _JOINED = columns_of(SHELF)
_QUERY: Select[*tuple[Any, ...]] = select(  # Any: columns of both, read by name
    *_COLUMNS, v.Victim.code.label("victim_code"), v.Victim.referral_id
).select_from(_JOINED.join(v.Victim, v.Victim.id == vd.VictimRequest.victim_id))


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """One request in the list, by the code of the contact, with who makes contact."""

    row: RequestRow
    victim: Reference
    worker: str | None


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """One request with whose it is."""

    row: RequestRow
    victim: VictimRow


def listed(unit: Unit, actor: Subject) -> tuple[ListedRequest, ...]:
    """Give every request but those on whose participant's side a conflict was declared: what is due first, first."""
    rows = unit.execute(_QUERY.order_by(vd.VictimRequest.due_on, vd.VictimRequest.id)).mappings().all()
    found = [_found(unit, row, actor) for row in rows]
    return tuple(
        ListedRequest(one.row, one.victim.code, one.victim.worker)
        for one in found
        if actor.code not in one.victim.resource.conflicts
    )


def find_request(
    unit: Unit, actor: Subject, action: Action, code: str, now: datetime, *, lock: bool = False
) -> FoundRequest:
    """Find one request for somebody who may do this with it.

    Whoever put the copy together, decided about any text in it, or is the victim's worker, is no second person.

    Raises:
        NoSuchRequest: there is none, or this person may not; the two look alike.
    """
    query = _QUERY.where(vd.VictimRequest.code == code)
    locked = query.with_for_update(of=vd.VictimRequest) if lock else query
    row = unit.execute(locked).mappings().one_or_none()
    found = _found(unit, row, actor) if row is not None else None
    try:
        access = permit(actor, action, _resource(unit, actor, action, found), now)
    except NotAllowed as refused:
        raise NoSuchRequest(code) from refused
    if found is None:
        raise NoSuchRequest(code)
    return FoundRequest(found.row, replace(found.victim, access=access))


def _resource(unit: Unit, actor: Subject, action: Action, found: FoundRequest | None) -> Resource:
    if found is None:
        return Resource()
    if action is not Action.CONFIRM_VICTIM_COPY:
        return found.victim.resource
    mine = (vd.VictimReading.request_id == found.row.id, vd.VictimReading.by == actor.account)
    has_read = unit.scalar(select(vd.VictimReading.id).where(*mine).limit(1)) is not None
    is_first = has_read or found.victim.worker == actor.code
    return replace(found.victim.resource, entered_by=actor.code if is_first else found.row.prepared_by)


def _found(unit: Unit, row: Any, actor: Subject) -> FoundRequest:  # Any: the row mapping of the query
    of_referral = victims_of(unit, row["referral_id"], actor)
    (victim,) = (one for one in of_referral if one.id == row["victim_id"])
    return FoundRequest(row_of(row), victim)


def copy_for(instance: Instance, unit: Unit, found: FoundRequest, now: datetime) -> Copy:
    """Write the copy of a request as of the day on which it was put together; of today while it is not."""
    return copy_of(held_about(instance, unit, found.victim), instance.today(found.row.prepared_at or now))
