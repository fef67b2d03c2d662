"""Where somebody can be booked instead: for both workshops, or for workshop two alone where that is open to him or her."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from cara.casework import Instance, PlaceDoesNotFit, ReferralStatus
from cara.casework.expecting import NoLonger, expect, no_longer_expected
from cara.casework.holding import NOT_OFFERED, leave_place, take_seat
from cara.casework.items import ItemKind
from cara.casework.open_places import all_open, own_place, place_of_cohort, with_second_day
from cara.casework.places import Looking, PlaceSearch, find_offers, look_for, recorded_search
from cara.casework.referral_rows import ReferralRow
from cara.policy import SchedulingPolicy
from cara.records import Unit
from cara.records import tables as t
from cara.scheduling import (
    MOST_OFFERS,
    AttendedOne,
    OpenPlace,
    fits_workshop_two,
    room_for_workshop_two,
    why_nobody,
)
from cara.vocabulary import Attendance, CaraError, MissedWorkshop, Word
from cara.vocabulary.dates import in_words
from cara.workshops.meaning import Reading, reading_of

S = ReferralStatus

SAME_COHORT = "It is the cohort in which the person has the place now"
ATTENDED_NO_ONE = "Workshop one has not been attended"
NOT_OPEN = "The area's rule and what the person has attended do not leave this open"


class WhatAgain(Word):
    """What somebody is booked for."""

    BOTH = "both", "Both workshops"
    TWO_ALONE = "two_alone", "Workshop two alone"

    @property
    def numbers(self) -> Collection[int]:
        """Give the numbers of the workshops at which the person is then expected."""
        return (1, 2) if self is WhatAgain.BOTH else (2,)

    @property
    def status(self) -> ReferralStatus:
        """Give where the referral then stands."""
        return S.BOOKED if self is WhatAgain.BOTH else S.ATTENDED_ONE


class RegisterMissing(CaraError):
    """A workshop has come at which somebody was expected, and its register says nothing. Nothing was changed."""

    def __init__(self, code: str, day: date) -> None:
        self.code, self.day = code, day
        super().__init__(
            f"Workshop {code} was on {in_words(day)} and nobody has recorded whether the person came. Record that first."
        )


_DUE = (
    select(t.Workshop.code, t.Workshop.day)
    .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .where(
        t.Membership.referral_id == bindparam("referral"),
        t.Membership.active,
        t.ExpectedAttendance.ended_at.is_(None),
        ~select(t.AttendanceMark.id).where(t.AttendanceMark.expected_id == t.ExpectedAttendance.id).exists(),
    )
    .order_by(t.Workshop.day)
    .limit(1)
)
_MARKS = (
    select(
        t.Membership.referral_id,
        t.ExpectedAttendance.id,
        t.Workshop.number,
        t.Workshop.day,
        t.AttendanceMark.mark,
        t.AttendanceMark.recorded_at,
    )
    .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.AttendanceMark.expected_id)
    .join(t.Workshop, t.Workshop.id == t.ExpectedAttendance.workshop_id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .where(t.Membership.referral_id.in_(bindparam("referrals", expanding=True)))
    .order_by(t.Workshop.day, t.Workshop.number, t.AttendanceMark.id)
)
_POLICE_COUNTED_IT = (
    select(t.StatusChange.referral_id, func.max(t.StatusChange.at))
    .where(
        t.StatusChange.referral_id.in_(bindparam("referrals", expanding=True)),
        t.StatusChange.before == S.ASK_POLICE.value,
        t.StatusChange.after == S.ATTENDED_ONE.value,
    )
    .group_by(t.StatusChange.referral_id)
)

_DECIDED = (
    select(t.WorklistItem.referral_id, t.WorklistItem.outcome, t.WorklistItem.decided_at)
    .where(
        t.WorklistItem.referral_id.in_(bindparam("referrals", expanding=True)),
        t.WorklistItem.kind == ItemKind.ASK_POLICE.value,
        t.WorklistItem.decided_by.is_not(None),
    )
    .order_by(t.WorklistItem.id)
)
_LAST_RECORDED = (
    select(t.Membership.referral_id, func.max(t.AttendanceMark.recorded_at))
    .join(t.ExpectedAttendance, t.ExpectedAttendance.id == t.AttendanceMark.expected_id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .where(t.Membership.referral_id.in_(bindparam("referrals", expanding=True)))
    .group_by(t.Membership.referral_id)
)


def refuse_unrecorded(unit: Unit, row: ReferralRow, today: date, cancelled: Collection[str] = frozenset()) -> None:
    """Refuse to touch a booking whose next workshop has come: a past workshop never moves.

    Args:
        cancelled: the codes of workshops that are being cancelled: these will not be held.

    Raises:
        RegisterMissing: its register has to be recorded first.
    """
    due = unit.execute(_DUE, {"referral": row.id}).first()
    if due is not None and due.day <= today and due.code not in cancelled:
        raise RegisterMissing(due.code, due.day)


def attended_one(unit: Unit, row: ReferralRow, policy: SchedulingPolicy) -> AttendedOne | None:
    """Tell when somebody attended the workshop one that still counts, if he or she did.

    Missing a workshop one afterwards undoes it. What no rule settles counts where the police have said so.
    """
    return each_attended_one(unit, {row.id: policy})[row.id]


def each_attended_one(unit: Unit, policies: Mapping[int, SchedulingPolicy]) -> dict[int, AttendedOne | None]:
    """Give for each referral, with the policy that binds it, what :func:`attended_one` gives for one."""
    if not policies:
        return {}
    given = {"referrals": sorted(policies)}
    marks: dict[int, dict[int, Any]] = {referral: {} for referral in policies}  # Any: rows of the query
    for mark in unit.execute(_MARKS, given).all():
        marks[mark.referral_id][mark.id] = mark  # a correction takes the place of what it corrects
    counted_at: dict[int, datetime] = {row[0]: row[1] for row in unit.execute(_POLICE_COUNTED_IT, given).all()}
    return {
        referral: _attended(policy, marks[referral].values(), counted_at.get(referral))
        for referral, policy in policies.items()
    }


def _attended(
    policy: SchedulingPolicy, marks: Iterable[Any], counted_at: datetime | None
) -> AttendedOne | None:  # Any: as above
    attended: AttendedOne | None = None
    for mark in marks:
        reading = reading_of(policy, Attendance(mark.mark))
        if mark.number == 1:
            by_police = reading is Reading.NOT_SETTLED and counted_at is not None and counted_at >= mark.recorded_at
            attended = AttendedOne(mark.day) if reading is Reading.ATTENDED or by_police else None
        elif attended is not None and reading is not Reading.ATTENDED:
            attended = AttendedOne(attended.on, missed_two=True)
    return attended


@dataclass(frozen=True, slots=True)
class Again:
    """What the next place of one person must satisfy."""

    row: ReferralRow
    looking: Looking
    attended: AttendedOne | None
    today: date
    decided: MissedWorkshop | None = None
    """What the police have decided about the workshop recorded last, where they have: it binds like the area's rule."""

    @property
    def open_to(self) -> tuple[WhatAgain, ...]:
        """Give what the person can be booked for; whoever stands at workshop one attended needs workshop two alone."""
        alone = self.attended is not None and room_for_workshop_two(self.looking.policy, self.attended)
        if self.row.status is S.BOOKED:
            return (WhatAgain.BOTH,)
        if self.row.status is S.ATTENDED_ONE or self.decided is MissedWorkshop.REPEAT_MISSED:
            return (WhatAgain.TWO_ALONE,) if alone else ()
        return (WhatAgain.TWO_ALONE, WhatAgain.BOTH) if alone else (WhatAgain.BOTH,)

    @property
    def last_first_day(self) -> date:
        """Give the last day on which the person can begin: workshop two alone where the area repeats it alone."""
        deadline = self.looking.deadline.binding
        if self.attended is not None and self.looking.policy.missed == MissedWorkshop.REPEAT_MISSED:
            return deadline
        return deadline - timedelta(days=self.looking.policy.gap.least)

    def misfits(self, place: OpenPlace, what: WhatAgain) -> tuple[str, ...]:
        """Say in what a place does not fit."""
        if what is WhatAgain.BOTH:
            return self.looking.misfits(place, self.today)
        if self.attended is None:
            return (ATTENDED_NO_ONE,)
        policy, wanted = self.looking.policy, self.looking.wanted
        return tuple(misfit.sentence for misfit in fits_workshop_two(policy, wanted, place, self.today, self.attended))


