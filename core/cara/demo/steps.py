"""What one person does at one sitting, by way of the use cases: the parts that stories are put together from."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TypeVar

from cara.access import Subject
from cara.casework import (
    Confirmed,
    Held,
    Instance,
    Item,
    Offers,
    ask_for_place,
    ask_for_place_for,
    confirm_booking,
    hold_another_place,
    hold_place,
    offer_places,
    record_caution,
    record_equality,
    record_needs,
    record_person,
    worklist,
)
from cara.casework.details import CautionDetails, KeepApart, PersonDetails
from cara.demo.cases import Case, Docket
from cara.demo.people import Invention
from cara.demo.places import Rooms
from cara.demo.staff import AUTHORISING, OFFICERS, Staff
from cara.vocabulary import Reference

T = TypeVar("T")
Sitting = Generator[datetime, datetime, T]
"""A part of a story, with what comes of it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that stories share."""

    instance: Instance
    staff: Staff
    rooms: Rooms
    docket: Docket
    invention: Invention
    rng: Random
    further_cohorts: Iterator[int] = field(default_factory=lambda: count(1))
    """Numbers for cohorts that are opened for somebody for whom no place fitted."""

    def minutes(self, least: int, most: int) -> timedelta:
        """Draw how long somebody takes."""
        return timedelta(minutes=self.rng.randrange(least, most), seconds=self.rng.randrange(60))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody already: a second referral of the same person, or somebody to keep apart from."""

    person: PersonDetails | None = None
    apart: tuple[KeepApart, ...] = ()
    elsewhere_than: str | None = None


NOTHING_KNOWN = Known()


def offers_for(scene: Scene, case: Case, now: datetime) -> Offers:
    """Look for places, as the officer does."""
    return offer_places(scene.instance, case.officer, case.facts, case.search, now=now)


def hold_or_ask(scene: Scene, case: Case, now: datetime, known: Known = NOTHING_KNOWN) -> Held | Reference:
    """Enter somebody who is eligible: with a place held, or, where none fits, asking the area manager for one."""
    cohort = _chosen(scene, offers_for(scene, case, now), known)
    if cohort is not None:
        held = hold_place(scene.instance, case.officer, case.facts, case.restricted, cohort, case.search, now=now)
        if isinstance(held, Held):
            return held
    return ask_for_place(scene.instance, case.officer, case.facts, case.restricted, case.search, now=now)


def hold_for(scene: Scene, case: Case, reference: Reference, now: datetime) -> Held | None:
    """Hold a place for a referral that exists; where none fits, ask the area manager for one."""
    cohort = _chosen(scene, offers_for(scene, case, now), NOTHING_KNOWN)
    if cohort is not None:
        held = hold_another_place(scene.instance, case.officer, reference, cohort, case.search, now=now)
        if isinstance(held, Held):
            return held
    ask_for_place_for(scene.instance, case.officer, reference, now=now)
    return None


def _chosen(scene: Scene, offers: Offers, known: Known) -> str | None:
    cohorts = [offer.place.cohort for offer in offers.offers if offer.place.cohort != known.elsewhere_than]
    return scene.rng.choices(cohorts, (6, 3, 1)[: len(cohorts)])[0] if cohorts else None


def record_details(
    scene: Scene, case: Case, reference: Reference, now: datetime, known: Known = NOTHING_KNOWN
) -> Sitting[tuple[datetime, PersonDetails]]:
    """Record who the person is and what he or she needs; gives the moment at which that is done."""
    instance, invention = scene.instance, scene.invention
    age, sex = case.facts.age, case.facts.sex
    assert age is not None
    assert sex is not None
    drawn = invention.person(case.community, sex, age, case.district, instance.today(now))
    person = known.person.model_copy(update={"crime_reference": drawn.crime_reference}) if known.person else drawn
    record_person(instance, case.officer, reference, person, now=now)
    now = yield now + scene.minutes(2, 5)
    needs = invention.needs(case.community, case.search.impossible, case.access)
    needs = needs.model_copy(update={"keep_apart": known.apart})
    record_needs(instance, case.officer, reference, needs, now=now)
    equality = invention.equality(case.community)
    if equality is not None:
        record_equality(instance, case.officer, reference, equality, now=now)
    return now, person


def sign_and_confirm(scene: Scene, case: Case, reference: Reference, now: datetime) -> Sitting[datetime | None]:
    """Give and sign the caution, and confirm; gives the moment of a confirmation that stands."""
    now = yield now + scene.minutes(8, 25)
    officer = OFFICERS[case.officer.code]
    caution = CautionDetails(
        officer_name=officer.name,
        collar_number=officer.collar_number,
        authorising_name=AUTHORISING[case.rank],
        authorising_rank=case.rank,
        caution_on=scene.instance.today(now),
        effect_explained=True,
        admission_signed=True,
    )
    record_caution(scene.instance, case.officer, reference, caution, now=now)
    now = yield now + scene.minutes(1, 4)
    confirmed = confirm_booking(scene.instance, case.officer, reference, now=now)
    return now if isinstance(confirmed, Confirmed) else None


def item_about(scene: Scene, who: Subject, reference: Reference, now: datetime) -> Item | None:
    """Find a referral on somebody's worklist."""
    waiting = worklist(scene.instance, who, now=now)
    return next((item for item in waiting if item.reference == reference), None)
