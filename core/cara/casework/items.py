"""Items of the worklist: what waits for a person, whose it is, and since when."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update

from cara.casework.referral_rows import ReferralRow
from cara.casework.states import OPEN, ReferralStatus
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference, Word

OVERTAKEN = "overtaken"
"""The outcome of an item that nobody decided because the referral went on without it."""


class Owner(Word):
    """Whose an item is: the police own the disposal, the area manager the places."""

    POLICE = "police", "Police supervisor"
    AREA_MANAGER = "area_manager", "Area manager"


class ItemKind(Word):
    """Why an item is on the worklist."""

    NEEDS_A_PERSON = "needs_a_person", "A person must decide"
    RULES_PENDING = "rules_pending", "Rules pending"
    NOBODY_PLACED = "nobody_placed", "No place fits"
    PLACE_TO_FOLLOW = "place_to_follow", "A place was promised"
    POSSIBLE_DUPLICATE = "possible_duplicate", "Possible duplicate"
    TO_REBOOK = "to_rebook", "To be booked again"
    DEFERRED = "deferred", "Deferred"
    ASK_POLICE = "ask_police", "How it goes on after a workshop"
    RETURNED = "returned", "Returned to the police"
    REGISTER_CORRECTED = "register_corrected", "A register corrected late"
    REPORTED = "reported", "The police report something new"

    @property
    def owner(self) -> Owner:
        """Tell whose items of this kind are."""
        return Owner.POLICE if self in OF_THE_POLICE else Owner.AREA_MANAGER


OF_THE_POLICE = frozenset({ItemKind.NEEDS_A_PERSON, ItemKind.ASK_POLICE, ItemKind.RETURNED})
"""What the police alone decide: the disposal, and what follows for the caution."""


WAITS_FOR: Mapping[ReferralStatus, ItemKind] = {
    ReferralStatus.RULES_PENDING: ItemKind.RULES_PENDING,
    ReferralStatus.AWAITING_DECISION: ItemKind.NEEDS_A_PERSON,
    ReferralStatus.AWAITING_PLACE: ItemKind.NOBODY_PLACED,
    ReferralStatus.PLACE_TO_FOLLOW: ItemKind.PLACE_TO_FOLLOW,
    ReferralStatus.TO_REBOOK: ItemKind.TO_REBOOK,
    ReferralStatus.DEFERRED: ItemKind.DEFERRED,
    ReferralStatus.ASK_POLICE: ItemKind.ASK_POLICE,
    ReferralStatus.RETURNED: ItemKind.RETURNED,
}
"""What a referral waits for in a status: exactly while it stands there, the item is open."""

LASTING = (ItemKind.POSSIBLE_DUPLICATE, ItemKind.REGISTER_CORRECTED, ItemKind.REPORTED)
"""What no status waits for: it stays open as long as the referral does."""


def open_item_of(
    unit: Unit, row: ReferralRow, status: ReferralStatus, *, now: datetime, due_on: date | None = None
) -> None:
    """Put a referral on the worklist for what it waits for in a status, if for anything."""
    kind = WAITS_FOR.get(status)
    if kind is not None:
        promised = row.place_by if kind is ItemKind.PLACE_TO_FOLLOW else None
        open_item(unit, row, kind, now=now, due_on=promised or due_on)


def open_item(unit: Unit, row: ReferralRow, kind: ItemKind, *, now: datetime, due_on: date | None = None) -> None:
    """Put a referral on the worklist, unless it stands there for the same reason already."""
    open_already = select(t.WorklistItem.id).where(
        t.WorklistItem.referral_id == row.id, t.WorklistItem.kind == kind.value, t.WorklistItem.decided_at.is_(None)
    )
    if unit.scalar(open_already) is not None:
        return
    unit.execute(
        insert(t.WorklistItem).values(
            code=str(Reference.new()),
            referral_id=row.id,
            owner=kind.owner.value,
            kind=kind.value,
            opened_at=now,
            due_on=due_on,
            version=1,
        )
    )


_CLOSE = (  # built once: building it takes longer than running it
    update(t.WorklistItem)
    .where(
        t.WorklistItem.referral_id == bindparam("referral"),
        t.WorklistItem.decided_at.is_(None),
        t.WorklistItem.kind.not_in(bindparam("kept", expanding=True)),
    )
    .values(decided_at=bindparam("now"), outcome=OVERTAKEN, version=t.WorklistItem.version + 1)
)


def close_overtaken(unit: Unit, row: ReferralRow, after: ReferralStatus, *, now: datetime) -> None:
    """Close what a referral no longer waits for; when it is closed itself, everything."""
    awaited = WAITS_FOR.get(after) if after in OPEN else None
    kept = [kind.value for kind in (*LASTING, awaited) if kind is not None] if after in OPEN else [""]
    unit.execute(_CLOSE, {"referral": row.id, "now": now, "kept": kept})


_DECIDE = (
    update(t.WorklistItem)
    .where(
        t.WorklistItem.referral_id == bindparam("referral"),
        t.WorklistItem.kind == bindparam("of_kind"),
        t.WorklistItem.decided_at.is_(None),
    )
    .values(version=t.WorklistItem.version + 1)
)
_OPEN_CODE = select(t.WorklistItem.code).where(
    t.WorklistItem.referral_id == bindparam("referral"),
    t.WorklistItem.kind == bindparam("of_kind"),
    t.WorklistItem.decided_at.is_(None),
)


def decide_item(
    unit: Unit, row: ReferralRow, status: ReferralStatus, outcome: str, reason: str, *, by: int, now: datetime
) -> None:
    """Close what a referral waits for in a status as somebody decided it, if it waits for anything."""
    kind = WAITS_FOR.get(status)
    given = {"referral": row.id, "of_kind": kind.value if kind else ""}
    code = unit.scalar(_OPEN_CODE, given)
    if code is None:
        return
    sealed = unit.seal(t.WorklistItem.reason, code, reason)
    decided = {"decided_at": now, "decided_by": by, "outcome": outcome, "reason": sealed}
    unit.execute(_DECIDE, {**given, **decided})
