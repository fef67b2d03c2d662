"""While a site is served, holds that have run out are released, whatever goes wrong on the way."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cara.access import Role, Subject
from cara.areas import discover
from cara.casework import Instance, ReferralStatus
from cara.records import tables as t
from cara.records.tables.victims import Concern
from cara.settings import InstanceSettings
from cara.victims.concerns import ConcernSaid
from cara.victims.raising import raise_concern
from cara.victims.words import About
from cara_web.commands.serving import releasing_holds
from cara_web.instance import WebInstance, clock

OFTEN = timedelta(milliseconds=20)


@pytest.fixture
def database(data):
    opened = data.open()
    yield opened
    opened.close()


@pytest.fixture
def instance(data, database):
    settings = InstanceSettings(area="west_yorkshire", database=data.address, demo=True)
    later = clock() + timedelta(hours=3)
    return WebInstance(Instance("west_yorkshire", database, discover()), settings, now=lambda: later)


def held(database):
    with database.read() as unit:
        query = select(func.count()).where(t.Referral.status == ReferralStatus.HELD.value)
        return unit.scalar(query.select_from(t.Referral))


def wait_until(condition):
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_holds_that_ran_out_are_released(instance, database):
    assert held(database) > 0
    with releasing_holds(instance, OFTEN):
        wait_until(lambda: held(database) == 0)


def escalated(database):
    with database.read() as unit:
        return unit.scalar(select(func.count()).select_from(Concern).where(Concern.escalated_at.is_not(None)))


def test_a_concern_that_nobody_acknowledged_goes_further_by_itself(instance, database):
    with database.read() as unit:
        reference, code, account, force = unit.execute(
            select(t.Referral.reference, t.Account.code, t.Account.id, t.Account.organisation)
            .join(t.Account, t.Account.id == t.Referral.entered_by)
            .where(t.Referral.status == ReferralStatus.BOOKED.value, t.Referral.source == t.Account.organisation)
            .limit(1)
        ).one()
    officer = Subject(account, code, Role.POLICE_OFFICER, force)
    said = ConcernSaid(about=About.CHILD, what="A bruise.", danger_now=False)
    before = escalated(database)
    raise_concern(instance.casework, officer, reference, said, now=instance.now() - timedelta(hours=2))
    with releasing_holds(instance, OFTEN):
        wait_until(lambda: escalated(database) > before)


def test_it_goes_on_after_something_went_wrong(instance, database, caplog):
    faults = iter([RuntimeError("by chance"), ValueError("again")])
    moment = instance.now()

    def now():
        if fault := next(faults, None):
            raise fault
        return moment

    with releasing_holds(WebInstance(instance.casework, instance.settings, now=now), OFTEN):
        wait_until(lambda: held(database) == 0)
    assert [record.cara_fields["error"] for record in caplog.records if record.message == "fault"] == [
        "RuntimeError",
        "ValueError",
    ]


def test_it_ends_with_the_site(instance):
    begun = time.monotonic()
    with releasing_holds(instance, timedelta(hours=1)):
        pass
    assert time.monotonic() - begun < 30
