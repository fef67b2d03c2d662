"""What people see of retention: the records that are due, held or being erased, and one record with its history."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, literal, select
from sqlalchemy.orm import aliased

from cara.access import Action, Subject, decide, permit
from cara.acting import tell
from cara.acting.paging import Order, Page, page_of_rows
from cara.casework import Instance
from cara.casework.standing import IN_CONFLICT
from cara.casework.states import ReferralStatus
from cara.records import Unit, UtcDateTime
from cara.records import tables as t
from cara.retention.beginning import ENDED_AT, HELD, PART_COLUMNS, Part, being_erased, due_for_review, parts_of
from cara.retention.finding import HEAD, find_record
from cara.retention.words import UNDER_WAY, WAITS, ErasureStatus, RetentionTab, Scope, WhyErased
from cara.vocabulary import Reference, ReferenceProblem

NEVER = literal(datetime(1900, 1, 1, tzinfo=UTC), UtcDateTime())
"""Before every end, for what has not ended."""


@dataclass(frozen=True, slots=True)
class RetentionSearch:
    """What the list is narrowed to: a part of it, the whole reference of a record, and where the page begins."""

    tab: RetentionTab = RetentionTab.DUE
    text: str = ""
    after: int | None = None


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """One record in the list: no name."""

    id: int
    reference: Reference
    status: ReferralStatus
    erased_at: datetime | None
    parts: tuple[Part, ...]
    under_way: Mapping[Scope, ErasureStatus]
    """How far the erasure of a part is, where one is under way."""


@dataclass(frozen=True, slots=True)
class HoldSeen:
    """One hold: who placed it when and why, and who lifted it."""

    code: str
    placed_by: str
    placed_at: datetime
    reason: str | None = field(repr=False)
    lifted_by: str | None
    lifted_at: datetime | None
    lifted_reason: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptSeen:
    """One decision to keep a part for longer."""

    scope: Scope
    until: date
    by: str
    at: datetime
    reason: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ErasureSeen:
    """One erasure, how far it has come, and what whoever looks may do about it."""

    code: str
    scope: Scope
    status: ErasureStatus
    why: WhyErased
    reason: str | None = field(repr=False)
    requested_by: str
    requested_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    stopped_by: str | None
    stopped_at: datetime | None
    carried_out_at: datetime | None
    cleaned_at: datetime | None
    may_approve: bool
    may_stop: bool

    @property
    def due_at(self) -> datetime | None:
        """Give the moment from which it is carried out, once it is approved."""
        return self.approved_at + WAITS if self.approved_at else None


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """How long one record is kept, by its parts, and everything that was decided about that, the newest first."""

    reference: Reference
    status: ReferralStatus
    erased_at: datetime | None
    parts: tuple[Part, ...]
    holds: tuple[HoldSeen, ...]
    kept: tuple[KeptSeen, ...]
    erasures: tuple[ErasureSeen, ...]

    @property
    def hold(self) -> HoldSeen | None:
        """Give the hold that stands, if one does."""
        return next((hold for hold in self.holds if hold.lifted_at is None), None)

    def being_erased(self, scope: Scope) -> ErasureSeen | None:
        """Give the erasure of a part that is under way."""
        return next((one for one in self.erasures if one.scope is scope and one.status.value in UNDER_WAY), None)


def list_retention(
    instance: Instance, actor: Subject, search: RetentionSearch, *, now: datetime
) -> Page[RetentionLine]:
    """List records by the end of the case, those that have waited longest first; audited before it is shown.

    Raises:
        NotAllowed: this person may not see them.
    """
    access = permit(actor, Action.SEE_RETENTION, None, now)

    def work(unit: Unit) -> Page[RetentionLine]:
        query = (
            select(*HEAD, *PART_COLUMNS)
            .join(t.Account, t.Account.id == t.Referral.entered_by)
            .where(~IN_CONFLICT, _in_tab(instance, search.tab, instance.today(now)), *_searched(search.text))
            .params(asks=actor.account)
        )
        order = Order(func.coalesce(ENDED_AT, NEVER))
        rows, further = page_of_rows(unit, query, t.Referral.id, order, after=search.after)
        under_way = _under_way(unit, [row["id"] for row in rows])
        lines = tuple(_line(instance, row, under_way[row["id"]]) for row in rows)
        tell(
            unit, actor, "retention_listed", "retention", now, access, shown=tuple(str(one.reference) for one in lines)
        )
        return Page(lines, further)

    return instance.database.run(work)


def _in_tab(instance: Instance, tab: RetentionTab, today: date) -> ColumnElement[bool]:
    match tab:
        case RetentionTab.DUE:
            return due_for_review(instance, today)
        case RetentionTab.UNDER_WAY:
            return being_erased()
        case RetentionTab.HELD:
            return HELD
        case RetentionTab.ERASED:
            carried_out = t.Erasure.status == ErasureStatus.CARRIED_OUT.value
            return exists().where(t.Erasure.referral_id == t.Referral.id, carried_out) | t.Referral.erased_at.is_not(
                None
            )


def _searched(text: str) -> tuple[ColumnElement[bool], ...]:
    if not text.strip():
        return ()
    try:
        return (t.Referral.reference == str(Reference.parse(text)),)
    except ReferenceProblem:
        return (false(),)


def _under_way(unit: Unit, referrals: Sequence[int]) -> Mapping[int, Mapping[Scope, ErasureStatus]]:
    these = (t.Erasure.referral_id.in_(referrals), t.Erasure.status.in_(UNDER_WAY))
    found: defaultdict[int, dict[Scope, ErasureStatus]] = defaultdict(dict)
    for row in unit.execute(select(t.Erasure.referral_id, t.Erasure.scope, t.Erasure.status).where(*these)).all():
        found[row.referral_id][Scope(row.scope)] = ErasureStatus(row.status)
    return found


def _line(
    instance: Instance, row: Any, under_way: Mapping[Scope, ErasureStatus]
) -> RetentionLine:  # Any: a row mapping
    stands = ReferralStatus(row["status"])
    parts = parts_of(instance, row)
    return RetentionLine(row["id"], Reference(row["reference"]), stands, row["erased_at"], parts, under_way)


def see_retention(instance: Instance, actor: Subject, reference: str, *, now: datetime) -> RecordSeen:
    """See how long one record is kept, with what was decided about that; audited before it is shown.

    Raises:
        NoSuchReferral: there is none for which this person may see it.
    """

    def work(unit: Unit) -> RecordSeen:
        record = find_record(unit, actor, Action.SEE_RETENTION, reference, now)
        tell(unit, actor, "retention_seen", record.reference, now, record.access)
        row = unit.execute(select(*PART_COLUMNS).select_from(t.Referral).where(t.Referral.id == record.id)).mappings()
        return RecordSeen(
            record.reference,
            record.status,
            record.erased_at,
            parts_of(instance, row.one()),
            _holds(unit, record.id),
            _kept(unit, record.id),
            _erasures(unit, actor, record.id, now),
        )

    return instance.database.run(work)


def _holds(unit: Unit, referral: int) -> tuple[HoldSeen, ...]:
    placed, lifted, h = aliased(t.Account), aliased(t.Account), t.LegalHold
    query = (
        select(h, placed.code.label("placer"), lifted.code.label("lifter"))
        .join(placed, placed.id == h.placed_by)
        .outerjoin(lifted, lifted.id == h.lifted_by)
        .where(h.referral_id == referral)
        .order_by(h.id.desc())
    )
    return tuple(
        HoldSeen(
            row["code"],
            row["placer"],
            row["placed_at"],
            _opened(unit, h.reason, row["code"], row["reason"]),
            row["lifter"],
            row["lifted_at"],
            _opened(unit, h.lifted_reason, row["code"], row["lifted_reason"]),
        )
        for row in unit.execute(query).mappings().all()
    )


def _kept(unit: Unit, referral: int) -> tuple[KeptSeen, ...]:
    r = t.RetentionReview
    query = select(r, t.Account.code).join(t.Account, t.Account.id == r.decided_by).where(r.referral_id == referral)
    return tuple(
        KeptSeen(
            Scope(row["scope"]),
            row["keep_until"],
            row["code"],
            row["decided_at"],
            _opened(unit, r.reason, row["key"], row["reason"]),
        )
        for row in unit.execute(query.order_by(r.id.desc())).mappings().all()
    )


def _erasures(unit: Unit, actor: Subject, referral: int, now: datetime) -> tuple[ErasureSeen, ...]:
    e, asked, approved, stopped = t.Erasure, aliased(t.Account), aliased(t.Account), aliased(t.Account)
    query = (
        select(e, asked.code.label("asker"), approved.code.label("approver"), stopped.code.label("stopper"))
        .join(asked, asked.id == e.requested_by)
        .outerjoin(approved, approved.id == e.approved_by)
        .outerjoin(stopped, stopped.id == e.stopped_by)
        .where(e.referral_id == referral)
        .order_by(e.id.desc())
    )
    return tuple(_erasure(unit, actor, row, now) for row in unit.execute(query).mappings().all())


def _erasure(unit: Unit, actor: Subject, row: Any, now: datetime) -> ErasureSeen:  # Any: a row mapping
    status = ErasureStatus(row["status"])
    return ErasureSeen(
        code=row["code"],
        scope=Scope(row["scope"]),
        status=status,
        why=WhyErased(row["why"]),
        reason=_opened(unit, t.Erasure.reason, row["code"], row["reason"]),
        requested_by=row["asker"],
        requested_at=row["requested_at"],
        approved_by=row["approver"],
        approved_at=row["approved_at"],
        stopped_by=row["stopper"],
        stopped_at=row["stopped_at"],
        carried_out_at=row["carried_out_at"],
        cleaned_at=row["cleaned_at"],
        may_approve=status is ErasureStatus.REQUESTED
        and row["asker"] != actor.code
        and _may(actor, Action.APPROVE_ERASURE, now),
        may_stop=row["status"] in UNDER_WAY and _may(actor, Action.STOP_ERASURE, now),
    )


def _may(actor: Subject, action: Action, now: datetime) -> bool:
    access = decide(actor, action, None, now)
    return access.allowed or access.proof_needed


def _opened(unit: Unit, column: Any, key: str, sealed: bytes | None) -> str | None:  # Any: whichever column is sealed
    return unit.unseal(column, key, sealed) if sealed is not None else None
