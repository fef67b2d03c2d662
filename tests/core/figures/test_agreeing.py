"""Two ways to compute a figure agree on whatever has happened: the core's, and SQL that shares nothing with it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings
from tests.core.figures.lives import TODAY, World, store, worlds
from tests.core.figures.second import LONDON, QUERIES, second

from cara.figures import Quarter, contact, delivery, people
from cara.figures.history import History, read_history
from cara.records import Database

QUARTER = Quarter(2026, 1)
FIRST: dict[str, Callable[[History], tuple[int, int | None]]] = {
    "1": lambda history: (people.referrals(history, QUARTER), None),
    "2": lambda history: people.ineligible(history, QUARTER),
    "5": lambda history: people.one_by_day_42(history, QUARTER, TODAY),
    "6": lambda history: people.done_in_time(history, QUARTER, TODAY),
    "7": lambda history: people.came_to_first(history, QUARTER),
    "8": lambda history: people.one_to_two(history, QUARTER, TODAY),
    "9": lambda history: people.gap_kept(history, QUARTER),
    "10": lambda history: people.returned(history, QUARTER, TODAY),
    "16": lambda history: delivery.group_fill(history, QUARTER),
    "17": lambda history: delivery.supervision(history, QUARTER),
    "18": lambda history: delivery.fidelity(history, QUARTER),
    "19": lambda history: delivery.cancelled_late(history, QUARTER),
    "12": lambda history: contact.attempted(history, QUARTER),
    "13": lambda history: contact.reached(history, QUARTER),
    "14": lambda history: contact.briefing_read(history, QUARTER, time(9, 30)),
    "15": lambda history: contact.helped_on(history, QUARTER),
    "21": lambda history: delivery.signposts_taken_up(history, QUARTER),
}


class _Undone(Exception):
    """Ends a transaction without keeping what it wrote."""


def test_every_query_has_its_figure():
    assert QUERIES.keys() == FIRST.keys()


def both_ways(database: Database, world: World) -> dict[str, tuple[object, object]]:
    """Compute every figure of a world in both ways, and leave nothing of it in the records."""
    computed = {}
    with suppress(_Undone), database.write() as unit:
        store(unit, world)
        history = read_history(unit, LONDON)
        computed = {number: (FIRST[number](history), second(unit, number, QUARTER, TODAY)) for number in QUERIES}
        raise _Undone
    return computed


@pytest.mark.usefixtures("database_url")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=worlds())
def test_both_ways_agree_on_random_histories(database: Database, world: World):
    computed = both_ways(database, world)
    assert {number: one for number, (one, _) in computed.items()} == {
        number: two for number, (_, two) in computed.items()
    }
    assert computed.keys() == QUERIES.keys()
