"""What was said, briefings, help and concerns in the demonstration: each state is there, and nothing before its time."""

from sqlalchemy import func, select
from tests.core.demo.conftest import NOW

from cara.engagement.offers import OfferStatus
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.words import BriefingStatus, ConcernStatus


def counted(instance, column):
    with instance.database.read() as unit:
        return dict(unit.execute(select(column, func.count()).group_by(column)).all())


def test_briefings_wait_are_released_and_one_came_back(west_yorkshire):
    briefings = counted(west_yorkshire, v.Briefing.status)
    assert briefings[BriefingStatus.RELEASED.value] > 10
    assert briefings[BriefingStatus.RETURNED.value] == 1
    assert briefings[BriefingStatus.SUBMITTED.value] >= 1


def test_each_briefing_was_approved_by_another_person_than_its_writer(west_yorkshire):
    with west_yorkshire.database.read() as unit:
        released = select(v.Briefing.written_by, v.Briefing.approved_by).where(v.Briefing.released_at.is_not(None))
        pairs = unit.execute(released).all()
    assert pairs
    assert all(written != approved for written, approved in pairs)


def test_most_of_what_was_released_to_the_facilitator_was_read_before_the_workshop(west_yorkshire):
    with west_yorkshire.database.read() as unit:
        read = unit.execute(
            select(v.BriefingRead.at, t.Cohort.second_day)
            .join(v.Briefing, v.Briefing.id == v.BriefingRead.briefing_id)
            .join(t.Membership, t.Membership.id == v.Briefing.membership_id)
            .join(t.Cohort, t.Cohort.id == t.Membership.cohort_id)
        ).all()
    assert len(read) >= 3
    assert all(at.date() < second_day for at, second_day in read)


def test_help_was_offered_reached_declined_and_waits(west_yorkshire, hampshire):
    found = {**counted(west_yorkshire, v.OnwardReferral.status), **counted(hampshire, v.OnwardReferral.status)}
    assert set(found) >= {status.value for status in (OfferStatus.OFFERED, OfferStatus.DECLINED, OfferStatus.REACHED)}


def test_one_concern_is_closed_and_one_waits_for_an_answer(west_yorkshire, hampshire):
    for instance in (west_yorkshire, hampshire):
        assert counted(instance, v.Concern.status) == {ConcernStatus.CLOSED.value: 1, ConcernStatus.RAISED.value: 1}


def test_nothing_was_said_after_now(west_yorkshire):
    with west_yorkshire.database.read() as unit:
        last = [unit.scalar(select(func.max(at))) for at in (v.VictimFeedback.at, v.ConcernStep.at, v.OnwardStep.at)]
    assert all(at is not None and at <= NOW for at in last)
