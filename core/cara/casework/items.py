"""Items of the worklist: what waits for a person, whose it is, and since when."""

from datetime import date, datetime

from sqlalchemy import insert, select

from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference, Word


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

    @property
    def owner(self) -> Owner:
        """Tell whose items of this kind are."""
        return Owner.POLICE if self is ItemKind.NEEDS_A_PERSON else Owner.AREA_MANAGER


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
