"""The open cohorts and their free seats, as queries: an expired hold counts as free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, func, not_, select
from sqlalchemy.orm import aliased

from cara.casework.referral_rows import ReferralRow
from cara.records import Unit, UtcDateTime
from cara.records import tables as t
from cara.scheduling import OpenPlace, Pair, Wanted

FEW = 12
"""How many of the earliest places of a district, and of the area, are looked at before the best three are named."""

ENOUGH = 6
"""With so many in the person's own district, which come first in any case, nothing further away is looked at."""

COMING = 60
"""How many pairs of days are looked at to say whether one absence could still be recovered."""

MANY = 500
"""How many places are looked at to say why none fits."""

OFFERED = and_(t.Cohort.status == "open", t.Venue.open)
"""A cohort in which somebody can still take a seat."""

# The statements below are built once: building one anew takes twenty times as long as SQLite takes to answer it.


def _free_seats() -> ColumnElement[int]:
    expired = and_(t.Membership.status == "held", t.Membership.held_until <= bindparam("now", type_=UtcDateTime()))
    taken = (
        select(func.count())
        .select_from(t.Membership)
        .where(
            t.Membership.cohort_id == t.Cohort.id,
            t.Membership.referral_id != bindparam("own", type_=Integer()),
            t.Membership.active,
            not_(expired),
        )
        .scalar_subquery()
    )
    return t.Cohort.capacity - taken


_PLACES = (
    select(
        t.Cohort.id,
        t.Cohort.code,
        t.Cohort.pathway,
        t.Cohort.first_day,
        t.Cohort.second_day,
        t.Cohort.capacity,
        _free_seats().label("free_seats"),
        t.Venue.code.label("venue_code"),
        t.Venue.name.label("venue_name"),
        t.Venue.district,
        t.Venue.travel,
        t.Venue.step_free,
        t.Venue.hearing_loop,
        OFFERED.label("offered"),
    )
    .join(t.Venue, t.Venue.id == t.Cohort.venue_id)
    .order_by(t.Cohort.first_day, t.Cohort.second_day, t.Cohort.id)
)
_IN_WINDOW = (
    t.Cohort.pathway == bindparam("pathway"),
    t.Cohort.status == "open",
    t.Cohort.first_day.between(bindparam("first", type_=Date()), bindparam("last", type_=Date())),
)


@cache
def _nearest(
    *, own_district: bool, step_free: bool, hearing_loop: bool
) -> Select[*tuple[Any, ...]]:  # Any: the columns above, read by name
    impossible = bindparam("impossible", expanding=True, type_=Date())
    query = _PLACES.where(
        *_IN_WINDOW,
        t.Venue.open,
        t.Cohort.first_day.not_in(impossible),
        t.Cohort.second_day.not_in(impossible),
        t.Cohort.code.not_in(bindparam("kept_apart", expanding=True)),
        _PLACES.selected_columns.free_seats > 0,
    ).limit(FEW)
    query = query.where(t.Venue.district == bindparam("district")) if own_district else query
    query = query.where(t.Venue.step_free) if step_free else query
    return query.where(t.Venue.hearing_loop) if hearing_loop else query


def nearest(
    unit: Unit, wanted: Wanted, first: date, last: date, now: datetime, row: ReferralRow | None
) -> tuple[OpenPlace, ...]:
    """Give the earliest free places that may fit, those of the person's own district among them."""
    given = {
        "pathway": wanted.pathway,
        "first": first,
        "last": last,
        "impossible": sorted(wanted.impossible),
        "kept_apart": sorted(wanted.kept_apart),
        **_as_of(now, row),
    }
    access = {"step_free": wanted.step_free, "hearing_loop": wanted.hearing_loop}
    near = {**given, "district": wanted.district}
    found = _places(unit.execute(_nearest(own_district=True, **access), near).mappings()) if wanted.district else {}
    if len(found) < ENOUGH:
        found |= _places(unit.execute(_nearest(own_district=False, **access), given).mappings())
    return tuple(found.values())


def _as_of(now: datetime, row: ReferralRow | None) -> dict[str, Any]:  # Any: parameters of statements
    return {"now": now, "own": row.id if row else 0}


_COMING = (
    select(t.Cohort.first_day, t.Cohort.second_day)
    .where(*_IN_WINDOW)
    .group_by(t.Cohort.first_day, t.Cohort.second_day)
    .order_by(t.Cohort.first_day, t.Cohort.second_day)
    .limit(COMING)
)


def coming(unit: Unit, wanted: Wanted, first: date, last: date) -> list[Pair]:
    """Give the pairs of days of the open cohorts of a pathway: when an absence could be made good."""
    given = {"pathway": wanted.pathway, "first": first, "last": last}
    return [Pair(row.first_day, row.second_day) for row in unit.execute(_COMING, given).all()]


