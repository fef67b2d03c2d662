"""The victim's side of a world: who was entered, what was done about him or her, and how many hours after the booking."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from tests.core.victims.conftest import EVERY_DAY, details, safe
from tests.instances import Area

from cara.access import Subject
from cara.acting import new_code
from cara.casework import Instance
from cara.engagement import Need
from cara.engagement.offers import OfferStatus
from cara.engagement.words import ServiceDetails
from cara.onward.offering import move_onward, offer_onward, see_onward, services_that_fit
from cara.policy import RestrictedFacts
from cara.victims.attempts import AttemptMade, record_attempt
from cara.victims.briefings import BriefingSaid, release_briefing, return_briefing, waiting_briefings, write_briefing
from cara.victims.calls import CallSearch, list_contacts
from cara.victims.checking import check_safe_contact
from cara.victims.concerns import ConcernSaid, acknowledge_concern, act_on_concern, close_concern, hold_place
from cara.victims.correcting import change_safe_contact, correct_victim, open_to_correct, see_details
from cara.victims.deciding import decide_contact
from cara.victims.details import SafeContactSaid, VictimDetails
from cara.victims.drafts import DraftKind, give_up_draft, save_draft
from cara.victims.entering import enter_victim
from cara.victims.feedback import FeedbackSaid, MayRaise, record_feedback
from cara.victims.opening import open_safe_contact, prepare
from cara.victims.raising import raise_concern, raise_concern_about_victim, take_further
from cara.victims.reading import mark_read, read_briefings
from cara.victims.states import ContactStatus
from cara.victims.words import About, ContactWay, Done, Outcome, SafetyNow, Told, WhyOpened
from cara.victims.workers import assign_worker, take_contact
from cara.vocabulary import CaraError, Reference, VictimPosition

BOOKED_ALL_THE_SAME = RestrictedFacts(victim_views_sought=True)  # nobody is booked by the national floor without
NOBODY = Reference("00000000")
HOURS, READ_FROM = 44 * 24, 39 * 24
"""How long after the booking something may happen, and when briefings are read: workshop two is forty days after it."""


@dataclass(frozen=True)
class Who:
    """A victim, how he or she may be contacted, and what he or she says."""

    details: VictimDetails
    safe: SafeContactSaid
    said: FeedbackSaid
    briefing: BriefingSaid


@dataclass(frozen=True)
class Act:
    """One thing that is done on the victim's side, so many hours after the booking."""

    hour: int
    victim: int
    step: str


@dataclass(frozen=True)
class VictimSide:
    """All of it: what the police recorded, the victims, and what is done in the order of its hours."""

    facts: RestrictedFacts = BOOKED_ALL_THE_SAME
    victims: tuple[Who, ...] = ()
    acts: tuple[Act, ...] = ()


@dataclass
class Acting:
    """Whoever acts on the victim's side of one world. What others did before may refuse a step; then it is not taken."""

    here: Area
    reference: Reference
    side: VictimSide
    moment: datetime
    must: bool = False
    """Whether every step has to be taken."""
    codes: dict[int, Reference] = field(default_factory=dict)
    concern: Reference | None = None

    @property
    def instance(self) -> Instance:
        """The same instance, drawing codes that take none away from the messages."""
        return replace(self.here.instance, draw_code=new_code)

    @property
    def worker(self) -> Subject:
        return self.here.subjects["worker-1"]

    @property
    def second(self) -> Subject:
        return self.here.subjects["worker-2"]

    @property
    def manager(self) -> Subject:
        return self.here.manager

    def act(self, act: Act, now: datetime) -> None:
        """Take a step, or leave everything as it was where it is refused."""
        self.moment = now
        with self.here.database.write() as unit:
            try:
                with unit.attempt():
                    STEPS[act.step](self, self.codes.get(act.victim, NOBODY), act.victim)
            except CaraError:
                if self.must:
                    raise


Step = Callable[[Acting, Reference, int], object]


def _enter(a: Acting, _code: Reference, number: int) -> None:
    who = a.side.victims[number]
    given = (who.details, who.safe)
    a.codes[number] = enter_victim(a.instance, a.here.officer, a.reference, *given, now=a.moment)


