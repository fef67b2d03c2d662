"""Keeping people apart: in which cohorts somebody is with whom a person must not share a workshop."""

from sqlalchemy import ColumnElement, or_, select

from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t


def kept_apart_from(unit: Unit, row: ReferralRow) -> frozenset[str]:
    """Give the cohorts in which somebody is with whom this person is kept apart, whichever of the two said so."""
    others = (_named_by(unit, row) | _naming(unit, row)) - {row.id}
    if not others:
        return frozenset()
    query = (
        select(t.Cohort.code)
        .join(t.Membership, t.Membership.cohort_id == t.Cohort.id)
        .where(t.Membership.referral_id.in_(sorted(others)), t.Membership.active)
    )
    return frozenset(unit.execute(query).scalars())


def _named_by(unit: Unit, row: ReferralRow) -> set[int]:
    of_row = t.KeepApart.referral_id == row.id
    by_reference = select(t.Referral.id).join(t.KeepApart, t.KeepApart.other_reference == t.Referral.reference)
    by_name = (
        select(t.Referral.id)
        .join(t.Person, t.Person.id == t.Referral.person_id)
        .join(t.KeepApart, t.KeepApart.name_index == t.Person.name_index)
    )
    return {id_ for query in (by_reference, by_name) for id_ in unit.execute(query.where(of_row)).scalars()}


def _naming(unit: Unit, row: ReferralRow) -> set[int]:
    conditions: list[ColumnElement[bool]] = [t.KeepApart.other_reference == str(row.reference)]
    if row.person_id is not None:
        name = select(t.Person.name_index).where(t.Person.id == row.person_id).scalar_subquery()
        conditions.append(t.KeepApart.name_index == name)
    return set(unit.execute(select(t.KeepApart.referral_id).where(or_(*conditions))).scalars())
