"""The worklist: who decides what, above the floor alone, once, with a reason."""

from datetime import date
from importlib import import_module

import pytest
from tests.core.access.tables import with_cell
from tests.instances import MEN

from cara.access import Action, FieldGroup, NotAllowed, Relation, Role
from cara.access.table import ON_THE_WORKLIST, Permission
from cara.casework import (
    BelowTheFloor,
    Confirmed,
    NoSuchItem,
    NoSuchReferral,
    NotAccepted,
    NotClearedYet,
    PlaceDoesNotFit,
    PlaceOutcome,
    PlaceSearch,
    ReferralStatus,
    WrongStatus,
    ask_for_place,
    ask_for_place_for,
    confirm_booking,
    decide_disposal,
    decide_place,
    give_place,
    hold_another_place,
    refer_on,
    review_duplicate,
    see_decisions,
    withdraw,
    worklist,
    worklist_item,
)
from cara.casework.items import ItemKind, Owner
from cara.casework.worklist import Item
from cara.records import tables as t
from cara.vocabulary import PoliceRank

worklist_module = import_module("cara.casework.worklist")
S = ReferralStatus


def disposal(area, code, *, actor=None, approve=True, rank=PoliceRank.SERGEANT, reason="Agreed"):
    return decide_disposal(
        area.instance, actor or area.supervisor, code, approve=approve, rank=rank, reason=reason, now=area.now
    )


def asked(area, **facts):
    return ask_for_place(
        area.instance, area.officer, area.facts(**facts), area.restricted(), PlaceSearch(), now=area.now
    )


def place(area, code, outcome=PlaceOutcome.ACCEPTED, *, actor=None, reason="Soon", place_by=date(2027, 1, 9)):
    return decide_place(
        area.instance,
        actor or area.manager,
        code,
        outcome=outcome,
        reason=reason,
        place_by=place_by,
        now=area.now,
    )


def promised(area):
    """Confirm a referral whose place will follow."""
    reference = asked(area)
    place(area, area.item_of(reference, area.manager))
    area.complete(reference)
    assert isinstance(area.confirm(reference), Confirmed)
    return reference


def open_kinds(area, actor):
    return [item.kind for item in worklist(area.instance, actor, now=area.now)]


def test_what_needs_a_person_waits_for_the_police_alone(area):
    reference = area.referred()
    assert [item.reference for item in worklist(area.instance, area.supervisor, now=area.now)] == [reference]
    assert worklist(area.instance, area.manager, now=area.now) == ()
    assert worklist(area.instance, area.other_force, now=area.now) == ()


def test_an_item_says_this_and_nothing_else(area):
    reference = area.referred()
    (item,) = worklist(area.instance, area.supervisor, now=area.later(minutes=5))
    assert item == Item(
        code=item.code,
        kind=ItemKind.NEEDS_A_PERSON,
        owner=Owner.POLICE,
        reference=reference,
        status=S.AWAITING_DECISION,
        pathway=MEN,
        opened_at=area.now,
        due_on=None,
        decided_at=None,
        outcome=None,
    )


def test_an_item_says_by_when_a_place_was_promised_and_later_what_became_of_it(area):
    reference = promised(area)
    (item,) = worklist(area.instance, area.manager, now=area.now)
    assert (item.kind, item.owner, item.due_on) == (ItemKind.PLACE_TO_FOLLOW, Owner.AREA_MANAGER, date(2027, 1, 9))
    withdraw(area.instance, area.officer, reference, "Caution set aside", now=area.later(minutes=1))
    with area.database.read() as unit:
        row = unit.execute(worklist_module._ITEMS.where(t.WorklistItem.code == item.code)).mappings().one()
    closed = worklist_module._item(row, area.manager, area.now)
    assert (closed.decided_at, closed.outcome, closed.status) == (area.later(minutes=1), "overtaken", S.WITHDRAWN)


