"""How somebody stands to a referral: whether a conflict was declared, whether it was handed over, whether it was opened
in an emergency. These are conditions of the query that finds the referral, so that finding and standing are one look.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, LargeBinary, and_, bindparam, exists, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from cara.access import Resource, Subject, Window
from cara.records import Unit
from cara.records import tables as t

ASKS = bindparam("asks", type_=Integer())
"""Who asks, by the row of the account; None for the instance itself."""

_Conflict, _Named, _Participant = aliased(t.DeclaredConflict), aliased(t.Referral), aliased(t.Person)
_OWN_INDEX = (
    select(t.Person.name_birth_index).where(t.Person.id == t.Referral.person_id).correlate(t.Referral).scalar_subquery()
)

_CONFLICTS = (
    select(_Conflict.id)
    .outerjoin(_Named, _Named.id == _Conflict.referral_id)
    .outerjoin(_Participant, _Participant.id == _Named.person_id)
    .where(_Conflict.ended_at.is_(None))
)


def in_conflict(account: ColumnElement[int] | InstrumentedAttribute[int] | int) -> ColumnElement[bool]:
    """Give the condition that a conflict holds between an account and the participant of the query's referral.

    By this referral, another of the same person, or a name and birth.
    """
    about = or_(
        _Conflict.referral_id == t.Referral.id,
        _Conflict.name_birth_index == _OWN_INDEX,
        _Participant.name_birth_index == _OWN_INDEX,
    )
    return exists(_CONFLICTS.where(_Conflict.account_id == account, about).correlate(t.Referral, t.Account))


IN_CONFLICT: ColumnElement[bool] = in_conflict(ASKS)
"""Whether a conflict holds between who asks and the participant."""

_BIRTH = bindparam("birth", type_=LargeBinary())
_WITH = _CONFLICTS.where(
    _Conflict.account_id == ASKS, or_(_Conflict.name_birth_index == _BIRTH, _Participant.name_birth_index == _BIRTH)
).limit(1)


def is_in_conflict_with(unit: Unit, actor: Subject, name_birth_index: bytes) -> bool:
    """Tell whether a conflict holds between somebody and whoever has a name and birth, by their blind index."""
    return unit.scalar(_WITH, {"asks": actor.account, "birth": name_birth_index}) is not None


_HANDED_OVER = and_(t.Assignment.account_id == ASKS, t.Assignment.ended_at.is_(None))
HANDED_OVER: ColumnElement[bool] = exists(
    select(t.Assignment.id).where(_HANDED_OVER, t.Assignment.referral_id == t.Referral.id).correlate(t.Referral)
)
"""Whether the referral was handed over to who asks."""

_Entered = aliased(t.Referral)
ENTERED_OR_HANDED_OVER: ColumnElement[bool] = t.Referral.id.in_(
    union(select(_Entered.id).where(_Entered.entered_by == ASKS), select(t.Assignment.referral_id).where(_HANDED_OVER))
)
"""Whether who asks entered the referral, or it was handed over: for lists. The numbers are found first, by an index
each, so that a list in their order reads no more of the rows themselves than it shows."""

_GLASS = and_(t.BrokenGlass.account_id == ASKS, t.BrokenGlass.referral_id == t.Referral.id)
_LATEST_GLASS = [
    select(func.max(moment)).where(_GLASS).correlate(t.Referral).scalar_subquery()
    for moment in (t.BrokenGlass.opened_at, t.BrokenGlass.ends_at)
]

STANDING = (
    IN_CONFLICT.label("in_conflict"),
    HANDED_OVER.label("handed_over"),
    _LATEST_GLASS[0].label("glass_opened_at"),
    _LATEST_GLASS[1].label("glass_ends_at"),
)
"""The columns from which :func:`resource_of` is made."""


def resource_of(row: Any, asked_by: Subject | None) -> Resource:  # Any: SQLAlchemy's row mapping of such a query
    """Give a referral as the decision about access sees it, for whoever asks.

    Args:
        row: with the columns of ``STANDING``, ``entered_by_code`` and ``source``.
        asked_by: who asks, as the query was told.
    """
    mine = frozenset({asked_by.code}) if asked_by else frozenset()
    glass = {}
    if asked_by and row["glass_ends_at"] is not None:
        glass = {asked_by.code: Window(row["glass_opened_at"], row["glass_ends_at"])}
    return Resource(
        entered_by=row["entered_by_code"],
        organisation=row["source"],
        assigned=mine if row["handed_over"] else frozenset(),
        conflicts=mine if row["in_conflict"] else frozenset(),
        broken_glass=glass,
    )
