"""Seeding an empty instance with a year of an invented area, all of it in one transaction."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import func, select

from cara.casework import Instance, ReferralStatus
from cara.demo import placing, stories
from cara.demo.cases import Docket, Published
from cara.demo.contacts import contacts
from cara.demo.diary import Diary
from cara.demo.listening import Listening
from cara.demo.partners import Partners
from cara.demo.people import Invention
from cara.demo.places import AHEAD, WEEK, Calendar, Rooms, open_venues
from cara.demo.post import post
from cara.demo.quality import Quality
from cara.demo.rights import rights
from cara.demo.signposting import Signposting
from cara.demo.staff import add_staff
from cara.demo.steps import Scene
from cara.demo.stories import Teller
from cara.demo.workshops import workshops
from cara.records import Unit
from cara.records import tables as t
from cara.staff import active_accounts
from cara.vocabulary import CaraError, Pathway, Reference

BACK = 26 * WEEK
BOOKED_IN_A_HUNDRED = 75

HOURS = (*range(8, 23), 10, 11, 14, 15, 16, 19, 20)
"""The hours in which referrals are entered, busy ones twice."""

USUAL: Mapping[Teller, int] = {
    stories.booked: 118,
    stories.ran_out: 3,
    stories.ran_out_and_held_again: 7,
    stories.withdrawn_at_the_desk: 5,
    stories.approved: 10,
    stories.declined: 5,
    stories.too_risky: 4,
    stories.corrected: 6,
    stories.entered_twice: 1,
    stories.kept_apart: 2,
    placing.accepted_and_given: 2,
    placing.places_opened: 2,
    placing.no_place: 1,
}
"""How often each story happens somewhen in the half year."""

LATEST: Mapping[Teller, tuple[timedelta, ...]] = {
    stories.entered_twice: (timedelta(days=20),),
    placing.place_to_follow: (timedelta(days=6), timedelta(days=3)),
    placing.accepted_and_left: (timedelta(days=2),),
    stories.left_for_a_person: (timedelta(days=2, hours=3), timedelta(hours=21), timedelta(hours=4)),
    stories.approved_and_left: (timedelta(days=1, hours=2),),
    placing.left_without_place: (timedelta(days=1, hours=5), timedelta(hours=7)),
    stories.rules_pending: (timedelta(hours=9),),
    stories.ran_out: (timedelta(hours=5), timedelta(hours=2, minutes=30)),
    stories.held_now: (timedelta(minutes=21), timedelta(minutes=3)),
}
"""How long before now each story begins that leaves something for people to do."""


class NotEmpty(CaraError):
    """Invented people were to be put beside others. Nothing was changed."""

    def __init__(self, area: str) -> None:
        self.area = area
        super().__init__(
            f"The records of '{area}' are not empty: only an empty database is filled with invented people."
        )


@dataclass(frozen=True, slots=True)
class Seeded:
    """What stands in the records now."""

    venues: int
    cohorts: int
    referrals: Mapping[ReferralStatus, int]


def seed(instance: Instance, *, now: datetime, seed: int = 2026, usual: Mapping[Teller, int] = USUAL) -> Seeded:
    """Fill an empty instance: the same seed and moment give the same accounts, cohorts, people and references.

    Args:
        instance: its database has tables and no account.
        now: the moment at which everything stands as it will be found.
        seed: another number gives other people.
        usual: how often each story happens in the half year before now.

    Raises:
        NotEmpty: there is an account already.
        AreaUnavailable: the area's plugin is missing or broken.
    """
    rng = Random(seed)  # noqa: S311 - invented data that can be made again, no secret
    drawing = replace(
        instance,
        draw_reference=lambda: Reference.new(rng.choice),
        draw_code=lambda: str(Reference.new(rng.choice)),
    )
    with instance.database.write() as unit:
        if active_accounts(instance.database):
            raise NotEmpty(instance.area)
        _live(drawing, rng, now, usual)
        return _counted(unit)


def _live(instance: Instance, rng: Random, now: datetime, usual: Mapping[Teller, int]) -> None:
    begin = datetime.combine(instance.today(now) - BACK, time(7), instance.zone)
    staff = add_staff(instance, now=begin)
    rooms = Rooms(open_venues(instance, staff.manager, now=begin))
    invention = Invention(rng)
    scene = Scene(instance, staff, rooms, Docket(instance, staff, invention, rng), invention, rng)
    calendar = Calendar(instance, staff.manager, rooms, rng, begin, now + AHEAD)
    diary = Diary()
    for opening in calendar.cohorts(_weekly(instance, now, usual)):
        diary.begin(opening)
    for teller, at in _beginnings(rng, begin, now, usual):
        diary.begin(teller(scene, at))
    own = Random(rng.random())  # noqa: S311 - as above: of its own, so that the people stay as they are
    diary.begin(Partners(instance, staff, own).year(begin, now))
    diary.begin(Signposting(instance, staff, own).half_year(begin, now))
    diary.begin(workshops(scene, Random(instance.area), begin, now))  # noqa: S311 - as above
    listening = Listening(instance, staff, Random(f"{instance.area} listening"))  # noqa: S311 - as above
    diary.begin(contacts(listening, Random(f"{instance.area} contacts"), begin, now))  # noqa: S311 - as above
    diary.begin(listening.leave_something(now))
    diary.begin(post(scene, begin, now))
    looking = Random(f"{instance.area} quality")  # noqa: S311 - as above
    diary.begin(Quality(instance, staff, looking).half_year(begin, now))
    diary.begin(rights(instance, staff, Random(f"{instance.area} rights"), now))  # noqa: S311 - as above
    diary.tell(now)


def _weekly(instance: Instance, now: datetime, usual: Mapping[Teller, int]) -> dict[Pathway, float]:
    """Give how many are booked on each pathway in a week."""
    shares = Published(instance, now).pathways()
    booked = sum(usual.values()) * BOOKED_IN_A_HUNDRED / 100
    return {pathway: booked * share / sum(shares.values()) / (BACK / WEEK) for pathway, share in shares.items()}


def _beginnings(
    rng: Random, begin: datetime, now: datetime, usual: Mapping[Teller, int]
) -> Iterator[tuple[Teller, datetime]]:
    for teller, times in usual.items():
        for _ in range(times):
            yield teller, _somewhen(rng, begin)
    for teller, ages in LATEST.items():
        for age in ages:
            yield teller, now - age


def _somewhen(rng: Random, begin: datetime) -> datetime:
    """Draw a moment in the half year, on any day, and not in the night."""
    day = begin.date() + timedelta(days=rng.randrange(BACK.days))
    return datetime.combine(day, time(rng.choice(HOURS), rng.randrange(60), rng.randrange(60)), begin.tzinfo)


def _counted(unit: Unit) -> Seeded:
    statuses = unit.execute(select(t.Referral.status)).scalars()
    return Seeded(
        venues=int(unit.scalar(select(func.count()).select_from(t.Venue)) or 0),
        cohorts=int(unit.scalar(select(func.count()).select_from(t.Cohort)) or 0),
        referrals=Counter(ReferralStatus(status) for status in statuses),
    )