def test_the_pathway_of_an_item_leaves_with_the_place_alone(area):
    area.referred()
    shown = Permission(Relation.OWN_FORCE, ON_THE_WORKLIST - {FieldGroup.PLACE})
    with with_cell(Action.SEE_WORKLIST, Role.POLICE_SUPERVISOR, shown):
        (item,) = worklist(area.instance, area.supervisor, now=area.now)
    assert (item.pathway, item.status) == (None, S.AWAITING_DECISION)


def test_the_pathway_of_an_item_leaves_to_the_force_whose_it_is_alone(area):
    code = area.item_of(area.referred(), area.supervisor)
    with area.database.read() as unit:
        row = unit.execute(worklist_module._ITEMS.where(t.WorklistItem.code == code)).mappings().one()
    assert worklist_module._item(row, area.supervisor, area.now).pathway == MEN
    assert worklist_module._item(row, area.other_force, area.now).pathway is None


def test_an_item_of_a_referral_without_a_pathway_has_none(area):
    area.referred(sex=None)
    (item,) = worklist(area.instance, area.supervisor, now=area.now)
    assert item.pathway is None


@pytest.mark.parametrize("code", ["officer-1", "facilitator-1"])
def test_others_have_no_worklist(area, code):
    area.referred()
    with pytest.raises(NotAllowed):
        worklist(area.instance, area.subjects[code], now=area.now)


def test_an_approval_above_the_floor_clears_and_is_kept_beside_the_decision(area):
    reference = area.referred()
    assert disposal(area, area.item_of(reference, area.supervisor), reason="  Long ago ") is S.CLEARED
    (kept,) = see_decisions(area.instance, area.supervisor, reference, now=area.now)
    (person,) = kept.persons
    assert (kept.verdict, person.by, person.rank) == ("needs_a_person", "supervisor-1", "sergeant")
    assert (person.rules, person.reason) == (("testshire.earlier_matters_excluded",), "Long ago")


@pytest.mark.parametrize("approve", [True, False])
def test_the_words_of_the_police_stay_with_them_and_the_area_manager_sees_who_gave_a_reason_and_when(area, approve):
    reference = area.referred()
    disposal(area, area.item_of(reference, area.supervisor), approve=approve, reason="Kultarrreason")
    step, police = area.see(reference, area.manager).history[-1], area.see(reference, area.supervisor).history[-1]

    assert (step.by, step.at, step.reason, step.withheld) == ("supervisor-1", area.now, None, True)
    assert (police.reason, police.withheld) == ("Kultarrreason", False)
    (kept,) = see_decisions(area.instance, area.manager, reference, now=area.now)
    assert "Kultarrreason" not in repr(kept)


def test_the_reason_of_a_withdrawal_stays_with_the_police(area):
    reference = area.hold()
    withdraw(area.instance, area.officer, reference, "Kultarrreason", now=area.now)
    step = area.see(reference, area.manager).history[-1]

    assert (step.reason, step.withheld) == (None, True)
    assert area.see(reference).history[-1].reason == "Kultarrreason"


def test_the_area_manager_s_own_words_about_a_place_are_read_by_both(area):
    reference = asked(area)
    place(area, area.item_of(reference, area.manager), reason="Bettongreason")

    for actor in (area.manager, area.officer):
        step = area.see(reference, actor).history[-1]
        assert (step.reason, step.withheld) == ("Bettongreason", False)


@pytest.mark.parametrize(
    "facts", [{"age": 17}, {"admits_offence": None}, {"admits_offence": False}, {"risk_grade": "medium"}]
)
def test_nobody_approves_below_the_floor(area, facts):
    reference = area.referred(**facts)
    code = area.item_of(reference, area.supervisor)
    before = area.rows()
    with pytest.raises(BelowTheFloor) as refused:
        disposal(area, code, rank=PoliceRank.SUPERINTENDENT)
    assert all(rule.startswith("national.") for rule in refused.value.rules)
    assert area.rows() == before
    assert area.see(reference).status is S.AWAITING_DECISION


def test_somebody_who_cannot_be_approved_can_be_declined(area):
    reference = area.referred(age=17)
    assert disposal(area, area.item_of(reference, area.supervisor), approve=False) is S.DECLINED


