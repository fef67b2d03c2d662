"""The open cohorts and their free seats, as queries: an expired hold counts as free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import OpenPlace, Pair, Wanted

FEW = 24
"""How many of the earliest places of a district, and of the area, are looked at before the best three are named."""

COMING = 60
"""How many pairs of days are looked at to say whether one absence could still be recovered."""

MANY = 500
"""How many places are looked at to say why none fits."""

OFFERED = and_(t.Cohort.status == "open", t.Venue.open)
"""A cohort in which somebody can still take a seat."""


def _live(now: datetime) -> ColumnElement[bool]:
    expired = and_(t.Membership.status == "held", t.Membership.held_until <= now)
    return and_(t.Membership.active, not_(expired))


def _query(now: datetime, own: int = 0) -> Select[*tuple[Any, ...]]:  # Any: the columns below, read by name
    taken = (
        select(func.count())
        .select_from(t.Membership)
        .where(t.Membership.cohort_id == t.Cohort.id, t.Membership.referral_id != own, _live(now))
        .scalar_subquery()
    )
    return (
        select(
            t.Cohort.id,
            t.Cohort.code,
            t.Cohort.pathway,
            t.Cohort.first_day,
            t.Cohort.second_day,
            (t.Cohort.capacity - taken).label("free_seats"),
            t.Venue.code.label("venue_code"),
            t.Venue.name.label("venue_name"),
            t.Venue.district,
            t.Venue.travel,
            t.Venue.step_free,
            t.Venue.hearing_loop,
            OFFERED.label("offered"),
        )
        .join(t.Venue, t.Venue.id == t.Cohort.venue_id)
        .order_by(t.Cohort.first_day, t.Cohort.id)
    )


def nearest(
    unit: Unit, wanted: Wanted, first: date, last: date, now: datetime, row: ReferralRow | None
) -> tuple[OpenPlace, ...]:
    """Give the earliest free places that may fit, those of the person's own district among them."""
    query = _query(now, row.id if row else 0).where(OFFERED, *_fitting(wanted), t.Cohort.first_day.between(first, last))
    free = query.where(query.selected_columns.free_seats > 0).limit(FEW)
    found = _places(unit.execute(free).mappings())
    if wanted.district:
        found |= _places(unit.execute(free.where(t.Venue.district == wanted.district)).mappings())
    return tuple(found.values())


def coming(unit: Unit, wanted: Wanted, first: date, last: date) -> list[Pair]:
    """Give the pairs of days of the open cohorts of a pathway: when an absence could be made good."""
    query = (
        select(t.Cohort.first_day, t.Cohort.second_day)
        .where(t.Cohort.pathway == wanted.pathway, t.Cohort.status == "open", t.Cohort.first_day.between(first, last))
        .distinct()
        .order_by(t.Cohort.first_day, t.Cohort.second_day)
        .limit(COMING)
    )
    return [Pair(row.first_day, row.second_day) for row in unit.execute(query).all()]


def _fitting(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [t.Cohort.pathway == wanted.pathway]
    if wanted.impossible:
        impossible = sorted(wanted.impossible)
        conditions.append(not_(or_(t.Cohort.first_day.in_(impossible), t.Cohort.second_day.in_(impossible))))
    if wanted.kept_apart:
        conditions.append(t.Cohort.code.not_in(sorted(wanted.kept_apart)))
    conditions += [t.Venue.step_free.is_(True)] if wanted.step_free else []
    conditions += [t.Venue.hearing_loop.is_(True)] if wanted.hearing_loop else []
    return conditions


def all_open(unit: Unit, today: date, now: datetime, row: ReferralRow | None) -> tuple[OpenPlace, ...]:
    """Give every open cohort that has not begun, full ones and other pathways' included."""
    query = _query(now, row.id if row else 0).where(OFFERED, t.Cohort.first_day >= today).limit(MANY)
    return tuple(_places(unit.execute(query).mappings()).values())


@dataclass(frozen=True, slots=True)
class CohortPlace:
    """One cohort as a place, and whether anybody can still be given a seat in it."""

    id: int
    place: OpenPlace
    offered: bool


def place_of_cohort(
    unit: Unit, code: str, now: datetime, *, row: ReferralRow | None = None, lock: bool = False
) -> CohortPlace | None:
    """Give one cohort as a place, the seat of ``row`` in it counted as free.

    With ``lock`` nobody else takes a seat before this transaction ends.
    """
    if lock:
        unit.execute(select(t.Cohort.id).where(t.Cohort.code == code).with_for_update())
    found = unit.execute(_query(now, row.id if row else 0).where(t.Cohort.code == code)).mappings().one_or_none()
    return None if found is None else CohortPlace(found["id"], _place(found), bool(found["offered"]))


def own_place(unit: Unit, row: ReferralRow, now: datetime) -> CohortPlace | None:
    """Give the place that a referral has, held or booked, its own seat counted as free."""
    query = (
        select(t.Cohort.code)
        .join(t.Membership, t.Membership.cohort_id == t.Cohort.id)
        .where(t.Membership.referral_id == row.id, t.Membership.active)
    )
    code = unit.scalar(query)
    return place_of_cohort(unit, code, now, row=row) if code else None


def _places(rows: Iterable[Mapping[Any, Any]]) -> dict[str, OpenPlace]:  # Any: the rows of _query
    return {row["code"]: _place(row) for row in rows}


def _place(row: Mapping[Any, Any]) -> OpenPlace:  # Any: as above
    return OpenPlace(
        cohort=row["code"],
        pathway=row["pathway"],
        venue_code=row["venue_code"],
        venue_name=row["venue_name"],
        district=row["district"],
        travel=row["travel"],
        step_free=row["step_free"],
        hearing_loop=row["hearing_loop"],
        first_day=row["first_day"],
        second_day=row["second_day"],
        free_seats=max(0, row["free_seats"]),
    )
