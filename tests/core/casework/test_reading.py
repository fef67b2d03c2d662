"""Lists and one referral: who sees what, found by whole names, page by page."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from tests.core.access.tables import with_cell
from tests.instances import MEN

from cara.access import Action, FieldGroup, NotAllowed, Relation, Role
from cara.access.table import IN_A_LIST, Permission
from cara.casework import (
    NoSuchReferral,
    PlaceOutcome,
    PlaceSearch,
    ReferralStatus,
    Search,
    ask_for_place,
    decide_place,
    hand_over,
    list_referrals,
    record_person,
    see_decisions,
    see_referral,
    withdraw,
)
from cara.casework.listing import ReferralLine
from cara.casework.seeing import see_standing
from cara.records import AuditEntry

S = ReferralStatus


def last_entry(area):
    with area.database.read() as unit:
        entry = unit.execute(select(AuditEntry.__table__).order_by(AuditEntry.seq.desc())).mappings().first()
    return {**entry, "detail": json.loads(entry["detail"])}


def line_of(area, reference, actor=None, **later):
    lines = list_referrals(area.instance, actor or area.officer, Search(), now=area.later(**later)).lines
    return next(line for line in lines if line.reference == reference)


def listed(area, actor=None, *, limit=50, **search):
    page = list_referrals(area.instance, actor or area.officer, Search(**search), now=area.now, limit=limit)
    return [line.reference for line in page.lines]


def named(area, **details):
    reference = area.hold()
    record_person(area.instance, area.officer, reference, area.person(**details), now=area.now)
    return reference


def test_the_newest_stands_first(area):
    first, second = area.hold(), area.hold()
    assert listed(area) == [second, first]


def test_a_line_says_who_where_and_when(area):
    area.booked("S1")
    (line,) = list_referrals(area.instance, area.officer, Search(), now=area.now).lines
    assert (line.name, line.status, line.venue, line.pathway.code) == (
        "Adam Testperson",
        S.BOOKED,
        "Hall south-1",
        "male/intimate_partner",
    )


def test_a_line_says_this_and_nothing_else(area):
    reference = area.hold("S1")
    record_person(area.instance, area.officer, reference, area.person(), now=area.now)
    line = line_of(area, reference)
    assert line == ReferralLine(
        id=line.id,
        reference=reference,
        status=S.HELD,
        entered_on=area.today,
        name="Adam Testperson",
        pathway=MEN,
        held_until=area.later(hours=1),
        first_day=date(2026, 12, 12),
        second_day=date(2027, 1, 9),
        venue="Hall south-1",
        place_by=None,
    )


def test_a_line_says_by_when_a_place_will_follow(area):
    reference = ask_for_place(area.instance, area.officer, area.facts(), area.restricted(), PlaceSearch(), now=area.now)
    said = {"outcome": PlaceOutcome.ACCEPTED, "reason": "Soon", "place_by": date(2027, 1, 9)}
    decide_place(area.instance, area.manager, area.item_of(reference, area.manager), now=area.now, **said)
    line = line_of(area, reference)
    assert (line.place_by, line.venue, line.first_day, line.held_until) == (date(2027, 1, 9), None, None, None)


@pytest.mark.parametrize(
    ("group", "gone"),
    [
        (FieldGroup.IDENTITY, ("name",)),
        (FieldGroup.PLACE, ("pathway", "held_until", "first_day", "second_day", "venue")),
        (FieldGroup.PROGRESS, ()),
    ],
)
def test_each_part_of_a_line_leaves_with_its_group_alone(area, group, gone):
    reference = named(area)
    whole = line_of(area, reference)
    with with_cell(Action.LIST_REFERRALS, Role.POLICE_OFFICER, Permission(Relation.OWN, IN_A_LIST - {group})):
        assert line_of(area, reference) == whole._replace(**dict.fromkeys(gone))


def test_a_line_of_what_was_handed_over_says_as_much(area):
    reference = named(area)
    hand_over(area.instance, area.supervisor, reference, "officer-2", now=area.now)
    assert line_of(area, reference, area.other_officer) == line_of(area, reference)


def test_a_line_that_another_officer_could_not_see_would_say_nothing_of_whom_it_is_about(area):
    reference = named(area)
    with with_cell(Action.LIST_REFERRALS, Role.POLICE_SUPERVISOR, Permission(Relation.OWN, IN_A_LIST)):
        line = line_of(area, reference, area.supervisor)
    assert (line.name, line.pathway, line.venue) == (None, None, None)


def test_who_was_shown_a_list_is_in_the_audit_with_what_was_in_it(area):
    first, second, third = (area.hold() for _ in range(3))
    list_referrals(area.instance, area.officer, Search(), now=area.now, limit=2)
    entry = last_entry(area)
    assert (entry["actor"], entry["action"], entry["resource"]) == ("officer-1", "referrals_listed", "referrals")
    assert (entry["at"], entry["detail"]) == (area.now, {"shown": [third, second]})
    assert first not in entry["detail"]["shown"]


def test_an_officer_who_went_to_another_force_lists_nothing_of_the_first(area):
    area.hold()
    moved = replace(area.officer, organisation="othershire_police")
    assert listed(area, moved) == []


@pytest.mark.parametrize("limit", [0, 1, -5])
def test_the_least_page_has_one_line(area, limit):
    _, newest = area.hold(), area.hold()
    assert listed(area, limit=limit) == [newest]


def test_a_page_that_is_not_full_is_the_last(area):
    area.hold(), area.hold()
    pages = [
        list_referrals(area.instance, area.officer, Search(), now=area.now, limit=limit).next_before
        for limit in (1, 2, 3)
    ]
    assert [before is None for before in pages] == [False, True, True]


def test_a_page_never_holds_more_lines_than_the_most(area, monkeypatch):
    references = [area.hold("N1"), *(area.referred() for _ in range(4))]
    monkeypatch.setattr("cara.casework.listing.MOST_LINES", 3)
    assert listed(area, limit=4) == references[:1:-1]


@pytest.mark.parametrize(
    ("code", "sees"),
    [("officer-1", True), ("officer-2", False), ("supervisor-1", True), ("manager-1", True), ("supervisor-3", False)],
)
def test_everybody_lists_and_opens_only_what_is_his_to_see(area, code, sees):
    reference = area.hold()
    assert (reference in listed(area, area.subjects[code])) is sees
    if sees:
        assert area.see(reference, area.subjects[code]).reference == reference
    else:
        with pytest.raises(NoSuchReferral):
            area.see(reference, area.subjects[code])
        with pytest.raises(NoSuchReferral):
            see_decisions(area.instance, area.subjects[code], reference, now=area.now)


def test_a_facilitator_lists_nothing(area):
    with pytest.raises(NotAllowed):
        listed(area, area.subjects["facilitator-1"])


@pytest.mark.parametrize("typed", ["adam testperson", "ÁDAM  TESTPERSON", "Adam Lee Testperson"])
def test_somebody_is_found_by_first_and_last_name(area, typed):
    reference = named(area)
    named(area, given_names="Bilal", crime_reference="13/99999/26")
    assert listed(area, text=typed) == [reference]


@pytest.mark.parametrize("typed", ["Adam", "Testperson", "Test", "%", "adam testpersona", "\x00", "-", "A" * 10_000])
def test_nobody_is_found_by_a_part_of_a_name(area, typed):
    named(area)
    assert listed(area, text=typed) == []


def test_a_referral_is_found_by_its_reference_as_people_type_it(area):
    reference = area.hold()
    area.hold()
    assert listed(area, text=f" {reference[:4].lower()}-{reference[4:]} ") == [reference]


def test_a_list_is_narrowed_to_a_status(area):
    held, gone = area.hold(), area.hold()
    withdraw(area.instance, area.officer, gone, "Entered twice", now=area.now)
    assert listed(area, status=S.HELD) == [held]
    assert listed(area, status=S.WITHDRAWN) == [gone]


def test_pages_follow_each_other_without_a_gap(area):
    references = [area.hold() for _ in range(5)]
    page = list_referrals(area.instance, area.officer, Search(), now=area.now, limit=2)
    seen = [line.reference for line in page.lines]
    while page.next_before is not None:
        page = list_referrals(area.instance, area.officer, Search(before=page.next_before), now=area.now, limit=2)
        seen += [line.reference for line in page.lines]
    assert seen == references[::-1]


@pytest.mark.parametrize(("limit", "before"), [(0, None), (-5, None), (10**9, None), (1, 2**80)])
def test_absurd_pages_are_pages_all_the_same(area, limit, before):
    reference = area.hold()
    assert listed(area, limit=limit, before=before) == [reference]


@pytest.mark.parametrize("typed", ["", "22222222", "7KQ4-M2XR", "nobody", "\x00", "٧KQ4M2XR", "A" * 10_000])
def test_what_is_no_reference_of_ours_is_not_there(area, typed):
    with pytest.raises(NoSuchReferral) as refused:
        see_referral(area.instance, area.officer, typed, now=area.now)
    assert len(refused.value.reference) <= 40


def test_whoever_opens_a_list_sees_that_holds_ran_out(area):
    area.hold()
    page = list_referrals(area.instance, area.officer, Search(), now=area.later(hours=1))
    assert [line.status for line in page.lines] == [S.RELEASED]


def test_whoever_changed_a_referral_is_told_where_it_stands_and_its_place(area):
    reference = area.hold("S1")
    standing = see_standing(area.instance, area.officer, reference, now=area.later(minutes=1))
    view = area.see(reference)
    assert (standing.reference, standing.status, standing.held_until) == (reference, S.HELD, area.later(hours=1))
    assert standing.place == view.place
    assert standing.place.venue_name == "Hall south-1"


def test_where_it_stands_is_told_without_a_place_where_there_is_none_or_it_is_not_given(area):
    waiting, held = area.referred(), area.hold()
    standing = see_standing(area.instance, area.officer, waiting, now=area.now)
    assert (standing.status, standing.held_until, standing.place) == (S.AWAITING_DECISION, None, None)
    less = frozenset(FieldGroup) - {FieldGroup.PLACE}
    with with_cell(Action.SEE_REFERRAL, Role.POLICE_OFFICER, Permission(Relation.OWN, less)):
        standing = see_standing(area.instance, area.officer, held, now=area.now)
    assert (standing.status, standing.held_until, standing.place) == (S.HELD, None, None)


@pytest.mark.parametrize("see", [see_standing, see_referral])
def test_who_saw_a_referral_is_in_the_audit_with_why_he_or_she_might(area, see):
    reference = area.hold()
    see(area.instance, replace(area.supervisor, request_id="r-1"), reference, now=area.later(minutes=2))
    entry = last_entry(area)
    assert (entry["actor"], entry["action"], entry["resource"]) == ("supervisor-1", "referral_seen", reference)
    assert (entry["at"], entry["request_id"]) == (area.later(minutes=2), "r-1")
    assert entry["detail"] == {"why": "own_force"}


@pytest.mark.parametrize("code", ["officer-2", "facilitator-1", "supervisor-3"])
def test_where_it_stands_is_told_to_those_who_may_see_it_alone(area, code):
    with pytest.raises(NoSuchReferral):
        see_standing(area.instance, area.subjects[code], area.hold(), now=area.now)
