"""The directory of services to which participants are signposted: what each is for, and when it was last checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.editing import check_unchanged, keep_version
from cara.acting.paging import MOST_DOWNLOADED, Order, Page, page_of_rows
from cara.casework import Instance
from cara.casework.details import Language
from cara.engagement.finding import district_problems, find_by_code
from cara.engagement.organisations import WHOLE_AREA
from cara.engagement.problems import NoSuchService
from cara.engagement.words import Need, ServiceDetails
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Word

KIND = "service"


class ServiceOrder(Word):
    """By what the directory is sorted."""

    NAME = "name", "Name"
    REVIEW = "review", "Review due first"


class ServiceState(Word):
    """Which services of the directory are shown."""

    REVIEW_DUE = "review_due", "Review due"
    CLOSED = "closed", "Taken out"


@dataclass(frozen=True, slots=True)
class ServiceSearch:
    """What the directory is narrowed to. With a district, those for the whole area are among them."""

    text: str = ""
    need: Need | None = None
    district: str | None = None
    state: ServiceState | None = None
    order: ServiceOrder = ServiceOrder.NAME
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One service, as stored."""

    id: int
    code: str
    details: ServiceDetails
    active: bool
    version: int

    def is_review_due(self, today: date) -> bool:
        """Tell whether what is said of it has to be checked again."""
        return self.active and self.details.review_on <= today


class _Sealed(BaseModel):
    contact: str
    how_to_refer: str
    languages: tuple[Language, ...] = (Language.ENGLISH,)


_ORDERS: Mapping[ServiceOrder, Order] = {
    ServiceOrder.NAME: Order(func.lower(t.Service.name)),
    ServiceOrder.REVIEW: Order(t.Service.review_on.expression),
}


def list_services(instance: Instance, actor: Subject, search: ServiceSearch, *, now: datetime) -> Page[Service]:
    """List the services that a search finds, 50 to a page. Nothing in it is about anybody.

    Raises:
        NotAllowed: this person does not see the directory.
    """
    permit(actor, Action.SEE_DIRECTORY, None, now)
    query, order = _narrowed(search, instance.today(now)), _ORDERS[search.order]
    with instance.database.read() as unit:
        rows, following = page_of_rows(unit, query, t.Service.id, order, after=search.after)
        return Page(_opened(unit, rows), following)


def download_services(
    instance: Instance, actor: Subject, search: ServiceSearch, *, now: datetime
) -> tuple[Service, ...]:
    """Give every service that a search finds, to take it away.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
    """
    access = permit(actor, Action.EXPORT_SIGNPOSTS, None, now)

    def work(unit: Unit) -> tuple[Service, ...]:
        query, order = _narrowed(search, instance.today(now)), _ORDERS[search.order]
        rows, _ = page_of_rows(unit, query, t.Service.id, order, most=MOST_DOWNLOADED)
        tell(unit, actor, "services_downloaded", "services", now, access)
        return _opened(unit, rows)

    return instance.database.run(work)


