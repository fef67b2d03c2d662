"""What the records say, read once: days and codes, and nothing that names anybody. Days are the instance's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from cara.casework.states import ReferralStatus
from cara.figures.contact_history import VictimPast, read_readings, read_victims
from cara.quality.pairs import Pair, pairs_of
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Attendance
from cara.vocabulary.dates import day_in

CAME = frozenset({Attendance.HERE, Attendance.LATE})
"""The marks of somebody who came and was let in. What was not settled at once is not among them."""


@dataclass(frozen=True, slots=True)
class Visit:
    """That somebody was expected at a workshop, with the mark that counts."""

    id: int
    number: int
    day: date
    cohort: int
    ended: bool
    """Whether the person was no longer expected: moved, cancelled, returned."""
    mark: Attendance | None

    @property
    def came(self) -> bool:
        """Tell whether the person came and was let in."""
        return not self.ended and self.mark in CAME


@dataclass(frozen=True, slots=True)
class Case:
    """One referral."""

    id: int
    entered_on: date
    caution_on: date | None
    confirmed: bool
    extended_to: date | None
    verdict: str | None
    """What the last decision said."""
    steps: tuple[tuple[date, ReferralStatus], ...]
    visits: tuple[Visit, ...]
    """By their days."""

    def first(self, *statuses: ReferralStatus) -> date | None:
        """Give the day of the first step to one of some states."""
        return next((day for day, status in self.steps if status in statuses), None)


@dataclass(frozen=True, slots=True)
class WorkshopPast:
    """One workshop: when it was to be, and what became of it."""

    id: int
    number: int
    day: date
    cohort: int
    status: str
    cancelled_on: date | None
    facilitators: frozenset[int]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that the figures are computed from."""

    cases: tuple[Case, ...] = ()
    workshops: tuple[WorkshopPast, ...] = ()
    signposts: tuple[tuple[date, bool], ...] = ()
    """The day of each offer, and whether it was ever accepted."""
    observations: tuple[tuple[date, Fraction, int | None], ...] = ()
    """The day of the workshop, the mean score and the score agreed then, in tenths."""
    sessions: tuple[tuple[date, int], ...] = ()
    """The day and the minutes of each supervision session."""
    pairs: dict[int, Pair] = field(default_factory=dict)
    """What each case answered before and after."""
    victims: Mapping[int, tuple[VictimPast, ...]] = field(default_factory=dict)
    """By case."""
    readings: Mapping[tuple[int, int], tuple[tuple[int, datetime], ...]] = field(default_factory=dict)
    """By case and cohort: whose account read the briefing in force, and when, local time without a zone."""


_Corrected = aliased(t.AttendanceMark)
_MARKS = (
    select(t.AttendanceMark.expected_id, t.AttendanceMark.mark)
    .outerjoin(_Corrected, _Corrected.corrects_id == t.AttendanceMark.id)
    .where(_Corrected.id.is_(None))
)
_VISITS = (
    select(
        t.ExpectedAttendance.id,
        t.ExpectedAttendance.ended_at,
        t.Membership.referral_id,
        t.Workshop.number,
        t.Workshop.day,
        t.Workshop.cohort_id,
    )
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .join(t.Workshop, t.Workshop.id == t.ExpectedAttendance.workshop_id)
    .order_by(t.Workshop.day, t.ExpectedAttendance.id)
)


def read_history(unit: Unit, zone: ZoneInfo) -> History:
    """Read everything that the figures are computed from."""
    return History(
        cases=tuple(_cases(unit, zone)),
        workshops=tuple(_workshops(unit, zone)),
        signposts=tuple(_signposts(unit, zone)),
        observations=tuple(_observations(unit)),
        sessions=tuple(
            (row.held_on, row.minutes)
            for row in unit.execute(select(t.SupervisionSession.held_on, t.SupervisionSession.minutes))
        ),
        pairs={pair.referral: pair for pair in pairs_of(unit)},
        victims=read_victims(unit, zone),
        readings=read_readings(unit, zone),
    )


