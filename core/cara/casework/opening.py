"""Opening an instance for work: venues and cohorts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.sql.dml import ReturningInsert

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.casework.expecting import plan_workshops
from cara.casework.instance import Instance
from cara.policy import scheduling_policy
from cara.records import Conflict, Unit
from cara.records import tables as t
from cara.scheduling import has_gap, is_open
from cara.vocabulary import Pathway
from cara.vocabulary.dates import in_words


@dataclass(frozen=True, slots=True)
class NewVenue:
    """A venue to be opened."""

    code: str
    name: str
    address: str
    district: str
    travel: str
    step_free: bool
    hearing_loop: bool


def open_venue(instance: Instance, actor: Subject, venue: NewVenue, *, now: datetime) -> int:
    """Open a venue and give its id.

    Raises:
        NotAllowed: this person may not open venues.
        NotAccepted: the district is not one of the area's, or the code is taken.
    """
    permit(actor, Action.OPEN_VENUE, None, now)
    districts = [district.code for district in instance.book.area.districts]
    if districts and venue.district not in districts:
        raise NotAccepted([Problem("district", f"The district must be one of {', '.join(districts)}")])

    def work(unit: Unit) -> int:
        values = {name: getattr(venue, name) for name in NewVenue.__dataclass_fields__}
        opened = _insert(unit, insert(t.Venue).values(open=True, **values).returning(t.Venue.id))
        tell(unit, actor, "venue_opened", venue.code, now)
        return opened

    return instance.database.run(work)


@dataclass(frozen=True, slots=True)
class NewCohort:
    """A cohort to be opened at a venue: one pathway, one pair of days."""

    code: str
    pathway: Pathway
    venue: int
    first_day: date
    second_day: date
    capacity: int


def open_cohort(instance: Instance, actor: Subject, cohort: NewCohort, *, now: datetime) -> int:
    """Open a cohort and give its id.

    Raises:
        NotAllowed: this person may not open cohorts.
        NotAccepted: days, gap or capacity are not as the area's policy has them, every problem at once; or there is no
            such venue, or the code is taken.
    """
    permit(actor, Action.OPEN_COHORT, None, now)
    problems = _problems(instance, cohort, now)
    if problems:
        raise NotAccepted(problems)

    def work(unit: Unit) -> int:
        values = {
            "code": cohort.code,
            "pathway": cohort.pathway.code,
            "capacity": cohort.capacity,
            "status": "open",
            "venue_id": cohort.venue,
            "first_day": cohort.first_day,
            "second_day": cohort.second_day,
            "version": 1,
        }
        if unit.scalar(select(t.Venue.id).where(t.Venue.id == cohort.venue, t.Venue.open)) is None:
            raise NotAccepted([Problem("venue", "Choose a venue that is open")])
        opened = _insert(unit, insert(t.Cohort).values(**values).returning(t.Cohort.id))
        plan_workshops(unit, opened, cohort.code, (cohort.first_day, cohort.second_day), by=actor.code, at=now)
        tell(unit, actor, "cohort_opened", cohort.code, now)
        return opened

    return instance.database.run(work)


def _problems(instance: Instance, cohort: NewCohort, now: datetime) -> list[Problem]:
    policy = scheduling_policy(instance.book, instance.today(now))
    days = {"first_day": cohort.first_day, "second_day": cohort.second_day}
    problems = [
        Problem(name, f"No workshop can be held on {in_words(day)}")
        for name, day in days.items()
        if not is_open(policy, day)
    ]
    if not has_gap(policy, cohort.first_day, cohort.second_day):
        problems.append(
            Problem("second_day", f"Workshop two must be {policy.gap.least} to {policy.gap.most} days later")
        )
    if not 1 <= cohort.capacity <= policy.size.most:
        problems.append(Problem("capacity", f"A cohort has 1 to {policy.size.most} places"))
    return problems


def _insert(unit: Unit, statement: ReturningInsert[int]) -> int:
    try:
        with unit.attempt():
            return unit.execute(statement).scalar_one()
    except Conflict as conflict:
        raise NotAccepted([Problem("code", "This code is taken: choose another")]) from conflict
