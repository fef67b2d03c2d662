"""Invented lives of cases and workshops as rows: written by hand for one boundary, or drawn at random."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st
from sqlalchemy import select
from tests.core.records.rows import add, add_account, add_cohort, add_membership, add_referral, add_venue

from cara.records import Unit
from cara.records import tables as t
from cara.records.tables import victims as v

DAY = timedelta(days=1)
TODAY = date(2026, 6, 15)
"""The day on which the figures of random histories are computed: some of their cautions are mature, some not."""
BOOK = {"area": "testshire", "body": "{}", "stored_at": datetime(2026, 1, 1, tzinfo=UTC)}
MARKS = ("here", "late", "late_refused", "left_early", "sent_home", "absent")


@dataclass(frozen=True)
class Contact:
    """The contact with one victim: each step, each attempt with what came of it, and each feedback."""

    steps: Sequence[tuple[datetime, str]] = ()
    attempts: Sequence[tuple[datetime, str]] = ()
    fed_back: Sequence[datetime] = ()
    onward: bool = False
    concern: bool = False


@dataclass(frozen=True)
class Life:
    """One case: what was recorded about it. A visit is (cohort, number, mark or none, corrected mark or none, ended)."""

    entered_on: date = date(2026, 1, 5)
    caution_on: date | None = date(2026, 1, 5)
    confirmed: bool = True
    extended_to: date | None = None
    steps: Sequence[tuple[datetime, str]] = ()
    visits: Sequence[tuple[int, int, str | None, str | None, bool]] = ()
    verdict: str | None = None
    offers: Sequence[tuple[datetime, bool]] = ()
    contacts: Sequence[Contact] = ()
    readings: Sequence[tuple[int, int, datetime]] = ()
    """The cohort, the facilitator's number, and when he or she read the briefing about this place."""


@dataclass(frozen=True)
class Group:
    """One cohort: its days and what became of them. The states are those of workshop one and two."""

    days: tuple[date, date]
    states: tuple[str, str] = ("held", "held")
    cancelled_on: date | None = None
    facilitators: int = 0


@dataclass(frozen=True)
class World:
    """Everything that is in the records."""

    groups: Sequence[Group] = ()
    lives: Sequence[Life] = ()
    observations: Sequence[tuple[int, int, tuple[int, ...], int | None]] = ()
    """The cohort, the workshop's number, the scores and the agreed score in tenths."""
    sessions: Sequence[tuple[date, int]] = field(default=())


def store(unit: Unit, world: World, by: str = "officer-1") -> list[int]:
    """Write a world into empty records, and give the rows of its cases."""
    account = add_account(unit, by)
    facilitators = [add_account(unit, f"facilitator-{number}") for number in range(6)]
    places = [_group(unit, number, group, facilitators) for number, group in enumerate(world.groups)]
    cases = [_life(unit, account, number, life, places) for number, life in enumerate(world.lives)]
    for number, (case, life) in enumerate(zip(cases, world.lives, strict=True)):
        for place, contact in enumerate(life.contacts):
            _contact(unit, account, case, f"V{number:03}{place:04}", contact)
        for cohort in {cohort for cohort, *_ in life.readings}:
            reads = {facilitators[who]: at for which, who, at in life.readings if which == cohort}
            _readings(unit, account, case, places[cohort][0], reads)
    for number, (cohort, which, scores, agreed) in enumerate(world.observations):
        ids = {"workshop_id": places[cohort][1][which - 1], "facilitator_id": facilitators[0], "observer_id": account}
        if number:
            ids["observer_id"] = facilitators[number % 6]
        said = add(unit, t.Observation, code=f"{number:08}", agreed=agreed, recorded_at=_at(date(2026, 1, 1)), **ids)
        for place, score in enumerate(scores):
            add(unit, t.ObservationScore, observation_id=said, aim=f"aim_{place}", score=score)
    for number, (on, minutes) in enumerate(world.sessions):
        topics = unit.seal(t.SupervisionSession.topics, f"{number:08}", "x")
        said = {"facilitator_id": facilitators[0], "held_on": on, "minutes": minutes, "topics": topics}
        add(unit, t.SupervisionSession, code=f"{number:08}", recorded_by=account, recorded_at=_at(on), **said)
    return cases