def _cases(unit: Unit, zone: ZoneInfo) -> Iterable[Case]:
    steps, visits, verdicts = _steps(unit, zone), _visits(unit), _verdicts(unit)
    query = select(
        t.Referral.id,
        t.Referral.entered_on,
        t.Referral.caution_on,
        t.Referral.confirmed_at,
        t.Referral.extended_to,
    )
    for row in unit.execute(query.order_by(t.Referral.id)):
        yield Case(
            id=row.id,
            entered_on=row.entered_on,
            caution_on=row.caution_on,
            confirmed=row.confirmed_at is not None,
            extended_to=row.extended_to,
            verdict=verdicts.get(row.id),
            steps=tuple(steps.get(row.id, ())),
            visits=tuple(visits.get(row.id, ())),
        )


def _steps(unit: Unit, zone: ZoneInfo) -> dict[int, list[tuple[date, ReferralStatus]]]:
    found: dict[int, list[tuple[date, ReferralStatus]]] = {}
    query = select(t.StatusChange.referral_id, t.StatusChange.at, t.StatusChange.after, t.StatusChange.before)
    for row in unit.execute(query.order_by(t.StatusChange.at, t.StatusChange.id)):
        if row.before != row.after:
            found.setdefault(row.referral_id, []).append((day_in(zone, row.at), ReferralStatus(row.after)))
    return found


def _visits(unit: Unit) -> dict[int, list[Visit]]:
    marks = {row.expected_id: Attendance(row.mark) for row in unit.execute(_MARKS)}
    found: dict[int, list[Visit]] = {}
    for row in unit.execute(_VISITS):
        visit = Visit(
            row.id, row.number, row.day, row.cohort_id, ended=row.ended_at is not None, mark=marks.get(row.id)
        )
        found.setdefault(row.referral_id, []).append(visit)
    return found


def _verdicts(unit: Unit) -> dict[int, str]:
    query = select(t.Decision.referral_id, t.Decision.verdict).order_by(t.Decision.number)
    return {row.referral_id: row.verdict for row in unit.execute(query)}


def _workshops(unit: Unit, zone: ZoneInfo) -> Iterable[WorkshopPast]:
    cancelled: dict[int, datetime] = {}
    ran: dict[int, set[int]] = {}
    steps = select(t.WorkshopChange.workshop_id, t.WorkshopChange.at).where(
        t.WorkshopChange.after.in_(("cancelled", "not_held"))
    )
    cancelled.update({row.workshop_id: row.at for row in unit.execute(steps)})
    active = select(t.WorkshopFacilitator.workshop_id, t.WorkshopFacilitator.account_id)
    for row in unit.execute(active.where(t.WorkshopFacilitator.active)):
        ran.setdefault(row.workshop_id, set()).add(row.account_id)
    query = select(t.Workshop.id, t.Workshop.number, t.Workshop.day, t.Workshop.cohort_id, t.Workshop.status)
    for past in unit.execute(query.order_by(t.Workshop.day, t.Workshop.id)):
        at = cancelled.get(past.id)
        yield WorkshopPast(
            past.id,
            past.number,
            past.day,
            past.cohort_id,
            past.status,
            day_in(zone, at) if at else None,
            frozenset(ran.get(past.id, ())),
        )


def _signposts(unit: Unit, zone: ZoneInfo) -> Iterable[tuple[date, bool]]:
    accepted = set(unit.execute(select(t.SignpostStep.signpost_id).where(t.SignpostStep.after == "accepted")).scalars())
    for row in unit.execute(select(t.Signpost.id, t.Signpost.offered_at)):
        yield day_in(zone, row.offered_at), row.id in accepted


def _observations(unit: Unit) -> Iterable[tuple[date, Fraction, int | None]]:
    query = (
        select(t.Workshop.day, t.Observation.agreed, func.sum(t.ObservationScore.score), func.count())
        .join(t.Workshop, t.Workshop.id == t.Observation.workshop_id)
        .join(t.ObservationScore, t.ObservationScore.observation_id == t.Observation.id)
        .group_by(t.Observation.id, t.Workshop.day, t.Observation.agreed)
    )
    for day, agreed, total, aims in unit.execute(query):
        yield day, Fraction(int(total), int(aims)), agreed
