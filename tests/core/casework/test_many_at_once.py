"""A hundred at once for a cohort of twelve: twelve hold a place, the others hear what is left or the truth."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text
from tests.instances import NOW, Area, west_yorkshire_like

from cara.casework import Gone, Held, Instance
from cara.records import Cohort, Conflict, Database, Entry, Keyring, Membership, RuleBroken
from cara.scheduling import Constraint
from cara.staff import active_accounts
from cara.vocabulary import Pathway, Relationship, Sex

PEOPLE, SEATS, PROCESSES = 100, 12, 4
WOMEN_IN_FAMILIES = Pathway(Sex.FEMALE, Relationship.FAMILY)
FACTS = {"sex": "female", "relationship": "family"}

Answer = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Held or gone, the cohorts that were offered instead, and what binds."""


@pytest.fixture
def crowded(area: Area) -> Area:
    area.cohort("twelve", WOMEN_IN_FAMILIES, "south-1", capacity=SEATS)
    return area


def hold(area: Area) -> Answer:
    answer = area.try_to_hold("twelve", **FACTS)
    if isinstance(answer, Held):
        return "held", (), ()
    assert isinstance(answer, Gone)
    offered = tuple(offer.place.cohort for offer in answer.offers.offers)
    return "gone", offered, tuple(binding.constraint.value for binding in answer.offers.bindings)


def at_once(count: int, act: Callable[[], Answer]) -> list[Answer]:
    """Let so many threads begin together."""
    start = Barrier(count)

    def begin(_: int) -> Answer:
        start.wait()
        return act()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def seats_taken(database: Database) -> list[int]:
    with database.read() as unit:
        query = select(Membership.seat).join(Cohort, Cohort.id == Membership.cohort_id)
        return sorted(unit.execute(query.where(Cohort.code == "twelve", Membership.active)).scalars())


def expect_twelve(answers: list[Answer], database: Database) -> None:
    assert Counter(answer[0] for answer in answers) == {"held": SEATS, "gone": PEOPLE - SEATS}
    assert seats_taken(database) == list(range(1, SEATS + 1))


def test_a_hundred_threads_and_the_truth_when_nothing_else_is_open(crowded):
    answers = at_once(PEOPLE, lambda: hold(crowded))
    expect_twelve(answers, crowded.database)
    gone = {answer for answer in answers if answer[0] == "gone"}
    assert gone == {("gone", (), (Constraint.FULL.value,))}
    assert crowded.rows()["referral"] == SEATS


def test_a_hundred_threads_and_the_next_offer_when_there_is_one(crowded):
    crowded.cohort("next", WOMEN_IN_FAMILIES, "south-1", weeks=1)
    answers = at_once(PEOPLE, lambda: hold(crowded))
    expect_twelve(answers, crowded.database)
    assert {answer for answer in answers if answer[0] == "gone"} == {("gone", ("next",), ())}


def book_in_a_process(url: str, people: int) -> list[Answer]:
    database = Database.open(url, Keyring.development())
    area = reopened(database)
    answers = at_once(people, lambda: hold(area))
    database.close()
    return answers


def reopened(database: Database) -> Area:
    """Open the instance that stands in a database already."""
    instance = Instance("testshire", database, west_yorkshire_like())
    return Area(instance, {account.code: account.subject() for account in active_accounts(instance.database)})


def test_four_processes_of_twenty_five(crowded, database_url, monkeypatch, pytestconfig):
    monkeypatch.setattr(sys, "path", [str(pytestconfig.rootpath), *sys.path])  # a spawned process imports this module
    share = PEOPLE // PROCESSES
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        said = pool.map(book_in_a_process, [database_url] * PROCESSES, [share] * PROCESSES)
        answers = [answer for answers in said for answer in answers]
    expect_twelve(answers, crowded.database)


NAIVE = Table("naive_membership", MetaData(), Column("id", Integer, primary_key=True), Column("seat", Integer))
"""Places without a constraint."""


@pytest.fixture
def naive(database: Database) -> Iterator[Database]:
    """A scratch table beside the others."""
    engine = database._engines.write
    with engine.begin() as connection:
        NAIVE.create(connection)
    yield database
    with engine.begin() as connection:
        NAIVE.drop(connection)


def check_then_insert(database: Database) -> Answer:
    """Book as one would without thinking of others: count, decide, and then write."""
    with database._engines.read.connect() as connection:
        taken = connection.scalar(select(func.count()).select_from(NAIVE)) or 0
    if taken >= SEATS:
        return "gone", (), ()
    sleep(0.01)
    with database.write() as unit:
        unit.execute(insert(NAIVE).values(seat=taken + 1))
        unit.audit(an_entry())
    return "held", (), ()


def an_entry() -> Entry:
    return Entry(at=NOW, actor="system", action="test", resource="test", request_id="")


def test_a_naive_booking_overbooks(naive):
    answers = at_once(PEOPLE, lambda: check_then_insert(naive))
    assert Counter(answer[0] for answer in answers)["held"] > SEATS


def test_the_database_refuses_a_second_person_on_a_seat_whatever_the_code_does(crowded):
    crowded.hold("twelve", **FACTS)
    copied = text(
        "INSERT INTO membership (referral_id, cohort_id, capacity, pathway, seat, status, active, held_until, made_at)"
        " SELECT referral_id, cohort_id, capacity, pathway, :seat, status, active, held_until, made_at FROM membership"
    )
    with pytest.raises(Conflict), crowded.database.write() as unit:
        unit.execute(copied, {"seat": 1})
    with pytest.raises(RuleBroken), crowded.database.write() as unit:
        unit.execute(copied, {"seat": SEATS + 1})
