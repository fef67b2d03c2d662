"""While a site is served, holds that have run out are released, whatever goes wrong on the way."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cara.areas import discover
from cara.casework import Instance, ReferralStatus
from cara.records import tables as t
from cara.settings import InstanceSettings
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
