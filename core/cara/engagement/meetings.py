"""What was done with partners: meetings, presentations to multi-agency boards, awareness sessions for police teams."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.editing import check_unchanged, keep_version
from cara.acting.paging import MOST_DOWNLOADED, Order, Page, page_of_rows
from cara.casework import Instance
from cara.engagement.finding import account_of, find_by_code
from cara.engagement.organisations import WHOLE_AREA, OrganisationRow, find_organisation
from cara.engagement.problems import NoSuchPartner
from cara.engagement.words import ONLY_WITH, EngagementDetails, EngagementKind
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Word

KIND = "engagement"


class EngagementOrder(Word):
    """By what the list of what was done is sorted."""

    LATEST = "latest", "Latest first"
    EARLIEST = "earliest", "Earliest first"
    ORGANISATION = "organisation", "Organisation"
    MOST_ATTENDED = "most_attended", "Most people"


@dataclass(frozen=True, slots=True)
class EngagementSearch:
    """What the list is narrowed to. The days are both included."""

    kind: EngagementKind | None = None
    district: str | None = None
    since: date | None = None
    until: date | None = None
    order: EngagementOrder = EngagementOrder.LATEST
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What was held with an organisation, as stored."""

    id: int
    code: str
    organisation: str
    organisation_name: str
    district: str | None
    details: EngagementDetails = field(repr=False)
    led_by: str = field(repr=False)
    version: int


_LED_BY = t.Account
_LINES = (
    select(
        t.Engagement.id,
        t.Engagement.code,
        t.Engagement.kind,
        t.Engagement.held_on,
        t.Engagement.topic,
        t.Engagement.attended,
        t.Engagement.version,
        t.PartnerOrganisation.code.label("organisation"),
        t.PartnerOrganisation.name.label("organisation_name"),
        t.PartnerOrganisation.district,
        _LED_BY.code.label("leader"),
        _LED_BY.display_name,
    )
    .join(t.PartnerOrganisation, t.PartnerOrganisation.id == t.Engagement.organisation_id)
    .join(_LED_BY, _LED_BY.id == t.Engagement.led_by)
)
_ORDERS: Mapping[EngagementOrder, Order] = {
    EngagementOrder.LATEST: Order(t.Engagement.held_on.expression, descending=True),
    EngagementOrder.EARLIEST: Order(t.Engagement.held_on.expression),
    EngagementOrder.ORGANISATION: Order(func.lower(t.PartnerOrganisation.name)),
    EngagementOrder.MOST_ATTENDED: Order(func.coalesce(t.Engagement.attended, -1), descending=True),
}


def list_engagements(instance: Instance, actor: Subject, search: EngagementSearch, *, now: datetime) -> Page[Held]:
    """List what was done with partners, 50 to a page.

    Raises:
        NotAllowed: this person does not see partners.
    """
    access = permit(actor, Action.SEE_PARTNERS, None, now)

    def work(unit: Unit) -> Page[Held]:
        order = _ORDERS[search.order]
        rows, following = page_of_rows(unit, _narrowed(search), t.Engagement.id, order, after=search.after)
        tell(unit, actor, "engagements_listed", "engagements", now, access)
        return Page(tuple(_opened(unit, row) for row in rows), following)

    return instance.database.run(work)


def download_engagements(
    instance: Instance, actor: Subject, search: EngagementSearch, *, now: datetime
) -> tuple[Held, ...]:
    """Give everything that a search finds, to take it away.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
    """
    access = permit(actor, Action.EXPORT_PARTNERS, None, now)

    def work(unit: Unit) -> tuple[Held, ...]:
        rows, _ = page_of_rows(unit, _narrowed(search), t.Engagement.id, _ORDERS[search.order], most=MOST_DOWNLOADED)
        tell(unit, actor, "engagements_downloaded", "engagements", now, access)
        return tuple(_opened(unit, row) for row in rows)

    return instance.database.run(work)


def _narrowed(search: EngagementSearch) -> Select[*tuple[Any, ...]]:  # Any: the columns above
    conditions: list[ColumnElement[bool]] = []
    if search.kind is not None:
        conditions.append(t.Engagement.kind == search.kind.value)
    if search.district is not None:
        district = t.PartnerOrganisation.district
        conditions.append(district.is_(None) if search.district == WHOLE_AREA else district == search.district)
    if search.since is not None:
        conditions.append(t.Engagement.held_on >= search.since)
    if search.until is not None:
        conditions.append(t.Engagement.held_on <= search.until)
    return _LINES.where(*conditions)


