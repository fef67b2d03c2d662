"""Offering a service to a victim, and recording what came of it, by the victim's own worker.

Only what serves the need, the district and the victim's language is offered, and never a service to which the
participant is signposted: they would meet there.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from cara.access import Action, Subject
from cara.acting import NotAccepted, Problem, new_code, tell
from cara.casework import Instance
from cara.casework.details import Language
from cara.engagement import Need
from cara.engagement.directory import Service, services_serving
from cara.engagement.offers import OPEN, OfferStatus
from cara.onward.states import NoSuchOnward, check_way
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.feedback import feedback_of
from cara.victims.problems import NoSuchVictim
from cara.victims.rows import VictimRow, find_victim
from cara.victims.states import ContactStatus, WrongContact
from cara.vocabulary import Reference, ReferenceProblem

S = OfferStatus


@dataclass(frozen=True, slots=True)
class OnwardStep:
    """One step: what it became, when, and who recorded it, by the account's code."""

    status: OfferStatus
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class OnwardSeen:
    """One onward referral of a victim with its steps, the first one first."""

    code: Reference
    service_name: str
    need: Need
    status: OfferStatus
    steps: tuple[OnwardStep, ...]


@dataclass(frozen=True, slots=True)
class OnwardOf:
    """What one victim was offered, the newest first, and what there is to know before the next offer."""

    code: Reference
    may_offer: bool
    """Whether the victim was spoken to: nothing is offered to somebody who was not."""
    language: Language
    wanted: str | None = field(repr=False)
    """What help was wanted, as it was said last."""
    referrals: tuple[OnwardSeen, ...]


