"""Organisations: found, sorted and paged; added, changed and closed by the area manager alone."""

from datetime import date

import pytest
from tests.core.engagement.conftest import held, organisation

from cara.access import NotAllowed, ProofNeeded
from cara.acting import NotAccepted, paging
from cara.engagement import NoSuchPartner
from cara.engagement.communities import add_community
from cara.engagement.organisations import (
    WHOLE_AREA,
    OrganisationOrder,
    OrganisationSearch,
    change_organisation,
    close_organisation,
    download_organisations,
    list_organisations,
)
from cara.engagement.seeing import see_organisation
from cara.engagement.words import CommunityDetails, OrganisationDetails, OrganisationKind
from cara.records import audit


def names(area, **search):
    found = list_organisations(area.instance, area.manager, OrganisationSearch(**search), now=area.now)
    return [line.name for line in found.lines]


@pytest.fixture
def three(here):
    organisation(here, "north team")
    board = organisation(here, "Board", "multi_agency_board", district="south")
    group = organisation(here, "A group", "community", district=None)
    held(here, board, date(2026, 10, 1))
    held(here, group, date(2026, 3, 1))
    return here


def test_they_are_sorted_by_name_whatever_its_case(three):
    assert names(three) == ["A group", "Board", "north team"]


def test_those_longest_without_contact_come_first_and_the_never_met_before_all(three):
    assert names(three, order=OrganisationOrder.LONGEST_AGO) == ["north team", "A group", "Board"]
    assert names(three, order=OrganisationOrder.LATEST) == ["Board", "A group", "north team"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"text": "TEAM"}, ["north team"]),
        ({"text": "%"}, []),
        ({"kind": OrganisationKind.COMMUNITY}, ["A group"]),
        ({"district": "south"}, ["Board"]),
        ({"district": WHOLE_AREA}, ["A group"]),
        ({"closed": True}, []),
    ],
)
def test_they_are_narrowed(three, search, found):
    assert names(three, **search) == found


@pytest.mark.parametrize("order", OrganisationOrder)
def test_every_order_pages_through_all_of_them_once(here, monkeypatch, order):
    monkeypatch.setattr(paging.page_of_rows, "__kwdefaults__", {"after": None, "most": 2})
    for number in range(5):
        code = organisation(here, f"Team {number}")
        if number % 2:
            held(here, code, date(2026, 10, 1))
    seen, after = [], None
    for _ in range(3):
        search = OrganisationSearch(order=order, after=after)
        found = list_organisations(here.instance, here.manager, search, now=here.now)
        seen += [line.name for line in found.lines]
        after = found.next_after
    assert after is None
    assert sorted(seen) == [f"Team {number}" for number in range(5)]


def test_a_page_after_a_row_that_is_gone_begins_anew(three):
    assert names(three, after=99_999) == names(three)


def test_everything_wrong_is_said_at_once(three, here):
    with pytest.raises(NotAccepted) as refused:
        organisation(here, "Board", district="nowhere", communities=("AAAAAAAA",))
    assert {problem.field for problem in refused.value.problems} == {"district", "communities"}
    with pytest.raises(NotAccepted, match="of this name"):
        organisation(here, "BOARD", "statutory", district="south")


def test_a_change_keeps_what_was_there_before(here):
    community = add_community(here.instance, here.manager, CommunityDetails(name="Travellers"), now=here.now)
    code = organisation(here, note="Ring first", communities=(community,))
    details = OrganisationDetails(name="New name", kind=OrganisationKind.POLICE_TEAM)
    change_organisation(here.instance, here.manager, code, details, seen=1, now=here.now)
    view = see_organisation(here.instance, here.manager, code, now=here.now)
    assert view.row.details == details
    [former] = view.former
    assert (former.said.name, former.said.note, former.said.communities) == ("North team", "Ring first", (community,))
    assert former.replaced_by == "Account manager-1"


def test_the_kind_stays_where_something_of_that_kind_alone_was_done(here):
    code = organisation(here)
    held(here, code, date(2026, 11, 1), "awareness_session")
    with pytest.raises(NotAccepted, match="its kind cannot change"):
        change_organisation(
            here.instance, here.manager, code, OrganisationDetails(name="x", kind="statutory"), seen=1, now=here.now
        )


def test_a_closed_one_leaves_the_list_and_comes_back_whole(three):
    [line] = list_organisations(three.instance, three.manager, OrganisationSearch(text="Board"), now=three.now).lines
    close_organisation(three.instance, three.manager, line.code, now=three.now)
    assert names(three) == ["A group", "north team"]
    assert names(three, closed=True) == ["Board"]
    close_organisation(three.instance, three.manager, line.code, closed=False, now=three.now)
    assert names(three) == ["A group", "Board", "north team"]


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1", "facilitator-1", "director-1", "auditor-1"])
def test_nobody_else_sees_or_changes_partners(here, who):
    actor, code = here.subjects[who], organisation(here)
    with pytest.raises(NotAllowed):
        list_organisations(here.instance, actor, OrganisationSearch(), now=here.now)
    with pytest.raises(NotAllowed):
        see_organisation(here.instance, actor, code, now=here.now)
    with pytest.raises(NotAllowed):
        close_organisation(here.instance, actor, code, now=here.now)


def test_a_list_is_taken_away_only_by_who_has_just_proved_who_it_is(three, manager):
    with pytest.raises(ProofNeeded):
        download_organisations(three.instance, three.manager, OrganisationSearch(), now=three.now)
    assert len(download_organisations(three.instance, manager, OrganisationSearch(), now=three.now)) == 3


@pytest.mark.parametrize("code", ["", "AAAAAAAA", "nonsense", "7KQ4-M2XR"])
def test_a_code_that_is_none_finds_nothing(here, code):
    with pytest.raises(NoSuchPartner):
        see_organisation(here.instance, here.manager, code, now=here.now)


def test_every_step_is_in_the_trail_and_no_name_is(here):
    code = organisation(here, note="Ask for Quoll")
    see_organisation(here.instance, here.manager, code, now=here.now)
    from sqlalchemy import select

    from cara.records import AuditEntry

    with here.database.read() as unit:
        assert audit.verify(unit).whole
        rows = unit.execute(select(AuditEntry.action, AuditEntry.resource, AuditEntry.detail)).all()
    assert {"partner_added", "partner_seen"} <= {row.action for row in rows if row.resource == code}
    assert not any("Quoll" in row.detail or "North team" in row.detail for row in rows)
