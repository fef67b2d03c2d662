"""A new master key for every value, while others write, and the end of an old key."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest
from sqlalchemy import func, select, update
from tests.core.records.every_column import check_all_open, fill, is_of, sealed_columns_of, stored
from tests.core.records.rows import NOW, add, entry

from cara.records import (
    AuditEntry,
    Base,
    CannotUnseal,
    Database,
    KeyFile,
    KeyFileProblem,
    Keyring,
    Keys,
    Person,
    SealedBytes,
    audit,
    rotation,
)
from cara.records.errors import NoVictimKeys
from cara.records.rotation import KeyInUse
from cara.records.sealing import number_of_key
from cara.records.tables import victims

ROWS = 7


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 3)


@pytest.fixture
def file(tmp_path):
    made = KeyFile(tmp_path / "area.keys")
    made.create(Keys.new())
    return made


@pytest.fixture
def records(database_url, file):
    """An instance's records, every sealed column of every table filled, as one process has them open."""
    beside = file.path.with_name("victims.keys")
    KeyFile(beside).create(Keys.new())
    with closing(Database.open(database_url, Keyring.from_file(file.path, victims=beside))) as opened:
        fill(opened, ROWS)
        yield opened


@pytest.fixture
def served(records, database_url, file):
    """The same records as another process has them open."""
    with closing(Database.open(database_url, Keyring.from_file(file.path))) as opened:
        yield opened


def add_one_more(unit):
    """Store a person behind those that are there."""
    details = unit.seal(Person.details, "one-more", "Sam Sample")
    add(unit, Person, id=ROWS + 1, key="one-more", details=details, name_index=b"", name_birth_index=b"")


def rotate(records):
    """Add a key and wrap everything by it."""
    with rotation.changing_keys(records):
        rotation.add_master_key(records, NOW)
        return list(rotation.wrap_anew(records, lambda: NOW))


def retire(records, number):
    with rotation.changing_keys(records):
        rotation.retire(records, number, NOW)


def test_every_sealed_column_of_every_table_is_walked(records):
    described = described_columns("participants")
    assert "person.details" in described
    wrapped = Counter()
    for batch in rotate(records):
        wrapped[batch.column] += batch.wrapped
    assert wrapped == dict.fromkeys(described, ROWS)
    check_all_open(records, ROWS, under={2})


def described_columns(whose):
    tables = [table for table in Base.metadata.sorted_tables if is_of(table, whose)]
    return {str(column) for table in tables for column in sealed_columns_of(table)}


def test_the_keys_of_victims_are_changed_by_themselves(records):
    before = stored(records, "participants")
    wrapped = Counter()
    for batch in rotate(records.under_victims_keys()):
        wrapped[batch.column] += batch.wrapped
    assert wrapped == dict.fromkeys(described_columns("victims"), ROWS)
    assert "victim.details" in wrapped
    check_all_open(records, ROWS, under={2}, whose="victims")
    assert stored(records, "participants") == before
    retire(records.under_victims_keys(), 1)
    check_all_open(records, ROWS, whose=None)
    assert set(records.keyring.follow().sealing) == {1}


def test_who_has_no_keys_of_victims_can_read_and_write_nothing_of_them(records, served):
    column = victims.Victim.details
    with served.read() as unit:
        blob = unit.scalar(select(column))
        with pytest.raises(NoVictimKeys, match="victim_keys"):
            unit.unseal(column, "1", blob)
        with pytest.raises(NoVictimKeys):
            unit.seal(column, "1", "text")
        with pytest.raises(NoVictimKeys):
            unit.blind_of_victims("name", "sam sample")
    with pytest.raises(NoVictimKeys):
        served.under_victims_keys()
    with pytest.raises(CannotUnseal):
        served.keyring.unseal("victim.details", "1", blob)
    check_all_open(served, ROWS)


def test_one_file_is_never_both_keys(file):
    with pytest.raises(KeyFileProblem, match="holds the keys of the participants too"):
        Keyring.from_file(file.path, victims=file.path)


def test_no_index_of_a_victim_equals_one_of_a_participant(records):
    with records.read() as unit:
        assert unit.blind("name", "sam sample") != unit.blind_of_victims("name", "sam sample")