def _attempt(outcome: Outcome) -> Step:
    made = AttemptMade(way=ContactWay.CALL, outcome=outcome, note="As agreed.")
    return lambda a, code, _n: record_attempt(a.instance, a.worker, code, made, now=a.moment)


def _brief(a: Acting, code: Reference, number: int) -> None:
    write_briefing(a.instance, a.worker, code, a.side.victims[number].briefing, now=a.moment)


def _waiting(a: Acting) -> Reference:
    return next((row.code for row in waiting_briefings(a.instance, a.second, now=a.moment)), NOBODY)


def _read(a: Acting, _code: Reference, _number: int) -> None:
    reader = a.here.subjects["facilitator-1"]
    lines = read_briefings(a.instance, reader, "N1-2", now=a.moment).lines
    mark_read(a.instance, reader, "N1-2", next((line.code for line in lines if line.code), NOBODY), now=a.moment)


def _correct(a: Acting, code: Reference, number: int) -> None:
    _, seen = see_details(a.instance, a.worker, code, now=a.moment)
    told = a.side.victims[number].details.model_copy(update={"told": Told.DOES_NOT_WANT})
    correct_victim(a.instance, a.worker, code, told, seen=seen, now=a.moment)


def _other_number(a: Acting, code: Reference, _number: int) -> None:
    said, seen = open_to_correct(a.instance, a.worker, code, now=a.moment)
    phone = "07700 900222" if said.phone != "07700 900222" else "07700 900333"
    change_safe_contact(a.instance, a.worker, code, safe(phone=phone), seen=seen, now=a.moment)


def _check(a: Acting, code: Reference, _number: int) -> None:
    _, seen = open_to_correct(a.instance, a.worker, code, now=a.moment)
    check_safe_contact(a.instance, a.second, code, seen=seen, now=a.moment)


SERVICE = ServiceDetails(
    name="Safe Harbour",
    needs=(Need.DOMESTIC_ABUSE,),
    contact="07700 900333",
    how_to_refer="Ring",
    checked_on=date(2026, 11, 1),
    review_on=date(2027, 5, 1),
)


def _help(a: Acting, code: Reference, _number: int) -> None:
    asked = (a.instance, a.worker, code)
    fitting = services_that_fit(*asked, Need.DOMESTIC_ABUSE, None, now=a.moment)
    service = str(fitting[0].code) if fitting else str(NOBODY)
    offer_onward(*asked, service, Need.DOMESTIC_ABUSE, None, now=a.moment)


def _helped(after: OfferStatus) -> Step:
    def step(a: Acting, code: Reference, _number: int) -> None:
        offered = see_onward(a.instance, a.worker, code, now=a.moment).referrals
        move_onward(a.instance, a.worker, offered[0].code if offered else NOBODY, after, now=a.moment)

    return step


_SEEN = ConcernSaid(about=About.VICTIM, what="Was followed home.", danger_now=True)


def _raise(a: Acting, code: Reference, _number: int) -> None:
    a.concern = raise_concern_about_victim(a.instance, a.worker, code, _SEEN, now=a.moment).code


def _police_raise(a: Acting, _code: Reference, _number: int) -> None:
    a.concern = raise_concern(a.instance, a.here.officer, a.reference, _SEEN, now=a.moment).code


def _hold(a: Acting, _code: Reference, _number: int) -> None:
    """Hold the place, with the instance from which messages draw their codes: this is a decision about the schedule."""
    hold_place(a.here.instance, a.manager, a.concern or NOBODY, date(2026, 12, 9), now=a.moment)


def _about(step: Callable[..., object], *what: object) -> Step:
    return lambda a, _c, _n: step(a.instance, a.manager, a.concern or NOBODY, *what, now=a.moment)


def _draft(a: Acting, code: Reference, _number: int) -> None:
    for kind in DraftKind:
        save_draft(a.instance, a.worker, code, kind, {"note": ("Half a",)}, now=a.moment)


def _give_up(a: Acting, code: Reference, _number: int) -> None:
    for kind in DraftKind:
        give_up_draft(a.instance, a.worker, code, kind, now=a.moment)


