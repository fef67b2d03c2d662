"""The plan and its gaps: nobody, nothing done, too long ago; and awareness sessions beside counts alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from tests.core.engagement.conftest import held, organisation

from cara.acting import NotAccepted
from cara.engagement.awareness import see_awareness
from cara.engagement.communities import add_community, change_community
from cara.engagement.meetings import EngagementSearch, list_engagements
from cara.engagement.organisations import close_organisation
from cara.engagement.plan import State, _Known, place_of, see_plan, set_periods
from cara.engagement.steps import StepSearch, StepState, add_step, change_step, finish_step, list_steps
from cara.engagement.words import CommunityDetails, OrganisationKind, StepDetails
from cara.records import Account, Entry
from cara.vocabulary.dates import add_months

TEAM, BOARD = OrganisationKind.POLICE_TEAM, OrganisationKind.MULTI_AGENCY_BOARD


def plan(area):
    return see_plan(area.instance, area.manager, now=area.now)


def state(area, district="north", kind=TEAM):
    return next(row for row in plan(area).districts if row.district == district).places[kind].state


def test_a_place_goes_from_nobody_to_in_time_and_grows_old(here):
    assert state(here) is State.NOBODY
    code = organisation(here)
    assert state(here) is State.NEVER
    held(here, code, date(2026, 8, 23))
    assert state(here) is State.NO_PERIOD
    set_periods(here.instance, here.manager, {TEAM: 3}, now=here.now)
    assert state(here) is State.IN_TIME
    here.now = here.later(days=1)
    assert state(here) is State.TOO_LONG_AGO


def test_a_closed_organisation_leaves_a_gap(here):
    code = organisation(here)
    held(here, code, date(2026, 11, 1))
    before = plan(here).gaps
    close_organisation(here.instance, here.manager, code, now=here.now)
    assert plan(here).gaps == before + 1


def test_an_organisation_of_the_whole_area_fills_no_district(here):
    held(here, organisation(here, district=None), date(2026, 11, 1))
    assert state(here) is State.NOBODY
    assert state(here, None) is State.NO_PERIOD


def test_a_community_is_reached_by_any_organisation_that_serves_it(here):
    said = CommunityDetails(name="Travellers", hard_to_reach=True)
    code = add_community(here.instance, here.manager, said, now=here.now)
    [row] = plan(here).communities
    assert (row.place.state, row.community.details.hard_to_reach) == (State.NOBODY, True)
    held(here, organisation(here, kind="community", communities=(code,)), date(2026, 11, 1))
    assert plan(here).communities[0].place.last_on == date(2026, 11, 1)
    change_community(here.instance, here.manager, code, said, active=False, seen=1, now=here.now)
    assert plan(here).communities == ()


days = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2026, 11, 23)))


@given(st.lists(st.tuples(st.sampled_from([TEAM, BOARD]), days), max_size=6), st.integers(1, 60))
def test_one_organisation_more_never_makes_a_place_worse(known, months):
    today, order = date(2026, 11, 23), [State.NOBODY, State.NEVER, State.TOO_LONG_AGO, State.NO_PERIOD, State.IN_TIME]
    places = [
        place_of([_Known("north", *one) for one in known[:count]], {TEAM: months}, today)
        for count in range(len(known) + 1)
    ]
    ranks = [order.index(place.state) for place in places]
    assert ranks == sorted(ranks)


@given(days.filter(bool), st.integers(1, 60))
def test_it_is_a_gap_from_the_day_after_the_period(last, months):
    end = add_months(last, months)
    known = [_Known("north", TEAM, last)]
    assert place_of(known, {TEAM: months}, end).state is State.IN_TIME
    assert place_of(known, {TEAM: months}, date.fromordinal(end.toordinal() + 1)).state is State.TOO_LONG_AGO


@pytest.mark.parametrize("months", [0, 61, -1])
def test_a_period_has_bounds(here, months):
    with pytest.raises(NotAccepted) as refused:
        set_periods(here.instance, here.manager, {TEAM: months, BOARD: months}, now=here.now)
    assert {problem.field for problem in refused.value.problems} == {"police_team", "multi_agency_board"}


def test_what_was_done_is_done_with_its_own_kind_in_the_past_and_by_one_of_us(here):
    code = organisation(here)
    with pytest.raises(NotAccepted) as refused:
        held(here, code, date(2026, 11, 24), "presentation", led_by="officer-1")
    assert [problem.field for problem in refused.value.problems] == ["kind", "held_on", "led_by"]
    held(here, code, date(2026, 11, 23), "awareness_session")
    found = list_engagements(here.instance, here.manager, EngagementSearch(since=date(2026, 11, 23)), now=here.now)
    assert [one.details.kind.value for one in found.lines] == ["awareness_session"]


def test_a_step_is_overdue_the_day_after_and_done_once(here):
    code = organisation(here)
    details = StepDetails(what="Send the leaflet", who="manager-1", due_on=here.today)
    step = add_step(here.instance, here.manager, code, details, now=here.now)

    def listed(state):
        return [one.code for one in list_steps(here.instance, here.manager, StepSearch(state), now=here.now).lines]

    assert (listed(StepState.OPEN), listed(StepState.OVERDUE)) == ([step], [])
    here.now = here.later(days=1)
    assert listed(StepState.OVERDUE) == [step]
    finish_step(here.instance, here.manager, code, step, now=here.now)
    entries = here.rows()["audit_entry"]
    finish_step(here.instance, here.manager, code, step, now=here.later(days=1))
    assert here.rows()["audit_entry"] == entries
    assert (listed(StepState.OPEN), listed(StepState.DONE)) == ([], [step])
    with pytest.raises(NotAccepted, match="is done"):
        change_step(here.instance, here.manager, code, step, details, seen=1, now=here.now)


def test_a_session_stands_beside_the_counts_of_its_teams_district_and_month(here):
    with here.database.write() as unit:
        unit.execute(update(Account).where(Account.code == "officer-1").values(district="north"))
        unit.audit(Entry(at=here.now, actor="system", action="tried", resource="x", request_id=""))
    here.hold("N1")
    here.referred()
    for name, district in (("North", "north"), ("South", "south"), ("Force", None)):
        held(here, organisation(here, name, district=district), date(2026, 11, 2), "awareness_session", attended=9)
    found = see_awareness(here.instance, here.manager, now=here.now)
    counted = {one.organisation_name: [month.referrals for month in one.months] for one in found.lines}
    assert counted == {"North": [0, 0, 0, 2], "South": [0, 0, 0, 0], "Force": [0, 0, 0, 2]}
    assert [month.is_over for month in found.lines[0].months] == [True, True, True, False]
    assert len(see_awareness(here.instance, here.manager, district="south", now=here.now).lines) == 1


def test_a_colleague_who_left_stays_with_what_he_or_she_led_and_leads_nothing_new(here):
    from cara.engagement.meetings import change_engagement
    from cara.engagement.seeing import see_organisation

    code = organisation(here)
    done = held(here, code, date(2026, 11, 2), led_by="facilitator-1")
    with here.database.write() as unit:
        unit.execute(update(Account).where(Account.code == "facilitator-1").values(active=False))
        unit.audit(Entry(at=here.now, actor="system", action="tried", resource="x", request_id=""))
    [before] = see_organisation(here.instance, here.manager, code, now=here.now).held
    changed = before.details.model_copy(update={"topic": "Another"})
    change_engagement(here.instance, here.manager, code, done, changed, seen=1, now=here.now)
    with pytest.raises(NotAccepted):
        held(here, code, date(2026, 11, 3), led_by="facilitator-1")
    assert (
        replace(before, details=changed, version=2)
        in see_organisation(here.instance, here.manager, code, now=here.now).held
    )
