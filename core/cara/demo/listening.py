"""What follows in the demonstration once somebody was spoken to: what was said, help, a briefing, and who reads it.

Everything said is invented. What may be raised is worded so that anybody could have said it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from cara.access import Subject
from cara.acting import NotAccepted
from cara.casework import Instance, ReferralStatus
from cara.demo.diary import Story
from cara.demo.looking import standing
from cara.demo.staff import Staff
from cara.engagement import Need
from cara.engagement.offers import OfferStatus
from cara.onward.offering import move_onward, offer_onward, services_that_fit
from cara.victims.briefings import BriefingSaid, release_briefing, return_briefing, waiting_briefings, write_briefing
from cara.victims.concerns import ConcernSaid, acknowledge_concern, act_on_concern, close_concern
from cara.victims.feedback import FeedbackSaid, MayRaise, record_feedback
from cara.victims.raising import raise_concern_about_victim
from cara.victims.reading import SECOND, mark_read, read_briefings
from cara.victims.words import About, Done, SafetyNow
from cara.vocabulary import Reference
from cara.workshops import list_own_workshops
from cara.workshops.states import WorkshopStatus

WEEK = timedelta(weeks=1)
HELP_IN_A_HUNDRED = 40
READ_IN_A_HUNDRED = 85
RAISE = (
    MayRaise(what="Leaving the room before it gets loud.", how="As an example, to the whole group."),
    MayRaise(what="What the children see when voices are raised.", how="In the exercise about the household."),
    MayRaise(what="Looking at somebody else's telephone.", how="As one of several examples, without a question."),
    MayRaise(what="Money, and who decides about it.", how="When the group comes to it by itself."),
)
IN_MIND = (None, None, "Do not dwell on alcohol in this group.", "Leave the question of the weekend alone.")
SAID = (
    FeedbackSaid(better="Calmer since the first day. The door is not slammed.", safety=SafetyNow.SAFE),
    FeedbackSaid(better="There was an apology.", worse="Still checks where I am.", safety=SafetyNow.WORRIED),
    FeedbackSaid(better="Goes for a walk now.", children="They sleep again.", safety=SafetyNow.SAFE),
    FeedbackSaid(worse="Nothing has changed.", never="That I work late on Thursdays.", safety=SafetyNow.WORRIED),
    FeedbackSaid(needs="Somebody to talk to about the tenancy.", safety=SafetyNow.NOT_SAID),
)
NEEDS = (Need.DOMESTIC_ABUSE, Need.DOMESTIC_ABUSE, Need.HOUSING, Need.COUNSELLING)
ENDS = (
    (OfferStatus.ACCEPTED, OfferStatus.REACHED),
    (OfferStatus.ACCEPTED, OfferStatus.NOT_REACHED),
    (OfferStatus.DECLINED,),
    (OfferStatus.ACCEPTED,),
    (),
)
"""How an onward referral goes on after the offer; the last two are left open."""
RETURNED = "The second line could come from one person alone: leave it out."
WORRY = "Says that the front door was tried in the night, twice this week."
CLOSED = "The service rang the same day. The bail was extended."
OLDER_WORRY = "Is afraid of what happens when the bail ends."


@dataclass
class Listening:
    """What the workers do after a conversation, and the facilitators before a workshop two."""

    instance: Instance
    staff: Staff
    rng: Random
    _open: list[tuple[str, Subject, Sequence[OfferStatus]]] = field(default_factory=list)
    """Onward referrals that go on, each with its worker and what comes next."""
    _heard: list[tuple[Reference, str, Subject]] = field(default_factory=list)
    """Whoever was spoken to: the referral, the victim's code and the worker."""

    def hear(self, reference: Reference, code: str, worker: Subject, at: datetime) -> None:
        """Keep what was said, offer help where it is wanted, and write the briefing."""
        self._heard.append((reference, code, worker))
        lines = tuple(self.rng.sample(RAISE, self.rng.randrange(3)))
        said = self.rng.choice(SAID).model_copy(update={"may_raise": lines})
        record_feedback(self.instance, worker, code, said, now=at)
        if self._happens(HELP_IN_A_HUNDRED):
            self._offer(code, worker, at)
        self._write(code, worker, BriefingSaid(may_raise=lines, in_mind=self.rng.choice(IN_MIND)), at)

    def go_on(self, at: datetime) -> None:
        """Approve what the other wrote, hear what came of help, and read before the workshops of the week."""
        for worker in self.staff.workers:
            for waiting in waiting_briefings(self.instance, worker, now=at):
                release_briefing(self.instance, worker, str(waiting.code), now=at)
        going_on = [one for one in self._open if one[2]]
        for own, worker, steps in going_on:
            move_onward(self.instance, worker, own, steps[0], now=at)
        self._open = [(own, worker, steps[1:]) for own, worker, steps in going_on]
        self._read(at)

    def leave_something(self, now: datetime) -> Story:
        """Leave a briefing that came back and one to approve, a concern that is closed and one that is not answered."""
        at = yield now - 2 * WEEK
        older = self._raise(OLDER_WORRY, at)
        at = yield at + timedelta(minutes=25)
        self._answer(older, at)
        at = yield at + timedelta(days=3)
        self._close(older, at)
        at = yield now - timedelta(hours=20)
        written = self._write_anew(RAISE[:2], at)
        at = yield now - timedelta(hours=3)
        if written:
            return_briefing(self.instance, self.staff.manager, written, RETURNED, now=at)
        at = yield now - timedelta(minutes=18)
        self._write_anew(RAISE[2:3], at)
        self._raise(WORRY, at)

    def _spoken(self, at: datetime) -> tuple[str, Subject] | None:
        """Draw somebody who was spoken to, between the two workshops."""
        between = set(standing(self.instance, self.staff, [ReferralStatus.ATTENDED_ONE], at))
        fit = [(code, worker) for reference, code, worker in self._heard if reference in between]
        return self.rng.choice(fit) if fit else None

    def _write_anew(self, lines: tuple[MayRaise, ...], at: datetime) -> str | None:
        drawn = self._spoken(at)
        return self._write(*drawn, BriefingSaid(may_raise=lines), at) if drawn else None

    def _raise(self, what: str, at: datetime) -> str | None:
        drawn = self._spoken(at)
        if drawn is None:
            return None
        code, worker = drawn
        said = ConcernSaid(about=About.VICTIM, what=what, danger_now=False)
        return str(raise_concern_about_victim(self.instance, worker, code, said, now=at).code)

    def _answer(self, concern: str | None, at: datetime) -> None:
        if concern:
            acknowledge_concern(self.instance, self.staff.manager, concern, now=at)
            act_on_concern(self.instance, self.staff.manager, concern, Done.POLICE, None, now=at)

    def _close(self, concern: str | None, at: datetime) -> None:
        if concern:
            close_concern(self.instance, self.staff.manager, concern, Done.SUPPORT_SERVICE, CLOSED, now=at)

    def _offer(self, code: str, worker: Subject, at: datetime) -> None:
        need = self.rng.choice(NEEDS)
        fitting = services_that_fit(self.instance, worker, code, need, None, now=at)
        if fitting:
            service = self.rng.choice(fitting).code
            own = offer_onward(self.instance, worker, code, service, need, None, now=at)
            self._open.append((str(own), worker, self.rng.choice(ENDS)))

    def _write(self, code: str, worker: Subject, said: BriefingSaid, at: datetime) -> str:
        try:
            return str(write_briefing(self.instance, worker, code, said, now=at))
        except NotAccepted:  # a name that was drawn stands in a line: the worker leaves the lines out
            return str(write_briefing(self.instance, worker, code, BriefingSaid(), now=at))

    def _read(self, at: datetime) -> None:
        facilitator, today = self.staff.facilitator, self.instance.today(at)
        for workshop in list_own_workshops(self.instance, facilitator, now=at):
            is_near = workshop.status is WorkshopStatus.PLANNED and today <= workshop.day <= today + WEEK
            if workshop.number != SECOND or not is_near:
                continue
            for line in read_briefings(self.instance, facilitator, workshop.code, now=at).lines:
                if line.code and not line.read_by_me and self._happens(READ_IN_A_HUNDRED):
                    mark_read(self.instance, facilitator, workshop.code, str(line.code), now=at)

    def _happens(self, in_a_hundred: int) -> bool:
        return self.rng.randrange(100) < in_a_hundred
