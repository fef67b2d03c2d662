"""The demonstration's contact with victims: most are entered, two workers make contact, each difficult case is there."""

from collections import Counter

from sqlalchemy import func, select
from tests.core.demo.conftest import NOW

from cara.access import Role
from cara.casework import ReferralStatus
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.staff import active_accounts
from cara.victims.states import OPEN


def counted(instance, *columns):
    with instance.database.read() as unit:
        query = select(*columns, func.count()).group_by(*columns)
        return {row[:-1]: row[-1] for row in unit.execute(query).all()}


def test_two_workers_can_be_chosen(west_yorkshire):
    roles = Counter(account.role for account in active_accounts(west_yorkshire.database))
    assert roles[Role.VICTIM_CONTACT_WORKER] == 2


def test_every_state_of_a_contact_that_is_open_is_there(west_yorkshire, hampshire):
    for instance in (west_yorkshire, hampshire):
        assert {status for (status,) in counted(instance, v.Victim.status)} >= {status.value for status in OPEN}


def test_most_confirmed_referrals_have_a_victim(west_yorkshire):
    with west_yorkshire.database.read() as unit:
        has_victim = select(v.Victim.id).where(v.Victim.referral_id == t.Referral.id).exists()
        booked = select(func.count()).select_from(t.Referral).where(t.Referral.status == ReferralStatus.ATTENDED_ONE)
        every, some = unit.scalar(booked), unit.scalar(booked.where(has_victim))
    assert every > 5
    assert some / every > 0.6


def test_a_change_waits_for_a_second_person_and_attempts_were_made_before_now(west_yorkshire):
    waits = {key[0]: number for key, number in counted(west_yorkshire, v.SafeContact.needs_check).items()}
    assert waits[True] == 1
    with west_yorkshire.database.read() as unit:
        moments = unit.execute(select(v.ContactAttempt.at)).scalars().all()
    assert len(moments) > 10
    assert max(moments) <= NOW
