"""Stories of people for whom no place fits, and of what the area manager does about them."""

from datetime import datetime, timedelta

from cara.casework import Held, PlaceOutcome, decide_place, give_place, see_referral
from cara.casework.opening import NewCohort, open_cohort
from cara.demo.cases import Case, Published
from cara.demo.diary import Story
from cara.demo.places import capacity
from cara.demo.steps import (
    Scene,
    hold_for,
    hold_or_ask,
    item_about,
    offers_for,
    record_details,
    sign_and_confirm,
)
from cara.policy import scheduling_policy
from cara.scheduling import Pair, Wanted, pairs_that_would_fit
from cara.vocabulary import Pathway, Reference

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEVER = timedelta(days=3660)
TIME_TO_FIND_A_ROOM = 14 * DAY

REASONS = {
    PlaceOutcome.PLACES_OPENED: "A further pair of days has been opened.",
    PlaceOutcome.ACCEPTED: "A further pair of days is being arranged; two facilitators have been asked.",
    PlaceOutcome.NO_PLACE: "No pair of days before the deadline: the police have been told.",
}


def accepted_and_given(scene: Scene, at: datetime) -> Story:
    """Find no place; the manager promises one, the caution is signed, and a place is given days later."""
    yield from _sought(scene, at, PlaceOutcome.ACCEPTED)


def places_opened(scene: Scene, at: datetime) -> Story:
    """Find no place; the manager opens a pair of days, and the officer books it."""
    yield from _sought(scene, at, PlaceOutcome.PLACES_OPENED)


def no_place(scene: Scene, at: datetime) -> Story:
    """Find no place, and the manager cannot find any."""
    yield from _sought(scene, at, PlaceOutcome.NO_PLACE)


def left_without_place(scene: Scene, at: datetime) -> Story:
    """Find no place, and the manager has not decided yet."""
    yield from _sought(scene, at, PlaceOutcome.ACCEPTED, answered=NEVER)


def accepted_and_left(scene: Scene, at: datetime) -> Story:
    """Find no place; the manager has promised one, and the caution has not been given yet."""
    yield from _sought(scene, at, PlaceOutcome.ACCEPTED, cautioned=NEVER)


def place_to_follow(scene: Scene, at: datetime) -> Story:
    """Sign the caution on the promise of a place, which has not been given yet."""
    yield from _sought(scene, at, PlaceOutcome.ACCEPTED, given=NEVER)


def _sought(
    scene: Scene,
    at: datetime,
    outcome: PlaceOutcome,
    *,
    answered: timedelta = 5 * HOUR,
    cautioned: timedelta = 2 * HOUR,
    given: timedelta = 4 * DAY,
) -> Story:
    now = yield at
    rarest = min(shares := Published(scene.instance, now).pathways(), key=lambda pathway: shares[pathway])
    case = _without_place(scene, scene.docket.clear(now, rarest), now)
    reference = hold_or_ask(scene, case, now)
    if not isinstance(reference, Held):
        yield from place_sought(
            scene, case, reference, now, outcome, answered=answered, cautioned=cautioned, given=given
        )


def _without_place(scene: Scene, case: Case, now: datetime) -> Case:
    """Let a person be unable to come on every day that is offered."""
    while offers := offers_for(scene, case, now).offers:
        case = case.with_impossible(day for offer in offers for day in offer.place.pair)
    return case


def place_sought(
    scene: Scene,
    case: Case,
    reference: Reference,
    now: datetime,
    outcome: PlaceOutcome = PlaceOutcome.ACCEPTED,
    *,
    answered: timedelta = 5 * HOUR,
    cautioned: timedelta = 2 * HOUR,
    given: timedelta = 4 * DAY,
) -> Story:
    """Follow somebody for whom no place fitted, from the manager's worklist on."""
    now = yield now + answered + scene.minutes(1, 50)
    if _possible_pair(scene, case, reference, now) is None:
        outcome = PlaceOutcome.NO_PLACE
    if outcome is PlaceOutcome.PLACES_OPENED:
        _open_for(scene, case, reference, now)
    _decide(scene, case, reference, outcome, now)
    if outcome is PlaceOutcome.NO_PLACE:
        return
    now = yield now + cautioned + scene.minutes(1, 50)
    if outcome is PlaceOutcome.PLACES_OPENED and hold_for(scene, case, reference, now) is None:
        return
    now, _ = yield from record_details(scene, case, reference, now)
    confirmed = yield from sign_and_confirm(scene, case, reference, now)
    if confirmed is not None and outcome is PlaceOutcome.ACCEPTED:
        now = yield confirmed + given
        _give(scene, case, reference, now)


def _decide(scene: Scene, case: Case, reference: Reference, outcome: PlaceOutcome, now: datetime) -> None:
    instance, manager = scene.instance, scene.staff.manager
    item = item_about(scene, manager, reference, now)
    assert item is not None
    place_by = None
    pair = _possible_pair(scene, case, reference, now)
    if outcome is PlaceOutcome.ACCEPTED and pair is not None:
        place_by = pair.first_day
    decide_place(instance, manager, item.code, outcome=outcome, reason=REASONS[outcome], place_by=place_by, now=now)


def _give(scene: Scene, case: Case, reference: Reference, now: datetime) -> None:
    cohort = _open_for(scene, case, reference, now)
    if cohort is not None:
        give_place(scene.instance, scene.staff.manager, reference, cohort, now=now)


def _open_for(scene: Scene, case: Case, reference: Reference, now: datetime) -> str | None:
    """Open a cohort on days on which somebody can come, and give its code."""
    pair, pathway = _possible_pair(scene, case, reference, now), _pathway(case)
    if pair is None:
        return None
    policy = scheduling_policy(scene.instance.book, scene.instance.today(now))
    code = f"X{next(scene.further_cohorts):02}"
    venue = scene.rooms.take(pair, case.search)
    cohort = NewCohort(code, pathway, venue.id, *pair, capacity(policy, scene.rng))
    open_cohort(scene.instance, scene.staff.manager, cohort, now=now)
    return code


def _possible_pair(scene: Scene, case: Case, reference: Reference, now: datetime) -> Pair | None:
    """Find the first pair of days for somebody that leaves time to find a room."""
    today = scene.instance.today(now)
    view = see_referral(scene.instance, scene.staff.manager, reference, now=now)
    wanted = Wanted(
        pathway=_pathway(case).code,
        caution_on=view.caution.caution_on if view.caution else today,
        offence_on=case.facts.offence_on,
        impossible=case.search.impossible,
    )
    possible = pairs_that_would_fit(scheduling_policy(scene.instance.book, today), wanted, today)
    return next((pair for pair in possible if pair.first_day >= today + TIME_TO_FIND_A_ROOM), None)


def _pathway(case: Case) -> Pathway:
    assert case.facts.sex is not None
    assert case.facts.relationship is not None
    return Pathway(case.facts.sex, case.facts.relationship)
