"""What is due for somebody's safety or rights: a concern to answer, a copy to give, how long records are kept."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from cara.access import Subject
from cara.casework import Instance
from cara.casework.standing import IN_CONFLICT
from cara.disclosure.words import ENDED, RequestStatus
from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.retention.beginning import due_for_review
from cara.retention.words import ErasureStatus
from cara.today.lines import DueKind, DueLine
from cara.victims.words import ConcernStatus
from cara.vocabulary import Reference
from cara.vocabulary.dates import in_moment, in_words

# Built once, as in :mod:`cara.today.waiting_for`.
_CONCERNS = (
    select(v.Concern.code, v.Concern.raised_at, v.Concern.acknowledge_by)
    .join(t.Referral, t.Referral.id == v.Concern.referral_id)
    .join(v.ConcernMember, v.ConcernMember.concern_id == v.Concern.id)
    .where(
        v.Concern.status == ConcernStatus.RAISED.value,
        v.ConcernMember.account_id == bindparam("asks"),
        v.ConcernMember.active,
        ~IN_CONFLICT,
    )
    .order_by(v.Concern.acknowledge_by, v.Concern.id)
)
_COPIES = (
    select(t.AccessRequest.code, t.AccessRequest.status, t.AccessRequest.received_on, t.AccessRequest.due_on)
    .join(t.Referral, t.Referral.id == t.AccessRequest.referral_id)
    .where(t.AccessRequest.status.not_in(sorted(status.value for status in ENDED)), ~IN_CONFLICT)
)
_ERASURES = (
    select(t.Erasure.requested_at, t.Referral.reference)
    .join(t.Referral, t.Referral.id == t.Erasure.referral_id)
    .where(
        t.Erasure.status == ErasureStatus.REQUESTED.value,
        t.Erasure.requested_by != bindparam("asks"),
        ~IN_CONFLICT,
    )
    .order_by(t.Erasure.id)
)


def concerns_due(instance: Instance, unit: Unit, actor: Subject) -> Iterator[DueLine]:
    """Give the concerns for which this person answers and that nobody has acknowledged; nothing of them is opened."""
    for row in unit.execute(_CONCERNS, {"asks": actor.account}).all():
        raised, by = (in_moment(at, instance.zone) for at in (row.raised_at, row.acknowledge_by))
        why = f"Raised on {raised}, to be acknowledged by {by}"
        yield DueLine(instance.today(row.acknowledge_by), DueKind.CONCERN, Reference(row.code).spoken, row.code, why)


def copies_due(unit: Unit, actor: Subject) -> Iterator[DueLine]:
    """Give the participants' requests for a copy that are not answered, by the last day of their month."""
    for row in unit.execute(_COPIES, {"asks": actor.account}).all():
        why = f"Asked for on {in_words(row.received_on)}. {RequestStatus(row.status).label}"
        yield DueLine(row.due_on, DueKind.COPY, Reference(row.code).spoken, row.code, why)


def erasures_due(unit: Unit, actor: Subject, today: date) -> Iterator[DueLine]:
    """Give the erasures that somebody else asked for and nobody has decided about."""
    for row in unit.execute(_ERASURES, {"asks": actor.account}).all():
        why = f"Asked for on {in_words(row.requested_at.date())}"
        yield DueLine(today, DueKind.ERASURE, Reference(row.reference).spoken, row.reference, why)


def reviews_due(instance: Instance, unit: Unit, actor: Subject, today: date) -> Iterator[DueLine]:
    """Give in one line for how many records a period is over; without a schedule nothing is looked at."""
    if instance.retention.schedule is None:
        return
    query = select(func.count()).select_from(t.Referral).where(due_for_review(instance, today), ~IN_CONFLICT)
    if many := unit.scalar(query, {"asks": actor.account}):
        why = "The period of 1 record is over" if many == 1 else f"The periods of {many} records are over"
        yield DueLine(today, DueKind.RETENTION, "", "", why)


def rights_due(instance: Instance, unit: Unit, actor: Subject, now: datetime) -> Iterator[DueLine]:
    """Give all of it."""
    today = instance.today(now)
    yield from concerns_due(instance, unit, actor)
    yield from copies_due(unit, actor)
    yield from erasures_due(unit, actor, today)
    yield from reviews_due(instance, unit, actor, today)
