"""Changing answers: decided again by the book under which the case entered; both decisions stay; the status follows."""

from datetime import date

import pytest
from sqlalchemy import select
from tests.areas_for_tests import stated
from tests.instances import west_yorkshire_like

from cara.access import FieldGroup
from cara.areas import Areas
from cara.casework import (
    DecisionSeen,
    NoSuchReferral,
    NotAccepted,
    PlaceOutcome,
    ReferralStatus,
    WrongStatus,
    ask_for_place,
    change_answers,
    decide_disposal,
    decide_place,
    hold_another_place,
    see_decisions,
    worklist,
)
from cara.casework.places import PlaceSearch
from cara.policy import RiskCeiling
from cara.records import Membership
from cara.vocabulary import PoliceRank

S = ReferralStatus
CAUTION = {"outcome": "caution", "violence": False, "domestic_abuse": False}


def change(area, reference, *, instance=None, restricted=None, **facts):
    return change_answers(
        instance or area.instance,
        area.officer,
        reference,
        area.facts(**facts),
        restricted or area.restricted(),
        now=area.now,
    )


def approve(area, reference, rank=PoliceRank.INSPECTOR):
    code = area.item_of(reference, area.supervisor)
    return decide_disposal(area.instance, area.supervisor, code, approve=True, rank=rank, reason="Agreed", now=area.now)


def memberships(area):
    with area.database.read() as unit:
        return [tuple(row) for row in unit.execute(select(Membership.status, Membership.active)).all()]


def test_a_changed_answer_is_a_second_decision(area):
    reference = area.hold()
    decision = change(area, reference, risk_tool="dara")
    kept = see_decisions(area.instance, area.officer, reference, now=area.now)
    assert [one.number for one in kept] == [2, 1]
    assert kept[0].decision == DecisionSeen.of(decision, frozenset(FieldGroup))
    assert area.see(reference).facts.risk_tool == "dara"


def test_the_book_is_the_one_under_which_it_entered(area):
    """A book installed meanwhile in which every risk grade is unknown decides nothing about this referral."""
    reference = area.hold()
    newer = area.with_areas(west_yorkshire_like(stated(RiskCeiling, value="unknown")))
    decision = change(area, reference, instance=newer, age=40)
    first = see_decisions(area.instance, area.officer, reference, now=area.now)[-1].decision
    assert decision.book_digest == first.book_digest != newer.book.digest
    assert area.see(reference).status is S.HELD


def test_the_book_outlives_its_plugin(area):
    reference = area.hold()
    decision = change(area, reference, instance=area.with_areas(Areas([])), age=40)
    assert decision.verdict == "eligible"


def test_an_answer_that_needs_a_person_puts_it_on_the_worklist_and_keeps_the_place(area):
    reference = area.hold()
    change(area, reference, earlier_matters=(CAUTION,))
    seen = area.see(reference)
    assert (seen.status, seen.place.cohort) == (S.AWAITING_DECISION, "N1")
    assert [item.reference for item in worklist(area.instance, area.supervisor, now=area.now)] == [reference]


def test_an_answer_put_right_takes_it_off_the_worklist_again(area):
    reference = area.hold()
    change(area, reference, earlier_matters=(CAUTION,))
    change(area, reference)
    assert area.see(reference).status is S.HELD
    assert worklist(area.instance, area.supervisor, now=area.now) == ()


def test_another_pathway_frees_the_seat(area):
    reference = area.hold()
    change(area, reference, relationship="family")
    seen = area.see(reference)
    assert (seen.status, seen.place, seen.pathway.relationship) == (S.RELEASED, None, "family")
    assert memberships(area) == [("released", False)]
    hold_another_place(area.instance, area.officer, reference, "F1", None, now=area.now)
    assert area.see(reference).place.cohort == "F1"


def test_a_pathway_that_is_no_longer_known_frees_the_seat(area):
    reference = area.hold()
    change(area, reference, sex=None)
    seen = area.see(reference)
    assert (seen.status, seen.place, seen.pathway) == (S.AWAITING_DECISION, None, None)


