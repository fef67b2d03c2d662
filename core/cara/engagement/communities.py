"""The communities of an area, as its manager names them: those hard to reach included."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, func, insert, select, update

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.editing import check_unchanged, keep_version
from cara.casework import Instance
from cara.engagement.finding import find_by_code
from cara.engagement.problems import NoSuchPartner
from cara.engagement.words import CommunityDetails
from cara.records import Unit
from cara.records import tables as t

KIND = "community"


@dataclass(frozen=True, slots=True)
class Community:
    """One community, as stored. One that is not active is no part of the plan any more."""

    id: int
    code: str
    details: CommunityDetails
    active: bool
    version: int


def list_communities(instance: Instance, actor: Subject, *, now: datetime) -> tuple[Community, ...]:
    """List every community in the order of the names, those that are active first.

    Raises:
        NotAllowed: this person does not see partners.
    """
    permit(actor, Action.SEE_PARTNERS, None, now)
    with instance.database.read() as unit:
        return communities(unit)


def communities(unit: Unit) -> tuple[Community, ...]:
    """Give every community, those that are active first."""
    query = select(t.Community.__table__).order_by(~t.Community.active, func.lower(t.Community.name), t.Community.id)
    return tuple(_opened(row) for row in unit.execute(query).mappings().all())


def add_community(instance: Instance, actor: Subject, details: CommunityDetails, *, now: datetime) -> str:
    """Name a community, and give its code.

    Raises:
        NotAllowed: this person does not change partners.
        NotAccepted: there is one of this name.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> str:
        _refuse_twice(unit, details, None)
        code = str(instance.draw_reference())
        unit.execute(insert(t.Community).values(code=code, made_at=now, **details.model_dump()))
        tell(unit, actor, "community_added", code, now, access)
        return code

    return instance.database.run(work)


def change_community(
    instance: Instance,
    actor: Subject,
    code: str,
    details: CommunityDetails,
    *,
    active: bool,
    seen: int,
    now: datetime,
) -> None:
    """Change a community, or take it out of the plan.

    Raises:
        NotAllowed, NoSuchPartner: this person does not change partners, or there is none.
        NotAccepted: there is another of this name.
        EditedMeanwhile: somebody else changed it since ``seen``.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)

    def work(unit: Unit) -> None:
        found = find_community(unit, code, lock=True)
        check_unchanged(unit, KIND, found.code, found.details, seen=seen, version=found.version)
        _refuse_twice(unit, details, found)
        keep_version(unit, KIND, found.code, found.details, found.version, actor, now)
        values = {**details.model_dump(), "active": active, "version": found.version + 1}
        unit.execute(update(t.Community).where(t.Community.id == found.id).values(**values))
        tell(unit, actor, "community_changed", found.code, now, access)

    instance.database.run(work)


def find_community(unit: Unit, code: str, *, lock: bool = False) -> Community:
    """Find one community.

    Raises:
        NoSuchPartner: there is none of this code.
    """
    query = select(t.Community.__table__)
    return _opened(
        find_by_code(unit, query.with_for_update() if lock else query, t.Community.code, code, NoSuchPartner)
    )


def _opened(row: RowMapping) -> Community:
    details = CommunityDetails(name=row["name"], hard_to_reach=row["hard_to_reach"])
    return Community(row["id"], row["code"], details, row["active"], row["version"])


def _refuse_twice(unit: Unit, details: CommunityDetails, row: Community | None) -> None:
    same = func.lower(t.Community.name) == details.name.lower()
    if unit.scalar(select(t.Community.id).where(same, t.Community.id != (row.id if row else 0)).limit(1)) is not None:
        raise NotAccepted([Problem("name", "A community of this name is there already")])
