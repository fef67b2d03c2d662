"""The facilitators read the briefings of their own workshop two, from the release to seven days after it.

Everybody who is expected stands there. Where nothing is released, that is said, and that it is no sign of safety.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select

from cara.access import Action, Subject, decide
from cara.acting import tell
from cara.casework import Instance
from cara.records import Unit
from cara.records.tables import victims as v
from cara.victims.briefings import BriefingSaid, NoSuchBriefing, heard_of
from cara.victims.words import BriefingStatus, Heard
from cara.vocabulary import Reference
from cara.workshops import NoSuchWorkshop, WorkshopRow
from cara.workshops.rows import ExpectedRow, expected_at, find_workshop_for, with_cohorts

SECOND = 2


@dataclass(frozen=True, slots=True)
class BriefingLine:
    """What a facilitator reads of one seat; nobody's name is in it, the register has that."""

    seat: int
    heard: Heard | None
    """Whether anybody was spoken to; None while nothing is released."""
    code: Reference | None
    said: BriefingSaid | None = field(repr=False)
    read_by_me: bool = False
    """Whether this facilitator has marked it as read."""


@dataclass(frozen=True, slots=True)
class Briefings:
    """The briefings of one workshop two, by seat."""

    workshop: WorkshopRow
    lines: tuple[BriefingLine, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """Give the seats for which nothing is released."""
        return tuple(line.seat for line in self.lines if line.code is None)


def read_briefings(instance: Instance, actor: Subject, code: str, *, now: datetime) -> Briefings:
    """Read the briefings of a workshop two that this person facilitates; audited before anything is shown.

    Raises:
        NoSuchWorkshop: there is none, it is a workshop one, or this person does not facilitate it now.
    """

    def work(unit: Unit) -> Briefings:
        workshop = find_workshop_for(instance, unit, actor, Action.READ_BRIEFING, code, now)
        if workshop.number != SECOND:
            raise NoSuchWorkshop(code)
        asks = with_cohorts(unit, actor)
        expected = expected_at(unit, workshop, asks, workshop.open_to_facilitators(instance))
        mine = [row for row in expected if decide(asks, Action.READ_BRIEFING, row.resource, now).allowed]
        lines = tuple(_line(unit, actor, row) for row in mine)
        shown = tuple(str(line.code) for line in lines if line.code)
        tell(unit, actor, "briefings_read", f"workshop:{workshop.code}", now, None, shown=shown)
        return Briefings(workshop, lines)

    return instance.database.run(work)


def _line(unit: Unit, actor: Subject, row: ExpectedRow) -> BriefingLine:
    released = (v.Briefing.membership_id == row.membership_id, v.Briefing.status == BriefingStatus.RELEASED.value)
    found = unit.execute(select(v.Briefing).where(*released)).mappings().one_or_none()
    if found is None:
        return BriefingLine(row.seat, None, None, None)
    said = BriefingSaid.model_validate_json(unit.unseal(v.Briefing.said, found["key"], found["said"]))
    mine = (v.BriefingRead.briefing_id == found["id"], v.BriefingRead.account_id == actor.account)
    is_read = unit.scalar(select(v.BriefingRead.id).where(*mine)) is not None
    return BriefingLine(row.seat, heard_of(unit, row.referral_id), Reference(found["code"]), said, is_read)


def mark_read(instance: Instance, actor: Subject, workshop: str, code: str, *, now: datetime) -> None:
    """Mark a briefing as read. Marked twice is marked once.

    Raises:
        NoSuchWorkshop: this person does not facilitate it now.
        NoSuchBriefing: none of that code is released to it.
    """

    def work(unit: Unit) -> None:
        lines = {line.code: line for line in read_briefings(instance, actor, workshop, now=now).lines if line.code}
        line = lines.get(Reference(code)) if code in lines else None
        if line is None:
            raise NoSuchBriefing(code)
        tell(unit, actor, "briefing_marked_read", f"briefing:{code}", now)
        if not line.read_by_me:
            own = unit.execute(select(v.Briefing.id).where(v.Briefing.code == code)).scalar_one()
            unit.execute(insert(v.BriefingRead).values(briefing_id=own, account_id=actor.account, at=now))

    instance.database.run(work)
