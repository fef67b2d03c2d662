"""Finding places: what is free for somebody, at most three at a time, or why nobody can be placed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from cara.access import Action, Subject, permit
from cara.casework.details import AccessNeed
from cara.casework.instance import Instance
from cara.casework.personal import read_needs
from cara.casework.problems import NotAccepted, Problem
from cara.casework.referral_rows import ReferralRow, find_for, pathway_of
from cara.policy import UNKNOWN, CaseFacts, SchedulingPolicy, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import (
    Binding,
    Deadline,
    Offer,
    OpenPlace,
    Pair,
    Wanted,
    deadline_for,
    open_days,
    rank,
    why_nobody,
    window,
)
from cara.vocabulary import Pathway

FEW = 24
"""How many of the earliest places of a district, and of the area, are looked at before the best three are named."""

COMING = 60
"""How many pairs of days are looked at to say whether one absence could still be recovered."""

MANY = 500
"""How many places are looked at to say why none fits."""


@dataclass(frozen=True, slots=True)
class PlaceSearch:
    """What the officer knows about when and where the person can come."""

    district: str | None = None
    impossible: frozenset[date] = frozenset()
    step_free: bool = False
    hearing_loop: bool = False
    caution_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be offered: the best places, or what stands in the way; and what binds them all."""

    pathway: Pathway
    deadline: Deadline
    offers: tuple[Offer, ...]
    bindings: tuple[Binding, ...]
    missed_means: str
    days: tuple[date, ...]
    """The open days between the earliest workshop one and the deadline: those of which somebody can say no to some."""


def offer_places(instance: Instance, actor: Subject, facts: CaseFacts, search: PlaceSearch, *, now: datetime) -> Offers:
    """Offer the best three places for somebody who is eligible, or say why there is none.

    Raises:
        NotAllowed: this person may not see places.
        NotAccepted: sex or relationship are missing, so that no pathway is known.
        AreaUnavailable: the area's rules cannot be read.
    """
    permit(actor, Action.SEE_PLACES, None, now)
    with instance.database.read() as unit:
        return find_offers(instance, unit, facts, search, now=now)


def find_offers(
    instance: Instance,
    unit: Unit,
    facts: CaseFacts,
    search: PlaceSearch,
    *,
    now: datetime,
    row: ReferralRow | None = None,
) -> Offers:
    """Find offers inside a transaction; ``row`` is the referral that already exists, with whom it is kept apart."""
    today = instance.today(now)
    policy = scheduling_policy(instance.book, today)
    wanted = wanted_by(facts, search, today, kept_apart_from(unit, row) if row else frozenset())
    deadline = deadline_for(policy, caution_on=wanted.caution_on, offence_on=wanted.offence_on)
    first, last = window(policy, wanted, today)
    nearest = _nearest(unit, wanted, first, last, now)
    offers = rank(policy, wanted, nearest, today, coming=_coming(unit, wanted, first, last) if nearest else ())
    bindings = () if offers else why_nobody(policy, wanted, _all_open(unit, wanted, today, now), today)
    days = tuple(open_days(policy, first, deadline.binding))
    return Offers(pathway_needed(facts), deadline, offers, bindings, missed_in_words(instance, policy), days)


def offer_places_for(
    instance: Instance, actor: Subject, reference: str, search: PlaceSearch | None, *, now: datetime
) -> Offers:
    """Offer places for a referral that exists; without a search, by what has been recorded.

    Raises:
        NoSuchReferral: there is none that this person may change.
    """
    with instance.database.read() as unit:
        row = find_for(unit, actor, Action.CHANGE_REFERRAL, reference, now)
        return find_offers(instance, unit, row.facts, search or recorded_search(unit, row), now=now, row=row)


def recorded_search(unit: Unit, row: ReferralRow) -> PlaceSearch:
    """Put together what a place must satisfy from what has been recorded."""
    needs = read_needs(unit, row)
    access = needs.access if needs else ()
    return PlaceSearch(
        impossible=impossible_days(unit, row),
        step_free=AccessNeed.STEP_FREE in access,
        hearing_loop=AccessNeed.HEARING_LOOP in access,
        caution_on=row.caution_on,
    )


def impossible_days(unit: Unit, row: ReferralRow) -> frozenset[date]:
    """Give the days on which the person cannot come."""
    query = select(t.UnavailableDay.day).where(t.UnavailableDay.referral_id == row.id)
    return frozenset(unit.execute(query).scalars())


def pathway_needed(facts: CaseFacts) -> Pathway:
    """Give the pathway.

    Raises:
        NotAccepted: sex or relationship are missing.
    """
    pathway = pathway_of(facts)
    if pathway is None:
        missing = [name for name in ("sex", "relationship") if getattr(facts, name) is None]
        raise NotAccepted(Problem(name, f"Enter the {name} before looking for a place") for name in missing)
    return pathway


