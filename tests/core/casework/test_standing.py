"""How somebody stands to a referral decides whether he or she sees it: in conflict, handed over, opened in an emergency."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from cara.access import Action, Role
from cara.access.table import FOR_POLICE
from cara.casework import (
    NoSuchItem,
    NoSuchReferral,
    NotAccepted,
    Search,
    hand_over,
    list_referrals,
    record_person,
    see_decisions,
    see_referral,
    take_back,
    worklist,
    worklist_item,
)
from cara.casework.before_deciding import see_possible_duplicates
from cara.oversight import break_glass
from cara.records import tables as t
from cara.staff import NewAccount, add_account
from cara.staff.conflicts import Named, declare_conflict, end_conflict

ADAM = Named(given_names="Adam", family_name="Testperson", date_of_birth="1992-06-01")
IN_AN_EMERGENCY = {"progress", "place", "identity", "contact", "needs"}


def declare(area, account, participant):
    return declare_conflict(area.database, area.manager, account, participant, now=area.now)


def sees(area, actor, reference, **later):
    try:
        return see_referral(area.instance, actor, reference, now=area.later(**later)).reference == reference
    except NoSuchReferral:
        return False


def lists(area, actor):
    return [line.reference for line in list_referrals(area.instance, actor, Search(), now=area.now).lines]


def entered(area, **person):
    reference = area.hold()
    area.record(reference, person=area.person(**person))
    return reference


@pytest.mark.parametrize("who", ["officer-1", "supervisor-1", "manager-1"])
def test_a_conflict_by_the_referral_closes_it_and_nothing_else(area, who):
    theirs, other = entered(area), entered(area, given_names="Bilal", crime_reference="13/2/26")
    declare(area, who, theirs)
    actor = area.subjects[who]
    assert (sees(area, actor, theirs), sees(area, actor, other)) == (False, True)
    assert lists(area, actor) == [other]


def test_a_conflict_by_a_referral_closes_every_other_of_the_same_person(area):
    first, second = entered(area), entered(area, crime_reference="13/2/26")
    declare(area, "officer-1", first)
    assert not sees(area, area.officer, second)
    assert lists(area, area.officer) == []


def test_a_conflict_by_a_referral_without_a_person_closes_that_one(area):
    first, second = area.hold(), area.hold()
    declare(area, "officer-1", first)
    assert (sees(area, area.officer, first), sees(area, area.officer, second)) == (False, True)


def test_a_conflict_declared_by_name_and_birth_before_the_referral_closes_it(area):
    declare(area, "supervisor-1", ADAM)
    reference = entered(area)
    assert (sees(area, area.supervisor, reference), sees(area, area.officer, reference)) == (False, True)
    assert (lists(area, area.supervisor), lists(area, area.officer)) == ([], [reference])


@pytest.mark.parametrize("changed", [{"date_of_birth": "1992-06-02"}, {"given_names": "Bilal"}])
def test_another_birth_or_name_is_another_person(area, changed):
    declare(area, "supervisor-1", ADAM)
    assert sees(area, area.supervisor, entered(area, **changed))


def test_a_conflict_closes_the_decisions_too(area):
    reference = entered(area)
    declare(area, "officer-1", reference)
    with pytest.raises(NoSuchReferral):
        see_decisions(area.instance, area.officer, reference, now=area.now)


def test_a_conflict_of_somebody_else_closes_nothing(area):
    reference = entered(area)
    declare(area, "officer-2", reference)
    assert sees(area, area.officer, reference)


def test_a_conflict_that_ended_closes_nothing(area):
    reference = entered(area)
    code = declare(area, "officer-1", reference)
    proved = replace(area.manager, proved_at=area.now)
    end_conflict(area.database, proved, "officer-1", code, now=area.now)
    assert sees(area, area.officer, reference)
    assert lists(area, area.officer) == [reference]


def test_a_conflict_keeps_an_item_off_the_worklist(area):
    reference = area.referred()
    code = area.item_of(reference, area.supervisor)
    declare(area, "supervisor-1", reference)
    assert worklist(area.instance, area.supervisor, now=area.now) == ()
    with pytest.raises(NoSuchItem):
        worklist_item(area.instance, area.supervisor, code, now=area.now)


def test_a_conflict_keeps_a_referral_off_the_duplicates(area):
    first = entered(area)
    second = entered(area, crime_reference="13/2/26")
    assert see_possible_duplicates(area.instance, area.supervisor, second, now=area.now) == (first,)
    third = entered(area, given_names="Bilal", crime_reference="13/3/26", pnc_id="2019/0000001A")
    fourth = entered(area, given_names="Carl", crime_reference="13/4/26", pnc_id="2019/0000001A")
    declare(area, "supervisor-1", third)
    assert see_possible_duplicates(area.instance, area.supervisor, fourth, now=area.now) == ()
    assert see_possible_duplicates(area.instance, area.manager, fourth, now=area.now) == (third,)


def test_whoever_enters_a_person_of_a_conflict_is_told_that_a_colleague_takes_over_and_nothing_is_stored(area):
    declare(area, "officer-1", ADAM)
    reference, before = area.hold(), area.rows()
    with pytest.raises(NotAccepted, match="hand this referral over to a colleague") as refused:
        record_person(area.instance, area.officer, reference, area.person(), now=area.now)
    assert [problem.field for problem in refused.value.problems] == ["family_name"]
    assert area.rows() == before | {"person": before["person"]}
    assert "Testperson" not in str(refused.value)
    assert area.see(reference).person is None


def test_a_conflict_by_a_referral_is_known_again_by_the_name_that_is_entered(area):
    declare(area, "officer-2", entered(area))
    held = area.hold()
    hand_over(area.instance, area.supervisor, held, "officer-2", now=area.now)
    with pytest.raises(NotAccepted, match="a colleague"):
        record_person(area.instance, area.other_officer, held, area.person(crime_reference="13/9/26"), now=area.now)


def test_the_colleague_who_takes_over_enters_the_person_and_the_first_officer_sees_it_no_more(area):
    declare(area, "officer-1", ADAM)
    reference = area.hold()
    hand_over(area.instance, area.supervisor, reference, "officer-2", now=area.now)
    record_person(area.instance, area.other_officer, reference, area.person(), now=area.now)
    assert sees(area, area.other_officer, reference)
    assert not sees(area, area.officer, reference)


def test_a_supervisor_can_enter_the_person_instead(area):
    declare(area, "officer-1", ADAM)
    reference = area.hold()
    record_person(area.instance, area.supervisor, reference, area.person(), now=area.now)
    assert sees(area, area.supervisor, reference)


def test_what_was_handed_over_is_seen_and_listed_until_it_is_taken_back(area):
    reference = entered(area)
    assert not sees(area, area.other_officer, reference)
    hand_over(area.instance, area.supervisor, reference, "officer-2", now=area.now)
    assert sees(area, area.other_officer, reference)
    assert lists(area, area.other_officer) == [reference]
    take_back(area.instance, area.supervisor, reference, "officer-2", now=area.now)
    assert not sees(area, area.other_officer, reference)
    assert lists(area, area.other_officer) == []


def test_a_conflict_closes_what_was_handed_over(area):
    reference = entered(area)
    hand_over(area.instance, area.supervisor, reference, "officer-2", now=area.now)
    declare(area, "officer-2", reference)
    assert not sees(area, area.other_officer, reference)
    assert lists(area, area.other_officer) == []


@pytest.fixture
def opened(area, database):
    """A referral that a colleague opens in an emergency ten minutes from now, when the two others are told."""
    add_account(database, NewAccount("director-1", "Dora Director", Role.DIRECTOR, "provider"), now=area.now)
    reference, at = entered(area), area.later(minutes=10)
    break_glass(area.instance, replace(area.other_officer, proved_at=at), reference, "He is at the desk", now=at)
    return reference


@pytest.mark.parametrize(
    ("after", "open_then"),
    [
        ({"minutes": 9, "seconds": 59}, False),
        ({"minutes": 10}, True),
        ({"minutes": 69, "seconds": 59}, True),
        ({"minutes": 70}, False),
        ({"days": 1}, False),
    ],
)
def test_an_opening_in_an_emergency_holds_within_its_time_alone(area, opened, after, open_then):
    assert sees(area, area.other_officer, opened, **after) is open_then


def test_an_opening_shows_its_groups_and_until_when(area, opened):
    view = area.see(opened, area.other_officer, minutes=20)
    assert view.fields == IN_AN_EMERGENCY
    assert view.open_until == area.later(minutes=70)
    assert (view.person.family_name, view.person.address) == ("Testperson", "1 Example Road\nTestshire")
    assert view.needs.keep_apart is view.facts is view.restricted is view.decision is view.caution is None
    assert (view.uncovered, view.duplicates, view.equality, view.caution_on) == ((), 0, None, None)


def test_an_opening_is_for_one_person_and_one_record(area, opened):
    other = entered(area, crime_reference="13/2/26")
    assert not sees(area, area.other_officer, other, minutes=20)
    assert not sees(area, area.subjects["officer-3"], opened, minutes=20)


def test_an_opening_lists_nothing_and_explains_nothing(area, opened):
    now = area.later(minutes=20)
    assert list_referrals(area.instance, area.other_officer, Search(), now=now).lines == ()
    with pytest.raises(NoSuchReferral):
        see_decisions(area.instance, area.other_officer, opened, now=now)


def test_a_conflict_closes_what_was_opened_in_an_emergency(area, opened):
    declare(area, "officer-2", opened)
    assert not sees(area, area.other_officer, opened, minutes=20)


def test_what_is_seen_in_the_course_of_work_has_no_end(area):
    view = area.see(entered(area))
    assert (view.open_until, view.fields) == (None, FOR_POLICE)


def test_standing_writes_no_row_of_its_own(area):
    reference = entered(area)
    with area.database.read() as unit:
        before = unit.scalar(select(func.count()).select_from(t.Assignment))
    sees(area, area.other_officer, reference)
    assert area.rows()["assignment"] == before


@pytest.mark.parametrize("to", [Action.CHANGE_REFERRAL, Action.CONFIRM_BOOKING, Action.WITHDRAW_REFERRAL])
def test_what_was_opened_in_an_emergency_is_not_shown_for_changing_it(area, opened, to):
    with pytest.raises(NoSuchReferral):
        see_referral(area.instance, area.other_officer, opened, now=area.later(minutes=20), to=to)
    assert see_referral(area.instance, area.officer, opened, now=area.later(minutes=20), to=to).reference == opened
