"""Records fit the instance that is served from them: they are there, its keys open them, its clock is not behind them."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from tests.core.records.every_column import fill
from tests.core.records.rows import NOW, entry

from cara.records import Account, Database, IdempotencyKey, KeyFileProblem, Keyring, Keys, SealedBytes
from cara.records.fitting import APART, NoRecords, clock_behind, refuse_no_records, refuse_other_keys


def with_keys(database_url, keyring):
    return closing(Database.open(database_url, keyring))


def test_records_that_were_made_are_there(database):
    refuse_no_records(database)


def test_a_database_without_tables_is_not_an_instances(tmp_path):
    with with_keys(f"sqlite:///{tmp_path / 'lost.db'}", Keyring.development()) as lost:
        with pytest.raises(NoRecords, match="put the database back"):
            refuse_no_records(lost)
        lost.upgrade()
        refuse_no_records(lost)


def test_its_own_keys_open_records(database):
    refuse_other_keys(database)
    fill(database, 2)
    refuse_other_keys(database)


def test_keys_of_another_instance_are_refused(database, database_url):
    fill(database, 2)
    with (
        with_keys(database_url, Keyring(Keys.new())) as other,
        pytest.raises(KeyFileProblem, match="open nothing of these records"),
    ):
        refuse_other_keys(other)


def test_an_empty_value_in_the_first_row_hides_none_of_the_others(database, database_url):
    said = {"client": "c", "operation": "o", "request_sha256": "hash", "made_at": NOW}
    with database.write() as unit:
        unit.execute(insert(IdempotencyKey).values(key="first", status=None, body=None, **said))
        sealed = unit.seal(IdempotencyKey.body, "second", "an answer")
        unit.execute(insert(IdempotencyKey).values(key="second", status=200, body=sealed, **said))
        unit.audit(entry())
    with with_keys(database_url, Keyring(Keys.new())) as other, pytest.raises(KeyFileProblem):
        refuse_other_keys(other)


def test_where_nothing_is_sealed_yet_any_keys_will_do(database, database_url):
    with with_keys(database_url, Keyring(Keys.new())) as other:
        refuse_other_keys(other)


def test_a_value_that_was_damaged_is_no_reason_not_to_start(database):
    fill(database, 1)
    with database.write() as unit:
        unit.execute(update(Account).values(display_name=SealedBytes(b"damaged")))
        unit.audit(entry())
    refuse_other_keys(database)


@pytest.mark.parametrize(
    ("ahead", "is_behind"),
    [(timedelta(0), False), (-APART, False), (APART, False), (APART + timedelta(seconds=1), True)],
)
def test_a_clock_is_behind_when_the_trail_is_ahead_by_more_than_clocks_may_differ(database, ahead, is_behind):
    with database.write() as unit:
        unit.audit(entry(at=NOW + ahead))
    assert clock_behind(database, NOW) == (NOW + ahead if is_behind else None)


def test_the_newest_entry_counts_and_an_empty_trail_is_behind_nothing(database):
    assert clock_behind(database, NOW) is None
    for at in (NOW + timedelta(days=1), NOW):
        with database.write() as unit:
            unit.audit(entry(at=at))
    assert clock_behind(database, NOW) is None