def test_another_pathway_takes_a_promise_back(area):
    reference = ask_for_place(area.instance, area.officer, area.facts(), area.restricted(), PlaceSearch(), now=area.now)
    code = area.item_of(reference, area.manager)
    decide_place(
        area.instance,
        area.manager,
        code,
        outcome=PlaceOutcome.ACCEPTED,
        reason="A cohort will open",
        place_by=date(2027, 1, 9),
        now=area.now,
    )
    change(area, reference, relationship="family")
    seen = area.see(reference)
    assert (seen.status, seen.place_by) == (S.AWAITING_PLACE, None)
    assert area.item_of(reference, area.manager)


def test_an_impossible_answer_is_refused_and_nothing_stored(area):
    reference = area.hold()
    before = area.rows()
    with pytest.raises(NotAccepted):
        change(area, reference, offence_on=date(2026, 11, 24))
    assert area.rows() == before


def test_an_offence_after_the_signed_caution_is_refused_and_the_referral_still_opens(area):
    reference = area.hold()
    area.now = area.later(days=2)
    area.sign(reference, caution_on=date(2026, 11, 23))
    with pytest.raises(NotAccepted, match="not be after the date of the caution"):
        change(area, reference, offence_on=date(2026, 11, 24))
    assert area.see(reference).deadline.binding == date(2027, 3, 12)


def test_an_offence_dated_after_the_entry_can_still_be_opened(area):
    reference = area.hold()
    area.now = area.later(days=2)
    change(area, reference, offence_on=date(2026, 11, 25))
    assert area.see(reference).deadline.binding == date(2027, 3, 17)


def test_after_the_confirmation_nothing_changes(area):
    reference = area.booked()
    with pytest.raises(WrongStatus):
        change(area, reference)


def test_somebody_elses_referral_is_not_there(area):
    reference = area.hold()
    with pytest.raises(NoSuchReferral):
        change_answers(area.instance, area.other_officer, reference, area.facts(), area.restricted(), now=area.now)


def test_what_was_decided_by_a_person_stands_while_the_rules_come_out_the_same(area):
    reference = area.referred()
    assert approve(area, reference) is S.CLEARED
    change(area, reference, earlier_matters=(CAUTION,), risk_tool="dara")
    assert area.see(reference).status is S.CLEARED


@pytest.mark.parametrize(
    "facts",
    [
        {"earlier_matters": ({**CAUTION, "outcome": "conviction"},)},
        {"earlier_matters": (CAUTION, {**CAUTION, "outcome": "conviction", "violence": True})},
        {"earlier_matters": None},
        {"earlier_matters": (CAUTION,), "current_orders": ("community_order",)},
        {"earlier_matters": (CAUTION,), "risk_grade": "medium"},
    ],
    ids=["another outcome", "one more matter", "no longer known", "another rule fails", "above the ceiling"],
)
def test_what_was_decided_by_a_person_covers_nothing_else(area, facts):
    reference = area.referred()
    approve(area, reference)
    change(area, reference, **facts)
    seen = area.see(reference)
    assert seen.status is S.AWAITING_DECISION
    assert seen.uncovered


@pytest.mark.parametrize(
    ("approved", "changed"),
    [
        ({"current_orders": None}, {"current_orders": ("community_order",)}),
        ({"disposal": "community_resolution"}, {"disposal": "diversionary_caution"}),
    ],
    ids=["another outcome", "another reason"],
)
def test_what_was_decided_about_a_rule_covers_no_other_outcome_or_reason_of_it(area, approved, changed):
    reference = area.referred(earlier_matters=(), **approved)
    assert approve(area, reference) is S.CLEARED
    change(area, reference, **changed)
    assert area.see(reference).status is S.AWAITING_DECISION


@pytest.mark.parametrize("when", ["entered", "changed"])
def test_another_answer_about_the_source_changes_nobodys_access(area, when):
    reference = area.referred(referral_source="othershire_police") if when == "entered" else area.hold()
    change(area, reference, referral_source="othershire_police")
    assert area.see(reference, area.supervisor).reference == reference
    with pytest.raises(NoSuchReferral):
        area.see(reference, area.other_force)
