"""The invented workshops: registers are recorded on the day, and what follows is decided; some of it is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from cara.casework import ItemKind, ReferralStatus, Search, list_referrals, worklist
from cara.demo.diary import Story
from cara.demo.steps import Scene
from cara.records import tables as t
from cara.vocabulary import Attendance, Reference
from cara.workshops import (
    GoingOn,
    LaterEvent,
    Marked,
    ReturnDecision,
    ReturnReason,
    assign_facilitator,
    book_again,
    decide_going_on,
    decide_return,
    defer,
    preview_not_held,
    record_not_held,
    record_register,
    report_later_event,
    return_to_police,
    see_register,
    see_reschedulable,
)
from cara.workshops.states import WorkshopStatus

A, S = Attendance, ReferralStatus
DAY = timedelta(days=1)
EVENING = time(17)
LEFT_SINCE = 3 * DAY
"""What has come up in the last days before now is left for whoever looks at the demonstration."""

MARKS = (A.HERE,) * 88 + (A.ABSENT,) * 7 + (A.LATE_REFUSED,) * 2 + (A.LEFT_EARLY,) * 2 + (A.SENT_HOME,)
REASONS = {
    A.ABSENT: "Rang in the morning: a child was ill.",
    A.LATE_REFUSED: "The bus did not come.",
    A.LEFT_EARLY: "Was called to work.",
    A.SENT_HOME: "Was asked to leave after interrupting others again and again.",
}
FLOODED_BEFORE = 70 * DAY
"""How long before now the hall is flooded on one day, so that what follows has been dealt with."""
FLOODED = "The hall was flooded in the night."
DECIDED = "Spoken with on the telephone; the reason was looked at."


def workshops(scene: Scene, rng: Random, begin: datetime, now: datetime) -> Story:
    """Hold every workshop on its day, decide what follows, and leave something of each kind at the end."""
    days = Days(scene, rng, flooded_from=scene.instance.today(now - FLOODED_BEFORE))
    at = yield datetime.combine(begin.date(), EVENING, scene.instance.zone)
    while at < now - DAY:
        days.hold(at)
        if at < now - LEFT_SINCE:
            days.decide(at)
        at = yield datetime.combine(at.astimezone(scene.instance.zone).date() + DAY, EVENING, scene.instance.zone)
    days.leave_something((yield now - timedelta(minutes=30)))


@dataclass(frozen=True, slots=True)
class Days:
    """What is done on the days of workshops, and after them."""

    scene: Scene
    rng: Random
    flooded_from: date
    """From this day on the first workshop at which somebody is expected is not held."""

    def hold(self, at: datetime) -> None:
        """Record the registers of a day, and say who runs the workshops to come."""
        instance, manager = self.scene.instance, self.scene.staff.manager
        for code in self._planned(at):
            register = see_register(instance, manager, code, now=at)
            if register.lines and self._is_flooded(code, at):
                continue
            marks = [self._mark(line.seat, register.permitted) for line in register.lines]
            if marks:
                record_register(instance, manager, code, marks, now=at)
        in_a_week = sorted(self._planned(at + 7 * DAY), key=lambda code: not code.endswith("-2"))
        for code in in_a_week[:1]:  # there is one facilitator, who can be at one on a day: a workshop two comes first
            assign_facilitator(instance, manager, code, "facilitator-1", now=at)

    def _is_flooded(self, code: str, at: datetime) -> bool:
        """Record that a workshop was not held, and book everybody again, if it is the one of the year."""
        instance, manager = self.scene.instance, self.scene.staff.manager
        not_held = select(t.Workshop.id).where(t.Workshop.status == WorkshopStatus.NOT_HELD.value).limit(1)
        of_cohort = select(t.Cohort.code).join(t.Workshop, t.Workshop.cohort_id == t.Cohort.id)
        with instance.database.read() as unit:
            cohort = unit.scalar(of_cohort.where(t.Workshop.code == code, t.Workshop.number == 1))
            if cohort is None or instance.today(at) < self.flooded_from or unit.scalar(not_held) is not None:
                return False
        seen = preview_not_held(instance, manager, cohort, now=at).digest
        record_not_held(instance, manager, cohort, seen=seen, reason=FLOODED, now=at)
        return True

    def _planned(self, at: datetime) -> Sequence[str]:
        query = select(t.Workshop.code).where(
            t.Workshop.day == self.scene.instance.today(at), t.Workshop.status == "planned"
        )
        with self.scene.instance.database.read() as unit:
            return unit.execute(query.order_by(t.Workshop.code)).scalars().all()

    def _mark(self, seat: int, permitted: Sequence[Attendance]) -> Marked:
        drawn = self.rng.choice(MARKS)
        mark = drawn if drawn in permitted else A.HERE
        return Marked(seat=seat, mark=mark, reason=REASONS.get(mark))

    def decide(self, at: datetime) -> None:
        """Decide, for the police and for the area manager, what waits because of a workshop."""
        scene = self.scene
        for item in worklist(scene.instance, scene.staff.supervisor, now=at):
            if item.kind is ItemKind.ASK_POLICE:
                outcome = self.rng.choice((GoingOn.COUNTS, GoingOn.REPEAT_BOTH, GoingOn.REPEAT_BOTH, GoingOn.ENDS))
                supervisor = scene.staff.supervisor
                decide_going_on(scene.instance, supervisor, item.code, outcome=outcome, reason=DECIDED, now=at)
        for item in worklist(scene.instance, scene.staff.manager, now=at):
            if item.kind is ItemKind.TO_REBOOK:
                self._book_again(item.reference, at)

    def _book_again(self, reference: Reference, at: datetime) -> None:
        instance, manager = self.scene.instance, self.scene.staff.manager
        for choice in see_reschedulable(instance, manager, reference, now=at).choices:
            for place in choice.places[:1]:
                book_again(instance, manager, reference, place.cohort, choice.what, reason=DECIDED, now=at)
                return
        why = ReturnReason.NO_TIME_LEFT
        return_to_police(instance, manager, reference, why=why, reason="Every pair of days was looked at.", now=at)

    def leave_something(self, at: datetime) -> None:
        """Leave at least one of each difficult case."""
        self._correct(2, A.LEFT_EARLY, 2, at)
        self._correct(1, A.ABSENT, 1, at)
        instance, supervisor = self.scene.instance, self.scene.staff.supervisor
        asked = [item for item in worklist(instance, supervisor, now=at) if item.kind is ItemKind.ASK_POLICE]
        decide_going_on(instance, supervisor, asked[0].code, outcome=GoingOn.REPEAT_BOTH, reason=DECIDED, now=at)
        self._return_and_defer(at)

    def _correct(self, number: int, mark: Attendance, how_many: int, at: datetime) -> None:
        """Correct the mark of workshop one or two of some who have attended both."""
        query = (
            select(t.Workshop.code, t.Membership.seat, t.AttendanceMark.key)
            .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
            .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
            .join(t.Referral, t.Referral.id == t.Membership.referral_id)
            .join(t.AttendanceMark, t.AttendanceMark.expected_id == t.ExpectedAttendance.id)
            .where(
                t.Referral.status == S.COMPLETED.value,
                t.Workshop.number == number,
                t.AttendanceMark.mark == A.HERE.value,
            )
            .order_by(t.AttendanceMark.id.desc())
            .limit(how_many)
        )
        with self.scene.instance.database.read() as unit:
            found = unit.execute(query).all()
        for code, seat, key in found:
            if seat is not None:
                corrected = Marked(seat=seat, mark=mark, reason=REASONS[mark], seen=key)
                record_register(self.scene.instance, self.scene.staff.manager, code, [corrected], now=at)

    def _return_and_defer(self, at: datetime) -> None:
        """Return two and let the police close one of them, defer one, and report about another."""
        instance, manager, supervisor = self.scene.instance, self.scene.staff.manager, self.scene.staff.supervisor
        booked, attended = self._standing(S.BOOKED, at), self._standing(S.ATTENDED_ONE, at)
        more, fewer = sorted((booked, attended), key=len, reverse=True)
        room = {
            reference: see_reschedulable(instance, manager, reference, now=at).last_first_day for reference in more[1:]
        }
        waits, *others = sorted(room, key=lambda reference: room[reference], reverse=True)
        until = min(instance.today(at) + 14 * DAY, room[waits])
        defer(instance, manager, waits, until, reason="In hospital for two weeks.", now=at)
        for reference in others[:2]:
            return_to_police(
                instance, manager, reference, why=ReturnReason.OWN_WISH, reason="Said so on the telephone.", now=at
            )
        returned = [item for item in worklist(instance, supervisor, now=at) if item.kind is ItemKind.RETURNED]
        decide_return(instance, supervisor, returned[0].code, outcome=ReturnDecision.ENDS, reason=DECIDED, now=at)
        told = (*more[:1], *fewer)[-1]
        report_later_event(instance, supervisor, told, event=LaterEvent.NEW_ARREST, now=at)

    def _standing(self, status: ReferralStatus, at: datetime) -> list[Reference]:
        """Give who stands at a status and has a workshop to come, the newest first."""
        instance, manager = self.scene.instance, self.scene.staff.manager
        lines = list_referrals(instance, manager, Search(status=status), now=at, limit=200).lines
        today = instance.today(at)
        days = {S.BOOKED: "first_day", S.ATTENDED_ONE: "second_day"}
        return [line.reference for line in lines if (day := getattr(line, days[status])) and day > today]