_ALL_OPEN = _PLACES.where(OFFERED, t.Cohort.first_day >= bindparam("today", type_=Date())).limit(MANY)


def all_open(unit: Unit, today: date, now: datetime, row: ReferralRow | None) -> tuple[OpenPlace, ...]:
    """Give every open cohort that has not begun, full ones and other pathways' included."""
    found = unit.execute(_ALL_OPEN, {"today": today, **_as_of(now, row)})
    return tuple(_places(found.mappings()).values())


_WITH_SECOND_DAY = (
    _PLACES.join(t.Workshop, t.Workshop.cohort_id == t.Cohort.id)
    .where(
        t.Cohort.pathway == bindparam("pathway"),
        t.Cohort.status.in_(("open", "closed")),
        t.Venue.open,
        t.Workshop.number == 2,  # noqa: PLR2004 - workshop two
        t.Workshop.status == "planned",
        t.Cohort.second_day.between(bindparam("first", type_=Date()), bindparam("last", type_=Date())),
    )
    .order_by(None)
    .order_by(t.Cohort.second_day, t.Cohort.id)
    .limit(MANY)
)


def with_second_day(
    unit: Unit, pathway: str, first: date, last: date, now: datetime, row: ReferralRow
) -> tuple[OpenPlace, ...]:
    """Give the cohorts whose workshop two can still be joined, those that have begun included, the earliest first."""
    given = {"pathway": pathway, "first": first, "last": last, **_as_of(now, row)}
    return tuple(_places(unit.execute(_WITH_SECOND_DAY, given).mappings()).values())


_ALL_WITH_SECOND_DAY = (
    _PLACES.join(t.Workshop, t.Workshop.cohort_id == t.Cohort.id)
    .where(
        t.Cohort.status.in_(("open", "closed")),
        t.Venue.open,
        t.Workshop.number == 2,  # noqa: PLR2004 - workshop two
        t.Workshop.status == "planned",
        t.Cohort.second_day >= bindparam("today", type_=Date()),
    )
    .order_by(None)
    .order_by(t.Cohort.second_day, t.Cohort.id)
    .limit(MANY)
)


def all_with_second_day(unit: Unit, today: date, now: datetime) -> tuple[OpenPlace, ...]:
    """Give every cohort of any pathway whose workshop two can still be joined, the earliest first."""
    found = unit.execute(_ALL_WITH_SECOND_DAY, {"today": today, **_as_of(now, None)})
    return tuple(_places(found.mappings()).values())


@dataclass(frozen=True, slots=True)
class CohortPlace:
    """One cohort as a place, and whether anybody can still be given a seat in it."""

    id: int
    place: OpenPlace
    capacity: int
    offered: bool


_BY_CODE = _PLACES.where(t.Cohort.code == bindparam("code"))
_LOCKED = select(t.Cohort.id).where(t.Cohort.code == bindparam("code")).with_for_update()
_OWN_SEAT = aliased(t.Membership)
_OWN = (
    _PLACES.add_columns(_OWN_SEAT.held_until)
    .join(_OWN_SEAT, _OWN_SEAT.cohort_id == t.Cohort.id)
    .where(_OWN_SEAT.referral_id == bindparam("referral"), _OWN_SEAT.active)
)


def place_of_cohort(
    unit: Unit, code: str, now: datetime, *, row: ReferralRow | None = None, lock: bool = False
) -> CohortPlace | None:
    """Give one cohort as a place, the seat of ``row`` in it counted as free.

    With ``lock`` nobody else takes a seat before this transaction ends.
    """
    if lock and unit.dialect != "sqlite":  # whoever writes to SQLite has locked the whole file
        unit.execute(_LOCKED, {"code": code})
    found = unit.execute(_BY_CODE, {"code": code, **_as_of(now, row)}).mappings().one_or_none()
    return None if found is None else _cohort_place(found)


@dataclass(frozen=True, slots=True)
class OwnPlace(CohortPlace):
    """The cohort in which a referral has its seat, and until when that is held."""

    held_until: datetime | None


def own_place(unit: Unit, referral_id: int, now: datetime) -> OwnPlace | None:
    """Give the place that a referral has, held or booked, its own seat counted as free."""
    given = {"referral": referral_id, "own": referral_id, "now": now}
    found = unit.execute(_OWN, given).mappings().one_or_none()
    if found is None:
        return None
    return OwnPlace(found["id"], _place(found), found["capacity"], bool(found["offered"]), found["held_until"])


def _cohort_place(row: Mapping[Any, Any]) -> CohortPlace:  # Any: a row of _PLACES
    return CohortPlace(row["id"], _place(row), row["capacity"], bool(row["offered"]))


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
