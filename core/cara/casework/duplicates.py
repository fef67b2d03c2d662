"""Possible duplicates: the same PNC identifier, or else the same name and date of birth. Shown, never merged."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select

from cara.casework.items import ItemKind, open_item
from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t
from cara.vocabulary import Reference

# Built once: building a statement takes longer than running it.
_OWN = select(t.Person.pnc_index, t.Person.name_birth_index).where(t.Person.id == bindparam("person"))
_ALIKE = (
    select(t.Referral.reference)
    .join(t.Person, t.Person.id == t.Referral.person_id)
    .where(
        or_(t.Person.name_birth_index == bindparam("birth"), t.Person.pnc_index == bindparam("pnc")),
        t.Referral.id != bindparam("own"),
    )
    .order_by(t.Referral.id.desc())
    .limit(20)
)


def possible_duplicates(unit: Unit, row: ReferralRow) -> tuple[Reference, ...]:
    """Give the other referrals that may concern the same person, the newest first."""
    if row.person_id is None:
        return ()
    own = unit.execute(_OWN, {"person": row.person_id}).one()
    given = {"birth": own.name_birth_index, "pnc": own.pnc_index, "own": row.id}
    return tuple(Reference(reference) for reference in unit.execute(_ALIKE, given).scalars())


def note_possible_duplicate(unit: Unit, row: ReferralRow, now: datetime) -> None:
    """Put a referral on the area manager's worklist when somebody else's may concern the same person."""
    if possible_duplicates(unit, row):
        open_item(unit, row, ItemKind.POSSIBLE_DUPLICATE, now=now)
