"""Statements that a module holds: however often they run, they do what they did the first time."""

# ruff: noqa: PT012 - a unit of work is a block

import psycopg
import pytest
from sqlalchemy import Engine, bindparam, event, insert, select, text, true, update
from sqlalchemy.exc import StatementError
from tests.core.records.rows import NOW, add_account, add_person, add_referral, add_venue, count, entry

from cara.records import (
    Conflict,
    Database,
    Keyring,
    NothingAudited,
    Person,
    PolicyBook,
    ReadOnlyUnit,
    RecordsUnavailable,
    Referral,
    RuleBroken,
    Venue,
)

TIMES = 3
BOOK = {"digest": "d", "area": "testshire", "body": "{}", "stored_at": NOW}
PERSON = {"key": "second", "name_index": b"n", "name_birth_index": b"b"}


def book(number):
    return {**BOOK, "digest": f"d{number}"}


@pytest.fixture
def seen_by_sqlalchemy():
    """The texts of the statements that SQLAlchemy ran itself."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def test_from_the_second_time_on_it_is_run_as_it_was_compiled(database, seen_by_sqlalchemy):
    known = select(Venue.code)
    with database.read() as unit:
        assert [unit.execute(known).all() for _ in range(TIMES)] == [[]] * TIMES
    assert sum("venue.code" in statement for statement in seen_by_sqlalchemy) == 1


def test_every_kind_of_value_comes_back_as_it_did_the_first_time(database):
    known = select(Referral, Venue.open).join(Venue, true())
    with database.write() as unit:
        add_venue(unit)
        add_referral(unit, add_account(unit))
    with database.read() as unit:
        found = [dict(unit.execute(known).mappings().one()) for _ in range(TIMES)]
        assert unit.unseal(Referral.facts, "7KQ4M2XH", found[-1]["facts"]) == "{}"
    assert found == [found[0]] * TIMES
    assert [type(value) for value in found[-1].values()] == [type(value) for value in found[0].values()]
    assert (found[-1]["entered_at"], found[-1]["entered_on"], found[-1]["open"]) == (NOW, NOW.date(), True)


def test_columns_of_one_name_are_told_apart(database):
    twice = select(Person.id, Venue.id).join(Venue, Venue.code == bindparam("code"))
    with database.write() as unit:
        person = add_person(unit)
        venues = [add_venue(unit, f"hall-{number}") for number in range(2)]
    with database.read() as unit:
        found = [tuple(unit.execute(twice, {"code": "hall-1"}).one()) for _ in range(TIMES)]
    assert found == [(person, venues[1])] * TIMES


def test_its_parameters_may_change(database):
    known = select(PolicyBook.digest).where(PolicyBook.digest == bindparam("wanted"), PolicyBook.area == "testshire")
    keep = insert(PolicyBook)
    with database.write() as unit:
        unit.audit(entry())
        for number in range(TIMES):
            unit.execute(keep, book(number))
        found = [unit.scalar(known, {"wanted": f"d{number}"}) for number in range(TIMES + 1)]
    assert found == ["d0", "d1", "d2", None]


def test_other_columns_may_be_changed_by_the_same_statement(database):
    change = update(Venue).where(Venue.code == bindparam("known"))
    with database.write() as unit:
        add_venue(unit)
        for number in range(TIMES):
            assert unit.execute(change, {"known": "hall", "travel": f"Bus {number}"}).rowcount == 1
            assert unit.execute(change, {"known": "hall", "name": f"Hall {number}"}).rowcount == 1
            assert unit.execute(change, {"known": "none", "name": "x"}).rowcount == 0
        assert tuple(unit.execute(select(Venue.travel, Venue.name)).one()) == ("Bus 2", "Hall 2")


def test_lists_and_many_rows_at_once_are_taken_as_before(database):
    listed = select(PolicyBook.digest).where(PolicyBook.digest.in_(bindparam("wanted", expanding=True)))
    keep = insert(PolicyBook)
    with database.write() as unit:
        unit.audit(entry())
        for number in range(TIMES):
            unit.execute(keep, [book(f"{number}-{other}") for other in range(2)])
        for number in range(TIMES):
            found = unit.execute(listed, {"wanted": [f"d{number}-0", f"d{number}-1"]}).scalars().all()
            assert sorted(found) == [f"d{number}-0", f"d{number}-1"]


def test_one_of_many_rows_that_breaks_a_rule_is_told_every_time(database):
    keep = insert(PolicyBook)
    with database.write() as unit:
        unit.audit(entry())
        for number in range(TIMES):
            with pytest.raises(Conflict), unit.attempt():
                unit.execute(keep, [book(number), book(number)])
        assert count(unit, PolicyBook) == 0


def test_what_is_not_given_is_what_the_column_says(database):
    keep = insert(Venue)
    said = {"name": "Hall", "address": "1 High Street", "district": "north", "travel": "Bus", "step_free": True}
    with database.write() as unit:
        unit.audit(entry())
        for number in range(TIMES):
            unit.execute(keep, {"code": f"c{number}", "hearing_loop": True, **said})
        assert unit.execute(select(Venue.open)).scalars().all() == [True] * TIMES


def test_a_text_that_was_not_sealed_is_refused_every_time(database):
    keep = insert(Person)
    for _ in range(TIMES):
        with pytest.raises(StatementError, match="sealed column"), database.write() as unit:
            unit.execute(keep, {**PERSON, "details": b"Sam Sample"})


def test_a_parameter_that_is_missing_is_refused_every_time(database):
    known = select(PolicyBook.digest).where(PolicyBook.digest == bindparam("wanted"))
    for _ in range(TIMES):
        with pytest.raises(StatementError, match="wanted"), database.read() as unit:
            unit.execute(known, {"other": "d"})


def test_a_conflict_is_told_without_the_row_and_an_attempt_goes_on(database):
    keep = insert(PolicyBook)
    with database.write() as unit:
        unit.audit(entry())
        unit.execute(keep, BOOK)
        for _ in range(TIMES):
            with pytest.raises(Conflict) as told, unit.attempt():
                unit.execute(keep, BOOK)
            assert told.value.constraint == "pk_policy_book"
            assert told.value.__cause__ is None
        assert count(unit, PolicyBook) == 1


def test_another_rule_that_is_broken_is_told(database):
    keep = insert(Person)
    with database.write() as unit:
        unit.audit(entry())
        for _ in range(TIMES):
            with pytest.raises(RuleBroken), unit.attempt():
                unit.execute(keep, {**PERSON, "details": unit.seal(Person.details, "second", "x"), "key": None})


def test_a_fault_names_no_parameter(database):
    wrong = select(text("nothing_like_it")).where(Venue.code == bindparam("code"))
    for _ in range(TIMES):
        with pytest.raises(Exception) as told, database.read() as unit:
            unit.execute(wrong, {"code": "Sam Sample"})
        assert "Sam Sample" not in str(told.value)


def test_a_unit_that_reads_changes_nothing(database):
    keep = insert(PolicyBook)
    with database.write() as unit:
        unit.audit(entry())
        for number in range(TIMES):
            unit.execute(keep, book(number))
    with pytest.raises(ReadOnlyUnit), database.read() as unit:
        unit.execute(keep, BOOK)


@pytest.mark.parametrize("returning", [False, True])
def test_a_change_that_nobody_signed_is_undone_every_time(database, returning):
    keep = insert(PolicyBook).returning(PolicyBook.digest) if returning else insert(PolicyBook)
    for _ in range(TIMES):
        with pytest.raises(NothingAudited), database.write() as unit:
            unit.execute(keep, BOOK)
    with database.read() as unit:
        assert count(unit, PolicyBook) == 0


def test_a_connection_that_ends_is_told_and_the_next_unit_works(postgresql_address):
    database, known = Database.open(postgresql_address, Keyring.development()), select(Venue.code)
    with database.read() as unit:
        for _ in range(TIMES):
            unit.execute(known)
    with pytest.raises(RecordsUnavailable, match="Nothing was changed"), database.write() as unit:
        own = unit.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(postgresql_address.replace("+psycopg", ""), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 10000)", [own])
        unit.execute(known)
    with database.read() as unit:
        unit.execute(known)
    database.close()
