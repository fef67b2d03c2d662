"""How complete the contact with victims is before each workshop two: figures by cohort, and nobody's name."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, func, select
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
        found = _each(unit, unit.execute(query).mappings().all())
        tell(unit, actor, "completeness_seen", "victims", now, access, shown=tuple(one.workshop for one in found))
        return tuple(one for one in found if one.participants)

    return instance.database.run(work)


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read for all the workshops together, in as many looks for ten as for one."""

    places: Mapping[int, Sequence[tuple[int, int]]]
    """The place and the referral of each participant, by workshop."""
    victims: Mapping[int, Sequence[tuple[int, ContactStatus]]]
    """By referral."""
    attempted: frozenset[int]
    with_worker: frozenset[int]
    released: Mapping[int, int]
    """The briefing that is in force, by place."""
    reads: Mapping[int, int]
    """How many have read a briefing."""
    facilitators: Mapping[int, int]
    """How many run a workshop."""


def _each(unit: Unit, workshops: Sequence[RowMapping]) -> tuple[Completeness, ...]:
    if not workshops:
        return ()
    read = _read(unit, [row["id"] for row in workshops])
    return tuple(_of(row, read) for row in workshops)


def _of(row: RowMapping, read: _Read) -> Completeness:
    places = read.places.get(row["id"], ())
    victims = [(referral, *victim) for _, referral in places for victim in read.victims.get(referral, ())]
    released = [read.released[place] for place, _ in places if place in read.released]
    return Completeness(
        workshop=row["code"],
        cohort=row["cohort"],
        day=row["day"],
        participants=len(places),
        with_victims=len({referral for referral, *_ in victims}),
        victims=Counter(status for *_, status in victims),
        without_worker=sum(
            status in {S.DUE, S.ATTEMPTED} and victim not in read.with_worker for _, victim, status in victims
        ),
        attempted=sum(victim in read.attempted for _, victim, _ in victims),
        briefed=len(released),
        facilitators=read.facilitators.get(row["id"], 0),
        read=sum(read.reads.get(briefing, 0) for briefing in released),
    )


def _read(unit: Unit, workshops: Sequence[int]) -> _Read:
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for workshop, place, referral in unit.execute(_PLACES, {"ids": workshops}).all():
        places[workshop].append((place, referral))
    everybody = [one for found in places.values() for one in found]
    victims: dict[int, list[tuple[int, ContactStatus]]] = defaultdict(list)
    for victim, referral, status in unit.execute(_VICTIMS, {"ids": [referral for _, referral in everybody]}).all():
        victims[referral].append((victim, S(status)))
    ids = [victim for found in victims.values() for victim, _ in found]
    released = _pairs(unit, _RELEASED, [place for place, _ in everybody])
    return _Read(
        places=places,
        victims=victims,
        attempted=frozenset(unit.execute(_ATTEMPTED, {"ids": ids}).scalars()),
        with_worker=frozenset(unit.execute(_WITH_WORKER, {"ids": ids}).scalars()),
        released=released,
        reads=_pairs(unit, _READS, list(released.values())),
        facilitators=_pairs(unit, _FACILITATORS, workshops),
    )


def _pairs(unit: Unit, query: Select[int, int], ids: Sequence[int]) -> dict[int, int]:
    return {row[0]: row[1] for row in unit.execute(query, {"ids": ids}).all()}


def _ids(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return column.in_(bindparam("ids", expanding=True))


# Built once: building a statement takes longer than running it.
_PLACES = (
    select(t.ExpectedAttendance.workshop_id, t.Membership.id, t.Membership.referral_id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .where(_ids(t.ExpectedAttendance.workshop_id), t.ExpectedAttendance.ended_at.is_(None))
)
_VICTIMS = select(v.Victim.id, v.Victim.referral_id, v.Victim.status).where(_ids(v.Victim.referral_id))
_ATTEMPTED = select(v.ContactAttempt.victim_id).distinct().where(_ids(v.ContactAttempt.victim_id))
_WITH_WORKER = select(v.VictimWorker.victim_id).where(_ids(v.VictimWorker.victim_id), v.VictimWorker.active)
_RELEASED = select(v.Briefing.membership_id, v.Briefing.id).where(
    _ids(v.Briefing.membership_id), v.Briefing.status == BriefingStatus.RELEASED.value
)
_READS = (
    select(v.BriefingRead.briefing_id, func.count())
    .where(_ids(v.BriefingRead.briefing_id))
    .group_by(v.BriefingRead.briefing_id)
)
_FACILITATORS = (
    select(t.WorkshopFacilitator.workshop_id, func.count())
    .where(_ids(t.WorkshopFacilitator.workshop_id), t.WorkshopFacilitator.active)
    .group_by(t.WorkshopFacilitator.workshop_id)
)