def _group(unit: Unit, number: int, group: Group, facilitators: list[int]) -> tuple[int, list[int]]:
    first, second = group.days
    venue = add_venue(unit, f"hall-{number}")
    cohort = add_cohort(unit, venue, f"C{number}", first_day=first, second_day=second, status="closed", capacity=1000)
    workshops = []
    for which, (day, state) in enumerate(zip(group.days, group.states, strict=True), 1):
        said = {"code": f"C{number}-{which}", "cohort_id": cohort, "number": which, "day": day, "status": state}
        workshops.append(add(unit, t.Workshop, **said))
        if state in {"cancelled", "not_held"}:
            step = {"before": "planned", "after": state, "day": day, "by": "manager-1"}
            at = _at(group.cancelled_on or day - 20 * DAY)
            add(unit, t.WorkshopChange, key=f"{number}-{which}", workshop_id=workshops[-1], at=at, **step)
    for place in range(group.facilitators):
        ran = {"workshop_id": workshops[0], "day": first, "account_id": facilitators[(number + place) % 6]}
        if number == 0:
            add(unit, t.WorkshopFacilitator, active=True, assigned_at=_at(first), **ran)
            ran |= {"workshop_id": workshops[1], "day": second}
            add(unit, t.WorkshopFacilitator, active=True, assigned_at=_at(first), **ran)
    return cohort, workshops


def _life(unit: Unit, account: int, number: int, life: Life, places: list[tuple[int, list[int]]]) -> int:
    case = add_referral(
        unit,
        account,
        f"{number:08}",
        entered_on=life.entered_on,
        caution_on=life.caution_on,
        confirmed_at=_at(life.caution_on or life.entered_on) if life.confirmed else None,
        extended_to=life.extended_to,
        active=False,
    )
    before = None
    for at, after in life.steps:
        add(unit, t.StatusChange, referral_id=case, before=before, after=after, at=at, by="x")
        before = after
    if life.verdict:
        add(unit, t.PolicyBook, digest=f"{number:064}", **BOOK)
        said = {"stage": "check", "verdict": life.verdict, "book_digest": f"{number:064}"}
        said |= {"decided_at": _at(life.entered_on)}
        add(unit, t.Decision, referral_id=case, number=1, **said)
    memberships: dict[int, int] = {}
    for place, (cohort, which, mark, corrected, ended) in enumerate(life.visits):
        if cohort not in memberships:
            seat = {"seat": None, "status": "left", "active": False, "capacity": 1000}
            memberships[cohort] = add_membership(unit, case, places[cohort][0], **seat)
        why = {"ended_at": _at(life.entered_on) if ended else None, "ended_why": "moved" if ended else None}
        row = {"membership_id": memberships[cohort], "workshop_id": places[cohort][1][which - 1], **why}
        expected = add(unit, t.ExpectedAttendance, **row)
        _marks(unit, account, f"{number}-{place}", expected, mark, corrected)
    for place, (at, accepted) in enumerate(life.offers):
        _offer(unit, account, case, f"{number:04}{place:04}", at, accepted=accepted)
    return case


def _marks(unit: Unit, account: int, key: str, expected: int, mark: str | None, corrected: str | None) -> None:
    latest = None
    for place, one in enumerate(said for said in (mark, corrected) if said):
        row = {"key": f"{key}-{place}", "expected_id": expected, "corrects_id": latest, "mark": one}
        latest = add(unit, t.AttendanceMark, recorded_by=account, recorded_at=_at(date(2026, 1, 1)), **row)


