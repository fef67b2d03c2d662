"""Units of work: together or not at all, and never without saying who."""

# ruff: noqa: PT012, TRY301 - a unit of work is a block, and this is about what comes out of one

import pytest
from sqlalchemy import delete, insert, literal, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from tests.core.records.rows import add_person, add_venue, count, entry

from cara.records import (
    AuditEntry,
    Conflict,
    DatabaseBusy,
    NothingAudited,
    Person,
    ReadOnlyUnit,
    UnitFailed,
    Venue,
)

VENUE = dict.fromkeys(("name", "address", "district", "travel"), "a") | dict.fromkeys(
    ("step_free", "hearing_loop", "open"), True
)
COLUMNS = [Venue.__table__.c[name] for name in VENUE]


class Stop(Exception):
    """Something else went wrong."""


def counted(database, table):
    with database.read() as unit:
        return count(unit, table)


def test_a_change_is_kept_with_its_entry(database):
    with database.write() as unit:
        add_venue(unit)
    assert (counted(database, Venue), counted(database, AuditEntry)) == (1, 1)


def test_an_exception_undoes_change_and_entry(database):
    with pytest.raises(Stop), database.write() as unit:
        add_venue(unit)
        raise Stop
    assert (counted(database, Venue), counted(database, AuditEntry)) == (0, 0)


