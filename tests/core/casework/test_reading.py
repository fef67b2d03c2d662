"""Lists and one referral: who sees what, found by whole names, page by page."""

import pytest

from cara.access import NotAllowed
from cara.casework import (
    NoSuchReferral,
    ReferralStatus,
    Search,
    list_referrals,
    record_person,
    see_decisions,
    see_referral,
    withdraw,
)

S = ReferralStatus


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
