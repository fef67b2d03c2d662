"""What happens to people in the demonstration, one story each. Every step is a use case at its own moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from cara.areas import Areas
from cara.casework import (
    OPEN,
    Held,
    change_answers,
    decide_disposal,
    refer_to_person,
    release_expired_holds,
    see_standing,
    withdraw,
)
from cara.casework.details import KeepApart
from cara.decisions import Verdict
from cara.demo.cases import Case, decision_on
from cara.demo.diary import Story
from cara.demo.placing import place_sought
from cara.demo.steps import (
    NOTHING_KNOWN,
    Known,
    Scene,
    Sitting,
    hold_for,
    hold_or_ask,
    item_about,
    offers_for,
    record_details,
    sign_and_confirm,
)
from cara.vocabulary import PoliceRank, Reference
from cara.vocabulary.dates import age_on

Teller = Callable[[Scene, datetime], Story]
"""A story that can begin at any moment."""

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MOST_DRAWN = 12
UNTIL_SEEN = timedelta(seconds=20)
"""How soon after its end a hold is released."""

APPROVED = (
    "Earlier matter looked at: different circumstances, and the victim supports this.",
    "Record checked with the officer. Suitable, and better than no condition.",
    "Discussed with the domestic abuse unit: no pattern seen.",
)
NOT_APPROVED = (
    "The earlier matter is too alike: to be put before a prosecutor.",
    "Not suitable after a look at the whole record.",
)
TOO_RISKY = ("Graded again by the domestic abuse unit, same result: not suitable for a caution.",)
WITHDRAWN = (
    "The person has asked to be dealt with in court.",
    "New information: the case goes to a prosecutor.",
    "The person has moved out of the area.",
    "Entered on the wrong custody record.",
)


def booked(scene: Scene, at: datetime) -> Story:
    """Book somebody at the custody desk; one in ten is withdrawn later."""
    now = yield at
    case = scene.docket.clear(now)
    confirmed = yield from _booked(scene, case, now)
    if confirmed is not None and scene.invention.happens(10):
        now = yield confirmed[0] + scene.rng.randrange(1, 20) * DAY
        reference, why = confirmed[1].reference, scene.rng.choice(WITHDRAWN)
        if see_standing(scene.instance, case.officer, reference, now=now).status in OPEN:
            withdraw(scene.instance, case.officer, reference, why, now=now)


def _booked(
    scene: Scene, case: Case, now: datetime, known: Known = NOTHING_KNOWN
) -> Sitting[tuple[datetime, Held] | None]:
    if decision_on(scene.instance, case, now).verdict is not Verdict.ELIGIBLE:
        yield from _decided(scene, case, now, after=3 * HOUR, approve=True)
        return None
    held = hold_or_ask(scene, case, now, known)
    if not isinstance(held, Held):
        yield from place_sought(scene, case, held, now)
        return None
    now = yield now + scene.minutes(1, 4)
    now, _ = yield from record_details(scene, case, held.reference, now, known)
    confirmed = yield from sign_and_confirm(scene, case, held.reference, now)
    return (confirmed, held) if confirmed else None


def _with_a_place(scene: Scene, now: datetime) -> Case:
    """Draw a case for which a place is free, if one of the first few is."""
    drawn = [scene.docket.clear(now)]
    while not offers_for(scene, drawn[-1], now).offers and len(drawn) < MOST_DRAWN:
        drawn.append(scene.docket.clear(now))
    return drawn[-1]


def held_now(scene: Scene, at: datetime) -> Story:
    """Hold a place and enter the person's details; what follows has not happened yet."""
    now = yield at
    case = _with_a_place(scene, now)
    held = hold_or_ask(scene, case, now)
    if isinstance(held, Held):
        now = yield now + scene.minutes(1, 4)
        yield from record_details(scene, case, held.reference, now)


def withdrawn_at_the_desk(scene: Scene, at: datetime) -> Story:
    """Hold a place, and withdraw the referral before the caution."""
    now = yield at
    case = _with_a_place(scene, now)
    held = hold_or_ask(scene, case, now)
    if isinstance(held, Held):
        now = yield now + scene.minutes(1, 4)
        now, _ = yield from record_details(scene, case, held.reference, now)
        now = yield now + scene.minutes(5, 20)
        withdraw(scene.instance, case.officer, held.reference, scene.rng.choice(WITHDRAWN), now=now)


def ran_out(scene: Scene, at: datetime) -> Story:
    """Hold a place that runs out, and nobody comes back."""
    yield from _ran_out(scene, at)


def ran_out_and_held_again(scene: Scene, at: datetime) -> Story:
    """Hold a place that runs out; the officer holds one again the next day and confirms."""
    found = yield from _ran_out(scene, at)
    if found is not None:
        case, reference, now = found
        now = yield now + scene.rng.randrange(14, 26) * HOUR
        yield from _place_chosen(scene, case, reference, now)


def _ran_out(scene: Scene, at: datetime) -> Sitting[tuple[Case, Reference, datetime] | None]:
    now = yield at
    case = _with_a_place(scene, now)
    held = hold_or_ask(scene, case, now)
    if not isinstance(held, Held):
        return None
    now = yield held.until + UNTIL_SEEN
    release_expired_holds(scene.instance, now=now)
    return case, held.reference, now


