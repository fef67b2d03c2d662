"""Finding a participant's request for whoever may do this with it, and what its copy consists of."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from cara.access import Access, Action, NotAllowed, Resource, Subject, permit
from cara.casework import Instance
from cara.casework.referral_rows import find_by_id
from cara.casework.standing import STANDING, resource_of
from cara.disclosure.copies import Copy
from cara.disclosure.kept import RequestRow, Shelf, columns_of, row_of
from cara.disclosure.participants.collecting import held_about
from cara.disclosure.participants.writing import copy_of
from cara.disclosure.words import NoSuchRequest
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference

SHELF = Shelf(t.AccessRequest, t.AccessRequestStep, t.AccessReading, "referral_id")

_COLUMNS, _JOINED = columns_of(SHELF)
_QUERY: Select[*tuple[Any, ...]] = select(  # Any: columns of both, read by name
    *_COLUMNS, t.Referral.reference, t.Referral.source, *STANDING
).select_from(_JOINED.join(t.Referral, t.Referral.id == t.AccessRequest.referral_id))


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """One request with whose it is."""

    row: RequestRow
    reference: Reference
    referral_id: int
    access: Access | None = None


def listed(unit: Unit, actor: Subject) -> tuple[FoundRequest, ...]:
    """Give every request but those about somebody with whom a conflict was declared: what is due first, first."""
    query = _QUERY.order_by(t.AccessRequest.due_on, t.AccessRequest.id)
    rows = unit.execute(query, {"asks": actor.account}).mappings().all()
    return tuple(_found(row) for row in rows if not row["in_conflict"])


def find_request(
    unit: Unit, actor: Subject, action: Action, code: str, now: datetime, *, lock: bool = False
) -> FoundRequest:
    """Find one request for somebody who may do this with it.

    Whoever put the copy together, or decided about any text in it, is no second person.

    Raises:
        NoSuchRequest: there is none, or this person may not; the two look alike.
    """
    query = _QUERY.where(t.AccessRequest.code == code)
    locked = query.with_for_update(of=t.AccessRequest) if lock else query
    row = unit.execute(locked, {"asks": actor.account}).mappings().one_or_none()
    try:
        access = permit(actor, action, _resource(unit, actor, action, row), now)
    except NotAllowed as refused:
        raise NoSuchRequest(code) from refused
    if row is None:
        raise NoSuchRequest(code)
    return replace(_found(row), access=access)


def _resource(unit: Unit, actor: Subject, action: Action, row: Any) -> Resource:  # Any: the row mapping, or nothing
    if row is None:
        return Resource()
    if action is not Action.CONFIRM_COPY:
        return resource_of({**row, "entered_by_code": row["recorded_by_code"]}, actor)
    mine = (t.AccessReading.request_id == row["id"], t.AccessReading.by == actor.account)
    has_read = unit.scalar(select(t.AccessReading.id).where(*mine).limit(1)) is not None
    return resource_of({**row, "entered_by_code": actor.code if has_read else row["prepared_by_code"]}, actor)


def _found(row: Any) -> FoundRequest:  # Any: as above
    return FoundRequest(row_of(row), Reference(row["reference"]), row["referral_id"])


def copy_for(instance: Instance, unit: Unit, found: FoundRequest, now: datetime) -> Copy:
    """Write the copy of a request as of the day on which it was put together; of today while it is not."""
    as_of = instance.today(found.row.prepared_at or now)
    return copy_of(held_about(instance, unit, find_by_id(unit, found.referral_id)), as_of)
