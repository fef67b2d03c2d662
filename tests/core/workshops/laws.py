"""The laws of rescheduling themselves: what must hold after every step, whoever took it."""

from datetime import date, datetime
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import func, select
from tests.instances import Area

from cara.casework import ReferralStatus, worklist
from cara.casework.items import WAITS_FOR
from cara.casework.keeping_apart import kept_apart_from
from cara.casework.referral_rows import find_by_id
from cara.policy import scheduling_policy
from cara.records import Database, Unit, audit
from cara.records import tables as t
from cara.scheduling import deadline_for, has_gap, is_open
from cara.vocabulary import MissedWorkshop
from cara.workshops import GoingOn

S = ReferralStatus
PLACED = (S.BOOKED, S.ATTENDED_ONE)


class Laws(RuleBasedStateMachine):
    """An area in which something is done, and what must hold of it."""

    database: ClassVar[Database]
    area: Area
    held: dict[str, date]
    """The days of workshops that have been."""
    decisions: dict[str, tuple[GoingOn, datetime]]
    """What the police decided last of each reference, and when."""
    counted: dict[str, date]
    """The day of the last workshop one of each reference about which the police decided that it counts."""

    def rows(self, query):
        with self.database.read() as unit:
            return unit.execute(query).all()

    @invariant()
    def a_past_or_recorded_workshop_never_moves(self):
        today = self.area.today
        days = {
            code: (day, status)
            for code, day, status in self.rows(select(t.Workshop.code, t.Workshop.day, t.Workshop.status))
        }
        for code, day in self.held.items():
            assert days[code][0] == day, code
        for code, (day, status) in days.items():
            if day <= today or status == "held":
                self.held[code] = day
        ended = (
            select(t.Workshop.code, t.Workshop.day, t.ExpectedAttendance.ended_at)
            .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
            .where(t.ExpectedAttendance.ended_at.is_not(None), t.Workshop.status.not_in(["cancelled", "not_held"]))
        )
        marked = (
            select(t.Workshop.code, t.Workshop.status)
            .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
            .join(t.AttendanceMark, t.AttendanceMark.expected_id == t.ExpectedAttendance.id)
        )
        assert all(status == "held" for _, status in self.rows(marked))
        by_police = {at for _, at in self.decisions.values()}
        for code, day, at in self.rows(ended):
            assert self.area.instance.today(at) <= day or at in by_police, code

    @invariant()
    def what_the_police_decided_is_what_is_taken_again(self):
        """Until something more is recorded: workshop two alone of whoever repeats it, both of whoever repeats both."""
        for reference, (outcome, at) in self.decisions.items():
            since = self.rows(_RECORDED.where(t.Referral.reference == reference, t.AttendanceMark.recorded_at > at))
            if since or outcome not in {GoingOn.REPEAT_BOTH, GoingOn.REPEAT_MISSED}:
                continue
            ((status,),) = self.rows(select(t.Referral.status).where(t.Referral.reference == reference))
            numbers = sorted(number for (number,) in self.rows(_NEXT.where(t.Referral.reference == reference)))
            if outcome is GoingOn.REPEAT_MISSED:
                assert status != S.BOOKED.value
                assert numbers == ([2] if status == S.ATTENDED_ONE.value else [])
            else:
                assert status != S.ATTENDED_ONE.value
                assert numbers == ([1, 2] if status == S.BOOKED.value else [])

    @invariant()
    def days_are_open_and_a_cohort_has_its_workshops_days(self):
        area = self.area
        policy = scheduling_policy(area.instance.book, area.today)
        query = select(t.Cohort.code, t.Cohort.first_day, t.Cohort.second_day, t.Workshop.number, t.Workshop.day)
        for code, first, second, number, day in self.rows(query.join(t.Workshop, t.Workshop.cohort_id == t.Cohort.id)):
            assert day == (first if number == 1 else second), code
            assert is_open(policy, day), code
            assert has_gap(policy, first, second), code
        changes = select(t.WorkshopChange.day, t.WorkshopChange.at).where(t.WorkshopChange.before == "planned")
        for day, at in self.rows(changes.where(t.WorkshopChange.after == "planned")):
            assert day > area.instance.today(at)

    @invariant()
    def seats_and_pathways_hold_and_nobody_is_in_two_places(self):
        seats = (
            select(t.Cohort.capacity, func.count(), func.count(t.Membership.seat.distinct()))
            .join(t.Membership, t.Membership.cohort_id == t.Cohort.id)
            .where(t.Membership.active)
            .group_by(t.Cohort.id, t.Cohort.capacity)
        )
        assert all(people == taken <= capacity for capacity, people, taken in self.rows(seats))
        places = (
            select(t.Membership.referral_id, t.Referral.pathway, t.Cohort.pathway, t.Cohort.status)
            .join(t.Referral, t.Referral.id == t.Membership.referral_id)
            .join(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
            .where(t.Membership.active)
        )
        found = self.rows(places)
        assert len({row[0] for row in found}) == len(found)
        assert all(wanted == got for _, wanted, got, _ in found)
        assert all(status != "cancelled" for *_, status in found)

    @invariant()
    def nobody_kept_apart_is_together(self):
        with self.database.read() as unit:
            for referral_id, cohort in unit.execute(_PLACES).all():
                assert cohort not in kept_apart_from(unit, find_by_id(unit, referral_id))

    @invariant()
    def gap_and_deadline_hold_or_the_exception_is_authorised(self):
        with self.database.read() as unit:
            for referral_id, status, first, second in unit.execute(_DAYS).all():
                row = find_by_id(unit, referral_id)
                policy = scheduling_policy(self.area.instance.book_of(unit, row.book_digest), row.on)
                deadline = deadline_for(policy, caution_on=row.on, offence_on=row.offence_on)
                authorised = unit.scalar(
                    select(t.Extension.until)
                    .where(t.Extension.referral_id == referral_id)
                    .order_by(t.Extension.id.desc())
                )
                assert row.extended_to == authorised
                assert row.extended_to is None or deadline.binding < row.extended_to <= deadline.extended
                assert second <= (row.extended_to or deadline.binding)
                start = first if status == S.BOOKED.value else self.attended_on(unit, row)
                decided, _ = self.decisions.get(str(row.reference), (None, None))
                assert has_gap(policy, start, second) or (
                    (policy.missed is MissedWorkshop.REPEAT_MISSED or decided is GoingOn.REPEAT_MISSED)
                    and status == S.ATTENDED_ONE.value
                    and (second - start).days >= policy.gap.least
                )

    def attended_on(self, unit, row):
        """Give the day of the last workshop one at which somebody was marked as here, or that the police count."""
        here = unit.scalar(_LAST_ONE.where(t.Membership.referral_id == row.id, t.AttendanceMark.mark == "here"))
        return max(day for day in (here, self.counted.get(str(row.reference))) if day is not None)

    @invariant()
    def nobody_is_lost(self):
        waiting = {
            item.reference: item.kind for item in worklist(self.area.instance, self.area.manager, now=self.area.now)
        }
        waiting |= {
            item.reference: item.kind for item in worklist(self.area.instance, self.area.supervisor, now=self.area.now)
        }
        placed = {referral_id for referral_id, _ in self.rows(_PLACES)}
        for referral_id, reference, word in self.rows(select(t.Referral.id, t.Referral.reference, t.Referral.status)):
            status = S(word)
            if status in PLACED:
                assert referral_id in placed, (reference, status)
            elif status not in {S.COMPLETED, S.CLOSED}:
                assert waiting[reference] is WAITS_FOR[status]

    @invariant()
    def who_is_expected_is_who_has_a_place(self):
        is_marked = select(t.AttendanceMark.id).where(t.AttendanceMark.expected_id == t.ExpectedAttendance.id).exists()
        query = (
            select(t.Membership.referral_id, t.Membership.active, t.Workshop.number, is_marked)
            .join(t.ExpectedAttendance, t.ExpectedAttendance.membership_id == t.Membership.id)
            .join(t.Workshop, t.Workshop.id == t.ExpectedAttendance.workshop_id)
            .where(t.ExpectedAttendance.ended_at.is_(None))
        )
        expected: dict[int, set[int]] = {}
        open_still: dict[int, set[int]] = {}
        for referral_id, active, number, marked in self.rows(query):
            assert active or marked, referral_id
            if active:
                expected.setdefault(referral_id, set()).add(number)
            if not marked:
                open_still.setdefault(referral_id, set()).add(number)
        for referral_id, word in self.rows(select(t.Referral.id, t.Referral.status)):
            if word == S.BOOKED.value:
                assert expected[referral_id] == {1, 2}
            if word == S.ATTENDED_ONE.value:
                assert 2 in expected[referral_id]
                assert 1 not in open_still.get(referral_id, set())

    def teardown(self):
        with self.database.read() as unit:
            assert audit.verify(unit).whole


_PLACES = (
    select(t.Membership.referral_id, t.Cohort.code)
    .join(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
    .where(t.Membership.active)
)
_DAYS = (
    select(t.Referral.id, t.Referral.status, t.Cohort.first_day, t.Cohort.second_day)
    .join(t.Membership, t.Membership.referral_id == t.Referral.id)
    .join(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
    .where(t.Membership.active, t.Referral.status.in_([status.value for status in PLACED]))
)
_MARKED = (
    select(t.Workshop.number)
    .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .join(t.Referral, t.Referral.id == t.Membership.referral_id)
    .outerjoin(t.AttendanceMark, t.AttendanceMark.expected_id == t.ExpectedAttendance.id)
)
_RECORDED = _MARKED.where(t.AttendanceMark.id.is_not(None))
_NEXT = _MARKED.where(t.AttendanceMark.id.is_(None), t.ExpectedAttendance.ended_at.is_(None), t.Membership.active)
_LAST_ONE = (
    select(func.max(t.Workshop.day))
    .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
    .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
    .join(t.AttendanceMark, t.AttendanceMark.expected_id == t.ExpectedAttendance.id)
    .where(t.Workshop.number == 1)
)
