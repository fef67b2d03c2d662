"""The board: which cohort is where on which day, how full it is, who runs it, and which days clash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, bindparam, func, select

from cara.access import Action, Role, Subject, permit
from cara.acting import tell
from cara.casework import Instance
from cara.policy import SchedulingPolicy, scheduling_policy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import is_open, second_days, why_closed
from cara.vocabulary.dates import in_words
from cara.workshops.facilitating import Facilitator, facilitators_of
from cara.workshops.members import workshops_of
from cara.workshops.rows import NoSuchWorkshop, WorkshopRow, find_workshop
from cara.workshops.states import CohortStatus, WorkshopStatus

MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class BoardDay:
    """One day of the board and what is wrong with it, if anything is."""

    day: date
    closed: str | None
    """Why no workshop is held on it."""
    clash: str | None
    """Why no pair can start on it: its workshop two would fall on a closed day."""
    used: bool
    """Whether a workshop is on it."""


@dataclass(frozen=True, slots=True)
class BoardWorkshop:
    """One workshop on the board."""

    row: WorkshopRow
    taken: int
    facilitators: tuple[Facilitator, ...]
    clash: str | None
    """What is wrong with its day."""


@dataclass(frozen=True, slots=True)
class Board:
    """Days by venues, and how many facilitators each workshop wants where the area has said so."""

    days: tuple[BoardDay, ...]
    venues: tuple[str, ...]
    cells: Mapping[tuple[str, date], Sequence[BoardWorkshop]]
    facilitators_wanted: int | None


@dataclass(frozen=True, slots=True)
class CohortView:
    """One cohort: both workshops, and who could run them."""

    workshops: tuple[BoardWorkshop, ...]
    can_run: tuple[Facilitator, ...]
    facilitators_wanted: int | None
    going_on: bool

    @property
    def cohort(self) -> WorkshopRow:
        """Give what both workshops say of their cohort."""
        return self.workshops[0].row


_ON_BOARD = (
    select(t.Workshop.code)
    .join(t.Cohort, t.Cohort.id == t.Workshop.cohort_id)
    .where(
        t.Workshop.day.between(bindparam("first", type_=Date()), bindparam("last", type_=Date())),
        t.Workshop.status != WorkshopStatus.CANCELLED.value,
    )
    .order_by(t.Workshop.day, t.Workshop.code)
)
_TAKEN = select(func.count()).where(t.Membership.cohort_id == bindparam("cohort"), t.Membership.active)
_FACILITATORS = (
    select(t.Account.code, t.Account.display_name)
    .where(t.Account.active, t.Account.role == Role.FACILITATOR.value)
    .order_by(t.Account.code)
)
_OPEN_VENUES = select(t.Venue.name).where(t.Venue.open).order_by(t.Venue.name)


def see_board(instance: Instance, actor: Subject, first: date, weeks: int, *, now: datetime) -> Board:
    """See the workshops of some weeks by day and venue.

    Args:
        first: the first day.
        weeks: how many weeks from it, 1 to 26.

    Raises:
        NotAllowed: this person may not see the board.
    """
    permit(actor, Action.SEE_BOARD, None, now)
    last = first + timedelta(weeks=max(1, min(weeks, MOST_WEEKS))) - timedelta(days=1)

    def work(unit: Unit) -> Board:
        policy = scheduling_policy(instance.book, instance.today(now))
        codes = unit.execute(_ON_BOARD, {"first": first, "last": last}).scalars().all()
        shown = tuple(_on_board(unit, policy, find_workshop(unit, code)) for code in codes)
        tell(unit, actor, "board_seen", "board", now)
        cells: dict[tuple[str, date], list[BoardWorkshop]] = {}
        for workshop in shown:
            cells.setdefault((workshop.row.venue, workshop.row.day), []).append(workshop)
        venues = {*unit.execute(_OPEN_VENUES).scalars(), *(venue for venue, _ in cells)}
        days = _days(policy, first, last, {day for _, day in cells})
        return Board(days, tuple(sorted(venues)), cells, _wanted(policy))

    return instance.database.run(work)


def see_cohort(instance: Instance, actor: Subject, cohort: str, *, now: datetime) -> CohortView:
    """See one cohort with both of its workshops.

    Raises:
        NotAllowed: this person may not see the board.
        NoSuchWorkshop: there is no such cohort.
    """
    permit(actor, Action.SEE_BOARD, None, now)

    def work(unit: Unit) -> CohortView:
        policy = scheduling_policy(instance.book, instance.today(now))
        workshops = tuple(_on_board(unit, policy, row) for row in workshops_of(unit, cohort))
        if not workshops:
            raise NoSuchWorkshop(cohort)
        tell(unit, actor, "board_seen", f"cohort:{cohort}", now)
        going_on = workshops[0].row.cohort_status not in {CohortStatus.COMPLETED, CohortStatus.CANCELLED}
        return CohortView(workshops, _who_can_run(unit), _wanted(policy), going_on)

    return instance.database.run(work)


def _who_can_run(unit: Unit) -> tuple[Facilitator, ...]:
    found = unit.execute(_FACILITATORS).all()
    return tuple(Facilitator(code, unit.unseal(t.Account.display_name, code, name)) for code, name in found)


def _wanted(policy: SchedulingPolicy) -> int | None:
    return policy.facilitators if isinstance(policy.facilitators, int) else None


def _on_board(unit: Unit, policy: SchedulingPolicy, row: WorkshopRow) -> BoardWorkshop:
    taken = unit.scalar(_TAKEN, {"cohort": row.cohort_id}) or 0
    closed = why_closed(policy, row.day) if row.status is WorkshopStatus.PLANNED else None
    clash = f"{in_words(row.day)} is {closed}" if closed else None
    return BoardWorkshop(row, taken, facilitators_of(unit, row), clash)


def _days(policy: SchedulingPolicy, first: date, last: date, used: set[date]) -> tuple[BoardDay, ...]:
    every = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(
        BoardDay(day, why_closed(policy, day), _clash(policy, day), day in used)
        for day in every
        if day in used or day.weekday() in {weekday.position for weekday in policy.weekdays}
    )


def _clash(policy: SchedulingPolicy, day: date) -> str | None:
    if not is_open(policy, day) or second_days(policy, day):
        return None
    second = day + timedelta(days=policy.gap.least)
    days = f"{policy.gap.least} days" if policy.gap.least == policy.gap.most else f"{policy.gap.least} or more days"
    return f"{in_words(day, weekday=False)} + {days} = {in_words(second, weekday=False)}, closed"
