"""Complete pairs: people whose answers at workshop one and at workshop two are whole.

Somebody who takes a workshop again may answer again: the first entry before and the last entry after count, each as it was
corrected last.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from cara.records import Unit
from cara.records import tables as t

_Later = aliased(t.ParticipantAnswers)
_STANDING = (
    select(
        t.Membership.referral_id,
        t.Workshop.number,
        t.Workshop.day,
        t.ParticipantAnswers.id,
        t.ParticipantAnswer.statement,
        t.ParticipantAnswer.agreed,
    )
    .join(t.ParticipantAnswers, t.ParticipantAnswers.id == t.ParticipantAnswer.answers_id)
    .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.ParticipantAnswers.expected_id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .join(t.Workshop, t.Workshop.id == t.ExpectedAttendance.workshop_id)
    .outerjoin(_Later, _Later.corrects_id == t.ParticipantAnswers.id)
    .where(_Later.id.is_(None))
    .order_by(t.Workshop.day, t.ParticipantAnswers.id)
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What one person answered before and after, by statement."""

    referral: int
    before: dict[str, int]
    after: dict[str, int]

    def is_complete(self, statements: Collection[str]) -> bool:
        """Tell whether every statement was answered both times."""
        return set(statements) <= set(self.before) and set(statements) <= set(self.after)


def pairs_of(unit: Unit, referrals: Collection[int] | None = None) -> tuple[Pair, ...]:
    """Give what each of some people answered before and after, whole or not; of everybody unless some are named."""
    query = _STANDING if referrals is None else _STANDING.where(t.Membership.referral_id.in_(referrals))
    entries: dict[tuple[int, int], dict[int, dict[str, int]]] = {}
    for row in unit.execute(query):
        entries.setdefault((row.referral_id, row.number), {}).setdefault(row.id, {})[row.statement] = row.agreed
    return tuple(_pair(entries, referral) for referral in sorted({referral for referral, _ in entries}))


def _pair(entries: dict[tuple[int, int], dict[int, dict[str, int]]], referral: int) -> Pair:
    before, after = (list(entries.get((referral, number), {}).values()) for number in (1, 2))
    return Pair(referral, before[0] if before else {}, after[-1] if after else {})


def complete_pairs(unit: Unit, referrals: Collection[int], statements: Collection[str]) -> int:
    """Count those of some people who have a complete pair."""
    return sum(pair.is_complete(statements) for pair in pairs_of(unit, referrals))
