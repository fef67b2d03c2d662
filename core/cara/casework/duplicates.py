"""Possible duplicates: the same PNC identifier, or else the same name and date of birth. Shown, never merged."""

from datetime import datetime

from sqlalchemy import or_, select

from cara.casework.items import ItemKind, open_item
from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference


def possible_duplicates(unit: Unit, row: ReferralRow) -> tuple[Reference, ...]:
    """Give the other referrals that may concern the same person, the newest first."""
    if row.person_id is None:
        return ()
    own = unit.execute(select(t.Person.pnc_index, t.Person.name_birth_index).where(t.Person.id == row.person_id)).one()
    alike = [t.Person.name_birth_index == own.name_birth_index]
    if own.pnc_index is not None:
        alike.append(t.Person.pnc_index == own.pnc_index)
    query = (
        select(t.Referral.reference)
        .join(t.Person, t.Person.id == t.Referral.person_id)
        .where(or_(*alike), t.Referral.id != row.id)
        .order_by(t.Referral.id.desc())
        .limit(20)
    )
    return tuple(Reference(reference) for reference in unit.execute(query).scalars())


def note_possible_duplicate(unit: Unit, row: ReferralRow, now: datetime) -> None:
    """Put a referral on the area manager's worklist when somebody else's may concern the same person."""
    if possible_duplicates(unit, row):
        open_item(unit, row, ItemKind.POSSIBLE_DUPLICATE, now=now)
