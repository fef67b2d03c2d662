"""The loop of a signpost: its ways, who may go them and when, and that nothing of it is written over."""

from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.oversight import declare_conflict

from cara.access import NotAllowed, ProofNeeded
from cara.acting import NotAccepted
from cara.acting.editing import EditedMeanwhile
from cara.casework import NoSuchReferral
from cara.engagement import Need, NoSuchSignpost, SignpostElsewhere
from cara.engagement.directory import (
    ServiceOrder,
    ServiceSearch,
    ServiceState,
    add_service,
    change_service,
    close_service,
    list_services,
)
from cara.engagement.offers import OPEN, WAYS, OfferStatus
from cara.engagement.signposts import (
    SignpostLine,
    SignpostSearch,
    SignpostStep,
    download_signposts,
    list_signposts,
    move_signpost,
    offer_signpost,
    see_signposts,
)
from cara.engagement.words import ServiceDetails
from cara.oversight import AuditSearch, read_audit
from cara.records import tables as t

S = OfferStatus
FIRST, SECOND = date(2026, 12, 5), date(2027, 1, 2)
"""The days of cohort N1."""


def service(area, name="Drink less", **changes):
    said = {
        "name": name,
        "needs": (Need.ALCOHOL, Need.DRUGS),
        "contact": "07700 900333",
        "how_to_refer": "Ring",
        "checked_on": date(2026, 11, 1),
        "review_on": date(2027, 5, 1),
    }
    return add_service(area.instance, area.manager, ServiceDetails(**{**said, **changes}), now=area.now)


def offer(area, reference, code, actor=None, need=Need.ALCOHOL):
    return offer_signpost(area.instance, actor or area.manager, reference, code, need, now=area.now)


def open_ends(area, actor=None, **search):
    return list_signposts(area.instance, actor or area.manager, SignpostSearch(**search), now=area.now).lines


@pytest.fixture
def offered(here):
    """A signpost that was offered to somebody booked, and its referral."""
    reference = here.booked()
    return reference, offer(here, reference, service(here))


@pytest.fixture
def facilitator(here):
    """The facilitator of the cohort in which the participant is."""
    return replace(here.subjects["facilitator-1"], cohorts=frozenset({"N1"}))


def test_every_state_is_reached_and_every_open_state_can_close():
    reached, coming = set(), [S.OFFERED]
    while coming:
        state = coming.pop()
        reached.add(state)
        coming += [after for after in WAYS[state] if after not in reached]
    assert reached == set(S) == set(WAYS)

    def closes(state):
        return not WAYS[state] or any(closes(after) for after in WAYS[state])

    assert all(closes(state) for state in OPEN)
    assert {state for state in S if not WAYS[state]} == {S.DECLINED, S.REACHED, S.NOT_REACHED}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
@given(st.lists(st.sampled_from(S), max_size=5))
def test_it_goes_its_ways_alone_and_every_step_stays(here, wanted):
    reference = here.booked(crime_reference=f"13/{here.rows()['referral']}/26", family_name=f"Test{_letters(here)}")
    code = offer(here, reference, service(here, f"Service {here.rows()['service']}"))
    went = [S.OFFERED]
    for after in wanted:
        if after in WAYS[went[-1]]:
            move_signpost(here.instance, here.manager, code, after, now=here.now)
            went.append(after)
        else:
            with pytest.raises(SignpostElsewhere):
                move_signpost(here.instance, here.manager, code, after, now=here.now)
    [found] = see_signposts(here.instance, here.manager, reference, now=here.now).signposts
    assert [step.status for step in found.steps] == went
    assert found.line.status is went[-1]
    assert (code in {line.code for line in open_ends(here)}) == (went[-1] in OPEN)


def _letters(here):
    return "".join(chr(97 + int(digit)) for digit in str(here.rows()["referral"]))