def _place_chosen(scene: Scene, case: Case, reference: Reference, now: datetime) -> Story:
    held = hold_for(scene, case, reference, now)
    if held is None:
        yield from place_sought(scene, case, reference, now)
        return
    now, _ = yield from record_details(scene, case, reference, now)
    yield from sign_and_confirm(scene, case, reference, now)


def approved(scene: Scene, at: datetime) -> Story:
    """Ask a person, as the area's rules want; an authorised person approves, and a place is booked."""
    now = yield at
    yield from _decided(scene, scene.docket.for_a_person(now), now, after=scene.minutes(40, 900), approve=True)


def approved_and_left(scene: Scene, at: datetime) -> Story:
    """Ask a person, who has approved; the officer has not chosen a place yet."""
    now = yield at
    case = scene.docket.for_a_person(now)
    yield from _decided(scene, case, now, after=scene.minutes(40, 300), approve=True, chosen_after=30 * DAY)


def declined(scene: Scene, at: datetime) -> Story:
    """Ask a person, who declines."""
    now = yield at
    yield from _decided(scene, scene.docket.for_a_person(now), now, after=scene.minutes(40, 1500), approve=False)


def left_for_a_person(scene: Scene, at: datetime) -> Story:
    """Ask a person, and nobody has decided yet."""
    now = yield at
    yield from _decided(scene, scene.docket.for_a_person(now), now, after=30 * DAY, approve=True)


def too_risky(scene: Scene, at: datetime) -> Story:
    """Refer somebody whose risk is above the nation's ceiling: nobody may approve, so it is declined."""
    now = yield at
    case = scene.docket.above_the_ceiling(now)
    reference = refer_to_person(scene.instance, case.officer, case.facts, case.restricted, now=now)
    now = yield now + scene.minutes(60, 900)
    _decide(scene, reference, now, TOO_RISKY, approve=False)


def _decided(
    scene: Scene, case: Case, now: datetime, *, after: timedelta, approve: bool, chosen_after: timedelta = HOUR
) -> Story:
    decision = decision_on(scene.instance, case, now)
    reference = refer_to_person(scene.instance, case.officer, case.facts, case.restricted, now=now)
    now = yield now + after
    approves = approve and decision.keeps_the_floor
    _decide(scene, reference, now, APPROVED if approves else NOT_APPROVED, approve=approves)
    if approves:
        now = yield now + chosen_after + scene.minutes(1, 50)
        yield from _place_chosen(scene, case, reference, now)


def _decide(scene: Scene, reference: Reference, now: datetime, reasons: tuple[str, ...], *, approve: bool) -> None:
    supervisor = scene.staff.supervisor
    item = item_about(scene, supervisor, reference, now)
    assert item is not None
    reason = scene.rng.choice(reasons)
    decide_disposal(
        scene.instance, supervisor, item.code, approve=approve, rank=PoliceRank.INSPECTOR, reason=reason, now=now
    )


def corrected(scene: Scene, at: datetime) -> Story:
    """Leave an answer out; the officer gives it later, the case is decided again and a place is booked."""
    now = yield at
    case = scene.docket.clear(now)
    missing = case.with_facts(evidence_sufficient=None)
    reference = refer_to_person(scene.instance, case.officer, missing.facts, missing.restricted, now=now)
    now = yield now + scene.minutes(20, 240)
    decision = change_answers(scene.instance, case.officer, reference, case.facts, case.restricted, now=now)
    if decision is not None and decision.verdict is Verdict.ELIGIBLE:
        now = yield now + scene.minutes(1, 4)
        yield from _place_chosen(scene, case, reference, now)


def entered_twice(scene: Scene, at: datetime) -> Story:
    """Refer the same person again two weeks later, by another officer for another crime: a possible duplicate."""
    now = yield at
    case = _with_a_place(scene, now)
    held = hold_or_ask(scene, case, now)
    if not isinstance(held, Held):
        return
    now = yield now + scene.minutes(1, 4)
    now, person = yield from record_details(scene, case, held.reference, now)
    yield from sign_and_confirm(scene, case, held.reference, now)
    now = yield now + 14 * DAY
    others = [officer for officer in scene.staff.officers if officer is not case.officer]
    age = age_on(scene.instance.today(now), person.date_of_birth)
    again = replace(case, officer=others[0]).with_facts(age=age, offence_on=scene.instance.today(now) - DAY)
    yield from _booked(scene, again.with_facts(risk_graded_on=scene.instance.today(now)), now, Known(person=person))


def kept_apart(scene: Scene, at: datetime) -> Story:
    """Book two people who must not meet into different cohorts of the same pathway."""
    now = yield at
    case = scene.docket.clear(now)
    first = yield from _booked(scene, case, now)
    if first is None:
        return
    now = yield first[0] + DAY
    pathway = case.facts.sex, case.facts.relationship
    other = scene.docket.clear(now).with_facts(sex=pathway[0], relationship=pathway[1])
    apart = KeepApart(reference=first[1].reference)
    yield from _booked(scene, other, now, Known(apart=(apart,), elsewhere_than=first[1].place.cohort))


def rules_pending(scene: Scene, at: datetime) -> Story:
    """Refer somebody while the area's plugin cannot be read."""
    now = yield at
    case = scene.docket.clear(now)
    without_rules = replace(scene.instance, areas=Areas(()))
    refer_to_person(without_rules, case.officer, case.facts, case.restricted, now=now)
