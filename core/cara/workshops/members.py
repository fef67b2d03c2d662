"""The people who have a place in a cohort, as whoever changes the cohort handles them: each locked, nobody left out."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import bindparam, select

from cara.access import Action, Subject, decide
from cara.casework.referral_rows import ReferralRow, find_by_id
from cara.records import Unit
from cara.records import tables as t
from cara.workshops.rows import WorkshopRow, find_workshop

_MEMBERS = (
    select(t.Membership.referral_id)
    .where(t.Membership.cohort_id == bindparam("cohort"), t.Membership.active)
    .order_by(t.Membership.referral_id)
)
_WORKSHOPS = (
    select(t.Workshop.code)
    .join(t.Cohort, t.Cohort.id == t.Workshop.cohort_id)
    .where(t.Cohort.code == bindparam("cohort"))
    .order_by(t.Workshop.number)
)


def workshops_of(unit: Unit, cohort: str, *, lock: bool = False) -> tuple[WorkshopRow, ...]:
    """Give both workshops of a cohort, none where there is no such cohort."""
    codes = unit.execute(_WORKSHOPS, {"cohort": cohort}).scalars()
    return tuple(find_workshop(unit, code, lock=lock) for code in codes)


def members_of(unit: Unit, cohort_id: int, asks: Subject) -> Iterator[ReferralRow]:
    """Go through everybody who has a place in a cohort, held or booked; nobody else changes them meanwhile."""
    for referral_id in unit.execute(_MEMBERS, {"cohort": cohort_id}).scalars().all():
        yield find_by_id(unit, referral_id, asks, lock=True)


def may_see(actor: Subject, row: ReferralRow, now: datetime) -> bool:
    """Tell whether a member may be shown to somebody: nobody with whom a conflict was declared."""
    return decide(actor, Action.RESCHEDULE, row.resource, now).allowed
