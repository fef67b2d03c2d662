"""Pages of a list: whatever it is sorted by, all pages together show every row once, and ties stand by their number."""

from itertools import chain

import pytest
from sqlalchemy import func, literal, select, update
from tests.core.records.rows import add_venue, entry

from cara.acting.paging import Order, page_of_rows
from cara.records import Database, Venue


@pytest.fixture
def venues(database: Database) -> Database:
    """Ten venues that a database gives in another order than their numbers', unless it is told."""
    with database.write() as unit:
        for code in "zyxwvutsrq":
            add_venue(unit, code)
        unit.audit(entry())
    with database.write() as unit:
        unit.execute(update(Venue).where(Venue.code.in_(["z", "x"])).values(name="moved"))
        unit.audit(entry())
    return database


def pages(database: Database, order: Order, most: int) -> list[list[int]]:
    query, found, after = select(Venue.id, Venue.code).where(Venue.code > "a"), [], None
    with database.read() as unit:
        while True:
            rows, after = page_of_rows(unit, query, Venue.id, order, after=after, most=most)
            found.append([row["id"] for row in rows])
            if after is None:
                return found


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("most", [1, 3, 5, 10, 11])
def test_rows_that_tie_stand_by_their_number_on_every_page(venues: Database, most: int, descending: bool):
    found = pages(venues, Order(func.length(Venue.code), descending), most)

    assert list(chain(*found)) == sorted(chain(*found))
    assert [len(page) for page in found] == [min(most, 10 - at) for at in range(0, 10, most)]


@pytest.mark.parametrize("descending", [False, True])
def test_what_does_not_tie_stands_in_its_order(venues: Database, descending: bool):
    found = list(chain(*pages(venues, Order(Venue.code, descending), 3)))

    assert found == sorted(found, reverse=not descending)


def test_a_list_without_rows_has_one_empty_page(database: Database):
    assert pages(database, Order(literal(1)), 3) == [[]]
