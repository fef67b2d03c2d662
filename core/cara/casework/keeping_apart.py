"""Keeping people apart: in which cohorts somebody is with whom a person must not share a workshop."""

from sqlalchemy import Integer, bindparam, or_, select, union

from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t

# Built once: building a statement takes longer than running it.
_OF_REFERRAL = t.KeepApart.referral_id == bindparam("referral")
_BY_REFERENCE = (
    select(t.Referral.id).join(t.KeepApart, t.KeepApart.other_reference == t.Referral.reference).where(_OF_REFERRAL)
)
_BY_NAME = (
    select(t.Referral.id)
    .join(t.Person, t.Person.id == t.Referral.person_id)
    .join(t.KeepApart, t.KeepApart.name_index == t.Person.name_index)
    .where(_OF_REFERRAL)
)
_OWN_NAME = select(t.Person.name_index).where(t.Person.id == bindparam("person", type_=Integer())).scalar_subquery()
_NAMING = select(t.KeepApart.referral_id).where(
    or_(t.KeepApart.other_reference == bindparam("reference"), t.KeepApart.name_index == _OWN_NAME)
)
_OTHERS = union(_BY_REFERENCE, _BY_NAME, _NAMING)
_COHORTS = (
    select(t.Cohort.code)
    .join(t.Membership, t.Membership.cohort_id == t.Cohort.id)
    .where(t.Membership.referral_id.in_(bindparam("others", expanding=True)), t.Membership.active)
)


def kept_apart_from(unit: Unit, row: ReferralRow) -> frozenset[str]:
    """Give the cohorts in which somebody is with whom this person is kept apart, whichever of the two said so."""
    given = {"referral": row.id, "reference": str(row.reference), "person": row.person_id}
    others = set(unit.execute(_OTHERS, given).scalars()) - {row.id}
    if not others:
        return frozenset()
    return frozenset(unit.execute(_COHORTS, {"others": sorted(others)}).scalars())