def _offer(unit: Unit, account: int, case: int, code: str, at: datetime, *, accepted: bool) -> None:
    details = unit.seal(t.Service.details, code, "{}")
    days = {"checked_on": date(2026, 1, 1), "review_on": date(2027, 1, 1)}
    service = add(unit, t.Service, code=code, name=code, details=details, made_at=at, **days)
    row = {"referral_id": case, "service_id": service, "need": "debt", "offered_at": at, "changed_at": at}
    status = "accepted" if accepted else "offered"
    signpost = add(unit, t.Signpost, code=code, status=status, is_open=True, **row)
    for before, after in ((None, "offered"), *((("offered", "accepted"),) if accepted else ())):
        add(unit, t.SignpostStep, signpost_id=signpost, before=before, after=after, at=at, by=account)


def _contact(unit: Unit, account: int, case: int, code: str, contact: Contact) -> None:
    said = {"entered_by": account, "entered_at": _at(date(2026, 1, 1)), "status": "due"}
    details = unit.seal(v.Victim.details, code, "{}")
    victim = add(unit, v.Victim, code=code, key=code, referral_id=case, details=details, **said)
    before = None
    for place, (at, after) in enumerate(contact.steps):
        step = {"key": f"{code}-{place}", "victim_id": victim, "before": before, "after": after}
        add(unit, v.VictimChange, at=at, by="x", **step)
        before = after
    for place, (at, outcome) in enumerate(contact.attempts):
        row = {"key": f"{code}-{place}", "victim_id": victim, "way": "call", "outcome": outcome}
        add(unit, v.ContactAttempt, at=at, by=account, **row)
    for place, at in enumerate(contact.fed_back):
        key = f"{code}-{place}"
        row = {"key": key, "victim_id": victim, "number": place, "said": unit.seal(v.VictimFeedback.said, key, "{}")}
        add(unit, v.VictimFeedback, at=at, by=account, **row)
    if contact.onward:
        _onward(unit, code, victim)
    if contact.concern:
        row = {"about": "child", "status": "raised", "raised_by": account, "what": unit.seal(v.Concern.what, code, "x")}
        row |= {"raised_at": _at(date(2026, 1, 1)), "acknowledge_by": _at(date(2026, 1, 1))}
        add(unit, v.Concern, code=code, key=code, referral_id=case, **row)


def _onward(unit: Unit, code: str, victim: int) -> None:
    at = _at(date(2026, 1, 1))
    days = {"checked_on": date(2026, 1, 1), "review_on": date(2027, 1, 1)}
    details = unit.seal(t.Service.details, code, "{}")
    service = add(unit, t.Service, code=code, name=code, details=details, made_at=at, **days)
    row = {"victim_id": victim, "service_id": service, "need": "debt", "status": "offered", "is_open": True}
    add(unit, v.OnwardReferral, code=code, offered_at=at, changed_at=at, **row)


def _readings(unit: Unit, account: int, case: int, cohort: int, reads: dict[int, datetime]) -> None:
    place = select(t.Membership.id).where(t.Membership.referral_id == case, t.Membership.cohort_id == cohort)
    membership = unit.scalar(place)
    if membership is None:
        return
    approver = unit.scalar(select(t.Account.id).where(t.Account.id != account).order_by(t.Account.id))
    code, at = f"B{membership:07}", _at(date(2026, 1, 1))
    said = {"status": "released", "said": unit.seal(v.Briefing.said, code, "{}"), "number": 1}
    said |= {"written_by": account, "written_at": at, "approved_by": approver, "released_at": at}
    briefing = add(unit, v.Briefing, code=code, key=code, membership_id=membership, **said)
    for reader, read_at in reads.items():
        add(unit, v.BriefingRead, briefing_id=briefing, account_id=reader, at=read_at)


def _at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), UTC)


DAYS = st.dates(date(2025, 12, 20), date(2026, 4, 12))
MOMENTS = st.builds(
    datetime.combine, DAYS, st.sampled_from([time(0, 30), time(12), time(22, 59), time(23, 0), time(23, 59)])
).map(lambda at: at.replace(tzinfo=UTC))
RARELY = st.sampled_from([False, False, False, True])
STATES = st.sampled_from(
    [
        "rules_pending",
        "awaiting_decision",
        "cleared",
        "held",
        "booked",
        "declined",
        "withdrawn",
        "returned",
        "ask_police",
    ]
)


