"""Requests for copies, holds and erasures in the demonstration; without a schedule nothing is asked to be erased."""

from dataclasses import replace

from sqlalchemy import select
from tests.core.demo.conftest import NOW, empty_instance

from cara.demo import seed, stories
from cara.demo.seeding import USUAL
from cara.disclosure.words import RequestStatus
from cara.records import tables as t
from cara.records.tables.victims_disclosure import VictimRequest
from cara.retention.words import WAITS, ErasureStatus
from cara.settings import RetentionSettings

FEW = {**dict.fromkeys(USUAL, 1), stories.booked: 30}


def all_of(instance, *columns):
    with instance.database.read() as unit:
        return unit.execute(select(*columns)).all()


def test_one_participant_waits_for_a_copy_one_wants_none_any_more_and_one_victim_waits(west_yorkshire):
    states = {status for (status,) in all_of(west_yorkshire, t.AccessRequest.status)}
    assert states == {RequestStatus.RECEIVED.value, RequestStatus.REFUSED.value}
    assert all_of(west_yorkshire, VictimRequest.status) == [(RequestStatus.RECEIVED.value,)]


def test_an_erasure_waits_for_a_second_person_and_one_for_its_time(west_yorkshire):
    found = dict(all_of(west_yorkshire, t.Erasure.status, t.Erasure.approved_at))
    assert set(found) == {ErasureStatus.REQUESTED.value, ErasureStatus.APPROVED.value}
    assert found[ErasureStatus.REQUESTED.value] is None
    assert found[ErasureStatus.APPROVED.value] + WAITS > NOW


def test_a_record_is_on_hold_and_nobody_is_asked_about_twice(west_yorkshire):
    columns = (t.LegalHold.referral_id, t.AccessRequest.referral_id, t.Erasure.referral_id)
    about = [row[0] for column in columns for row in all_of(west_yorkshire, column)]
    assert len(about) == len(set(about)) == 5


def test_without_a_schedule_nothing_is_asked_to_be_erased(tmp_path, sqlite_template):
    with empty_instance(sqlite_template, tmp_path, "west_yorkshire") as instance:
        bare = replace(instance, retention=RetentionSettings())
        seed(bare, now=NOW, usual=FEW)
        assert all_of(bare, t.Erasure.id) == []
        assert len(all_of(bare, t.LegalHold.id)) == 1
