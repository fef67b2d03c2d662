"""Briefings that a second person returned: whoever wrote one reads why, and words it anew."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, and_, select

from cara.access import Action, Subject, permit
from cara.acting import tell
from cara.casework import Instance
from cara.casework.standing import IN_CONFLICT
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.briefings import BriefingSaid
from cara.victims.words import BriefingStatus
from cara.vocabulary import Reference


@dataclass(frozen=True, slots=True)
class Returned:
    """One briefing that came back: from which contact it is worded anew, why, and what it said."""

    victim: Reference
    at: datetime
    reason: str = field(repr=False)
    said: BriefingSaid = field(repr=False)


_QUERY = (
    select(
        v.Briefing.key.label("briefing_key"),
        v.Briefing.said,
        v.Victim.code,
        v.BriefingChange.key.label("change_key"),
        v.BriefingChange.reason,
        v.BriefingChange.at,
    )
    .join(v.BriefingChange, v.BriefingChange.briefing_id == v.Briefing.id)
    .join(t.Membership, t.Membership.id == v.Briefing.membership_id)
    .join(t.Referral, t.Referral.id == t.Membership.referral_id)
    .join(v.Victim, v.Victim.referral_id == t.Referral.id)
    .join(v.VictimWorker, and_(v.VictimWorker.victim_id == v.Victim.id, v.VictimWorker.active))
    .where(
        v.Briefing.status == BriefingStatus.RETURNED.value,
        v.BriefingChange.after == BriefingStatus.RETURNED.value,
        t.Membership.active,
    )
    .order_by(v.BriefingChange.id)
)


def returned_briefings(instance: Instance, actor: Subject, *, now: datetime) -> tuple[Returned, ...]:
    """Give what this person wrote and got back, the longest ago first: only of victims whose worker he or she still is.

    Raises:
        NotAllowed: this person writes none.
    """
    access = permit(actor, Action.WRITE_BRIEFING, None, now)

    def work(unit: Unit) -> tuple[Returned, ...]:
        mine = (v.Briefing.written_by == actor.account, v.VictimWorker.account_id == actor.account, ~IN_CONFLICT)
        rows = unit.execute(_QUERY.where(*mine), {"asks": actor.account}).mappings().all()
        found = tuple(_opened(unit, row) for row in rows)
        tell(unit, actor, "returned_seen", "briefings", now, access, shown=tuple(str(one.victim) for one in found))
        return found

    return instance.database.run(work)


def _opened(unit: Unit, row: RowMapping) -> Returned:
    return Returned(
        victim=Reference(row["code"]),
        at=row["at"],
        reason=unit.unseal(v.BriefingChange.reason, row["change_key"], row["reason"]),
        said=BriefingSaid.model_validate_json(unit.unseal(v.Briefing.said, row["briefing_key"], row["said"])),
    )
