"""Offers among 10,000 open places: the database's part, the whole use case, and the plainest indexed query."""

import sqlite3

from benchmarks.area import FACTS, MEN, NOW, Measured
from benchmarks.measure import in_turns, micro, say
from cara.casework import PlaceSearch, offer_places
from cara.casework.open_places import coming, nearest
from cara.casework.places import wanted_by
from cara.policy import scheduling_policy
from cara.scheduling import window

COHORTS = 2500
CAPACITY = 4
ROUNDS = 500

PLAIN = """
SELECT c.code, c.first_day, c.second_day, v.name,
       c.capacity - (SELECT count(*) FROM membership m WHERE m.cohort_id = c.id AND m.active) AS free
FROM cohort c JOIN venue v ON v.id = c.venue_id
WHERE c.pathway = ? AND c.status = 'open' AND c.first_day BETWEEN ? AND ?
  AND c.capacity > (SELECT count(*) FROM membership m WHERE m.cohort_id = c.id AND m.active)
ORDER BY c.first_day, c.id LIMIT 3
"""


def run() -> None:
    """Measure and print."""
    with Measured.begin() as measured:
        measured.cohorts(COHORTS, CAPACITY)
        _measure(measured)


def _measure(measured: Measured) -> None:
    instance, today = measured.instance, NOW.date()
    search = PlaceSearch(district="leeds")
    policy = scheduling_policy(instance.book, today)
    wanted = wanted_by(FACTS, search, today, frozenset())
    days = window(policy, wanted, today)
    plain = sqlite3.connect(measured.file)

    def database_part() -> object:
        with instance.database.read() as unit:
            return nearest(unit, wanted, days.first, days.last, NOW, None), coming(unit, wanted, days.first, days.last)

    def plainest() -> object:
        return plain.execute(PLAIN, (MEN.code, days.first.isoformat(), days.last.isoformat())).fetchall()

    works = {
        "database": database_part,
        "offers": lambda: offer_places(instance, measured.officer, FACTS, search, now=NOW),
        "plain": plainest,
    }
    times = in_turns(works, ROUNDS)
    lines = {
        f"{name}, median / p99": f"{micro(times[key].middle)} / {micro(times[key].percentile(99))}"
        for name, key in [("database part", "database"), ("whole use case", "offers"), ("plain sqlite3 query", "plain")]
    }
    ratio = times["offers"].middle / times["plain"].middle
    say(f"Offers among {COHORTS * CAPACITY:,} open places", {**lines, "use case : plain query": f"{ratio:9.2f}"})