def again(instance: Instance, unit: Unit, row: ReferralRow, now: datetime) -> Again:
    """Put together what somebody's next place must satisfy: what has been recorded, by the referral's own book."""
    looking = look_for(instance, unit, row, recorded_search(unit, row), now)
    attended = attended_one(unit, row, looking.policy)
    return put_together(row, looking, attended, instance.today(now), each_decided(unit, (row.id,)).get(row.id))


def put_together(
    row: ReferralRow, looking: Looking, attended: AttendedOne | None, today: date, decided: MissedWorkshop | None
) -> Again:
    """Let what the police have decided bind in the place of the area's rule about a missed workshop."""
    if decided is not None:
        looking = replace(looking, policy=replace(looking.policy, missed=decided))
    return Again(row, looking, attended, today, decided)


def each_decided(unit: Unit, referrals: Collection[int]) -> dict[int, MissedWorkshop]:
    """Give for each referral what the police have decided is taken again, unless something was recorded since."""
    if not referrals:
        return {}
    given = {"referrals": sorted(referrals)}
    recorded_at: dict[int, datetime] = {row[0]: row[1] for row in unit.execute(_LAST_RECORDED, given).all()}
    outcomes = {
        row.referral_id: row.outcome if row.decided_at >= recorded_at.get(row.referral_id, row.decided_at) else None
        for row in unit.execute(_DECIDED, given).all()  # the last decision about each stands
    }
    return {
        referral: MissedWorkshop(outcome)
        for referral, outcome in outcomes.items()
        if outcome in {word.value for word in MissedWorkshop}
    }