def test_declining_frees_the_seat(area):
    area.cohort("one", capacity=1)
    reference = area.hold("one")
    refer_on(area.instance, area.officer, reference, now=area.now)
    disposal(area, area.item_of(reference, area.supervisor), approve=False, reason="Not suitable")
    seen = area.see(reference)
    assert (seen.place, seen.history[-1].reason) == (None, "Not suitable")
    assert area.hold("one")


def test_an_approval_while_the_place_is_held_leads_back_to_it(area):
    reference = area.hold()
    refer_on(area.instance, area.officer, reference, now=area.now)
    assert disposal(area, area.item_of(reference, area.supervisor)) is S.HELD


def test_a_rank_below_sergeant_and_a_missing_reason_are_named_together(area):
    code = area.item_of(area.referred(), area.supervisor)
    with pytest.raises(NotAccepted) as refused:
        disposal(area, code, rank=PoliceRank.CONSTABLE, reason=" ")
    assert [problem.field for problem in refused.value.problems] == ["rank", "reason"]


@pytest.mark.parametrize("reason", ["", "\n\t ", "a\x00b", "x" * 2001])
def test_every_decision_has_a_reason_that_can_be_read(area, reason):
    reference = area.referred()
    code = area.item_of(reference, area.supervisor)
    with pytest.raises(NotAccepted, match="Give a reason"):
        disposal(area, code, reason=reason)
    with pytest.raises(NotAccepted, match="Give a reason"):
        withdraw(area.instance, area.officer, reference, reason, now=area.now)
    assert area.see(reference).status is S.AWAITING_DECISION


@pytest.mark.parametrize("code", ["manager-1", "supervisor-3", "officer-1", "facilitator-1"])
def test_an_item_of_somebody_else_is_not_there(area, code):
    item = area.item_of(area.referred(), area.supervisor)
    with pytest.raises(NoSuchItem):
        disposal(area, item, actor=area.subjects[code])
    with pytest.raises(NoSuchItem):
        worklist_item(area.instance, area.subjects[code], item, now=area.now)


def test_an_item_is_decided_once(area):
    code = area.item_of(area.referred(), area.supervisor)
    disposal(area, code)
    with pytest.raises(NoSuchItem):
        disposal(area, code)
    with pytest.raises(NoSuchItem):
        worklist_item(area.instance, area.supervisor, code, now=area.now)


def test_an_item_is_decided_as_what_it_is(area):
    code = area.item_of(asked(area), area.manager)
    with pytest.raises(NoSuchItem):
        review_duplicate(area.instance, area.manager, code, same=True, reason="Same", now=area.now)


def test_nobody_placed_waits_for_the_area_manager(area):
    reference = asked(area)
    (item,) = worklist(area.instance, area.manager, now=area.now)
    assert (item.reference, item.kind, item.status) == (reference, ItemKind.NOBODY_PLACED, S.AWAITING_PLACE)
    assert worklist(area.instance, area.supervisor, now=area.now) == ()


@pytest.mark.parametrize(
    ("outcome", "after"),
    [
        (PlaceOutcome.ACCEPTED, S.ACCEPTED),
        (PlaceOutcome.PLACES_OPENED, S.CLEARED),
        (PlaceOutcome.NO_PLACE, S.DECLINED),
    ],
)
def test_the_area_manager_decides_about_places(area, outcome, after):
    reference = asked(area)
    assert place(area, area.item_of(reference, area.manager), outcome) is after
    assert area.see(reference).status is after
    assert worklist(area.instance, area.manager, now=area.now) == ()


# offence 20 November 2026 + 112 days - 28 days
LAST = date(2027, 2, 12)


@pytest.mark.parametrize("day", [date(2026, 11, 24), LAST])
def test_a_place_may_be_promised_from_tomorrow_to_the_last_useful_day(area, day):
    reference = asked(area)
    place(area, area.item_of(reference, area.manager), place_by=day)
    assert area.see(reference).place_by == day