def test_the_open_ends_are_a_list_of_references_without_a_name(offered, here):
    reference, code = offered
    [line] = open_ends(here)
    assert (line.reference, line.code, line.service_name, line.cohort) == (reference, code, "Drink less", "N1")
    assert not {field.name for field in fields(SignpostLine)} & {"name", "person", "note", "words"}
    assert {field.name for field in fields(SignpostStep)} == {"status", "at", "by"}
    move_signpost(here.instance, here.manager, code, S.DECLINED, now=here.now)
    assert open_ends(here) == ()
    assert [one.code for one in open_ends(here, status=S.DECLINED)] == [code]
    assert open_ends(here, status=S.DECLINED, need=Need.DEBT) == ()


def test_nothing_of_a_signpost_is_written_freely():
    columns = {*t.Signpost.__table__.columns, *t.SignpostStep.__table__.columns}
    texts = {column.name for column in columns if column.type.python_type is str}
    assert texts == {"code", "need", "status", "before", "after"}


def test_a_service_is_offered_once_until_the_loop_is_closed(offered, here):
    reference, code = offered
    [line] = open_ends(here)
    with pytest.raises(NotAccepted, match="offered to this participant already"):
        offer(here, reference, line.service)
    move_signpost(here.instance, here.manager, code, S.ACCEPTED, now=here.now)
    move_signpost(here.instance, here.manager, code, S.NOT_REACHED, now=here.now)
    assert offer(here, reference, line.service) != code


def test_everything_wrong_is_said_at_once(here):
    with pytest.raises(NotAccepted) as refused:
        offer(here, "AAAA", "AAAA")
    assert [problem.field for problem in refused.value.problems] == ["reference", "service"]
    closed = service(here)
    close_service(here.instance, here.manager, closed, now=here.now)
    with pytest.raises(NotAccepted) as refused:
        offer(here, here.hold(), closed, need=Need.DEBT)
    assert [problem.field for problem in refused.value.problems] == ["reference", "service", "need"]


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        (datetime.combine(FIRST - timedelta(days=8), time(23, 59, 59)), False),
        (datetime.combine(FIRST - timedelta(days=7), time(0)), True),
        (datetime.combine(SECOND + timedelta(days=7), time(23, 59, 59)), True),
        (datetime.combine(SECOND + timedelta(days=8), time(0)), False),
    ],
)
def test_a_facilitator_works_with_the_own_cohort_around_its_workshops_alone(offered, here, facilitator, at, open_then):
    reference, code = offered
    here.now = at.replace(tzinfo=here.instance.zone)
    assert [line.code for line in open_ends(here, facilitator)] == ([code] if open_then else [])
    if open_then:
        assert see_signposts(here.instance, facilitator, reference, now=here.now).reference == reference
        move_signpost(here.instance, facilitator, code, S.ACCEPTED, now=here.now)
        return
    with pytest.raises(NoSuchReferral):
        see_signposts(here.instance, facilitator, reference, now=here.now)
    with pytest.raises(NoSuchSignpost):
        move_signpost(here.instance, facilitator, code, S.ACCEPTED, now=here.now)


def test_another_cohorts_signposts_are_not_there_for_a_facilitator(offered, here, facilitator):
    reference, code = offered
    here.now = datetime.combine(FIRST, time(9), here.instance.zone)
    stranger = replace(facilitator, cohorts=frozenset({"N2", "N", "N11"}))
    for actor in (stranger, replace(facilitator, cohorts=frozenset())):
        assert open_ends(here, actor) == ()
        with pytest.raises(NoSuchReferral):
            see_signposts(here.instance, actor, reference, now=here.now)
        with pytest.raises(NoSuchSignpost):
            move_signpost(here.instance, actor, code, S.ACCEPTED, now=here.now)
        with pytest.raises(NotAccepted, match="No participant that you work with"):
            offer(here, reference, service(here, str(len(actor.cohorts))), actor)


