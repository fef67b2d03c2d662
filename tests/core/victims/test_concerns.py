"""A safeguarding concern: raised from anywhere, acknowledged in time or taken further, seen by those alone who work on it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.core.victims.conftest import VictimsArea

from cara.access import Role, Subject
from cara.acting import NotAccepted
from cara.casework import NoSuchReferral, ReferralStatus
from cara.settings import SafeguardingSettings
from cara.staff import NewAccount, add_account
from cara.victims.concerns import (
    ARRANGEMENTS,
    WAYS,
    ConcernSaid,
    NoSuchConcern,
    WrongConcern,
    acknowledge_concern,
    act_on_concern,
    close_concern,
    hold_place,
    list_concerns,
    see_concern,
)
from cara.victims.problems import NoSuchVictim
from cara.victims.raising import raise_concern, raise_concern_about_victim, raise_concern_at, take_further
from cara.victims.words import About, ConcernStatus, Done
from cara.workshops import NoSuchWorkshop, assign_facilitator

SAID = ConcernSaid(about=About.CHILD, what="A bruise on the older child.", danger_now=False)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def director(victims: VictimsArea) -> Subject:
    account = add_account(
        victims.area.database, NewAccount("director-1", "Account", Role.DIRECTOR, "provider"), now=victims.now
    )
    return Subject(account, "director-1", Role.DIRECTOR, "provider")


def codes(victims: VictimsArea, actor: Subject) -> list[str]:
    return [str(row.code) for row in list_concerns(victims.area.instance, actor, now=victims.now)]


def test_everybody_raises_one_from_what_is_his_or_hers(victims: VictimsArea, director: Subject):
    instance, now, reference = victims.area.instance, victims.now, victims.booked()
    victim = victims.taken(reference)
    assign_facilitator(instance, victims.area.manager, "N1-1", "facilitator-1", now=now)
    inside = now + timedelta(days=8)
    facilitator = victims.area.subjects["facilitator-1"]
    raised = [
        raise_concern(instance, victims.area.officer, reference, SAID, now=now),
        raise_concern(instance, victims.area.supervisor, reference, SAID, now=now),
        raise_concern(instance, victims.area.manager, reference, SAID, now=now),
        raise_concern(instance, director, reference, SAID, now=now),
        raise_concern_about_victim(instance, victims.worker, victim, SAID, now=now),
        raise_concern_at(instance, facilitator, "N1-1", 1, SAID, now=inside),
    ]
    assert sorted(codes(victims, victims.area.manager)) == sorted(str(one.code) for one in raised)
    assert raised[0].acknowledge_by == now + timedelta(minutes=60)


def test_nobody_raises_one_from_what_is_not(victims: VictimsArea):
    instance, now, reference = victims.area.instance, victims.now, victims.booked()
    victim = victims.taken(reference)
    assign_facilitator(instance, victims.area.manager, "N1-1", "facilitator-1", now=now)
    facilitator = victims.area.subjects["facilitator-1"]
    for actor in (victims.area.other_officer, victims.area.other_force, facilitator, victims.worker):
        with pytest.raises(NoSuchReferral):
            raise_concern(instance, actor, reference, SAID, now=now)
    with pytest.raises(NoSuchVictim):
        raise_concern_about_victim(instance, victims.other_worker, victim, SAID, now=now)
    with pytest.raises(NoSuchWorkshop):
        raise_concern_at(instance, facilitator, "N2-1", 1, SAID, now=now + timedelta(days=8))
    with pytest.raises(NotAccepted, match="Nobody is expected on this seat"):
        raise_concern_at(instance, facilitator, "N1-1", 9, SAID, now=now + timedelta(days=8))


def test_only_those_who_work_on_it_see_it(victims: VictimsArea, director: Subject):
    instance, now = victims.area.instance, victims.now
    victim = victims.taken(victims.booked())
    raised = raise_concern_about_victim(instance, victims.worker, victim, SAID, now=now)
    for actor in (victims.area.manager, victims.worker):
        row, steps = see_concern(instance, actor, raised.code, now=now)
        assert (row.said, [step.after for step in steps]) == (SAID, [ConcernStatus.RAISED])
    for actor in (victims.other_worker, director, victims.area.officer, victims.area.subjects["facilitator-1"]):
        with pytest.raises(NoSuchConcern):
            see_concern(instance, actor, raised.code, now=now)


def test_the_named_lead_answers_and_without_one_the_area_managers(victims: VictimsArea, director: Subject):
    reference = victims.booked()
    named = replace(victims.area.instance, safeguarding=SafeguardingSettings(lead="director-1", acknowledge_minutes=15))
    raised = raise_concern(named, victims.area.officer, reference, SAID, now=victims.now)
    assert raised.acknowledge_by == victims.now + 15 * MINUTE
    assert codes(victims, director) == [raised.code]
    assert codes(victims, victims.area.manager) == []
    nobody = replace(victims.area.instance, safeguarding=SafeguardingSettings(lead="left-long-ago"))
    second = raise_concern(nobody, victims.area.officer, reference, SAID, now=victims.now)
    assert codes(victims, victims.area.manager) == [second.code]


def test_what_nobody_acknowledges_in_time_is_taken_further_once(victims: VictimsArea, director: Subject):
    instance, now = victims.area.instance, victims.now
    raised = raise_concern(instance, victims.area.officer, victims.booked(), SAID, now=now)
    assert take_further(instance, now=raised.acknowledge_by) == 0
    assert take_further(instance, now=raised.acknowledge_by + MINUTE) == 1
    assert take_further(instance, now=raised.acknowledge_by + 2 * MINUTE) == 0
    assert codes(victims, director) == [raised.code]
    row, _ = see_concern(instance, director, raised.code, now=now)
    assert row.escalated_at == raised.acknowledge_by + MINUTE


def test_what_was_acknowledged_in_time_is_not(victims: VictimsArea, director: Subject):
    instance, now = victims.area.instance, victims.now
    raised = raise_concern(instance, victims.area.officer, victims.booked(), SAID, now=now)
    acknowledge_concern(instance, victims.area.manager, raised.code, now=now + 59 * MINUTE)
    assert take_further(instance, now=now + 61 * MINUTE) == 0
    assert codes(victims, director) == []


def test_it_is_acknowledged_acted_on_and_closed_in_that_order(victims: VictimsArea):
    instance, manager, now = victims.area.instance, victims.area.manager, victims.now
    raised = raise_concern(instance, victims.area.officer, victims.booked(), SAID, now=now)
    with pytest.raises(WrongConcern):
        act_on_concern(instance, manager, raised.code, Done.MARAC, None, now=now)
    acknowledge_concern(instance, manager, raised.code, now=now)
    with pytest.raises(WrongConcern):
        acknowledge_concern(instance, manager, raised.code, now=now)
    act_on_concern(instance, manager, raised.code, Done.CHILDRENS_SERVICES, "Spoke to the duty desk.", now=now)
    act_on_concern(instance, manager, raised.code, Done.MARAC, None, now=now)
    close_concern(instance, manager, raised.code, Done.NOTHING_NEEDED, None, now=now)
    assert codes(victims, manager) == []
    _, steps = see_concern(instance, manager, raised.code, now=now)
    assert [step.done for step in steps] == [Done.NOTHING_NEEDED, Done.MARAC, Done.CHILDRENS_SERVICES, None, None]
    assert steps[2].note == "Spoke to the duty desk."


def test_a_held_place_says_the_same_to_everybody_whatever_the_cause(victims: VictimsArea):
    instance, manager, now = victims.area.instance, victims.area.manager, victims.now
    reference = victims.booked()
    raised = raise_concern(instance, victims.area.officer, reference, SAID, now=now)
    with pytest.raises(WrongConcern):
        hold_place(instance, manager, raised.code, date(2026, 12, 14), now=now)
    assert victims.area.see(reference).status is ReferralStatus.BOOKED
    acknowledge_concern(instance, manager, raised.code, now=now)
    hold_place(instance, manager, raised.code, date(2026, 12, 14), now=now)
    view = victims.area.see(reference)
    assert view.status is ReferralStatus.DEFERRED
    assert view.history[-1].reason == ARRANGEMENTS
    assert "concern" not in repr(view).lower()


def test_every_state_can_be_reached_and_closed():
    seen, ahead = set(), [ConcernStatus.RAISED]
    while ahead:
        status = ahead.pop()
        if status not in seen:
            seen.add(status)
            ahead += WAYS[status]
    assert seen == set(WAYS) == set(ConcernStatus)
    assert not WAYS[ConcernStatus.CLOSED]