def near(days: Sequence[date], *at: time) -> st.SearchStrategy[datetime]:
    """Draw moments on some days, the day before and the day after: where contact begins and ends to count."""
    on = st.builds(lambda day, more: day + more * DAY, st.sampled_from(days), st.sampled_from([-1, 0, 0, 1]))
    return st.builds(lambda day, hour: datetime.combine(day, hour, UTC), on, st.sampled_from(at))


def contacts(days: Sequence[date]) -> st.SearchStrategy[Contact]:
    moments = near(days, time(0, 30), time(12), time(22, 59), time(23, 0), time(23, 59))
    states = st.sampled_from(["due", "due", "unsafe", "no_contact", "reached", "ended"])
    steps = st.lists(st.tuples(moments, states), max_size=3, unique_by=lambda step: step[0]).map(sorted)
    attempts = st.lists(st.tuples(moments, st.sampled_from(["spoke", "no_answer", "declined"])), max_size=3)
    return st.builds(Contact, steps, attempts, st.lists(moments, max_size=2), RARELY, RARELY)


def readings(draw: st.DrawFn, cohort: int, second_day: date) -> list[tuple[int, int, datetime]]:
    """Draw who read about a place, and when: around the start of workshop two in most cases."""
    at = near([second_day], time(7), time(8, 29), time(8, 30), time(9, 29), time(9, 30))
    return [(cohort, who, draw(at)) for who in range(draw(st.integers(0, 4)))]


@st.composite
def groups(draw: st.DrawFn) -> Group:
    first = draw(DAYS)
    states = draw(st.tuples(*[st.sampled_from(["held", "held", "planned", "cancelled", "not_held"])] * 2))
    early = draw(st.integers(10, 20))
    second = first + draw(st.sampled_from([18, 20, 21, 28, 35, 36])) * DAY
    return Group((first, second), states, first - early * DAY, draw(st.integers(0, 4)))


@st.composite
def lives(draw: st.DrawFn, found: Sequence[Group]) -> Life:
    entered = draw(DAYS)
    caution = draw(st.integers(-1, 5).map(lambda days: entered + days * DAY if days >= 0 else None))
    marks = st.none() | st.just("here") | st.sampled_from(MARKS)
    went = draw(st.lists(st.integers(0, len(found) - 1), max_size=2, unique=True))
    days = [day for cohort in went for day in found[cohort].days]
    places = [(cohort, number) for cohort in went for number in (1, 2)]
    visits = [(cohort, number, draw(marks), draw(st.none() | marks), draw(RARELY)) for cohort, number in places]
    steps = sorted(draw(st.lists(st.tuples(MOMENTS, STATES), max_size=5, unique_by=lambda step: step[0])))
    return Life(
        entered_on=entered,
        caution_on=caution,
        confirmed=not draw(RARELY),
        extended_to=draw(st.none() | st.integers(-1, 1).map(lambda days: TODAY + days * DAY)),
        steps=steps,
        visits=visits,
        offers=draw(st.lists(st.tuples(MOMENTS, st.booleans()), max_size=2)),
        contacts=draw(st.lists(contacts(days), max_size=2)) if days else (),
        readings=[one for cohort in went for one in readings(draw, cohort, found[cohort].days[1])],
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    found = draw(st.lists(groups(), min_size=1, max_size=3))
    people = draw(st.lists(lives(found), min_size=3, max_size=8))
    scores = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)
    seen = st.tuples(st.integers(0, len(found) - 1), st.sampled_from([1, 2]), scores, st.none() | st.just(30))
    return World(
        found,
        people,
        draw(st.lists(seen, max_size=4)),
        draw(st.lists(st.tuples(DAYS, st.integers(1, 200)), max_size=3)),
    )
