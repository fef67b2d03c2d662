"""The demonstration's venues and cohorts: a year of pairs of days, as the area's own policy permits them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from cara.access import Subject
from cara.casework import Instance, PlaceSearch
from cara.casework.opening import NewCohort, NewVenue, open_cohort, open_venue
from cara.demo.diary import Story
from cara.policy import SchedulingPolicy, scheduling_policy
from cara.scheduling import Pair, pairs
from cara.vocabulary import Pathway

WEEK = timedelta(days=7)
AHEAD = 26 * WEEK
"""How long before its first day a cohort is opened."""

FILLED = 0.8
"""How much of a cohort is meant to be taken."""

LONGEST_RHYTHM = 5 * WEEK
"""The longest time between two pairs of a pathway: with it, whoever misses one pair still has another in time."""


ANYWHERE = PlaceSearch()


@dataclass(frozen=True, slots=True)
class Premises:
    """What is invented of a venue, whatever its area."""

    name: str
    street: str
    travel: str
    step_free: bool
    hearing_loop: bool


PREMISES = (
    Premises(
        "Larkspur Community Centre",
        "2 Larkspur Walk",
        "Buses 3 and 11 stop outside. Free car park with four spaces for blue badges.",
        step_free=True,
        hearing_loop=True,
    ),
    Premises(
        "The Old Dye Works",
        "18 Copperas Lane",
        "Ten minutes on foot from the railway station, or bus 40 to Dye Works Corner. No car park.",
        step_free=False,
        hearing_loop=True,
    ),
    Premises(
        "Saffron Hall",
        "Saffron Hall, Upper Meadow Street",
        "Bus 7 every 15 minutes on Saturdays; the stop is 100 metres away on the level.",
        step_free=True,
        hearing_loop=False,
    ),
    Premises(
        "Kingfisher Rooms",
        "5 Wharfside Yard",
        "Five minutes on foot from the bus station. The only way up is a flight of stairs.",
        step_free=False,
        hearing_loop=False,
    ),
    Premises(
        "Bramble Lane Library",
        "61 Bramble Lane",
        "Buses 22 and 23 to Bramble Lane. Street parking. Ramp at the side door; ring when you arrive.",
        step_free=True,
        hearing_loop=True,
    ),
    Premises(
        "Foundry Street Mission",
        "Foundry Street",
        "Tram and bus to Market Cross, then eight minutes on foot. Lift to every floor.",
        step_free=True,
        hearing_loop=False,
    ),
    Premises(
        "Thistledown House",
        "9 Thistledown Crescent",
        "Bus 51 from the railway station, hourly. Free parking in front of the house.",
        step_free=False,
        hearing_loop=True,
    ),
    Premises(
        "The Lantern Project",
        "33 Chandler's Row",
        "Buses 5, 6 and 90. The venue pays bus fares: keep the ticket.",
        step_free=True,
        hearing_loop=True,
    ),
)


@dataclass(frozen=True, slots=True)
class OpenedVenue:
    """A venue that stands open."""

    id: int
    premises: Premises


def districts_of(instance: Instance) -> list[tuple[str, str]]:
    """Give the code and the name of each district; an area without any is one."""
    area = instance.book.area
    return [(district.code, district.name) for district in area.districts] or [(area.id, area.name)]


def open_venues(instance: Instance, manager: Subject, *, now: datetime) -> list[OpenedVenue]:
    """Open one or two venues a district, and at least four in the area, those of different districts in turn."""
    districts = districts_of(instance)
    several = districts[::2] if len(districts) > 1 else districts * 3
    return [
        _open_venue(instance, manager, number, district, now) for number, district in enumerate([*districts, *several])
    ]


def _open_venue(
    instance: Instance, manager: Subject, number: int, district: tuple[str, str], now: datetime
) -> OpenedVenue:
    code, name = district
    premises = PREMISES[number % len(PREMISES)]
    floor = "" if number < len(PREMISES) else f" {number // len(PREMISES) + 1}"
    venue = NewVenue(
        code=f"venue-{number + 1}",
        name=f"{premises.name}{floor}",
        address=f"{premises.street}\n{name}",
        district=code,
        travel=premises.travel,
        step_free=premises.step_free,
        hearing_loop=premises.hearing_loop,
    )
    return OpenedVenue(open_venue(instance, manager, venue, now=now), premises)


def rhythm(policy: SchedulingPolicy, weekly: float) -> timedelta:
    """Give the time from one pair of a pathway to the next: the area's own, else as long as its arrivals fill one.

    A rhythm as long as the gap is shortened: it would put the next workshop one on the day of a missed workshop two.
    """
    if isinstance(policy.rhythm_days, int) and policy.rhythm_days:
        return timedelta(days=policy.rhythm_days)
    weeks = max(1, int(policy.size.most * FILLED / weekly))
    found = min(weeks * WEEK, LONGEST_RHYTHM)
    return found - WEEK if found.days == policy.gap.least and found > WEEK else found


def side_by_side(policy: SchedulingPolicy, weekly: float) -> int:
    """Tell how many cohorts of a pathway begin together, so that its arrivals find room."""
    arrivals = weekly * rhythm(policy, weekly) / WEEK
    return max(1, round(arrivals / (policy.size.most * FILLED)))


def capacity(policy: SchedulingPolicy, rng: Random) -> int:
    """Give a room's places: mostly as many as the policy permits, at times a smaller room."""
    least = policy.size.least if isinstance(policy.size.least, int) else 1
    smaller = max(least, policy.size.most * 2 // 3)
    return rng.choices((policy.size.most, smaller), (4, 1))[0]


class Rooms:
    """The venues in turn; one that holds a workshop on a day already is passed over while another is free."""

    def __init__(self, venues: list[OpenedVenue]) -> None:
        self._waiting = list(venues)
        self._taken: set[tuple[int, date]] = set()

    def take(self, pair: Pair, search: PlaceSearch = ANYWHERE) -> OpenedVenue:
        """Take a venue for both days of a pair, with the access that somebody needs."""
        fit = [venue for venue in self._waiting if _suits(venue.premises, search)]
        free = [venue for venue in fit if not any((venue.id, day) in self._taken for day in pair)]
        venue = (free or fit or self._waiting)[0]
        self._waiting.remove(venue)
        self._waiting.append(venue)
        self._taken |= {(venue.id, day) for day in pair}
        return venue


def _suits(premises: Premises, search: PlaceSearch) -> bool:
    return (premises.step_free or not search.step_free) and (premises.hearing_loop or not search.hearing_loop)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What opening cohorts takes: who opens them, where, and from when to when workshop one may lie."""

    instance: Instance
    manager: Subject
    rooms: Rooms
    rng: Random
    begin: datetime
    until: datetime

    def cohorts(self, weekly: Mapping[Pathway, float]) -> Iterator[Story]:
        """Open cohorts of every pathway over the whole time, each half a year before it begins."""
        for place, (pathway, arrivals) in enumerate(weekly.items()):
            yield from self._of_pathway(pathway, arrivals, place)

    def _of_pathway(self, pathway: Pathway, weekly: float, place: int) -> Iterator[Story]:
        policy = scheduling_policy(self.instance.book, self.instance.today(self.begin))
        start, every = self.instance.today(self.begin) + place * WEEK, rhythm(policy, weekly)
        number = 0
        while start <= self.instance.today(self.until):
            for _ in range(side_by_side(policy, weekly)):
                number += 1
                yield self._opening(f"{_initials(pathway)}{number:02}", pathway, start)
            start += every

    def _opening(self, code: str, pathway: Pathway, start: date) -> Story:
        at_nine = datetime.combine(start - AHEAD, time(9), self.instance.zone)
        now = yield max(self.begin, at_nine)
        policy = scheduling_policy(self.instance.book, self.instance.today(now))
        pair = next(iter(pairs(policy, start, start + WEEK - timedelta(days=1))), None)
        if pair is not None:
            cohort = NewCohort(code, pathway, self.rooms.take(pair).id, *pair, capacity(policy, self.rng))
            open_cohort(self.instance, self.manager, cohort, now=now)


def _initials(pathway: Pathway) -> str:
    return f"{pathway.sex.value[0]}{pathway.relationship.value[0]}".upper()