def see_onward(instance: Instance, actor: Subject, code: str, *, now: datetime) -> OnwardOf:
    """See what a victim was offered.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> OnwardOf:
        row = find_victim(unit, actor, Action.OFFER_ONWARD, code, now)
        tell(unit, actor, "onward_seen", row.told_as, now, row.access, about=row.reference)
        wanted = next((seen.said.needs for seen in feedback_of(unit, row.id) if seen.said.needs), None)
        may_offer = row.status is ContactStatus.REACHED
        return OnwardOf(row.code, may_offer, row.details.language, wanted, _of_victim(unit, row))

    return instance.database.run(work)


def _of_victim(unit: Unit, row: VictimRow) -> tuple[OnwardSeen, ...]:
    query = (
        select(v.OnwardReferral, t.Service.name.label("service_name"))
        .join(t.Service, t.Service.id == v.OnwardReferral.service_id)
        .where(v.OnwardReferral.victim_id == row.id)
        .order_by(v.OnwardReferral.id.desc())
    )
    return tuple(_seen(unit, one) for one in unit.execute(query).mappings().all())


def _seen(unit: Unit, row: RowMapping) -> OnwardSeen:
    query = (
        select(v.OnwardStep.after, v.OnwardStep.at, t.Account.code)
        .join(t.Account, t.Account.id == v.OnwardStep.by)
        .where(v.OnwardStep.onward_id == row["id"])
        .order_by(v.OnwardStep.id)
    )
    steps = tuple(OnwardStep(S(one.after), one.at, one.code) for one in unit.execute(query).all())
    return OnwardSeen(Reference(row["code"]), row["service_name"], Need(row["need"]), S(row["status"]), steps)


def services_that_fit(
    instance: Instance, actor: Subject, code: str, need: Need, district: str | None, *, now: datetime
) -> tuple[Service, ...]:
    """Give the services that may be offered to a victim, by name.

    Args:
        district: where the victim can go; ``None`` where that is not known, and then those for the whole area alone.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
    """

    def work(unit: Unit) -> tuple[Service, ...]:
        row = find_victim(unit, actor, Action.OFFER_ONWARD, code, now)
        tell(unit, actor, "onward_seen", row.told_as, now, row.access, about=row.reference, need=need.value)
        return _fitting(unit, row, need, district)

    return instance.database.run(work)


def _fitting(unit: Unit, row: VictimRow, need: Need, district: str | None) -> tuple[Service, ...]:
    left_out = _of_participant(unit, row) | _offered_already(unit, row)
    language = row.details.language
    serving = services_serving(unit, need, district)
    return tuple(one for one in serving if language in one.details.languages and one.id not in left_out)


def _of_participant(unit: Unit, row: VictimRow) -> frozenset[int]:
    """Give the services at which the participant may be."""
    mine = (t.Signpost.referral_id == row.referral_id, t.Signpost.status != OfferStatus.DECLINED.value)
    return frozenset(unit.execute(select(t.Signpost.service_id).where(*mine)).scalars())


def _offered_already(unit: Unit, row: VictimRow) -> frozenset[int]:
    mine = (v.OnwardReferral.victim_id == row.id, v.OnwardReferral.is_open)
    return frozenset(unit.execute(select(v.OnwardReferral.service_id).where(*mine)).scalars())


def offer_onward(
    instance: Instance,
    actor: Subject,
    code: str,
    service: str,
    need: Need,
    district: str | None,
    *,
    now: datetime,
) -> Reference:
    """Offer a service to a victim who was spoken to, and give the onward referral's code.

    Raises:
        NoSuchVictim: there is none whose worker this person is.
        WrongContact: nobody has spoken to the victim.
        NotAccepted: the service is none of those that fit.
    """

    def work(unit: Unit) -> Reference:
        row = find_victim(unit, actor, Action.OFFER_ONWARD, code, now, lock=True)
        if row.status is not ContactStatus.REACHED:
            raise WrongContact(row.code, row.status, "Offering a service")
        fitting = {one.code: one.id for one in _fitting(unit, row, need, district)}
        if service not in fitting:
            raise NotAccepted([Problem("service", "Select a service from those that fit")])
        own = _store(unit, row.id, fitting[service], need, actor, now)
        tell(unit, actor, "onward_offered", row.told_as, now, row.access, about=row.reference, onward=own)
        return Reference(own)

    return instance.database.run(work)


def _store(unit: Unit, victim: int, service: int, need: Need, actor: Subject, now: datetime) -> str:
    code = new_code()
    about = {"victim_id": victim, "service_id": service, "need": need.value}
    states = {"status": S.OFFERED.value, "is_open": True, "offered_at": now, "changed_at": now}
    added = insert(v.OnwardReferral).values(code=code, **about, **states).returning(v.OnwardReferral.id)
    _note(unit, unit.execute(added).scalar_one(), None, S.OFFERED, actor, now)
    return code


def move_onward(instance: Instance, actor: Subject, code: str, after: OfferStatus, *, now: datetime) -> Reference:
    """Record what came of an onward referral, and give the victim's code.

    Raises:
        NoSuchOnward: there is none of a victim whose worker this person is.
        OnwardElsewhere: it cannot go that way from where it stands.
    """

    def work(unit: Unit) -> Reference:
        row = _victim_of(unit, actor, code, now)
        mine = v.OnwardReferral.code == str(Reference.parse(code))
        found = unit.execute(select(v.OnwardReferral.id, v.OnwardReferral.status).where(mine)).one()
        before = S(found.status)
        check_way(before, after)
        changed = {"status": after.value, "is_open": after in OPEN, "changed_at": now}
        unit.execute(update(v.OnwardReferral).where(v.OnwardReferral.id == found.id).values(**changed))
        _note(unit, found.id, before, after, actor, now)
        said = {"onward": str(Reference.parse(code)), "to": after.value}
        tell(unit, actor, "onward_moved", row.told_as, now, row.access, about=row.reference, **said)
        return row.code

    return instance.database.run(work)


def _victim_of(unit: Unit, actor: Subject, code: str, now: datetime) -> VictimRow:
    """Find the victim of an onward referral, and hold the row: whatever is done to the referral waits for it."""
    query = select(v.Victim.code).join(v.OnwardReferral, v.OnwardReferral.victim_id == v.Victim.id)
    try:
        victim = unit.scalar(query.where(v.OnwardReferral.code == str(Reference.parse(code))))
        return find_victim(unit, actor, Action.OFFER_ONWARD, victim or "", now, lock=True)
    except (NoSuchVictim, ReferenceProblem) as refused:
        raise NoSuchOnward(code) from refused


def _note(
    unit: Unit, onward: int, before: OfferStatus | None, after: OfferStatus, actor: Subject, now: datetime
) -> None:
    step = {"onward_id": onward, "before": before.value if before else None, "after": after.value}
    unit.execute(insert(v.OnwardStep).values(**step, at=now, by=actor.account))
