"""The plan of working with partners, and its gaps: by district and kind of organisation, and by community.

A gap is a place in the plan where there is nobody, where nothing was ever done, or where the last thing done is older
than the manager's own period for that kind. While no period is set, how old something is makes no gap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework import Instance
from cara.engagement.communities import Community, communities
from cara.engagement.words import MOST_MONTHS, OrganisationKind
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Word
from cara.vocabulary.dates import add_months

Periods = Mapping[OrganisationKind, int]
"""For a kind, after how many months without anything done it is a gap."""


class State(Word):
    """How a place in the plan stands."""

    NOBODY = "nobody", "Nobody yet"
    NEVER = "never", "Nothing done yet"
    TOO_LONG_AGO = "too_long_ago", "Too long ago"
    NO_PERIOD = "no_period", "No period set"
    IN_TIME = "in_time", "In time"

    @property
    def is_gap(self) -> bool:
        """Tell whether something is missing or old."""
        return self in {State.NOBODY, State.NEVER, State.TOO_LONG_AGO}


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the plan: how many organisations are there, and when something was last done with any of them."""

    state: State
    organisations: int
    last_on: date | None


class DistrictRow(NamedTuple):
    """A district, or the whole area (None), with the place of each kind."""

    district: str | None
    places: Mapping[OrganisationKind, Place]


class CommunityRow(NamedTuple):
    """A community with its one place, over every kind and district."""

    community: Community
    place: Place


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan as it stands on a day."""

    districts: tuple[DistrictRow, ...]
    communities: tuple[CommunityRow, ...]
    periods: Periods

    @property
    def gaps(self) -> int:
        """Count the gaps in the districts and communities; the row of the whole area is no district."""
        places = [place for row in self.districts if row.district for place in row.places.values()]
        return sum(place.state.is_gap for place in [*places, *(row.place for row in self.communities)])


class _Known(NamedTuple):
    district: str | None
    kind: OrganisationKind
    last_on: date | None


def see_plan(instance: Instance, actor: Subject, *, now: datetime) -> Plan:
    """See the plan and its gaps.

    Raises:
        NotAllowed: this person does not see partners.
        AreaUnavailable: the area's districts cannot be read.
    """
    permit(actor, Action.SEE_PARTNERS, None, now)
    districts = [None, *(district.code for district in instance.book.area.districts)]
    with instance.database.read() as unit:
        known, periods, today = _known(unit), periods_of(unit), instance.today(now)
        return Plan(
            districts=tuple(DistrictRow(one, _by_kind(known, one, periods, today)) for one in districts),
            communities=tuple(_of_communities(unit, periods, today)),
            periods=periods,
        )


_LAST = (
    select(func.max(t.Engagement.held_on))
    .where(t.Engagement.organisation_id == t.PartnerOrganisation.id)
    .correlate(t.PartnerOrganisation)
    .scalar_subquery()
)
_ACTIVE = select(t.PartnerOrganisation.district, t.PartnerOrganisation.kind, _LAST.label("last_on")).where(
    t.PartnerOrganisation.active
)


def _known(unit: Unit) -> list[_Known]:
    return [_Known(row.district, OrganisationKind(row.kind), row.last_on) for row in unit.execute(_ACTIVE).all()]


def _by_kind(
    known: Iterable[_Known], district: str | None, periods: Periods, today: date
) -> dict[OrganisationKind, Place]:
    here = [one for one in known if one.district == district]
    return {kind: place_of([one for one in here if one.kind is kind], periods, today) for kind in OrganisationKind}


def place_of(known: Iterable[_Known], periods: Periods, today: date) -> Place:
    """Work out one place: the best of its organisations counts, each by the period of its own kind."""
    found = list(known)
    states = [_state(one, periods, today) for one in found]
    best = next(
        (state for state in (State.IN_TIME, State.NO_PERIOD, State.TOO_LONG_AGO, State.NEVER) if state in states),
        State.NOBODY,
    )
    days = [one.last_on for one in found if one.last_on]
    return Place(best, len(found), max(days, default=None))


def _state(one: _Known, periods: Periods, today: date) -> State:
    if one.last_on is None:
        return State.NEVER
    months = periods.get(one.kind)
    if months is None:
        return State.NO_PERIOD
    return State.IN_TIME if add_months(one.last_on, months) >= today else State.TOO_LONG_AGO


def _of_communities(unit: Unit, periods: Periods, today: date) -> Iterable[CommunityRow]:
    serving = _ACTIVE.add_columns(t.CommunityServed.community_id).join(
        t.CommunityServed, t.CommunityServed.organisation_id == t.PartnerOrganisation.id
    )
    rows = unit.execute(serving).all()
    for community in communities(unit):
        known = [
            _Known(row.district, OrganisationKind(row.kind), row.last_on)
            for row in rows
            if row.community_id == community.id
        ]
        if community.active:
            yield CommunityRow(community, place_of(known, periods, today))


def periods_of(unit: Unit) -> dict[OrganisationKind, int]:
    """Give the periods that are set."""
    rows = unit.execute(select(t.EngagementPeriod.kind, t.EngagementPeriod.months)).all()
    return {OrganisationKind(row.kind): row.months for row in rows}


def set_periods(instance: Instance, actor: Subject, periods: Periods, *, now: datetime) -> None:
    """Set after how many months each kind is a gap; a kind that is left out has no period.

    Raises:
        NotAllowed: this person does not change partners.
        NotAccepted: a period is not of 1 to 60 months.
    """
    access = permit(actor, Action.CHANGE_PARTNERS, None, now)
    wrong = [kind for kind, months in periods.items() if not 1 <= months <= MOST_MONTHS]
    if wrong:
        raise NotAccepted([Problem(kind.value, f"Enter a number of months from 1 to {MOST_MONTHS}") for kind in wrong])

    def work(unit: Unit) -> None:
        unit.execute(delete(t.EngagementPeriod))
        said = {"set_by": actor.account, "set_at": now}
        rows = [{"kind": kind.value, "months": months, **said} for kind, months in periods.items()]
        if rows:
            unit.execute(insert(t.EngagementPeriod), rows)
        tell(unit, actor, "periods_set", "partners", now, access, **{k.value: m for k, m in periods.items()})

    instance.database.run(work)