def see_service(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Service:
    """See one service.

    Raises:
        NotAllowed, NoSuchService: this person does not see the directory, or there is none.
    """
    permit(actor, Action.SEE_DIRECTORY, None, now)
    with instance.database.read() as unit:
        return find_service(unit, code)


def _narrowed(search: ServiceSearch, today: date) -> Select[*tuple[Any, ...]]:  # Any: the table's own columns
    service = t.Service
    conditions: list[ColumnElement[bool]] = [service.active == (search.state is not ServiceState.CLOSED)]
    if search.state is ServiceState.REVIEW_DUE:
        conditions.append(service.review_on <= today)
    if search.text.strip():
        conditions.append(func.lower(service.name).contains(search.text.strip().lower(), autoescape=True))
    if search.need is not None:
        for_it = select(t.ServiceNeed.service_id).where(t.ServiceNeed.need == search.need.value)
        conditions.append(service.id.in_(for_it))
    if search.district is not None:
        whole, own = service.district.is_(None), service.district == search.district
        conditions.append(whole if search.district == WHOLE_AREA else whole | own)
    return select(service.__table__).where(*conditions)


def services_serving(unit: Unit, need: Need, district: str | None) -> tuple[Service, ...]:
    """Give the services that serve a need, by name; whether they may be shown is the caller's question.

    Args:
        district: those for the whole area are among its own; ``None`` gives those for the whole area alone.
    """
    search = ServiceSearch(need=need, district=WHOLE_AREA if district is None else district)
    query = _narrowed(search, date.min).order_by(func.lower(t.Service.name), t.Service.id)
    return _opened(unit, unit.execute(query).mappings().all())


def find_service(unit: Unit, code: str, *, lock: bool = False) -> Service:
    """Find one service.

    Raises:
        NoSuchService: there is none of this code.
    """
    query = select(t.Service.__table__)
    row = find_by_code(unit, query.with_for_update() if lock else query, t.Service.code, code, NoSuchService)
    return _opened(unit, [row])[0]


def _opened(unit: Unit, rows: Any) -> tuple[Service, ...]:  # Any: row mappings of the table
    numbers = [row["id"] for row in rows]
    needs: dict[int, list[Need]] = {number: [] for number in numbers}
    for found in unit.execute(select(t.ServiceNeed.__table__).where(t.ServiceNeed.service_id.in_(numbers))).all():
        needs[found.service_id].append(Need(found.need))
    return tuple(_service(unit, row, needs[row["id"]]) for row in rows)


def _service(unit: Unit, row: RowMapping, needs: list[Need]) -> Service:
    sealed = _Sealed.model_validate_json(unit.unseal(t.Service.details, row["code"], row["details"]))
    details = ServiceDetails(
        name=row["name"],
        needs=tuple(need for need in Need if need in needs),
        district=row["district"],
        contact=sealed.contact,
        how_to_refer=sealed.how_to_refer,
        languages=sealed.languages,
        checked_on=row["checked_on"],
        review_on=row["review_on"],
    )
    return Service(row["id"], row["code"], details, row["active"], row["version"])


def add_service(instance: Instance, actor: Subject, details: ServiceDetails, *, now: datetime) -> str:
    """Add a service to the directory, and give its code.

    Raises:
        NotAllowed: this person does not change the directory.
        NotAccepted: its district is not one of the area's, or its days are not in order.
    """
    access = permit(actor, Action.CHANGE_DIRECTORY, None, now)
    _refuse(instance, details, now)

    def work(unit: Unit) -> str:
        code = str(instance.draw_reference())
        added = insert(t.Service).values(code=code, made_at=now, **_columns(unit, code, details))
        _for(unit, unit.execute(added.returning(t.Service.id)).scalar_one(), details)
        tell(unit, actor, "service_added", code, now, access)
        return code

    return instance.database.run(work)


def change_service(
    instance: Instance, actor: Subject, code: str, details: ServiceDetails, *, seen: int, now: datetime
) -> None:
    """Change a service; what the directory said before is kept.

    Raises:
        NotAllowed, NoSuchService, NotAccepted: as when one is added.
        EditedMeanwhile: somebody else changed it since ``seen``.
    """
    access = permit(actor, Action.CHANGE_DIRECTORY, None, now)

    def work(unit: Unit) -> None:
        found = find_service(unit, code, lock=True)
        check_unchanged(unit, KIND, found.code, found.details, seen=seen, version=found.version)
        _refuse(instance, details, now)
        keep_version(unit, KIND, found.code, found.details, found.version, actor, now)
        values = {**_columns(unit, found.code, details), "version": found.version + 1}
        unit.execute(update(t.Service).where(t.Service.id == found.id).values(**values))
        unit.execute(delete(t.ServiceNeed).where(t.ServiceNeed.service_id == found.id))
        _for(unit, found.id, details)
        tell(unit, actor, "service_changed", found.code, now, access)

    instance.database.run(work)


def close_service(instance: Instance, actor: Subject, code: str, *, closed: bool = True, now: datetime) -> None:
    """Take a service out of the directory, or put it back. Signposts to it stay as they are.

    Raises:
        NotAllowed, NoSuchService: this person does not change the directory, or there is none.
    """
    access = permit(actor, Action.CHANGE_DIRECTORY, None, now)

    def work(unit: Unit) -> None:
        found = find_service(unit, code, lock=True)
        unit.execute(update(t.Service).where(t.Service.id == found.id).values(active=not closed))
        tell(unit, actor, "service_closed" if closed else "service_opened_again", found.code, now, access)

    instance.database.run(work)


def _columns(unit: Unit, code: str, details: ServiceDetails) -> dict[str, object]:
    sealed = _Sealed.model_validate(details.model_dump(include={"contact", "how_to_refer", "languages"}))
    return {
        "name": details.name,
        "district": details.district,
        "details": unit.seal(t.Service.details, code, sealed.model_dump_json()),
        "checked_on": details.checked_on,
        "review_on": details.review_on,
    }


def _for(unit: Unit, service: int, details: ServiceDetails) -> None:
    rows = [{"service_id": service, "need": need.value} for need in dict.fromkeys(details.needs)]
    unit.execute(insert(t.ServiceNeed), rows)


def _refuse(instance: Instance, details: ServiceDetails, now: datetime) -> None:
    problems = district_problems(instance, details.district)
    if details.checked_on > instance.today(now):
        problems.append(Problem("checked_on", "The day of the check must be today or in the past"))
    if details.review_on <= details.checked_on:
        problems.append(Problem("review_on", "The review must be due after the day of the check"))
    if problems:
        raise NotAccepted(problems)
