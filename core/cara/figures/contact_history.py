"""What the records say of the contact with victims: days and states. Nothing that is sealed is opened."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.states import ContactStatus
from cara.victims.words import BriefingStatus, Outcome
from cara.vocabulary.dates import day_in


@dataclass(frozen=True, slots=True)
class VictimPast:
    """How the contact with one victim went: days and states alone."""

    statuses: tuple[tuple[date, ContactStatus], ...] = ()
    """By their moments."""
    attempts: tuple[tuple[date, bool], ...] = ()
    """The day of each attempt, and whether somebody spoke with him or her."""
    fed_back: tuple[date, ...] = ()
    helped: bool = False
    """Whether there is an onward referral, or a safeguarding concern about the case."""

    def status_on(self, day: date) -> ContactStatus | None:
        """Give how the contact stood at the end of a day; ``None`` before anything was entered."""
        return next((status for since, status in reversed(self.statuses) if since <= day), None)


_STATUSES = select(v.VictimChange.victim_id, v.VictimChange.at, v.VictimChange.after).order_by(
    v.VictimChange.at, v.VictimChange.id
)
_READINGS = (
    select(t.Membership.referral_id, t.Membership.cohort_id, v.BriefingRead.account_id, v.BriefingRead.at)
    .join(v.Briefing, v.Briefing.id == v.BriefingRead.briefing_id)
    .join(t.Membership, t.Membership.id == v.Briefing.membership_id)
    .where(v.Briefing.status == BriefingStatus.RELEASED.value)
    .order_by(v.BriefingRead.id)
)


def read_victims(unit: Unit, zone: ZoneInfo) -> dict[int, tuple[VictimPast, ...]]:
    """Read how the contact with each victim went, by case."""
    statuses: dict[int, list[tuple[date, ContactStatus]]] = defaultdict(list)
    for victim, at, after in unit.execute(_STATUSES):
        statuses[victim].append((day_in(zone, at), ContactStatus(after)))
    attempts: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    tries = select(v.ContactAttempt.victim_id, v.ContactAttempt.at, v.ContactAttempt.outcome)
    for victim, at, outcome in unit.execute(tries.order_by(v.ContactAttempt.id)):
        attempts[victim].append((day_in(zone, at), outcome == Outcome.SPOKE.value))
    fed_back: dict[int, list[date]] = defaultdict(list)
    for victim, at in unit.execute(
        select(v.VictimFeedback.victim_id, v.VictimFeedback.at).order_by(v.VictimFeedback.id)
    ):
        fed_back[victim].append(day_in(zone, at))
    onward = set(unit.execute(select(v.OnwardReferral.victim_id)).scalars())
    concerns = set(unit.execute(select(v.Concern.referral_id)).scalars())
    found: dict[int, tuple[VictimPast, ...]] = {}
    for victim, referral in unit.execute(select(v.Victim.id, v.Victim.referral_id).order_by(v.Victim.id)):
        helped = victim in onward or referral in concerns
        past = VictimPast(tuple(statuses[victim]), tuple(attempts[victim]), tuple(fed_back[victim]), helped)
        found[referral] = (*found.get(referral, ()), past)
    return found


def read_readings(unit: Unit, zone: ZoneInfo) -> dict[tuple[int, int], tuple[tuple[int, datetime], ...]]:
    """Read who has read the briefings in force, and when, by case and cohort."""
    found: dict[tuple[int, int], tuple[tuple[int, datetime], ...]] = {}
    for referral, cohort, account, at in unit.execute(_READINGS):
        read = (account, at.astimezone(zone).replace(tzinfo=None))
        found[referral, cohort] = (*found.get((referral, cohort), ()), read)
    return found
