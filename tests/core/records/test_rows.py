"""The rows of a statement that was compiled before: asked as SQLAlchemy's own are, and with its answers."""

import pytest
from sqlalchemy import literal, select, union_all
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from cara.records.rows import can_be_names

TIMES = 3


def numbers(*wanted):
    """A statement that gives these numbers, each as ``number`` and doubled as ``count``."""
    if not wanted:
        return select(literal(0).label("number"), literal(0).label("count")).where(literal(1) == literal(2))
    each = [select(literal(number).label("number"), literal(2 * number).label("count")) for number in wanted]
    return union_all(*each) if len(each) > 1 else each[0]


ASKED = {
    "all": lambda found: [tuple(row) for row in found.all()],
    "each": lambda found: [(row.number, row.count) for row in found],
    "first": lambda found: found.first(),
    "one": lambda found: found.one(),
    "one or none": lambda found: found.one_or_none(),
    "scalar": lambda found: found.scalar(),
    "scalar one": lambda found: found.scalar_one(),
    "scalars": lambda found: found.scalars().all(),
    "mappings": lambda found: [dict(row) for row in found.mappings()],
    "one mapping": lambda found: dict(found.mappings().one()),
}


@pytest.mark.parametrize("how", ASKED)
@pytest.mark.parametrize("wanted", [(), (1,), (1, 2)])
def test_it_answers_every_time_as_sqlalchemy_did_the_first_time(database, how, wanted):
    known = numbers(*wanted)

    def answer():
        try:
            return ASKED[how](unit.execute(known))
        except (NoResultFound, MultipleResultsFound) as problem:
            return type(problem)

    with database.read() as unit:
        answers = [answer() for _ in range(TIMES)]
    assert answers == [answers[0]] * TIMES


def test_a_row_is_taken_apart_and_asked_by_name(database):
    known = numbers(4)
    with database.read() as unit:
        rows = [unit.execute(known).one() for _ in range(TIMES)]
    for row in rows:
        number, count = row
        assert (number, count, row[1], row.number) == (4, 8, 8, 4)


@pytest.mark.parametrize("names", [["id", "id"], ["_id"], ["from"], ["two words"], ["1st"]])
def test_what_python_cannot_say_is_left_to_sqlalchemy(names):
    assert not can_be_names(names)
    assert can_be_names(["id", "count", "max_1"])