def engagements_of(unit: Unit, organisation: OrganisationRow) -> tuple[Held, ...]:
    """Give everything that was done with an organisation, the latest first."""
    query = _LINES.where(t.Engagement.organisation_id == organisation.id)
    rows = unit.execute(query.order_by(t.Engagement.held_on.desc(), t.Engagement.id.desc())).mappings().all()
    return tuple(_opened(unit, row) for row in rows)


def find_engagement(unit: Unit, organisation: OrganisationRow, code: str, *, lock: bool = False) -> Held:
    """Find one thing that was done with an organisation.

    Raises:
        NoSuchPartner: nothing of this code was.
    """
    query = _LINES.with_for_update(of=t.Engagement) if lock else _LINES
    own = t.Engagement.organisation_id == organisation.id
    return _opened(unit, find_by_code(unit, query, t.Engagement.code, code, NoSuchPartner, own))


def _opened(unit: Unit, row: RowMapping) -> Held:
    topic = unit.unseal(t.Engagement.topic, row["code"], row["topic"])
    details = EngagementDetails(
        kind=EngagementKind(row["kind"]),
        held_on=row["held_on"],
        led_by=row["leader"],
        topic=topic,
        attended=row["attended"],
    )
    return Held(
        id=row["id"],
        code=row["code"],
        organisation=row["organisation"],
        organisation_name=row["organisation_name"],
        district=row["district"],
        details=details,
        led_by=unit.unseal(_LED_BY.display_name, row["leader"], row["display_name"]),
        version=row["version"],
    )


def record_engagement(
    instance: Instance, actor: Subject, organisation: str, details: EngagementDetails, *, now: datetime
) -> str:
    """Record what was done with an organisation, and give its code.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is no such organisation.
        NotAccepted: it has not happened yet, is not done with organisations of this kind, or nobody of us led it.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> str:
        row = find_organisation(unit, organisation)
        leader = _leader(instance, unit, row, details, None, now)
        code = str(instance.draw_reference())
        values = {"code": code, "organisation_id": row.id, "made_at": now, **_columns(unit, code, details, leader)}
        unit.execute(insert(t.Engagement).values(**values))
        tell(unit, actor, "engagement_recorded", row.code, now, access, engagement=code)
        return code

    return instance.database.run(work)


def change_engagement(
    instance: Instance,
    actor: Subject,
    organisation: str,
    code: str,
    details: EngagementDetails,
    *,
    seen: int,
    now: datetime,
) -> None:
    """Correct what was recorded; what it said before is kept.

    Raises:
        NotAllowed, NoSuchPartner, NotAccepted: as when it is recorded.
        EditedMeanwhile: somebody else changed it since ``seen``.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> None:
        row = find_organisation(unit, organisation)
        held = find_engagement(unit, row, code, lock=True)
        check_unchanged(unit, KIND, held.code, held.details, seen=seen, version=held.version)
        leader = _leader(instance, unit, row, details, held, now)
        keep_version(unit, KIND, held.code, held.details, held.version, actor, now)
        values = {**_columns(unit, held.code, details, leader), "version": held.version + 1}
        unit.execute(update(t.Engagement).where(t.Engagement.id == held.id).values(**values))
        tell(unit, actor, "engagement_changed", row.code, now, access, engagement=held.code)

    instance.database.run(work)


def _columns(unit: Unit, code: str, details: EngagementDetails, leader: int) -> dict[str, object]:
    return {
        "kind": details.kind.value,
        "held_on": details.held_on,
        "led_by": leader,
        "topic": unit.seal(t.Engagement.topic, code, details.topic),
        "attended": details.attended,
    }


def _leader(
    instance: Instance,
    unit: Unit,
    row: OrganisationRow,
    details: EngagementDetails,
    before: Held | None,
    now: datetime,
) -> int:
    """Give the account that led it, if all else is right too; somebody who has left since may stay as it was."""
    problems = []
    only = ONLY_WITH.get(details.kind)
    if only is not None and row.details.kind is not only:
        problems.append(Problem("kind", f"This is done with one kind of organisation alone: {only.label.lower()}"))
    if details.held_on > instance.today(now):
        problems.append(Problem("held_on", "The day must be today or in the past: what is to come is a next step"))
    leader = account_of(unit, details.led_by)
    if leader is None and before is not None and before.details.led_by == details.led_by:
        leader = unit.scalar(select(t.Account.id).where(t.Account.code == details.led_by))
    if leader is None:
        problems.append(Problem("led_by", "Select who of us led it"))
    if problems or leader is None:
        raise NotAccepted(problems)
    return leader