def test_no_content_is_touched(records):
    before = stored(records, "participants")
    rotate(records)
    after = stored(records, "participants")
    wrapped_until = 5 + 12 + 48
    assert before.keys() == after.keys()
    assert all(after[place][wrapped_until:] == blob[wrapped_until:] for place, blob in before.items())
    assert all(after[place][:wrapped_until] != blob[:wrapped_until] for place, blob in before.items())


def test_every_batch_is_audited_by_counts_alone(records):
    batches = [batch for batch in rotate(records) if batch.wrapped]
    with records.read() as unit:
        query = select(AuditEntry.action, AuditEntry.resource, AuditEntry.detail).order_by(AuditEntry.seq)
        said = [tuple(row) for row in unit.execute(query) if row.resource == "master_key/2"]
        assert audit.verify(unit).whole
    assert said[0] == ("add_master_key", "master_key/2", "{}")
    assert said[1:] == [
        ("wrap_values_anew", "master_key/2", f'{{"column":"{batch.column}","values":{batch.wrapped}}}')
        for batch in batches
    ]
    assert max(batch.wrapped for batch in batches) == 3


def test_whoever_is_served_goes_on_reading_and_writing(records, served):
    rotate(records)
    check_all_open(served, ROWS, under={2})
    with served.write() as unit:
        add_one_more(unit)
        blob = unit.scalar(select(Person.details).where(Person.key == "one-more"))
    assert number_of_key(blob) == 2


def test_a_write_between_reading_and_storing_wins(records, served, monkeypatch):
    wrap_anew, first = Keyring.wrap_anew, stored(records)["person.details", 1]

    def slow(own, column, blob):
        if blob == first:
            with served.write() as unit:
                sealed = unit.seal(Person.details, "1", "changed meanwhile")
                unit.execute(update(Person).where(Person.id == 1).values(details=sealed))
                unit.audit(entry())
        return wrap_anew(own, column, blob)

    monkeypatch.setattr(Keyring, "wrap_anew", slow)
    rotate(records)
    with records.read() as unit:
        sealed = unit.scalar(select(Person.details).where(Person.id == 1))
        assert unit.unseal(Person.details, "1", sealed) == "changed meanwhile"
    assert number_of_key(sealed) == 2


def test_nothing_is_lost_while_many_write(records, served):
    written, ended = {}, threading.Event()

    def write(person):
        for turn in range(10_000):
            if ended.is_set():
                return
            text = f"{person} for the {turn}th time"

            def work(unit, text=text):
                sealed = unit.seal(Person.details, str(person), text)
                unit.execute(update(Person).where(Person.id == person).values(details=sealed))
                unit.audit(entry())

            served.run(work)
            written[person] = text

    with ThreadPoolExecutor(3) as threads:
        writing = [threads.submit(write, person) for person in (1, 2, 3)]
        for _ in range(3):
            rotate(records)
        ended.set()
        for one in writing:
            one.result()
    assert rotation.older_values(records) == 0
    with records.read() as unit:
        found = dict(unit.execute(select(Person.id, Person.details)).all())
        assert {person: unit.unseal(Person.details, str(person), found[person]) for person in written} == written


def test_a_value_that_does_not_open_stays_and_the_others_go_on(records):
    with records.write() as unit:
        damaged = bytearray(unit.scalar(select(Person.details).where(Person.id == 4)))
        damaged[30] ^= 1
        unit.execute(update(Person).where(Person.id == 4).values(details=SealedBytes(damaged)))
        unit.audit(entry())
    batches = rotate(records)
    assert sum(batch.do_not_open for batch in batches) == 1
    assert rotation.older_values(records) == 1
    assert stored(records)["person.details", 4] == bytes(damaged)
    with pytest.raises(KeyInUse, match=r"1 values are sealed under it \(1 of person\.details\)"):
        retire(records, 1)


