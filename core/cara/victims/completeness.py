"""How complete the contact with victims is before each workshop two: figures by cohort, and nobody's name."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import RowMapping, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.casework import Instance
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.states import ContactStatus
from cara.victims.words import BriefingStatus
from cara.workshops import WorkshopStatus

AHEAD = timedelta(days=35)
"""How far ahead workshops two are looked at: from workshop one on."""

S = ContactStatus


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete it is before one workshop two."""

    workshop: str
    cohort: str
    day: date
    participants: int
    with_victims: int
    """Participants of whom at least one victim is entered."""
    victims: Mapping[ContactStatus, int]
    without_worker: int
    """Victims who are to be contacted, and whom nobody contacts."""
    attempted: int
    """Victims with one attempt or more."""
    briefed: int
    """Participants for whom a briefing is released."""
    facilitators: int
    read: int
    """Readings of those briefings, out of ``briefed`` times ``facilitators``."""

    @property
    def in_words(self) -> str:
        """Say how the contact stands: what has to be done first, then the results, each with its number."""
        said = [f"{self.without_worker} without a worker"] if self.without_worker else []
        missing = self.participants - self.with_victims
        said += [f"{missing} without a victim entered"] if missing else []
        said += [f"{self.victims[status]} {status.label.lower()}" for status in S if self.victims.get(status)]
        return "; ".join(said) or "Nobody is entered"

    @property
    def is_whole(self) -> bool:
        """Whether everybody is briefed and everything is read, by two facilitators at least."""
        both = self.facilitators >= 2  # noqa: PLR2004 - every workshop has two
        return both and self.briefed == self.participants and self.read == self.briefed * self.facilitators


def see_completeness(instance: Instance, actor: Subject, *, now: datetime) -> tuple[Completeness, ...]:
    """See the workshops two to come that are planned, the nearest first.

    Raises:
        NotAllowed: this person may not see it.
    """
    access = permit(actor, Action.SEE_COMPLETENESS, None, now)

    def work(unit: Unit) -> tuple[Completeness, ...]:
        today = instance.today(now)
        query = (
            select(t.Workshop.id, t.Workshop.code, t.Workshop.day, t.Workshop.cohort_id, t.Cohort.code.label("cohort"))
            .join(t.Cohort, t.Cohort.id == t.Workshop.cohort_id)
            .where(
                t.Workshop.number == 2,  # noqa: PLR2004 - workshop two
                t.Workshop.status == WorkshopStatus.PLANNED.value,
                t.Workshop.day.between(today, today + AHEAD),
            )
            .order_by(t.Workshop.day, t.Workshop.code)
        )
        found = tuple(_of(unit, row) for row in unit.execute(query).mappings().all())
        tell(unit, actor, "completeness_seen", "victims", now, access, shown=tuple(one.workshop for one in found))
        return tuple(one for one in found if one.participants)

    return instance.database.run(work)


def _of(unit: Unit, row: RowMapping) -> Completeness:
    places = _places(unit, row["id"])
    referrals = [referral for _, referral in places]
    victims = unit.execute(
        select(v.Victim.id, v.Victim.referral_id, v.Victim.status).where(v.Victim.referral_id.in_(referrals))
    ).all()
    ids = [one.id for one in victims]
    released = _released(unit, [place for place, _ in places])
    return Completeness(
        workshop=row["code"],
        cohort=row["cohort"],
        day=row["day"],
        participants=len(places),
        with_victims=len({one.referral_id for one in victims}),
        victims=Counter(S(one.status) for one in victims),
        without_worker=_without_worker(unit, [one.id for one in victims if S(one.status) in {S.DUE, S.ATTEMPTED}]),
        attempted=_count(
            unit, select(func.count(v.ContactAttempt.victim_id.distinct())), v.ContactAttempt.victim_id, ids
        ),
        briefed=len(released),
        facilitators=_facilitators(unit, row["id"]),
        read=_count(unit, select(func.count()).select_from(v.BriefingRead), v.BriefingRead.briefing_id, released),
    )


def _places(unit: Unit, workshop: int) -> list[tuple[int, int]]:
    query = (
        select(t.Membership.id, t.Membership.referral_id)
        .join(t.ExpectedAttendance, t.ExpectedAttendance.membership_id == t.Membership.id)
        .where(t.ExpectedAttendance.workshop_id == workshop, t.ExpectedAttendance.ended_at.is_(None))
    )
    return [(row.id, row.referral_id) for row in unit.execute(query).all()]


def _released(unit: Unit, places: list[int]) -> list[int]:
    mine = (v.Briefing.membership_id.in_(places), v.Briefing.status == BriefingStatus.RELEASED.value)
    return list(unit.execute(select(v.Briefing.id).where(*mine)).scalars())


def _without_worker(unit: Unit, victims: list[int]) -> int:
    having = select(v.VictimWorker.victim_id).where(v.VictimWorker.victim_id.in_(victims), v.VictimWorker.active)
    return len(victims) - len(set(unit.execute(having).scalars()))


def _facilitators(unit: Unit, workshop: int) -> int:
    mine = (t.WorkshopFacilitator.workshop_id == workshop, t.WorkshopFacilitator.active)
    return int(unit.scalar(select(func.count()).select_from(t.WorkshopFacilitator).where(*mine)) or 0)


def _count(unit: Unit, query: Select[int], column: InstrumentedAttribute[int], ids: list[int]) -> int:
    return int(unit.scalar(query.where(column.in_(ids))) or 0)
