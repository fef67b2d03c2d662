"""Organisations with which the area works: listed, added, changed, closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, insert, literal, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.editing import check_unchanged, keep_version
from cara.acting.paging import MOST_DOWNLOADED, Order, Page, page_of_rows
from cara.casework import Instance
from cara.engagement.finding import district_problems, find_by_code
from cara.engagement.problems import NoSuchPartner
from cara.engagement.words import ONLY_WITH, OrganisationDetails, OrganisationKind
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Word

KIND = "organisation"
WHOLE_AREA = "whole_area"
"""Asked for in the place of a district: those that work in the whole area."""


class OrganisationOrder(Word):
    """By what the list of organisations is sorted."""

    NAME = "name", "Name"
    LONGEST_AGO = "longest_ago", "Longest without contact"
    LATEST = "latest", "Latest contact"
    NEXT_STEP = "next_step", "Next step due"


@dataclass(frozen=True, slots=True)
class OrganisationSearch:
    """What the list is narrowed to. ``text`` is a part of a name; ``community`` a code."""

    text: str = ""
    kind: OrganisationKind | None = None
    district: str | None = None
    community: str | None = None
    closed: bool = False
    order: OrganisationOrder = OrganisationOrder.NAME
    after: int | None = None


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """One line of the list."""

    id: int
    code: str
    name: str
    kind: OrganisationKind
    district: str | None
    active: bool
    last_on: date | None
    next_due: date | None
    open_steps: int


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation as it is stored."""

    id: int
    code: str
    details: OrganisationDetails = field(repr=False)
    active: bool
    made_at: datetime
    version: int


_LAST = (
    select(func.max(t.Engagement.held_on))
    .where(t.Engagement.organisation_id == t.PartnerOrganisation.id)
    .correlate(t.PartnerOrganisation)
    .scalar_subquery()
)
_OPEN_STEPS = (t.NextStep.organisation_id == t.PartnerOrganisation.id, t.NextStep.done_at.is_(None))
_NEXT = select(func.min(t.NextStep.due_on)).where(*_OPEN_STEPS).correlate(t.PartnerOrganisation).scalar_subquery()
_COUNTED = select(func.count()).where(*_OPEN_STEPS).correlate(t.PartnerOrganisation).scalar_subquery()

_LINES = select(
    t.PartnerOrganisation.id,
    t.PartnerOrganisation.code,
    t.PartnerOrganisation.name,
    t.PartnerOrganisation.kind,
    t.PartnerOrganisation.district,
    t.PartnerOrganisation.active,
    _LAST.label("last_on"),
    _NEXT.label("next_due"),
    _COUNTED.label("open_steps"),
)
_ORDERS: Mapping[OrganisationOrder, Order] = {
    OrganisationOrder.NAME: Order(func.lower(t.PartnerOrganisation.name)),
    OrganisationOrder.LONGEST_AGO: Order(func.coalesce(_LAST, date.min)),
    OrganisationOrder.LATEST: Order(func.coalesce(_LAST, date.min), descending=True),
    OrganisationOrder.NEXT_STEP: Order(func.coalesce(_NEXT, date.max)),
}


def list_organisations(
    instance: Instance, actor: Subject, search: OrganisationSearch, *, now: datetime
) -> Page[OrganisationLine]:
    """List the organisations that a search finds, 50 to a page.

    Raises:
        NotAllowed: this person does not see partners.
    """
    access = permit(actor, Action.SEE_PARTNERS, None, now)

    def work(unit: Unit) -> Page[OrganisationLine]:
        order = _ORDERS[search.order]
        rows, following = page_of_rows(unit, _narrowed(search), t.PartnerOrganisation.id, order, after=search.after)
        tell(unit, actor, "partners_listed", "partners", now, access)
        return Page(tuple(_line(row) for row in rows), following)

    return instance.database.run(work)


def download_organisations(
    instance: Instance, actor: Subject, search: OrganisationSearch, *, now: datetime
) -> tuple[OrganisationLine, ...]:
    """Give every organisation that a search finds, to take it away: nobody's name among it.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
    """
    access = permit(actor, Action.EXPORT_PARTNERS, None, now)

    def work(unit: Unit) -> tuple[OrganisationLine, ...]:
        query, order = _narrowed(search), _ORDERS[search.order]
        rows, _ = page_of_rows(unit, query, t.PartnerOrganisation.id, order, most=MOST_DOWNLOADED)
        tell(unit, actor, "partners_downloaded", "partners", now, access)
        return tuple(_line(row) for row in rows)

    return instance.database.run(work)


def _narrowed(search: OrganisationSearch) -> Select[*tuple[Any, ...]]:  # Any: the columns above
    organisation = t.PartnerOrganisation
    conditions: list[ColumnElement[bool]] = [organisation.active == (not search.closed)]
    if search.text.strip():
        conditions.append(func.lower(organisation.name).contains(search.text.strip().lower(), autoescape=True))
    if search.kind is not None:
        conditions.append(organisation.kind == search.kind.value)
    if search.district is not None:
        whole = search.district == WHOLE_AREA
        conditions.append(organisation.district.is_(None) if whole else organisation.district == search.district)
    if search.community is not None:
        served = select(t.CommunityServed.organisation_id).join(
            t.Community, t.Community.id == t.CommunityServed.community_id
        )
        conditions.append(organisation.id.in_(served.where(t.Community.code == search.community)))
    return _LINES.where(*conditions)


def _line(row: RowMapping) -> OrganisationLine:
    return OrganisationLine(**{**row, "kind": OrganisationKind(row["kind"])})