STEPS: Mapping[str, Step] = {
    "enter": _enter,
    "take": lambda a, code, _n: take_contact(a.instance, a.worker, code, now=a.moment),
    "assign": lambda a, code, _n: assign_worker(a.instance, a.manager, code, "worker-1", now=a.moment),
    "assign nobody": lambda a, code, _n: assign_worker(a.instance, a.manager, code, None, now=a.moment),
    "decide": lambda a, code, _n: decide_contact(
        a.instance, a.manager, code, ContactStatus.DUE, "Spoken to the police.", now=a.moment
    ),
    "list": lambda a, _c, _n: list_contacts(a.instance, a.worker, CallSearch(), now=a.moment),
    "prepare": lambda a, code, _n: prepare(a.instance, a.worker, code, now=a.moment),
    "open": lambda a, code, _n: open_safe_contact(
        a.instance, a.worker, code, ContactWay.CALL, WhyOpened.ATTEMPT, now=a.moment
    ),
    **{outcome.value: _attempt(outcome) for outcome in Outcome},
    "feedback": lambda a, code, number: record_feedback(
        a.instance, a.worker, code, a.side.victims[number].said, now=a.moment
    ),
    "help": _help,
    "help accepted": _helped(OfferStatus.ACCEPTED),
    "help reached": _helped(OfferStatus.REACHED),
    "brief": _brief,
    "release": lambda a, _c, _n: release_briefing(a.instance, a.second, _waiting(a), now=a.moment),
    "return": lambda a, _c, _n: return_briefing(a.instance, a.second, _waiting(a), "Word it anew.", now=a.moment),
    "read": _read,
    "draft": _draft,
    "give up": _give_up,
    "correct": _correct,
    "other number": _other_number,
    "check": _check,
    "raise": _raise,
    "police raise": _police_raise,
    "late": lambda a, _c, _n: take_further(a.instance, now=a.moment),
    "acknowledge": _about(acknowledge_concern),
    "do something": _about(act_on_concern, Done.MARAC, "Sent."),
    "close": _about(close_concern, Done.NOTHING_NEEDED, None),
    "hold": _hold,
}
"""What can be done. To hold the place is a named person's decision about the schedule: no world draws it."""

COURSES: Mapping[str, Sequence[str]] = {
    "entered": ("enter", "list"),
    "spoken": ("enter", "take", "prepare", "open", "spoke", "feedback", "brief", "release", "read"),
    "read": ("enter", "take", "spoke", "brief", "release", "read"),
    "said_twice": ("enter", "take", "spoke", "feedback", "brief", "return", "brief", "release", "feedback", "brief"),
    "briefed_anew": ("enter", "take", "spoke", "brief", "release", "brief", "release", "spoke", "feedback"),
    "declined": ("enter", "take", "no_answer", "declined"),
    "not_reached": ("enter", "assign", "no_answer", "call_back", "unreachable", "brief", "release"),
    "unsafe": ("enter", "take", "unsafe", "raise", "acknowledge", "do something", "close"),
    "concern": ("enter", "take", "spoke", "feedback", "raise", "late"),
    "of_the_police": ("police raise", "late", "acknowledge", "do something", "do something"),
    "helped": ("enter", "take", "spoke", "feedback", "help", "help accepted", "help reached"),
    "decided": ("enter", "decide", "take", "spoke"),
    "other_number": ("enter", "take", "other number", "check", "open", "somebody_else"),
    "wrong_number": ("enter", "take", "wrong_number", "other number"),
    "draft": ("enter", "take", "draft", "give up", "draft", "somebody_else", "draft", "assign nobody"),
    "changed_mind": ("enter", "take", "correct", "raise", "acknowledge", "close"),
}
"""What is done in this order about one victim, with any time between."""

GROWN, YOUNG = date(1990, 4, 2), date(2012, 4, 2)
NOTHING_HEARD = FeedbackSaid(safety=SafetyNow.NOT_SAID)
RAISED = BriefingSaid(
    may_raise=(MayRaise(what="Handing over children calmly", how="To the whole group, as an exercise"),),
    in_mind="Nothing about telephones.",
)
USUAL = Who(details(), safe(), FeedbackSaid(worse="Waits outside.", safety=SafetyNow.WORRIED), RAISED)


