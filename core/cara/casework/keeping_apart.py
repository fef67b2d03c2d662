"""Keeping people apart: in which cohorts somebody is with whom a person must not share a workshop."""

from collections.abc import Collection

from sqlalchemy import bindparam, select, union
from sqlalchemy.orm import aliased

from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t

# Built once: building a statement takes longer than running it.
_Me, _Myself, _Other, _OtherPerson = aliased(t.Referral), aliased(t.Person), aliased(t.Referral), aliased(t.Person)
_MINE = _Me.id.in_(bindparam("referrals", expanding=True))
_PAIRS = union(
    select(_Me.id.label("me"), _Other.id.label("other"))
    .join(t.KeepApart, t.KeepApart.referral_id == _Me.id)
    .join(_Other, _Other.reference == t.KeepApart.other_reference)
    .where(_MINE),
    select(_Me.id, _Other.id)
    .join(t.KeepApart, t.KeepApart.referral_id == _Me.id)
    .join(_OtherPerson, _OtherPerson.name_index == t.KeepApart.name_index)
    .join(_Other, _Other.person_id == _OtherPerson.id)
    .where(_MINE),
    select(_Me.id, t.KeepApart.referral_id)
    .join(t.KeepApart, t.KeepApart.other_reference == _Me.reference)
    .where(_MINE),
    select(_Me.id, t.KeepApart.referral_id)
    .join(_Myself, _Myself.id == _Me.person_id)
    .join(t.KeepApart, t.KeepApart.name_index == _Myself.name_index)
    .where(_MINE),
).subquery()
_COHORTS_OF_EACH = (
    select(_PAIRS.c.me, t.Cohort.code)
    .join(t.Membership, t.Membership.referral_id == _PAIRS.c.other)
    .join(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
    .where(t.Membership.active, _PAIRS.c.me != _PAIRS.c.other)
)


def each_kept_apart_from(unit: Unit, referrals: Collection[int]) -> dict[int, frozenset[str]]:
    """Give for each of some referrals what :func:`kept_apart_from` gives for one, in one look. No entry is no cohort."""
    found: dict[int, set[str]] = {}
    if referrals:
        for me, cohort in unit.execute(_COHORTS_OF_EACH, {"referrals": sorted(referrals)}).all():
            found.setdefault(me, set()).add(cohort)
    return {me: frozenset(cohorts) for me, cohorts in found.items()}


def kept_apart_from(unit: Unit, row: ReferralRow) -> frozenset[str]:
    """Give the cohorts in which somebody is with whom this person is kept apart, whichever of the two said so."""
    return each_kept_apart_from(unit, (row.id,)).get(row.id, frozenset())