def test_a_declared_conflict_hides_a_participants_signposts(offered, here):
    reference, code = offered
    declare_conflict(here, "manager-2", reference)
    other = here.subjects["manager-2"]
    assert open_ends(here, other) == ()
    with pytest.raises(NoSuchReferral):
        see_signposts(here.instance, other, reference, now=here.now)
    with pytest.raises(NoSuchSignpost):
        move_signpost(here.instance, other, code, S.ACCEPTED, now=here.now)
    assert len(open_ends(here)) == 1


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1", "director-1", "auditor-1"])
def test_nobody_else_works_with_signposts(offered, here, who):
    actor = here.subjects[who]
    for act in (
        lambda: open_ends(here, actor),
        lambda: see_signposts(here.instance, actor, offered[0], now=here.now),
        lambda: move_signpost(here.instance, actor, offered[1], S.ACCEPTED, now=here.now),
        lambda: offer(here, offered[0], "AAAAAAAA", actor),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_who_saw_a_referral_names_the_lists_of_signposts_too(offered, here):
    open_ends(here)
    see_signposts(here.instance, here.manager, offered[0], now=here.now)
    found = read_audit(here.instance, here.subjects["auditor-1"], AuditSearch(about=offered[0]), now=here.now)
    said = " / ".join(line.did for line in found.lines)
    assert "in a list of 1 referral" in said
    assert "saw the signposts of referral" in said
    assert "offered a signpost to the participant of referral" in said


def test_a_list_is_taken_away_by_the_manager_who_has_just_proved_who_it_is(offered, here, manager, facilitator):
    with pytest.raises(ProofNeeded):
        download_signposts(here.instance, here.manager, SignpostSearch(), now=here.now)
    with pytest.raises(NotAllowed):
        download_signposts(here.instance, replace(facilitator, proved_at=here.now), SignpostSearch(), now=here.now)
    assert len(download_signposts(here.instance, manager, SignpostSearch(), now=here.now)) == 1


def test_the_directory_is_narrowed_and_sorted(here):
    service(here, "b", district="north", review_on=date(2026, 11, 23))
    service(here, "A", needs=(Need.DEBT,))
    close_service(here.instance, here.manager, service(here, "C", district="south"), now=here.now)

    def names(**search):
        found = list_services(here.instance, here.manager, ServiceSearch(**search), now=here.now)
        return [one.details.name for one in found.lines]

    assert names() == ["A", "b"]
    assert names(order=ServiceOrder.REVIEW) == ["b", "A"]
    assert names(need=Need.DEBT) == ["A"]
    assert names(district="north") == ["A", "b"]
    assert names(district="south") == ["A"]
    assert names(state=ServiceState.REVIEW_DUE) == ["b"]
    assert names(state=ServiceState.CLOSED) == ["C"]


def test_two_who_change_one_service_lose_nothing(here):
    code = service(here)
    [before] = list_services(here.instance, here.manager, ServiceSearch(), now=here.now).lines
    theirs = before.details.model_copy(update={"contact": "07700 900444"})
    change_service(here.instance, here.subjects["manager-2"], code, theirs, seen=1, now=here.now)
    with pytest.raises(EditedMeanwhile) as refused:
        change_service(here.instance, here.manager, code, before.details, seen=1, now=here.now)
    assert refused.value.stored == theirs


def test_a_services_days_are_in_order(here):
    with pytest.raises(NotAccepted) as refused:
        service(here, district="nowhere", checked_on=date(2026, 11, 24), review_on=date(2026, 11, 24))
    assert [problem.field for problem in refused.value.problems] == ["district", "checked_on", "review_on"]


def test_the_steps_are_rows_of_their_own(offered, here):
    move_signpost(here.instance, here.manager, offered[1], S.ACCEPTED, now=here.now)
    with here.database.read() as unit:
        rows = unit.execute(select(t.SignpostStep.before, t.SignpostStep.after).order_by(t.SignpostStep.id)).all()
    assert [tuple(row) for row in rows] == [(None, "offered"), ("offered", "accepted")]
