"""Help offered to victims: only what fits, by their own worker, followed to its end, and nothing of it elsewhere."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.core.onward.conftest import POLISH, Helped, spoken_to
from tests.oversight import declare_conflict

from cara.access import NotAllowed
from cara.acting import NotAccepted
from cara.casework.details import Language
from cara.engagement import Need, NoSuchSignpost
from cara.engagement.directory import close_service
from cara.engagement.offers import OPEN, WAYS, OfferStatus
from cara.engagement.signposts import SignpostSearch, list_signposts, move_signpost, offer_signpost
from cara.onward.offering import move_onward, offer_onward, see_onward
from cara.onward.states import ANSWER_WITHIN, NoSuchOnward, OnwardElsewhere
from cara.onward.waiting import count_onward, list_waiting
from cara.records import tables as t
from cara.records.tables import victims as v
from cara.victims.feedback import FeedbackSaid, record_feedback
from cara.victims.problems import NoSuchVictim
from cara.victims.states import WrongContact
from cara.victims.words import SafetyNow
from cara.victims.workers import assign_worker
from cara.vocabulary import Reference

S = OfferStatus
NEVER = "7KQ4M2XR"


def waiting(helped: Helped, actor=None, at: datetime | None = None):
    return list_waiting(helped.side.area.instance, actor or helped.side.worker, now=at or helped.side.now).lines


def move(helped: Helped, code: str, after: OfferStatus, actor=None, at: datetime | None = None):
    instance = helped.side.area.instance
    return move_onward(instance, actor or helped.side.worker, code, after, now=at or helped.side.now)


def seen(helped: Helped, actor=None, victim=None):
    instance = helped.side.area.instance
    return see_onward(instance, actor or helped.side.worker, victim or helped.victim, now=helped.side.now)


def counted(helped: Helped, at: datetime | None = None):
    return count_onward(helped.side.area.instance, helped.side.area.manager, now=at or helped.side.now)


def test_what_fits_serves_the_need_the_district_and_the_language(helped: Helped):
    helped.service("Whole area")
    helped.service("North", district="north")
    helped.service("South", district="south")
    helped.service("Housing", needs=(Need.HOUSING,))
    helped.service("In Polish alone", languages=(Language.POLISH,))
    assert helped.fitting() == ["Whole area"]
    assert helped.fitting(district="north") == ["North", "Whole area"]
    assert helped.fitting(need=Need.HOUSING) == ["Housing"]


def test_whoever_speaks_another_language_is_offered_what_is_there_in_it(helped: Helped):
    helped.service("English alone")
    helped.service("Both", languages=POLISH)
    other = spoken_to(helped.side, helped.side.booked(), "07700 900112", language=Language.POLISH)
    assert helped.fitting(victim=other) == ["Both"]


def test_a_service_that_was_taken_out_is_offered_to_nobody(helped: Helped):
    code, area = helped.service(), helped.side.area
    close_service(area.instance, area.manager, code, now=area.now)
    assert helped.fitting() == []
    with pytest.raises(NotAccepted):
        helped.offer(code)


@pytest.mark.parametrize("status", [OfferStatus.OFFERED, OfferStatus.ACCEPTED, OfferStatus.DECLINED])
def test_they_are_not_to_meet_where_the_participant_is_signposted(helped: Helped, status):
    code, area = helped.service(needs=(Need.HOUSING,)), helped.side.area
    signpost = offer_signpost(area.instance, area.manager, helped.reference, code, Need.HOUSING, now=area.now)
    if status is not OfferStatus.OFFERED:
        move_signpost(area.instance, area.manager, signpost, status, now=area.now)
    left_out = status is not OfferStatus.DECLINED
    assert helped.fitting(need=Need.HOUSING) == ([] if left_out else ["Safe Harbour"])
    if left_out:
        with pytest.raises(NotAccepted):
            helped.offer(code, need=Need.HOUSING)


def test_no_participant_is_signposted_to_whoever_supports_victims(helped: Helped):
    code, area = helped.service(), helped.side.area
    with pytest.raises(NotAccepted):
        offer_signpost(area.instance, area.manager, helped.reference, code, Need.DOMESTIC_ABUSE, now=area.now)


@pytest.mark.parametrize("changes", [{"need": Need.HOUSING}, {"district": "south"}])
def test_what_does_not_fit_is_not_offered_whatever_was_sent(helped: Helped, changes):
    code = helped.service(district="north")
    with pytest.raises(NotAccepted):
        helped.offer(code, **{"district": "north", **changes})
    assert helped.offer(code, district="north")


def test_nothing_is_offered_to_somebody_who_was_not_spoken_to(helped: Helped):
    code = helped.service()
    helped.victim = helped.side.taken(helped.side.booked())
    assert not seen(helped).may_offer
    with pytest.raises(WrongContact):
        helped.offer(code)


def test_a_service_is_offered_once_until_it_is_answered(helped: Helped):
    code = helped.service()
    first = helped.offer(code)
    with pytest.raises(NotAccepted):
        helped.offer(code)
    move(helped, first, S.DECLINED)
    assert helped.offer(code) != first


def test_every_step_stands_there_with_whom_and_when(helped: Helped):
    code, later = helped.offer(helped.service()), helped.side.now + timedelta(days=3)
    assert move(helped, code, S.ACCEPTED) == helped.victim
    move(helped, code, S.REACHED, at=later)
    [one] = seen(helped).referrals
    assert [(step.status, step.at, step.by) for step in one.steps] == [
        (S.OFFERED, helped.side.now, "worker-1"),
        (S.ACCEPTED, helped.side.now, "worker-1"),
        (S.REACHED, later, "worker-1"),
    ]
    assert waiting(helped) == ()


def test_what_was_wanted_is_what_was_said_last(helped: Helped):
    assert seen(helped).wanted is None
    for needs in ("A solicitor", None):
        said = FeedbackSaid(safety=SafetyNow.WORRIED, needs=needs)
        record_feedback(helped.side.area.instance, helped.side.worker, helped.victim, said, now=helped.side.now)
    assert seen(helped).wanted == "A solicitor"


@pytest.mark.parametrize("days", [ANSWER_WITHIN.days, ANSWER_WITHIN.days + 1])
def test_it_is_overdue_after_its_last_day_in_the_list_and_in_the_numbers(helped: Helped, days: int):
    helped.offer(helped.service())
    at = helped.side.now + timedelta(days=days)
    [line] = waiting(helped, at=at)
    late = days > ANSWER_WITHIN.days
    assert line.is_overdue(helped.side.area.instance.today(at)) is late
    assert counted(helped, at).overdue == int(late)


def test_what_has_waited_longest_stands_first_and_a_step_begins_the_wait_anew(helped: Helped):
    first, second = (helped.offer(helped.service(name)) for name in ("One", "Two"))
    assert [line.code for line in waiting(helped)] == [first, second]
    move(helped, first, S.ACCEPTED, at=helped.side.now + timedelta(days=1))
    assert [line.code for line in waiting(helped)] == [second, first]


def test_nobody_but_the_worker_sees_or_does_anything(helped: Helped):
    code, area = helped.service(), helped.side.area
    onward = helped.offer(code)
    for actor in (helped.side.other_worker, area.manager, area.officer):
        for asking in (
            lambda actor=actor: seen(helped, actor),
            lambda actor=actor: helped.offer(code, actor),
            lambda actor=actor: move(helped, onward, S.ACCEPTED, actor),
        ):
            with pytest.raises((NoSuchVictim, NoSuchOnward)):
                asking()
    assert waiting(helped, helped.side.other_worker) == ()
    for actor in (area.manager, area.officer):
        with pytest.raises(NotAllowed):
            waiting(helped, actor)
    with pytest.raises(NotAllowed):
        count_onward(area.instance, helped.side.worker, now=area.now)


@pytest.mark.parametrize("code", [NEVER, "", "no code"])
def test_not_there_and_not_allowed_look_alike(helped: Helped, code):
    onward = helped.offer(helped.service())
    with pytest.raises(NoSuchOnward) as not_there:
        move(helped, code, S.ACCEPTED)
    with pytest.raises(NoSuchOnward) as not_allowed:
        move(helped, onward, S.ACCEPTED, helped.side.other_worker)
    assert str(not_there.value) == str(not_allowed.value)


def test_a_conflict_closes_the_victim_and_takes_the_line_out_of_the_list(helped: Helped):
    onward, area = helped.offer(helped.service()), helped.side.area
    declare_conflict(area, helped.side.worker.code, helped.reference)
    assert waiting(helped) == ()
    with pytest.raises(NoSuchOnward):
        move(helped, onward, S.ACCEPTED)


def test_it_goes_on_with_another_worker_and_is_counted_while_there_is_none(helped: Helped):
    onward, area = helped.offer(helped.service()), helped.side.area
    assign_worker(area.instance, area.manager, helped.victim, None, now=area.now)
    assert counted(helped).without_worker == 1
    assert waiting(helped) == ()
    assign_worker(area.instance, area.manager, helped.victim, "worker-2", now=area.now)
    assert counted(helped).without_worker == 0
    assert [line.code for line in waiting(helped, helped.side.other_worker)] == [onward]
    with pytest.raises(NoSuchOnward):
        move(helped, onward, S.ACCEPTED)
    move(helped, onward, S.ACCEPTED, helped.side.other_worker)


def test_two_victims_of_one_case_are_never_mixed(helped: Helped):
    other = spoken_to(helped.side, helped.reference, "07700 900112", given_names="Bea")
    onward = helped.offer(helped.service())
    assert seen(helped, victim=other).referrals == ()
    assert move(helped, onward, S.ACCEPTED) == helped.victim


def test_nothing_of_it_reaches_the_participants_side(helped: Helped):
    area = helped.side.area
    before = area.rows()
    onward = helped.offer(helped.service())
    move(helped, onward, S.ACCEPTED)
    changed = {name for name, count in area.rows().items() if count != before[name]}
    assert changed <= {"onward_referral", "onward_step", "service", "service_need", "audit_entry"}
    asks = replace(area.manager, proved_at=area.now)
    assert list_signposts(area.instance, asks, SignpostSearch(), now=area.now).lines == ()
    with pytest.raises(NoSuchSignpost):
        move_signpost(area.instance, area.manager, onward, OfferStatus.ACCEPTED, now=area.now)


def test_each_reading_and_each_step_is_in_the_audit_trail(helped: Helped):
    onward = helped.offer(helped.service())
    move(helped, onward, S.ACCEPTED)
    seen(helped)
    waiting(helped)
    counted(helped)
    with helped.side.area.database.read() as unit:
        told = set(unit.execute(select(t.AuditEntry.action)).scalars())
    assert told >= {"onward_offered", "onward_moved", "onward_seen", "onward_listed", "onward_counted"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(S), max_size=6))
def test_whatever_is_tried_the_row_stands_where_its_steps_lead(helped: Helped, steps: list[OfferStatus]):
    """Any order of steps: what the graph has a way for is stored, anything else changes nothing."""
    code, status, taken = helped.offer(helped.service()), S.OFFERED, [S.OFFERED]
    for after in steps:
        if after in WAYS[status]:
            move(helped, code, after)
            status = after
            taken.append(after)
        else:
            with pytest.raises(OnwardElsewhere):
                move(helped, code, after)
    with helped.side.area.database.read() as unit:
        row = unit.execute(select(v.OnwardReferral).where(v.OnwardReferral.code == code)).mappings().one()
        noted = select(v.OnwardStep.before, v.OnwardStep.after).where(v.OnwardStep.onward_id == row["id"])
        stored = [tuple(one) for one in unit.execute(noted.order_by(v.OnwardStep.id)).all()]
    assert (row["status"], row["is_open"]) == (status.value, status in OPEN)
    befores = [None, *(one.value for one in taken)]
    assert stored == list(zip(befores, [one.value for one in taken], strict=False))


def test_the_code_is_found_however_it_is_written(helped: Helped):
    onward = helped.offer(helped.service())
    assert move(helped, Reference(onward).spoken.lower(), S.ACCEPTED) == helped.victim


def test_offering_by_a_code_of_somebody_else_is_as_if_it_were_not_there(helped: Helped):
    code, side = helped.service(), helped.side
    theirs = side.victim(side.booked())
    with pytest.raises(NoSuchVictim):
        offer_onward(side.area.instance, side.worker, theirs, code, Need.DOMESTIC_ABUSE, None, now=side.now)
