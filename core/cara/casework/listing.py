"""Listing referrals: what somebody may see, found by whole names. Each list is audited before it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, select

from cara.access import Action, FieldGroup, Resource, Role, Subject, decide, permit
from cara.acting import tell
from cara.acting.names import name_index
from cara.casework.holding import release_expired_holds
from cara.casework.instance import Instance
from cara.casework.standing import ENTERED_OR_HANDED_OVER, HANDED_OVER, IN_CONFLICT
from cara.casework.states import ReferralStatus
from cara.casework.views import Fields
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Pathway, Reference, ReferenceProblem

PAGE = 50

MOST_LINES = 200
LAST_ID = 2**31 - 1


class ReferralLine(NamedTuple):
    """One line of a list of referrals, as far as it may be seen."""

    id: int
    reference: Reference
    status: ReferralStatus
    entered_on: date
    name: str | None
    pathway: Pathway | None
    held_until: datetime | None
    first_day: date | None
    second_day: date | None
    venue: str | None
    place_by: date | None


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """Up to 50 referrals, the newest first, and where the next page begins."""

    lines: tuple[ReferralLine, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Search:
    """What a list is narrowed to: a status, or the whole reference or full name of somebody."""

    text: str = ""
    status: ReferralStatus | None = None
    before: int | None = None


def list_referrals(
    instance: Instance, actor: Subject, search: Search, *, now: datetime, limit: int = PAGE
) -> ReferralPage:
    """List the referrals that this person may see.

    Args:
        search: a name is found by its first and last word (accents, case and hyphens apart), never by a part of one.
        limit: at most so many lines, 1 to 200.

    Raises:
        NotAllowed: this person may not list referrals.
    """
    permit(actor, Action.LIST_REFERRALS, None, now)
    most = max(1, min(limit, MOST_LINES))

    def work(unit: Unit) -> ReferralPage:
        release_expired_holds(instance, now=now)
        narrowed = _narrowed(unit, actor, search)
        rows = unit.execute(_listing(frozenset(narrowed)), {**narrowed, "most": most + 1}).all()
        fields = _deciding(actor, now)
        lines = tuple(
            _line(unit, row, fields(row.entered_by_code, row.source, bool(row.handed_over))) for row in rows[:most]
        )
        tell(unit, actor, "referrals_listed", "referrals", now, shown=tuple(str(line.reference) for line in lines))
        return ReferralPage(lines, lines[-1].id if len(rows) > most else None)

    return instance.database.run(work)


_LINES = (
    select(
        t.Referral.id,
        t.Referral.reference,
        t.Referral.status,
        t.Referral.pathway,
        t.Referral.entered_on,
        t.Referral.place_by,
        t.Referral.source,
        t.Account.code.label("entered_by_code"),
        HANDED_OVER.label("handed_over"),
        t.Person.key.label("person_key"),
        t.Person.details,
        t.Membership.held_until,
        t.Cohort.first_day,
        t.Cohort.second_day,
        t.Venue.name.label("venue"),
    )
    .join(t.Account, t.Account.id == t.Referral.entered_by)
    .outerjoin(t.Person, t.Person.id == t.Referral.person_id)
    .outerjoin(t.Membership, and_(t.Membership.referral_id == t.Referral.id, t.Membership.active))
    .outerjoin(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
    .outerjoin(t.Venue, t.Venue.id == t.Cohort.venue_id)
)


SEARCHED: Mapping[str, ColumnElement[bool]] = {
    "reference": t.Referral.reference == bindparam("reference"),
    "name": t.Person.name_index == bindparam("name"),
}
"""The conditions by which somebody is found, for what :func:`searched_for` gives."""

_NARROWING: Mapping[str, ColumnElement[bool]] = {
    "organisation": t.Referral.source == bindparam("organisation"),
    "own": ENTERED_OR_HANDED_OVER,
    "status": t.Referral.status == bindparam("status"),
    "before": t.Referral.id < bindparam("before"),
    **SEARCHED,
}


@cache
def _listing(narrowed: frozenset[str]) -> Select[*tuple[Any, ...]]:  # Any: the columns above
    conditions = [_NARROWING[name] for name in sorted(narrowed & _NARROWING.keys())]
    return (
        _LINES.where(~IN_CONFLICT, *conditions).order_by(t.Referral.id.desc()).limit(bindparam("most", type_=Integer()))
    )


def _narrowed(unit: Unit, actor: Subject, search: Search) -> dict[str, object]:
    """Give what the list is narrowed by: what this person may see, and what was looked for."""
    narrowed: dict[str, object] = {"asks": actor.account}
    match actor.role:
        case Role.AREA_MANAGER:
            pass
        case Role.POLICE_SUPERVISOR:
            narrowed["organisation"] = actor.organisation
        case _:
            narrowed |= {"organisation": actor.organisation, "own": True}
    if search.status is not None:
        narrowed["status"] = search.status.value
    if search.before is not None:
        narrowed["before"] = min(search.before, LAST_ID)
    return narrowed | (searched_for(unit, search.text) if search.text.strip() else {})


def searched_for(unit: Unit, text: str) -> dict[str, object]:
    """Give what a typed text finds somebody by: a whole reference, or else a full name by its blind index."""
    try:
        return {"reference": str(Reference.parse(text))}
    except ReferenceProblem:
        return {"name": name_index(unit, text)}


def _deciding(actor: Subject, now: datetime) -> Callable[[str, str, bool], Fields]:
    """Decide what of a line this person may see, once in this list for all to which he or she stands alike.

    Somebody in conflict is in no list.
    """

    @cache
    def fields(entered_by: str, organisation: str, handed_over: bool) -> Fields:  # noqa: FBT001 - a key of the cache
        assigned = frozenset({actor.code}) if handed_over else frozenset()
        resource = Resource(entered_by=entered_by, organisation=organisation, assigned=assigned)
        return decide(actor, Action.LIST_REFERRALS, resource, now).fields

    return fields


def _line(unit: Unit, row: Any, fields: Fields) -> ReferralLine:  # Any: a row of the columns above
    identity, place = FieldGroup.IDENTITY in fields, FieldGroup.PLACE in fields
    return ReferralLine(
        id=row.id,
        reference=Reference(row.reference),
        status=ReferralStatus(row.status),
        entered_on=row.entered_on,
        name=name_in_list(unit, row.person_key, row.details) if identity else None,
        pathway=Pathway.from_code(row.pathway) if place and row.pathway else None,
        held_until=row.held_until if place else None,
        first_day=row.first_day if place else None,
        second_day=row.second_day if place else None,
        venue=row.venue if place else None,
        place_by=row.place_by,
    )


def name_in_list(unit: Unit, person_key: str, details: bytes | None) -> str | None:
    """Open a name as a list shows it; ``None`` where none is recorded."""
    if details is None:
        return None
    said = from_json(unit.unseal(t.Person.details, person_key, details))
    return f"{said['given_names']} {said['family_name']}"