def places_again(
    instance: Instance, unit: Unit, wanted: Again, what: WhatAgain, now: datetime
) -> tuple[OpenPlace, ...]:
    """Give the best three places for somebody, the nearest and then the earliest first, other than the present one."""
    own = own_place(unit, wanted.row.id, now)
    return tuple(place for place in _fitting(instance, unit, wanted, what, now) if not own or place != own.place)[
        :MOST_OFFERS
    ]


def why_none(unit: Unit, wanted: Again, now: datetime) -> tuple[str, ...]:
    """Say what keeps somebody from every cohort but the present one, and what would free a place in another."""
    own = own_place(unit, wanted.row.id, now)
    others = [
        place
        for place in all_open(unit, wanted.today, now, wanted.row)
        if own is None or place.cohort != own.place.cohort
    ]
    looking = wanted.looking
    return tuple(binding.in_words for binding in why_nobody(looking.policy, looking.wanted, others, wanted.today))


def _fitting(instance: Instance, unit: Unit, wanted: Again, what: WhatAgain, now: datetime) -> tuple[OpenPlace, ...]:
    row = wanted.row
    if what is WhatAgain.BOTH:
        search = PlaceSearch(district=wanted.looking.wanted.district)
        return tuple(offer.place for offer in find_offers(instance, unit, row.facts, search, now=now, row=row).offers)
    fit = [place for place in _of_second_day(unit, wanted, now) if not wanted.misfits(place, what)]
    district = wanted.looking.wanted.district
    return tuple(sorted(fit, key=lambda place: (place.district != district, place.second_day, place.cohort)))


def _of_second_day(unit: Unit, wanted: Again, now: datetime) -> tuple[OpenPlace, ...]:
    looking = wanted.looking
    return with_second_day(unit, looking.wanted.pathway, wanted.today, looking.deadline.binding, now, wanted.row)


def take_place(
    unit: Unit, wanted: Again, what: WhatAgain, cohort: str, *, no_longer: NoLonger, now: datetime
) -> OpenPlace:
    """Give somebody a seat in another cohort in the place of the present one, under the cohort's lock.

    Raises:
        PlaceDoesNotFit: the cohort is full, closed, of another pathway, or does not fit the person.
    """
    row = wanted.row
    why: tuple[str, ...] = (NOT_OPEN,) if what not in wanted.open_to else ()
    own = own_place(unit, row.id, now)
    if own is not None and own.place.cohort == cohort:
        why = (SAME_COHORT,)
    found = place_of_cohort(unit, cohort, now, row=row, lock=True)
    if why or found is None:
        raise PlaceDoesNotFit(row.reference, why or (NOT_OFFERED,))
    why = _not_offered(unit, wanted, what, found.place, offered=found.offered, now=now) or wanted.misfits(
        found.place, what
    )
    if why:
        raise PlaceDoesNotFit(row.reference, why)
    give_up_place(unit, row, no_longer, now)
    take_seat(unit, row, found, status="booked", now=now, until=None)
    expect(unit, row, what.numbers)
    return found.place


def _not_offered(
    unit: Unit, wanted: Again, what: WhatAgain, place: OpenPlace, *, offered: bool, now: datetime
) -> tuple[str, ...]:
    joinable = (
        offered
        if what is WhatAgain.BOTH
        else place.cohort in {other.cohort for other in _of_second_day(unit, wanted, now)}
    )
    return () if joinable else (NOT_OFFERED,)


def give_up_place(unit: Unit, row: ReferralRow, no_longer: NoLonger, now: datetime) -> None:
    """Give up the place that somebody has; the seat is free at once, and what was recorded stays."""
    no_longer_expected(unit, row, no_longer, at=now)
    leave_place(unit, row, "left")
