"""Invented policies, people and places for the tests, and strategies that vary them."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from cara.policy import UNKNOWN, ClosedDates, Gap, Limit, SchedulingPolicy, Size
from cara.scheduling import OpenPlace, Wanted, pairs, pairs_that_would_fit
from cara.vocabulary import DeadlineAnchor, MissedWorkshop, Weekday

NO_HOLIDAYS = ClosedDates(public_holidays=False)
ENGLAND = ClosedDates(country="GB", subdivision="ENG")
MEN = "male/intimate_partner"
WOMEN = "female/family"

SATURDAYS = SchedulingPolicy(
    weekdays=frozenset({Weekday.SATURDAY}),
    gap=Gap(least=28, most=28),
    size=Size(most=12),
    limit=Limit(days=112, extended_days=140),
    anchor=DeadlineAnchor.CAUTION,
    notice_days=14,
    closed=ENGLAND,
    missed=MissedWorkshop.REPEAT_BOTH,
)
"""The policy of the golden arithmetic, with England's holidays."""


def days(number: int) -> timedelta:
    return timedelta(days=number)


def place(
    cohort: str, first_day: date, second_day: date | None = None, *, free_seats: int = 5, pathway: str = MEN
) -> OpenPlace:
    return OpenPlace(
        cohort=cohort,
        pathway=pathway,
        venue_code="mill",
        venue_name="Mill Lane Hall",
        district="north",
        travel="Bus 7 from the station",
        step_free=True,
        hearing_loop=True,
        first_day=first_day,
        second_day=second_day or first_day + days(28),
        free_seats=free_seats,
    )


@st.composite
def policies(draw: st.DrawFn) -> SchedulingPolicy:
    least = draw(st.one_of(st.sampled_from([7, 14, 28]), st.integers(1, 42)))
    limit = draw(st.one_of(st.integers(20, 160), st.integers(90, 160)))
    return replace(
        SATURDAYS,
        weekdays=draw(st.frozensets(st.sampled_from(Weekday), min_size=1)),
        gap=Gap(least=least, most=least + draw(st.integers(0, 10))),
        limit=Limit(days=limit, extended_days=draw(st.one_of(st.just(UNKNOWN), st.integers(limit, 200)))),
        anchor=draw(st.sampled_from([UNKNOWN, *DeadlineAnchor])),
        notice_days=draw(st.sampled_from([UNKNOWN, 0, 7, 14, 30])),
        missed=draw(st.sampled_from([UNKNOWN, *MissedWorkshop])),
        closed=draw(st.sampled_from([ENGLAND, NO_HOLIDAYS, ClosedDates(own=(date(2026, 12, 12), date(2027, 1, 9)))])),
    )


_RARELY = st.sampled_from([False, False, False, True])
CAUTION_DAYS = st.dates(date(2026, 9, 1), date(2028, 3, 1))


@st.composite
def people(draw: st.DrawFn) -> Wanted:
    caution_on = draw(CAUTION_DAYS)
    return Wanted(
        pathway=MEN,
        caution_on=caution_on,
        offence_on=draw(st.one_of(st.none(), st.integers(0, 60).map(lambda number: caution_on - days(number)))),
        district=draw(st.sampled_from([None, "north", "south"])),
        step_free=draw(_RARELY),
        hearing_loop=draw(_RARELY),
        kept_apart=draw(st.sampled_from([frozenset(), frozenset({"C0"}), frozenset({"C0", "C1", "C2"})])),
    )


@st.composite
def _places(draw: st.DrawFn, policy: SchedulingPolicy, caution_on: date) -> list[OpenPlace]:
    """Make cohorts on days the policy permits, with some on any days at all."""
    permitted = pairs(policy, caution_on, caution_on + days(draw(st.sampled_from([60, 130]))))
    any_day = st.tuples(st.integers(0, 130), st.integers(1, 60)).map(
        lambda drawn: (caution_on + days(drawn[0]), caution_on + days(drawn[0] + drawn[1]))
    )
    two_days = st.one_of(*[st.sampled_from(permitted)] * 4, any_day) if permitted else any_day
    chosen = [draw(two_days) for _ in range(draw(st.sampled_from([0, 1, 3, 6, 9])))]
    seats = draw(st.sampled_from([(0,), (0, 1, 2), (1, 2), (1, 2)]))
    return [
        replace(
            place(f"C{number}", first, second),
            pathway=draw(st.sampled_from([MEN] * 5 + [WOMEN])),
            district=draw(st.sampled_from(["north", "south"])),
            step_free=not draw(_RARELY),
            hearing_loop=not draw(_RARELY),
            free_seats=draw(st.sampled_from(seats)),
        )
        for number, (first, second) in enumerate(chosen)
    ]


@st.composite
def _near_misses(draw: st.DrawFn, policy: SchedulingPolicy, wanted: Wanted, today: date) -> list[OpenPlace]:
    """Make cohorts that would fit but for a day or two, the first and the last possible days among them."""
    possible = pairs_that_would_fit(policy, wanted, today)
    days_for_one = st.sampled_from([*possible, possible[0], possible[-1]]) if possible else st.nothing()
    chosen = draw(st.lists(days_for_one, max_size=4)) if possible else []
    shifts = [days(draw(st.sampled_from([0, 0, 0, 1, -1, 7, -7]))) for _ in chosen]
    return [
        place(f"N{number}", first + shift, second + shift)
        for number, ((first, second), shift) in enumerate(zip(chosen, shifts, strict=True))
    ]


Case = tuple[SchedulingPolicy, Wanted, list[OpenPlace], date]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    policy, wanted = draw(policies()), draw(people())
    today = wanted.caution_on + days(draw(st.sampled_from([0, 0, 1, 5, 20])))
    places = draw(_places(policy, wanted.caution_on))
    theirs = sorted({day for one in places for day in one.pair})
    impossible = draw(st.frozensets(st.sampled_from(theirs), max_size=2)) if theirs else frozenset()
    wanted = replace(wanted, impossible=impossible)
    return policy, wanted, places + draw(st.one_of(st.just([]), _near_misses(policy, wanted, today))), today
