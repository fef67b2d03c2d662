"""Practice as the practice supervisor sees it: cohorts in numbers and facilitators by code. Never people.

Small numbers could tell of somebody. A number is given only where it and what is left of its whole both reach the
threshold; there are no totals here from which a withheld number could be worked out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.acting.paging import MOST_DOWNLOADED, Order, Page, page_of_rows
from cara.casework import Instance
from cara.quality.finding import facilitators
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Attendance, Pathway
from cara.vocabulary.dates import add_months
from cara.workshops.states import CohortStatus

THRESHOLD = 5
"""The least number that is given. An area may withhold more, never less."""

MONTHS = 12
"""How far back the facilitators' numbers reach."""

CAME = (Attendance.HERE.value, Attendance.LATE.value)
"""The marks of somebody who came and was let in."""


@dataclass(frozen=True, slots=True)
class Given:
    """A number of a whole, or nothing where it is withheld."""

    number: int | None
    of: int | None

    @property
    def is_withheld(self) -> bool:
        """Tell whether it is withheld."""
        return self.number is None


def given(number: int, of: int) -> Given:
    """Give a number of a whole, if both it and what is left reach the threshold."""
    shown_whole = of if of >= THRESHOLD else None
    return Given(number if number >= THRESHOLD and of - number >= THRESHOLD else None, shown_whole)


@dataclass(frozen=True, slots=True)
class CohortInNumbers:
    """One cohort, without anybody in it."""

    code: str
    pathway: Pathway
    status: CohortStatus
    district: str
    first_day: date
    second_day: date
    capacity: int
    booked: int | None
    """How many had a place that was booked; nothing below the threshold."""
    came: Mapping[int, Given]
    """How many of those expected came to workshop one and two."""


@dataclass(frozen=True, slots=True)
class FacilitatorInNumbers:
    """One facilitator by code: what was seen of the practice, and the supervision."""

    code: str
    workshops: int
    observations: int
    mean: Fraction | None
    good_enough: int
    judged: int
    """How many observations were held against an agreed score."""
    minutes: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Practice:
    """What the page shows."""

    since: date
    cohorts: Page[CohortInNumbers]
    facilitators: tuple[FacilitatorInNumbers, ...]


def see_practice(instance: Instance, actor: Subject, *, after: int | None = None, now: datetime) -> Practice:
    """See cohorts, the latest first, 50 to a page, and every facilitator.

    Raises:
        NotAllowed: this person does not see practice.
    """
    access = permit(actor, Action.SEE_PRACTICE, None, now)

    def work(unit: Unit) -> Practice:
        rows, following = page_of_rows(unit, _COHORTS, t.Cohort.id, _LATEST, after=after)
        tell(unit, actor, "practice_seen", "practice", now, access)
        since = add_months(instance.today(now), -MONTHS)
        return Practice(since, Page(_in_numbers(unit, rows), following), _facilitators(unit, since))

    return instance.database.run(work)


def download_practice(instance: Instance, actor: Subject, *, now: datetime) -> tuple[CohortInNumbers, ...]:
    """Give every cohort in numbers, to take it away.

    Raises:
        NotAllowed, ProofNeeded: this person may not, or has to prove again who it is.
    """
    access = permit(actor, Action.EXPORT_PRACTICE, None, now)

    def work(unit: Unit) -> tuple[CohortInNumbers, ...]:
        rows, _ = page_of_rows(unit, _COHORTS, t.Cohort.id, _LATEST, most=MOST_DOWNLOADED)
        tell(unit, actor, "practice_downloaded", "practice", now, access)
        return _in_numbers(unit, rows)

    return instance.database.run(work)


_COHORTS = select(
    t.Cohort.id,
    t.Cohort.code,
    t.Cohort.pathway,
    t.Cohort.status,
    t.Cohort.first_day,
    t.Cohort.second_day,
    t.Cohort.capacity,
    t.Venue.district,
).join(t.Venue, t.Venue.id == t.Cohort.venue_id)
_LATEST = Order(t.Cohort.first_day.expression, descending=True)
_Corrected = aliased(t.AttendanceMark)
_STANDING = (
    select(t.AttendanceMark.expected_id, t.AttendanceMark.mark)
    .outerjoin(_Corrected, _Corrected.corrects_id == t.AttendanceMark.id)
    .where(_Corrected.id.is_(None))
    .subquery()
)
_MARKED = (
    select(t.Workshop.cohort_id, t.Workshop.number, _STANDING.c.mark, func.count().label("people"))
    .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
    .join(_STANDING, _STANDING.c.expected_id == t.ExpectedAttendance.id)
    .group_by(t.Workshop.cohort_id, t.Workshop.number, _STANDING.c.mark)
)
_BOOKED = (
    select(t.Membership.cohort_id, func.count().label("people"))
    .where(t.Membership.status.in_(("booked", "done", "left")))
    .group_by(t.Membership.cohort_id)
)