CHANGES = {
    "insert": insert(Venue).values(code="b", **VENUE),
    "insert from select": insert(Venue).from_select(["code", *VENUE], select(literal("b"), *COLUMNS), False),
    "update": update(Venue).values(travel="Bus 2"),
    "update with returning": update(Venue).values(travel="Bus 3").returning(Venue.id),
    "text": text("UPDATE venue SET travel = 'Bus 4'"),
    "delete": delete(Venue),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_that_nobody_signed_is_undone(database, change):
    with database.write() as unit:
        add_venue(unit)
        before = unit.execute(select(Venue)).all()
    with pytest.raises(NothingAudited), database.write() as unit:
        unit.execute(change)
    with database.read() as unit:
        assert unit.execute(select(Venue)).all() == before


def test_what_changes_nothing_needs_no_entry(database):
    with database.write() as unit:
        unit.execute(update(Venue).values(travel="Bus 2"))
        unit.execute(delete(Venue))
        assert unit.execute(update(Venue).values(travel="Bus 2").returning(Venue.id)).all() == []
        unit.execute(select(Venue).with_for_update())
        unit.execute(text("SELECT 1"))


def test_an_insert_that_found_its_row_there_needs_no_entry(database):
    kind = sqlite if database.dialect == "sqlite" else postgresql
    with database.write() as unit:
        add_venue(unit)
    with database.write() as unit:
        row = unit.execute(select(Venue)).one()._asdict()
        assert unit.execute(kind.insert(Venue).values(**row).on_conflict_do_nothing()).rowcount == 0


def test_a_joined_unit_sees_and_keeps_the_outer_ones_work(database):
    with database.write() as outer:
        add_venue(outer)
        with database.write() as inner:
            add_person(inner)
        with database.read() as reading:
            assert count(reading, Venue) == 1
    assert (counted(database, Venue), counted(database, Person)) == (1, 1)


def test_a_joined_unit_that_fails_undoes_all(database):
    with pytest.raises(Stop), database.write() as outer:
        add_venue(outer)
        with database.write() as inner:
            add_person(inner)
            raise Stop
    assert (counted(database, Venue), counted(database, Person)) == (0, 0)


def test_a_joined_unit_that_fails_undoes_all_even_if_somebody_hides_it(database):
    with pytest.raises(UnitFailed), database.write() as outer:
        add_venue(outer)
        try:
            with database.write() as inner:
                add_person(inner)
                raise Stop
        except Stop:
            pass
    assert (counted(database, Venue), counted(database, Person)) == (0, 0)


def test_a_failed_statement_fails_the_unit_even_if_somebody_hides_it(database):
    with pytest.raises(UnitFailed), database.write() as unit:
        add_venue(unit)
        with pytest.raises(Conflict):
            add_venue(unit)
        with pytest.raises(UnitFailed):
            unit.scalar(select(1))
    assert counted(database, Venue) == 0


def test_an_attempt_that_fails_leaves_the_rest(database):
    with database.write() as unit:
        add_venue(unit)
        with pytest.raises(Conflict), unit.attempt():
            add_person(unit)
            add_venue(unit)
        add_venue(unit, "other")
    assert (counted(database, Venue), counted(database, Person), counted(database, AuditEntry)) == (2, 0, 2)


def test_an_attempt_that_succeeds_is_part_of_the_unit(database):
    with database.write() as unit:
        with unit.attempt():
            add_venue(unit)
        add_person(unit)
    assert (counted(database, Venue), counted(database, Person), counted(database, AuditEntry)) == (1, 1, 2)


def test_a_joined_unit_that_fails_inside_an_attempt_undoes_the_attempt_only(database):
    with database.write() as outer:
        add_venue(outer)
        with pytest.raises(Stop), outer.attempt(), database.write() as inner:
            add_person(inner)
            raise Stop
    assert (counted(database, Venue), counted(database, Person)) == (1, 0)


def test_an_attempt_that_hides_a_failure_is_undone(database):
    with database.write() as unit:
        with pytest.raises(UnitFailed), unit.attempt():
            add_venue(unit)
            with pytest.raises(Conflict):
                add_venue(unit)
        add_person(unit)
    assert (counted(database, Venue), counted(database, Person)) == (0, 1)


def test_attempts_nest(database):
    with database.write() as unit:
        with unit.attempt():
            add_venue(unit)
            with pytest.raises(Stop), unit.attempt():
                add_person(unit)
                raise Stop
        add_venue(unit, "other")
    assert (counted(database, Venue), counted(database, Person)) == (2, 0)


@pytest.mark.parametrize("change", [delete(Venue), text("DELETE FROM venue")], ids=["statement", "text"])
def test_a_unit_for_reading_changes_nothing(database, change):
    with database.write() as unit:
        add_venue(unit)
    with pytest.raises(ReadOnlyUnit), database.read() as unit:
        unit.execute(change)
    assert counted(database, Venue) == 1


@pytest.mark.parametrize("change", [delete(Venue), text("DELETE FROM venue")], ids=["statement", "text"])
def test_a_unit_for_reading_changes_nothing_when_joined_to_one_that_writes(database, change):
    with pytest.raises(ReadOnlyUnit), database.write() as outer:
        add_venue(outer)
        with database.read() as unit:
            unit.execute(change)
    assert counted(database, Venue) == 0


def test_a_unit_for_reading_takes_no_entry_and_no_writer(database):
    with database.read() as unit:
        with pytest.raises(ReadOnlyUnit):
            unit.audit(entry())
        with pytest.raises(ReadOnlyUnit), database.write():
            pass


def test_a_unit_for_reading_is_one_state_of_the_records(database, database_url):
    from cara.records import Database

    other = Database.open(database_url, database.keyring)
    with database.read() as reading:
        assert count(reading, Venue) == 0
        with other.write() as unit:
            add_venue(unit)
        assert count(reading, Venue) == 0
    other.close()
    assert counted(database, Venue) == 1


def test_an_exception_leaves_nothing_open(database):
    for _ in range(40):
        with pytest.raises(Stop), database.write():
            raise Stop
        with pytest.raises(Stop), database.read():
            raise Stop
    with database.write() as unit:
        add_venue(unit)


def test_work_is_done_again_while_others_are_in_the_way(database):
    tries = []

    def work(unit):
        add_venue(unit)
        tries.append(count(unit, Venue))
        if len(tries) < 3:
            raise DatabaseBusy
        return "done"

    assert database.run(work) == "done"
    assert (tries, counted(database, Venue)) == ([1, 1, 1], 1)


def test_work_is_given_up_in_the_end(database):
    tries = []

    def work(unit):
        tries.append(unit)
        raise DatabaseBusy

    with pytest.raises(DatabaseBusy):
        database.run(work)
    assert len(tries) == 6


def test_work_that_joins_is_not_done_again(database):
    tries = []

    def work(unit):
        tries.append(unit)
        raise DatabaseBusy

    with pytest.raises(DatabaseBusy), database.write():
        database.run(work)
    assert len(tries) == 1