@pytest.mark.parametrize("day", [None, date(2026, 11, 23), date(2027, 2, 13), date(9999, 12, 31)])
def test_any_other_day_cannot_be_promised(area, day):
    reference = asked(area)
    with pytest.raises(NotAccepted, match=r"(?i)the day by which a place will follow"):
        place(area, area.item_of(reference, area.manager), place_by=day)
    assert area.see(reference).status is S.AWAITING_PLACE


def test_a_promise_that_an_earlier_caution_has_made_too_late_is_not_confirmed(area):
    reference = asked(area, offence_on=None)
    place(area, area.item_of(reference, area.manager), place_by=date(2027, 2, 15))
    area.record(reference)
    area.sign(reference, caution_on=date(2026, 11, 22))
    with pytest.raises(PlaceDoesNotFit, match="too late"):
        area.confirm(reference)
    ask_for_place_for(area.instance, area.officer, reference, now=area.now)
    assert area.see(reference).status is S.AWAITING_PLACE


def test_a_promised_place_is_confirmed_and_waits_by_its_day(area):
    reference = promised(area)
    (item,) = worklist(area.instance, area.manager, now=area.now)
    assert (item.kind, item.due_on, item.status) == (ItemKind.PLACE_TO_FOLLOW, date(2027, 1, 9), S.PLACE_TO_FOLLOW)
    assert confirm_booking(area.instance, area.officer, reference, now=area.now).status is S.PLACE_TO_FOLLOW


def test_the_promised_place_is_given(area):
    reference = promised(area)
    give_place(area.instance, area.manager, reference, "S1", now=area.now)
    seen = area.see(reference)
    assert (seen.status, seen.place.cohort) == (S.BOOKED, "S1")
    assert worklist(area.instance, area.manager, now=area.now) == ()


@pytest.mark.parametrize("cohort", ["W1", "none", "full"])
def test_a_place_that_does_not_fit_is_not_given(area, cohort):
    reference = promised(area)
    area.cohort("full", capacity=1)
    area.hold("full")
    with pytest.raises(PlaceDoesNotFit):
        give_place(area.instance, area.manager, reference, cohort, now=area.now)
    assert area.see(reference).status is S.PLACE_TO_FOLLOW


def test_no_place_is_given_to_who_waits_for_none(area):
    with pytest.raises(WrongStatus):
        give_place(area.instance, area.manager, area.hold(), "N2", now=area.now)
    with pytest.raises(NoSuchReferral):
        give_place(area.instance, area.supervisor, promised(area), "N2", now=area.now)


def test_what_is_due_first_stands_first(area):
    first, second = asked(area), asked(area)
    early = promised(area)
    references = [item.reference for item in worklist(area.instance, area.manager, now=area.now)]
    assert references == [early, first, second]


@pytest.mark.parametrize("leave", ["withdraw", "hold", "refer on"])
def test_an_item_that_the_referral_has_left_behind_is_gone(area, leave):
    """Nobody decides about a place of somebody who holds one, or clears what the police have to decide."""
    reference = asked(area)
    code = area.item_of(reference, area.manager)
    match leave:
        case "withdraw":
            withdraw(area.instance, area.officer, reference, "Not proceeding", now=area.now)
        case "hold":
            hold_another_place(area.instance, area.officer, reference, "N1", None, now=area.now)
        case "refer on":
            refer_on(area.instance, area.officer, reference, now=area.now)
    with pytest.raises(NoSuchItem):
        place(area, code, PlaceOutcome.PLACES_OPENED)


def test_a_withdrawn_referral_leaves_no_worklist(area):
    reference = area.referred()
    withdraw(area.instance, area.officer, reference, "Not proceeding", now=area.now)
    assert open_kinds(area, area.supervisor) == open_kinds(area, area.manager) == []


def test_a_cleared_referral_can_ask_for_a_place(area):
    reference = area.referred()
    disposal(area, area.item_of(reference, area.supervisor))
    ask_for_place_for(area.instance, area.officer, reference, now=area.now)
    assert open_kinds(area, area.manager) == [ItemKind.NOBODY_PLACED]


def test_whoever_asks_for_a_place_must_be_cleared(area):
    before = area.rows()
    with pytest.raises(NotClearedYet):
        asked(area, age=17)
    assert area.rows() == before
