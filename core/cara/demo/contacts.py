"""The invented contact with victims: the police enter them, two workers make contact, and each difficult case is left."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from cara.access import Subject
from cara.casework import Instance, ReferralStatus
from cara.demo.diary import Story
from cara.demo.listening import Listening
from cara.demo.looking import standing
from cara.demo.people import Invention
from cara.demo.staff import Staff
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.correcting import change_safe_contact
from cara.victims.details import HoursSaid, SafeContactSaid, VictimDetails
from cara.victims.entering import enter_victim
from cara.victims.words import ContactWay, Outcome, Told, VictimRelationship
from cara.victims.workers import take_contact
from cara.vocabulary import Reference, Sex

S = ReferralStatus
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
ENTERED = (S.BOOKED, S.PLACE_TO_FOLLOW, S.ATTENDED_ONE)
"""Where the police enter a victim, in most cases."""
ENTERED_IN_A_HUNDRED = 85
TAKEN_IN_A_HUNDRED = 80
EVENING = time(18, 30)
HELD = timedelta(days=150)
"""How long instructions hold, from the day on which they are said."""

RESULTS = (
    *(Outcome.SPOKE,) * 12,
    *(Outcome.NO_ANSWER,) * 6,
    Outcome.CALL_BACK,
    Outcome.SOMEBODY_ELSE,
    Outcome.DECLINED,
)
NOTES: Mapping[Outcome, str] = {
    Outcome.NO_ANSWER: "Rang for a minute. Nothing was left.",
    Outcome.CALL_BACK: "At work. Asked for an evening.",
    Outcome.SOMEBODY_ELSE: "A child answered. Nothing was said.",
}
MINDING = (None, None, "Ask for the first name only.", "Say that it is about a delivery.", "Ring off if nobody speaks.")
CODE_WORDS = (None, "Parcel", "Library", "Garden")
CHILDREN = (None, "Two, 4 and 9, who live with the victim.", "One, 15, who lives with a grandmother.")
TOLD = (Told.EXPECTS_CALL,) * 9 + (Told.NOT_TOLD,)
MIDDLE = "G"
"""About half of all codes begin before it."""
NOTHING_SAFE = SafeContactSaid()


def contacts(listening: Listening, rng: Random, begin: datetime, now: datetime) -> Story:
    """Enter and contact victims week by week, and leave something of each kind at the end."""
    own = replace(listening.instance, draw_code=lambda: str(Reference.new(rng.choice)))
    made = Contacts(own, listening.staff, rng, Invention(rng), listening)
    coming = datetime.combine(begin.date(), EVENING, own.zone) + 2 * WEEK
    while coming < now - DAY:
        at = yield coming
        made.enter(at)
        made.make_contact(at)
        listening.go_on(at)
        coming = at + WEEK
    made.leave_something((yield now - timedelta(minutes=20)))


@dataclass(frozen=True, slots=True)
class Contacts:
    """What the police and the workers do in a week."""

    instance: Instance
    staff: Staff
    rng: Random
    invention: Invention
    listening: Listening
    passed_over: set[Reference] = field(default_factory=set)
    to_call: dict[Reference, str] = field(default_factory=dict)
    """By the referral, the code of a victim whose worker the first or second worker is."""

    def enter(self, at: datetime) -> None:
        """Enter a victim of most referrals that were confirmed since."""
        for reference in self._standing(ENTERED, at):
            if reference in self.passed_over:
                continue
            self.passed_over.add(reference)
            if self.invention.happens(ENTERED_IN_A_HUNDRED):
                code = self._entered(reference, at)
                if self.invention.happens(TAKEN_IN_A_HUNDRED):
                    take_contact(self.instance, self._worker(code), code, now=at)
                    self.to_call[reference] = code

    def make_contact(self, at: datetime) -> None:
        """Try to speak to the victims of everybody who has attended workshop one."""
        for reference in self._standing((S.ATTENDED_ONE,), at):
            code = self.to_call.get(reference)
            if code is not None:
                outcome = self.rng.choice(RESULTS)
                self._try(code, outcome, at)
                if outcome is Outcome.SPOKE:
                    self.listening.hear(reference, code, self._worker(code), at)
                if outcome in {Outcome.SPOKE, Outcome.DECLINED}:
                    del self.to_call[reference]

    def leave_something(self, at: datetime) -> None:
        """Leave one of each difficult case, of referrals that go on."""
        confirmed = self._standing(ENTERED, at)
        if not confirmed:
            return
        today = self.instance.today(at)
        self._entered(self.rng.choice(confirmed), at, how=NOTHING_SAFE)
        self._entered(self.rng.choice(confirmed), at, date_of_birth=None)
        self._entered(self.rng.choice(confirmed), at, told=Told.DOES_NOT_WANT)
        for outcome in (Outcome.UNSAFE, Outcome.UNREACHABLE):
            self._try(self._taken(self.rng.choice(confirmed), at), outcome, at)
        code, how = self._taken(self.rng.choice(confirmed), at), self._safe_contact(today)
        change_safe_contact(self.instance, self._worker(code), code, how, seen=1, now=at)

    def _standing(self, statuses: tuple[ReferralStatus, ...], at: datetime) -> list[Reference]:
        return standing(self.instance, self.staff, statuses, at)

    def _taken(self, reference: Reference, at: datetime) -> str:
        code = self._entered(reference, at)
        take_contact(self.instance, self._worker(code), code, now=at)
        return code

    def _entered(
        self, reference: Reference, at: datetime, how: SafeContactSaid | None = None, **changes: object
    ) -> str:
        today = self.instance.today(at)
        who = self.invention.person(
            self.invention.community(), self.rng.choice(list(Sex)), self.rng.randrange(19, 62), "", today
        )
        said = {
            "given_names": who.given_names,
            "family_name": who.family_name,
            "date_of_birth": who.date_of_birth,
            "relationship": self.rng.choice(list(VictimRelationship)),
            "children": self.rng.choice(CHILDREN),
            "told": self.rng.choice(TOLD),
        }
        details = VictimDetails.model_validate(said | changes)
        how = how or self._safe_contact(today)
        return enter_victim(self.instance, self.staff.supervisor, reference, details, how, now=at)

    def _safe_contact(self, today: date) -> SafeContactSaid:
        begins = self.rng.choice((9, 10, 13, 17))
        days = sorted(self.rng.sample(range(7), self.rng.randrange(2, 7)))
        return SafeContactSaid(
            phone=f"07700 900{self.rng.randrange(1000) // 2 * 2:03}",  # even: no participant has one of those
            ways=(ContactWay.CALL,) if self.invention.happens(70) else (ContactWay.CALL, ContactWay.TEXT),
            hours=tuple(HoursSaid(weekday=day, begins=time(begins), ends=time(begins + 3)) for day in days),
            code_word=self.rng.choice(CODE_WORDS),
            instructions=self.rng.choice(MINDING),
            review_on=today + HELD,
        )

    def _try(self, code: str, outcome: Outcome, at: datetime) -> None:
        attempt = AttemptMade(way=ContactWay.CALL, outcome=outcome, note=NOTES.get(outcome))
        record_attempt(self.instance, self._worker(code), code, attempt, now=at)

    def _worker(self, code: str) -> Subject:
        """Give whoever makes contact with a victim: the code says which of the two."""
        return self.staff.workers[code < MIDDLE]