def _in_numbers(unit: Unit, rows: Iterable[Any]) -> tuple[CohortInNumbers, ...]:  # Any: rows of the columns above
    found = list(rows)
    ids = [row["id"] for row in found]
    booked = _counted(unit, _BOOKED.where(t.Membership.cohort_id.in_(ids)))
    came: dict[tuple[int, int], list[int]] = {}
    for cohort, number, mark, people in unit.execute(_MARKED.where(t.Workshop.cohort_id.in_(ids))):
        counted = came.setdefault((cohort, number), [0, 0])
        counted[0] += people if mark in CAME else 0
        counted[1] += people
    return tuple(_cohort(row, booked.get(row["id"], 0), came) for row in found)


def _cohort(row: Any, booked: int, came: Mapping[tuple[int, int], list[int]]) -> CohortInNumbers:  # Any: as above
    names = ("code", "district", "first_day", "second_day", "capacity")
    return CohortInNumbers(
        **{name: row[name] for name in names},
        pathway=Pathway.from_code(row["pathway"]),
        status=CohortStatus(row["status"]),
        booked=booked if booked >= THRESHOLD else None,
        came={number: given(*came[row["id"], number]) for number in (1, 2) if (row["id"], number) in came},
    )


def _facilitators(unit: Unit, since: date) -> tuple[FacilitatorInNumbers, ...]:
    ran = _counted(
        unit,
        select(t.WorkshopFacilitator.account_id, func.count())
        .join(t.Workshop, t.Workshop.id == t.WorkshopFacilitator.workshop_id)
        .where(t.WorkshopFacilitator.active, t.Workshop.status == "held", t.Workshop.day >= since)
        .group_by(t.WorkshopFacilitator.account_id),
    )
    session = t.SupervisionSession
    supervised = select(session.facilitator_id, func.sum(session.minutes), func.max(session.held_on))
    minutes = {
        row[0]: (int(row[1]), row[2])
        for row in unit.execute(supervised.where(session.held_on >= since).group_by(session.facilitator_id))
    }
    seen = _observations(unit, since)
    return tuple(
        _facilitator(one.code, ran.get(one.id, 0), seen.get(one.id, []), *minutes.get(one.id, (0, None)))
        for one in facilitators(unit).values()
    )


def _counted(unit: Unit, query: Select[*tuple[Any, ...]]) -> dict[int, int]:  # Any: a row and how many
    return {row[0]: int(row[1]) for row in unit.execute(query)}


def _observations(unit: Unit, since: date) -> dict[int, list[tuple[Fraction, int | None]]]:
    """Give the mean score of each observation and the score agreed then, by facilitator."""
    query = (
        select(
            t.Observation.id,
            t.Observation.facilitator_id,
            t.Observation.agreed,
            func.sum(t.ObservationScore.score),
            func.count(),
        )
        .join(t.ObservationScore, t.ObservationScore.observation_id == t.Observation.id)
        .join(t.Workshop, t.Workshop.id == t.Observation.workshop_id)
        .where(t.Workshop.day >= since)
        .group_by(t.Observation.id, t.Observation.facilitator_id, t.Observation.agreed)
    )
    found: dict[int, list[tuple[Fraction, int | None]]] = {}
    for _, facilitator, agreed, total, aims in unit.execute(query):
        found.setdefault(facilitator, []).append((Fraction(int(total), int(aims)), agreed))
    return found


def _facilitator(
    code: str, workshops: int, seen: list[tuple[Fraction, int | None]], minutes: int, last_on: date | None
) -> FacilitatorInNumbers:
    judged = [(mean, agreed) for mean, agreed in seen if agreed is not None]
    return FacilitatorInNumbers(
        code=code,
        workshops=workshops,
        observations=len(seen),
        mean=sum((mean for mean, _ in seen), Fraction(0)) / len(seen) if seen else None,
        good_enough=sum(mean * 10 >= agreed for mean, agreed in judged),
        judged=len(judged),
        minutes=minutes,
        last_on=last_on,
    )