def wanted_by(facts: CaseFacts, search: PlaceSearch, today: date, kept_apart: frozenset[str]) -> Wanted:
    """Put together what a place must satisfy. A caution that is not signed yet counts from today."""
    return Wanted(
        pathway=pathway_needed(facts).code,
        caution_on=search.caution_on or today,
        offence_on=facts.offence_on,
        district=search.district,
        impossible=search.impossible,
        step_free=search.step_free,
        hearing_loop=search.hearing_loop,
        kept_apart=kept_apart,
    )


def missed_in_words(instance: Instance, policy: SchedulingPolicy) -> str:
    """Say what a missed workshop means here, or whom to ask."""
    if policy.missed == UNKNOWN:
        return f"Unknown here: ask {instance.book.area.police.name}"
    return policy.missed.label


def _live(now: datetime) -> ColumnElement[bool]:
    expired = and_(t.Membership.status == "held", t.Membership.held_until <= now)
    return and_(t.Membership.active, not_(expired))


def _query(now: datetime) -> Select[*tuple[Any, ...]]:  # Any: the columns below, read by name
    taken = (
        select(func.count())
        .select_from(t.Membership)
        .where(t.Membership.cohort_id == t.Cohort.id, _live(now))
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
        )
        .join(t.Venue, t.Venue.id == t.Cohort.venue_id)
        .where(t.Cohort.status == "open", t.Venue.open)
        .order_by(t.Cohort.first_day, t.Cohort.id)
    )


def _nearest(unit: Unit, wanted: Wanted, first: date, last: date, now: datetime) -> tuple[OpenPlace, ...]:
    query = _query(now).where(*_fitting(wanted), t.Cohort.first_day.between(first, last))
    free = query.where(query.selected_columns.free_seats > 0).limit(FEW)
    found = _places(unit.execute(free).mappings())
    if wanted.district:
        found |= _places(unit.execute(free.where(t.Venue.district == wanted.district)).mappings())
    return tuple(found.values())


def _coming(unit: Unit, wanted: Wanted, first: date, last: date) -> list[Pair]:
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


def _all_open(unit: Unit, wanted: Wanted, today: date, now: datetime) -> tuple[OpenPlace, ...]:
    query = _query(now).where(t.Cohort.first_day >= today, t.Cohort.pathway == wanted.pathway).limit(MANY)
    return tuple(_places(unit.execute(query).mappings()).values())


def place_of_cohort(unit: Unit, code: str, now: datetime, *, lock: bool = False) -> tuple[int, OpenPlace] | None:
    """Give one open cohort as a place; with ``lock`` nobody else takes a seat before this transaction ends."""
    if lock:
        unit.execute(select(t.Cohort.id).where(t.Cohort.code == code).with_for_update())
    row = unit.execute(_query(now).where(t.Cohort.code == code)).mappings().one_or_none()
    return None if row is None else (row["id"], _place(row))


def _places(rows: Iterable[Mapping[Any, Any]]) -> dict[str, OpenPlace]:
    return {row["code"]: _place(row) for row in rows}


def _place(row: Mapping[Any, Any]) -> OpenPlace:
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


def kept_apart_from(unit: Unit, row: ReferralRow) -> frozenset[str]:
    """Give the cohorts in which somebody is with whom this person is kept apart, whichever of the two said so."""
    others = _named_by(unit, row) | _naming(unit, row)
    if not others:
        return frozenset()
    query = (
        select(t.Cohort.code)
        .join(t.Membership, t.Membership.cohort_id == t.Cohort.id)
        .where(t.Membership.referral_id.in_(sorted(others)), t.Membership.active)
    )
    return frozenset(unit.execute(query).scalars())


def _named_by(unit: Unit, row: ReferralRow) -> set[int]:
    said = unit.execute(
        select(t.KeepApart.other_reference, t.KeepApart.name_index).where(t.KeepApart.referral_id == row.id)
    ).all()
    references = [item.other_reference for item in said if item.other_reference]
    names = [item.name_index for item in said if item.name_index]
    by_reference = select(t.Referral.id).where(t.Referral.reference.in_(references))
    by_name = (
        select(t.Referral.id).join(t.Person, t.Person.id == t.Referral.person_id).where(t.Person.name_index.in_(names))
    )
    found = set(unit.execute(by_reference).scalars()) if references else set()
    return found | (set(unit.execute(by_name).scalars()) if names else set()) - {row.id}


def _naming(unit: Unit, row: ReferralRow) -> set[int]:
    conditions: list[ColumnElement[bool]] = [t.KeepApart.other_reference == str(row.reference)]
    if row.person_id is not None:
        name = select(t.Person.name_index).where(t.Person.id == row.person_id).scalar_subquery()
        conditions.append(t.KeepApart.name_index == name)
    query = select(t.KeepApart.referral_id).where(or_(*conditions), t.KeepApart.referral_id != row.id)
    return set(unit.execute(query).scalars())