def test_a_key_is_retired_once_nothing_is_under_it(records, file):
    rotate(records)
    retire(records, 1)
    assert set(file.read()[0].sealing) == {2}
    check_all_open(records, ROWS, under={2})
    with records.read() as unit:
        last = unit.execute(select(AuditEntry.action, AuditEntry.resource).order_by(AuditEntry.seq.desc())).first()
    assert tuple(last) == ("retire_master_key", "master_key/1")


def test_a_key_in_use_the_newest_and_an_unknown_one_stay(records, file):
    with rotation.changing_keys(records):
        rotation.add_master_key(records, NOW)
    before = file.path.read_bytes()
    with pytest.raises(KeyInUse, match="values are sealed under it"):
        retire(records, 1)
    with pytest.raises(KeyInUse, match="is the newest and seals"):
        retire(records, 2)
    with pytest.raises(KeyFileProblem, match="the key file holds 1, 2"):
        retire(records, 3)
    assert file.path.read_bytes() == before


def after_a_statement(unit):
    add_one_more(unit)
    return lambda: None


def before_any_statement(unit):
    """Seal while the database has not heard of this change yet, and store it later."""
    details = unit.seal(Person.details, "one-more", "Sam Sample")
    return lambda: add(unit, Person, id=ROWS + 1, key="one-more", details=details, name_index=b"", name_birth_index=b"")


@pytest.mark.parametrize("commits", [True, False])
@pytest.mark.parametrize("sealed", [after_a_statement, before_any_statement])
def test_a_change_that_began_before_the_rotation_is_waited_for(records, database_url, file, commits, sealed):
    """It was sealed by the old key and is not committed: no count could see it."""
    rotate_first, go_on, outcome = threading.Event(), threading.Event(), []

    def earlier():
        old = Keyring(Keyring.from_file(file.path).keys.without(2))
        with closing(Database.open(database_url, old)) as opened, suppress(ZeroDivisionError), opened.write() as unit:
            store = sealed(unit)
            rotate_first.set()
            go_on.wait(30)
            store()
            outcome.append("ended")
            if not commits:
                raise ZeroDivisionError

    rotate(records)
    with ThreadPoolExecutor(2) as threads:
        changing = threads.submit(earlier)
        assert rotate_first.wait(30)
        retiring = threads.submit(lambda: retire(records, 1) or outcome.append("retired"))
        with suppress(TimeoutError):
            retiring.exception(timeout=0.5)
        go_on.set()
        changing.result()
        problem = retiring.exception()
    assert outcome == (["ended"] if commits else ["ended", "retired"])
    assert isinstance(problem, KeyInUse) == commits
    assert (1 in file.read()[0].sealing) == commits


def test_a_change_that_never_ends_keeps_the_key(records, served, file, monkeypatch):
    monkeypatch.setattr(rotation, "PATIENCE", 0.2)
    rotate(records)
    with ThreadPoolExecutor(1) as threads, served.write() as unit:
        unit.execute(select(Person.id))
        retiring = threads.submit(retire, records, 1)
        if records.dialect == "postgresql":
            with pytest.raises(KeyInUse, match="began earlier goes on"):
                retiring.result()
    assert (1 in file.read()[0].sealing) == (records.dialect == "postgresql")


def test_keys_that_are_missing_in_the_file_are_told_of_before_anything_is_done(records, database_url, file):
    copy = file.path.read_bytes()
    rotate(records)
    file.path.write_bytes(copy)
    refused = pytest.raises(KeyFileProblem, match="under master key 2, which is not in")
    with closing(Database.open(database_url, Keyring.from_file(file.path))) as restored, refused:
        rotate(restored)
    assert file.path.read_bytes() == copy


def test_keys_that_everybody_knows_stay(database):
    with pytest.raises(KeyFileProblem, match="demonstration"):
        rotate(database)


@pytest.mark.parametrize("whose", ["participants", "victims"])
def test_the_values_of_every_column_are_counted(database, whose):
    fill(database, 2)
    with database.read() as unit:
        counted = rotation.values_by_key(unit, whose)
        there = {str(column): unit.scalar(select(func.count(column))) for column in rotation.sealed_columns(whose)}
    assert {name: sum(under.values()) for name, under in counted.items()} == there
    assert min(there.values()) > 0