def find_organisation(unit: Unit, code: str, *, lock: bool = False) -> OrganisationRow:
    """Find one organisation with all that is stored of it.

    Raises:
        NoSuchPartner: there is none of this code.
    """
    query = select(t.PartnerOrganisation.__table__)
    row = find_by_code(
        unit, query.with_for_update() if lock else query, t.PartnerOrganisation.code, code, NoSuchPartner
    )
    note = unit.unseal(t.PartnerOrganisation.note, row["code"], row["note"]) if row["note"] else None
    details = OrganisationDetails(
        name=row["name"],
        kind=OrganisationKind(row["kind"]),
        district=row["district"],
        communities=_communities_of(unit, row["id"]),
        note=note,
    )
    return OrganisationRow(row["id"], row["code"], details, row["active"], row["made_at"], row["version"])


def _communities_of(unit: Unit, organisation: int) -> tuple[str, ...]:
    query = (
        select(t.Community.code)
        .join(t.CommunityServed, t.CommunityServed.community_id == t.Community.id)
        .where(t.CommunityServed.organisation_id == organisation)
        .order_by(func.lower(t.Community.name), t.Community.id)
    )
    return tuple(unit.execute(query).scalars())


def add_organisation(instance: Instance, actor: Subject, details: OrganisationDetails, *, now: datetime) -> str:
    """Add an organisation and give its code.

    Raises:
        NotAllowed: this person does not change partners.
        NotAccepted: its district or a community is not one of the area's, or its name is there already.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> str:
        _refuse(instance, unit, details, None)
        code = str(instance.draw_reference())
        values = _columns(unit, code, details)
        added = insert(t.PartnerOrganisation).values(code=code, made_at=now, **values)
        number = unit.execute(added.returning(t.PartnerOrganisation.id)).scalar_one()
        _serve(unit, number, details.communities)
        tell(unit, actor, "partner_added", code, now, access)
        return code

    return instance.database.run(work)


def change_organisation(
    instance: Instance, actor: Subject, code: str, details: OrganisationDetails, *, seen: int, now: datetime
) -> None:
    """Change an organisation; what it said before is kept.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is none.
        EditedMeanwhile: somebody else changed it since ``seen``.
        NotAccepted: as when one is added.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> None:
        row = find_organisation(unit, code, lock=True)
        check_unchanged(unit, KIND, row.code, row.details, seen=seen, version=row.version)
        _refuse(instance, unit, details, row)
        keep_version(unit, KIND, row.code, row.details, row.version, actor, now)
        values = {**_columns(unit, row.code, details), "version": row.version + 1}
        unit.execute(update(t.PartnerOrganisation).where(t.PartnerOrganisation.id == row.id).values(**values))
        unit.execute(delete(t.CommunityServed).where(t.CommunityServed.organisation_id == row.id))
        _serve(unit, row.id, details.communities)
        tell(unit, actor, "partner_changed", row.code, now, access)

    instance.database.run(work)


def close_organisation(instance: Instance, actor: Subject, code: str, *, closed: bool = True, now: datetime) -> None:
    """Close an organisation, or open a closed one again. A closed one is no part of the plan; nothing of it is lost.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is none.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> None:
        row = find_organisation(unit, code, lock=True)
        unit.execute(update(t.PartnerOrganisation).where(t.PartnerOrganisation.id == row.id).values(active=not closed))
        tell(unit, actor, "partner_closed" if closed else "partner_opened_again", row.code, now, access)

    instance.database.run(work)


def _columns(unit: Unit, code: str, details: OrganisationDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "kind": details.kind.value,
        "district": details.district,
        "note": unit.seal(t.PartnerOrganisation.note, code, details.note) if details.note else None,
    }


def _serve(unit: Unit, organisation: int, communities: tuple[str, ...]) -> None:
    if communities:
        found = select(literal(organisation), t.Community.id).where(t.Community.code.in_(communities))
        unit.execute(insert(t.CommunityServed).from_select(["organisation_id", "community_id"], found))


def _refuse(instance: Instance, unit: Unit, details: OrganisationDetails, row: OrganisationRow | None) -> None:
    problems = district_problems(instance, details.district)
    known = select(func.count()).select_from(t.Community).where(t.Community.code.in_(details.communities))
    if unit.scalar(known) != len(set(details.communities)):
        problems.append(Problem("communities", "Select communities from the list"))
    same = func.lower(t.PartnerOrganisation.name) == details.name.lower()
    others = select(t.PartnerOrganisation.id).where(same, t.PartnerOrganisation.id != (row.id if row else 0))
    in_district = func.coalesce(t.PartnerOrganisation.district, "") == (details.district or "")
    if unit.scalar(others.where(in_district).limit(1)) is not None:
        problems.append(Problem("name", "An organisation of this name is there already for this district"))
    if row is not None and row.details.kind is not details.kind:
        problems.extend(_problems_of_kind(unit, row.id, details.kind))
    if problems:
        raise NotAccepted(problems)


def _problems_of_kind(unit: Unit, organisation: int, kind: OrganisationKind) -> list[Problem]:
    bound = [done.value for done, only in ONLY_WITH.items() if only is not kind]
    held = select(t.Engagement.id).where(t.Engagement.organisation_id == organisation, t.Engagement.kind.in_(bound))
    if unit.scalar(held.limit(1)) is None:
        return []
    return [Problem("kind", "Presentations or awareness sessions were held with it as it is: its kind cannot change")]
