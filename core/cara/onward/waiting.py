"""Onward referrals that wait for an answer, for each victim's own worker; and the numbers alone, for the manager."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import RowMapping, func, select

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.acting.paging import Order, Page, page_of_rows
from cara.casework import Instance
from cara.casework.standing import IN_CONFLICT
from cara.engagement import Need
from cara.engagement.offers import OfferStatus
from cara.onward.states import ANSWER_WITHIN
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.vocabulary import Reference


@dataclass(frozen=True, slots=True)
class OnwardLine:
    """One onward referral that waits: of which victim, by code, to which service, and by when somebody asks."""

    id: int
    code: Reference
    victim: Reference
    service_name: str
    need: Need
    status: OfferStatus
    waits_since: date
    answer_by: date

    def is_overdue(self, today: date) -> bool:
        """Tell whether its time is over: the day itself is still in time."""
        return self.answer_by < today


@dataclass(frozen=True, slots=True)
class OnwardNumbers:
    """How many onward referrals stand where. Nobody is in it."""

    by_status: Mapping[OfferStatus, int]
    overdue: int
    """Of those that are open, how many have waited too long."""
    without_worker: int
    """Of those that are open, how many nobody asks about, since the victim has no worker."""

    @property
    def offered(self) -> int:
        """Give how many were offered in all."""
        return sum(self.by_status.values())


_LINES = (
    select(
        v.OnwardReferral.id,
        v.OnwardReferral.code,
        v.Victim.code.label("victim"),
        t.Service.name.label("service_name"),
        v.OnwardReferral.need,
        v.OnwardReferral.status,
        v.OnwardReferral.changed_at,
    )
    .join(v.Victim, v.Victim.id == v.OnwardReferral.victim_id)
    .join(t.Referral, t.Referral.id == v.Victim.referral_id)
    .join(t.Service, t.Service.id == v.OnwardReferral.service_id)
    .join(v.VictimWorker, v.VictimWorker.victim_id == v.Victim.id)
)


def list_waiting(instance: Instance, actor: Subject, *, after: int | None = None, now: datetime) -> Page[OnwardLine]:
    """List what waits for an answer, of this person's own victims: what has waited longest first, 50 to a page.

    Raises:
        NotAllowed: this person works with no victims.
    """
    access = permit(actor, Action.LIST_ONWARD, None, now)

    def work(unit: Unit) -> Page[OnwardLine]:
        mine = (v.VictimWorker.active, v.VictimWorker.account_id == actor.account, v.OnwardReferral.is_open)
        query = _LINES.where(*mine, ~IN_CONFLICT).params(asks=actor.account)
        order = Order(v.OnwardReferral.changed_at.expression)
        rows, following = page_of_rows(unit, query, v.OnwardReferral.id, order, after=after)
        lines = tuple(_line(instance, row) for row in rows)
        shown = tuple(dict.fromkeys(str(line.victim) for line in lines))
        tell(unit, actor, "onward_listed", "victims", now, access, shown=shown)
        return Page(lines, following)

    return instance.database.run(work)


def _line(instance: Instance, row: RowMapping) -> OnwardLine:
    since = instance.today(row["changed_at"])
    return OnwardLine(
        id=row["id"],
        code=Reference(row["code"]),
        victim=Reference(row["victim"]),
        service_name=row["service_name"],
        need=Need(row["need"]),
        status=OfferStatus(row["status"]),
        waits_since=since,
        answer_by=since + ANSWER_WITHIN,
    )


def count_onward(instance: Instance, actor: Subject, *, now: datetime) -> OnwardNumbers:
    """Count onward referrals by where they stand.

    Raises:
        NotAllowed: this person does not see the numbers.
    """
    access = permit(actor, Action.COUNT_ONWARD, None, now)

    def work(unit: Unit) -> OnwardNumbers:
        tell(unit, actor, "onward_counted", "victims", now, access)
        query = select(v.OnwardReferral.status, func.count()).group_by(v.OnwardReferral.status)
        counted = {row[0]: int(row[1]) for row in unit.execute(query).all()}
        by_status = {status: counted.get(status.value, 0) for status in OfferStatus}
        return OnwardNumbers(by_status, _overdue(instance, unit, now), _without_worker(unit))

    return instance.database.run(work)


def _overdue(instance: Instance, unit: Unit, now: datetime) -> int:
    begins = datetime.combine(instance.today(now) - ANSWER_WITHIN, time.min, instance.zone)
    late = (v.OnwardReferral.is_open, v.OnwardReferral.changed_at < begins)
    return int(unit.scalar(select(func.count()).select_from(v.OnwardReferral).where(*late)) or 0)


def _without_worker(unit: Unit) -> int:
    worked_on = select(v.VictimWorker.victim_id).where(v.VictimWorker.active)
    nobodys = (v.OnwardReferral.is_open, v.OnwardReferral.victim_id.not_in(worked_on))
    return int(unit.scalar(select(func.count()).select_from(v.OnwardReferral).where(*nobodys)) or 0)
