"""Supervision of facilitators: the sessions, and who has had none in the period that the area has agreed."""

from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, insert, select

from cara.access import Action, Subject, permit
from cara.acting import NotAccepted, Problem, tell
from cara.acting.paging import Order, Page, page_of_rows
from cara.casework import Instance
from cara.quality.agreed import agreed_in
from cara.quality.finding import facilitators, sealed, unsealed
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary.dates import add_months
from cara.vocabulary.text import Paragraph


class SupervisionDetails(BaseModel):
    """A session that was held: with whom, on which day, for how long and about what."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    facilitator: str
    held_on: date
    minutes: int = Field(ge=1, le=1440)
    topics: Paragraph


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session, as stored."""

    id: int
    code: str
    facilitator: str
    held_on: date
    minutes: int
    topics: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Covered:
    """One facilitator who may sign in, and when he or she was supervised last."""

    facilitator: str
    last_on: date | None
    minutes: int
    """In the period; over all time where no period is agreed."""
    is_due: bool | None
    """Whether there was none in the period; nothing where no period is agreed."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everybody's supervision: those who have had none first."""

    months: int | None
    since: date | None
    lines: tuple[Covered, ...]


def see_coverage(instance: Instance, actor: Subject, *, now: datetime) -> Coverage:
    """See who was supervised when, and who has had none in the period.

    Raises:
        NotAllowed: this person does not see the quality of delivery.
    """
    access = permit(actor, Action.SEE_QUALITY, None, now)

    def work(unit: Unit) -> Coverage:
        tell(unit, actor, "supervision_listed", "supervision", now, access)
        return coverage_on(unit, instance.today(now))

    return instance.database.run(work)


def coverage_on(unit: Unit, today: date) -> Coverage:
    """Give everybody's supervision on a day. A session on the day of the period's beginning is in it."""
    months = agreed_in(unit).supervision_months
    since = add_months(today, -months) if months else None
    session = t.SupervisionSession
    last = select(session.facilitator_id, func.max(session.held_on), func.sum(session.minutes)).group_by(
        session.facilitator_id
    )
    ever = {row[0]: (row[1], row[2]) for row in unit.execute(last.where(session.held_on <= today))}
    within = (
        {row[0]: row[2] for row in unit.execute(last.where(session.held_on <= today, session.held_on >= since))}
        if since
        else {}
    )
    lines = []
    for one in facilitators(unit).values():
        if one.active:
            last_on, minutes = ever.get(one.id, (None, 0))
            due = None if since is None else last_on is None or last_on < since
            lines.append(Covered(one.code, last_on, int(within.get(one.id, 0) if since else minutes), due))
    lines.sort(key=lambda line: (not line.is_due, line.last_on or date.min, line.facilitator))
    return Coverage(months, since, tuple(lines))


def list_sessions(instance: Instance, actor: Subject, *, after: int | None = None, now: datetime) -> Page[SessionRow]:
    """List supervision sessions, the latest first, 50 to a page.

    Raises:
        NotAllowed: this person does not see the quality of delivery.
    """
    permit(actor, Action.SEE_QUALITY, None, now)
    query = select(t.SupervisionSession, t.Account.code.label("facilitator")).join(
        t.Account, t.Account.id == t.SupervisionSession.facilitator_id
    )
    newest = Order(t.SupervisionSession.held_on.expression, descending=True)
    with instance.database.read() as unit:
        rows, following = page_of_rows(unit, query, t.SupervisionSession.id, newest, after=after)
        lines = tuple(
            SessionRow(
                row["id"],
                row["code"],
                row["facilitator"],
                row["held_on"],
                row["minutes"],
                unsealed(unit, t.SupervisionSession.topics, row["code"], row["topics"]) or "",
            )
            for row in rows
        )
        return Page(lines, following)


def record_supervision(instance: Instance, actor: Subject, details: SupervisionDetails, *, now: datetime) -> str:
    """Record a session, and give its code.

    Raises:
        NotAllowed: this person records no supervision.
        NotAccepted: there is no such facilitator, or the day has not come.
    """
    access = permit(actor, Action.CHANGE_QUALITY, None, now)

    def work(unit: Unit) -> str:
        who = facilitators(unit).get(details.facilitator)
        problems = []
        if who is None:
            problems.append(Problem("facilitator", "Select a facilitator from the list"))
        if details.held_on > instance.today(now):
            problems.append(Problem("held_on", "The day must be today or in the past"))
        if problems or who is None:
            raise NotAccepted(problems)
        code = str(instance.draw_reference())
        values = {"code": code, "facilitator_id": who.id, "held_on": details.held_on, "minutes": details.minutes}
        topics = sealed(unit, t.SupervisionSession.topics, code, details.topics)
        kept = insert(t.SupervisionSession).values(**values, topics=topics, recorded_by=actor.account, recorded_at=now)
        unit.execute(kept)
        tell(unit, actor, "supervision_recorded", code, now, access, facilitator=who.code, minutes=details.minutes)
        return code

    return instance.database.run(work)
