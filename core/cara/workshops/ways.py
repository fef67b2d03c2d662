"""How many ways each of those without a place still has: read for all of them together, in a few looks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from cara.casework import Instance, ReferralStatus
from cara.casework.details import Needs
from cara.casework.keeping_apart import each_kept_apart_from
from cara.casework.open_places import all_open, all_with_second_day
from cara.casework.places import Looking, look_as_recorded, recorded_so
from cara.casework.referral_rows import ReferralRow
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import DaysLeft, OpenPlace, both_left, two_alone_left, why_nobody
from cara.workshops.again import Again, WhatAgain, each_attended_one, each_decided, put_together

S = ReferralStatus

# Built once: building a statement takes longer than running it.
_NEEDS = select(t.Person.id, t.Person.key, t.Person.needs).where(
    t.Person.id.in_(bindparam("people", expanding=True)), t.Person.needs.is_not(None)
)
_IMPOSSIBLE = select(t.UnavailableDay.referral_id, t.UnavailableDay.day).where(
    t.UnavailableDay.referral_id.in_(bindparam("referrals", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Ways:
    """What somebody without a place can still be booked for."""

    deadline: date
    """The day by which both workshops must be done."""
    window_ended: date
    """The last day on which a pair could begin if every day were open."""
    left: Mapping[WhatAgain, DaysLeft]
    """For each thing that is open to the person, the days that are left and the free places among them."""
    why_none: tuple[str, ...]
    """What binds and what would free a place, where no place is free."""

    @property
    def count(self) -> int:
        """Count the ways: pairs of days, and days for workshop two alone."""
        return sum(left.count for left in self.left.values())

    @property
    def last(self) -> date | None:
        """Give the last day on which the person can still begin; ``None`` where no way is left."""
        return max((left.last for left in self.left.values() if left.last is not None), default=None)

    @property
    def runs_out_on(self) -> date:
        """Give the day after which nothing can be found any more, or could not."""
        return self.last or self.window_ended

    @property
    def best(self) -> tuple[WhatAgain, OpenPlace] | None:
        """Give the place to be given, and what for: workshop two alone before both, near before far, then the earliest."""
        return next(((what, left.places[0]) for what, left in self.left.items() if left.places), None)

    @property
    def last_place(self) -> tuple[WhatAgain, OpenPlace] | None:
        """Give the latest place that is free."""
        found = [(left.last_place, what) for what, left in self.left.items() if left.last_place is not None]
        latest = max(found, key=lambda one: (one[0].second_day, one[0].cohort), default=None)
        return (latest[1], latest[0]) if latest else None


def ways_of(instance: Instance, unit: Unit, rows: Sequence[ReferralRow], *, now: datetime) -> dict[int, Ways]:
    """Give for each referral without a place what it can still be booked for, by what has been recorded.

    Somebody who is deferred counts from the day until which that is.

    Raises:
        BookNotStored: a referral's rules are not stored any more.
    """
    if not rows:
        return {}
    today = instance.today(now)
    lookings = _lookings(instance, unit, rows, now)
    missed = {row.id: lookings[row.id].policy for row in rows if row.status in _MISSED}
    attended, decided = each_attended_one(unit, missed), each_decided(unit, missed)
    both, alone = all_open(unit, today, now, None), all_with_second_day(unit, today, now)
    wanted = [
        put_together(row, lookings[row.id], attended.get(row.id), _from(row, today), decided.get(row.id))
        for row in rows
    ]
    return {one.row.id: _ways(one, both, alone) for one in wanted}


_MISSED = frozenset({S.TO_REBOOK, S.DEFERRED})
"""Where somebody may have attended workshop one already."""


def _from(row: ReferralRow, today: date) -> date:
    """Give the day after which a place can begin."""
    if row.status is not S.DEFERRED or row.deferred_until is None:
        return today
    return max(today, row.deferred_until - timedelta(days=1))


def _ways(wanted: Again, both: Sequence[OpenPlace], alone: Sequence[OpenPlace]) -> Ways:
    looking = wanted.looking
    left = {what: _left(wanted, what, both, alone) for what in wanted.open_to}
    free = any(one.places for one in left.values())
    bindings = () if free else why_nobody(looking.policy, looking.wanted, both, wanted.today)
    deadline = looking.deadline.binding
    ended = deadline - timedelta(days=looking.policy.gap.least)
    return Ways(deadline, ended, left, tuple(binding.in_words for binding in bindings))


def _left(wanted: Again, what: WhatAgain, both: Sequence[OpenPlace], alone: Sequence[OpenPlace]) -> DaysLeft:
    looking = wanted.looking
    if what is WhatAgain.BOTH:
        return both_left(looking.policy, looking.wanted, both, wanted.today)
    assert wanted.attended is not None
    return two_alone_left(looking.policy, looking.wanted, alone, wanted.today, wanted.attended)


def _lookings(instance: Instance, unit: Unit, rows: Sequence[ReferralRow], now: datetime) -> dict[int, Looking]:
    ids = [row.id for row in rows]
    needs = _needs(unit, {row.person_id for row in rows if row.person_id is not None})
    impossible = _impossible(unit, ids)
    apart = each_kept_apart_from(unit, ids)
    none: frozenset[str] = frozenset()
    return {
        row.id: look_as_recorded(
            instance,
            unit,
            row,
            recorded_so(row, needs.get(row.person_id or 0), impossible.get(row.id, frozenset())),
            apart.get(row.id, none),
            now=now,
        )
        for row in rows
    }


def _needs(unit: Unit, people: Collection[int]) -> dict[int, Needs]:
    found = unit.execute(_NEEDS, {"people": sorted(people)}).all() if people else ()
    return {
        person: Needs.model_validate_json(unit.unseal(t.Person.needs, key, sealed))
        for person, key, sealed in found
        if sealed is not None
    }


def _impossible(unit: Unit, referrals: Collection[int]) -> dict[int, frozenset[date]]:
    found: dict[int, frozenset[date]] = {}
    for referral, day in unit.execute(_IMPOSSIBLE, {"referrals": sorted(referrals)}).all():
        found[referral] = found.get(referral, frozenset()) | {day}
    return found