def side_of(course: str, *, hours: Sequence[int] = (), begins: int = 1, who: Who = USUAL) -> VictimSide:
    """Give a side with one victim and one course, a step an hour or at the hours that are given."""
    at = hours or range(begins, begins + len(COURSES[course]))
    acts = tuple(Act(hour, 0, step) for hour, step in zip(at, COURSES[course], strict=True))
    return VictimSide(victims=(who,), acts=acts)


_some_text = st.none() | st.sampled_from(["Quieter at home.", "Drinks again.", "Please keep him away from my work."])
_lines = st.sampled_from([(), RAISED.may_raise])


@st.composite
def _ways_to_contact(draw: st.DrawFn) -> SafeContactSaid:
    """Draw instructions; the channels may be the participant's own, and then they collide."""
    phone = draw(st.sampled_from(["07700 900111", "+44 7700 900982", "(07700) 900 983"]) | st.none())
    email = draw(st.sampled_from(["ana@example.org", "A.dam+x@example.org"]) | st.none())
    address = draw(st.sampled_from(["2 Example Road\nTestshire", "1 Example Road, Testshire"]) | st.none())
    channels = {ContactWay.CALL: phone, ContactWay.TEXT: phone, ContactWay.EMAIL: email, ContactWay.LETTER: address}
    ways = tuple(way for way, channel in channels.items() if channel and draw(st.booleans()))
    hours, review = draw(st.sampled_from([EVERY_DAY, EVERY_DAY[:5]])), date(2027, 1, 31)
    agreed = {"ways": ways, "hours": hours, "review_on": review} if ways else {"ways": (), "hours": ()}
    minded = {"code_word": draw(st.none() | st.just("Parcel")), "instructions": draw(_some_text)}
    return safe(phone=phone, email=email, address=address, **agreed, **minded)


@st.composite
def _details(draw: st.DrawFn) -> VictimDetails:
    """Draw who it is: grown up, young, of no known age, or the participant himself under his own name."""
    names = draw(st.sampled_from([("Ana", "Sample"), ("Bea", "Other"), ("Adam", "Testperson")]))
    born = draw(st.sampled_from([GROWN, GROWN, YOUNG, date(1992, 6, 1), None]))
    told, children = draw(st.just(Told.EXPECTS_CALL) | st.sampled_from(Told)), draw(_some_text)
    return details(given_names=names[0], family_name=names[1], date_of_birth=born, told=told, children=children)


_victims = st.builds(
    Who,
    details=st.just(details()) | _details(),
    safe=st.just(safe()) | st.just(safe()) | _ways_to_contact(),
    said=st.builds(
        FeedbackSaid,
        better=_some_text,
        worse=_some_text,
        never=_some_text,
        safety=st.sampled_from(SafetyNow),
        may_raise=_lines,
    ),
    briefing=st.builds(BriefingSaid, may_raise=_lines, in_mind=_some_text),
)
_gaps = st.sampled_from([0, 1, 1, 2, 5, 24, 48, 100, 300])
_free = sorted(set(STEPS) - {"hold", "enter"})


@st.composite
def _acts_about(draw: st.DrawFn, victim: int) -> list[Act]:
    """Draw a course of steps with other steps among them."""
    steps = list(COURSES[draw(st.sampled_from(sorted(COURSES)))])
    for step in draw(st.lists(st.sampled_from(_free), max_size=3)):
        steps.insert(draw(st.integers(1, len(steps))), step)
    hour, acts = draw(st.integers(0, HOURS)), []
    for step in steps:
        hour = max(hour, READ_FROM) if step == "read" else hour
        acts.append(Act(hour, victim, step))
        hour += draw(_gaps)
    return [act for act in acts if act.hour <= HOURS]


@st.composite
def victim_sides(draw: st.DrawFn) -> VictimSide:
    """Draw everything about the victims of one referral."""
    position = draw(st.none() | st.sampled_from(VictimPosition))
    victims = draw(st.lists(_victims, max_size=2))
    acts = [act for number in range(len(victims)) for act in draw(_acts_about(number))]
    facts = RestrictedFacts(victim_views_sought=True, victim_position=position)
    return VictimSide(facts, tuple(victims), tuple(sorted(acts, key=lambda act: act.hour)))


def moments(side: VictimSide, booked: datetime) -> list[tuple[datetime, Act]]:
    """Give when each step is taken."""
    return [(booked + timedelta(hours=act.hour), act) for act in side.acts]
