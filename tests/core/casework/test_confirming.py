"""Confirming: everything there, the place still fitting, the floor kept, and then a booking."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update
from tests.instances import FIRST

from cara.access import FieldGroup
from cara.casework import (
    Confirmed,
    DecisionSeen,
    NoSuchReferral,
    NotAccepted,
    NotConfirmed,
    PlaceDoesNotFit,
    ReferralStatus,
    WrongStatus,
    confirm_booking,
    decide_disposal,
    hold_another_place,
    refer_on,
    see_decisions,
)
from cara.casework.details import AccessNeed, KeepApart, Needs
from cara.policy import Stage
from cara.records import AuditEntry, Cohort, Decision, DecisionOverride, Entry
from cara.vocabulary import PoliceRank

S = ReferralStatus


def test_everything_that_is_missing_is_named_at_once(area):
    reference = area.hold()
    with pytest.raises(NotAccepted) as refused:
        area.confirm(reference)
    assert [problem.field for problem in refused.value.problems] == ["person", "needs", "caution"]


def test_a_complete_referral_is_booked(area):
    reference = area.hold()
    area.complete(reference)
    confirmed = area.confirm(reference)
    assert isinstance(confirmed, Confirmed)
    seen = area.see(reference)
    assert (seen.status, seen.place.cohort, seen.held_until) == (S.BOOKED, "N1", None)


def test_the_last_decision_is_made_when_the_caution_is_signed(area):
    reference = area.booked()
    (last, first) = see_decisions(area.instance, area.officer, reference, now=area.now)
    assert (first.decision.stage, last.decision.stage) == (Stage.CHECK, Stage.CONFIRM)
    assert last.decision.facts.authorising_rank is PoliceRank.SERGEANT


def test_a_booked_place_does_not_run_out(area):
    reference = area.booked()
    assert area.see(reference, days=3).status is S.BOOKED


def test_confirming_twice_is_the_same_as_once(area):
    reference = area.booked()
    again = area.confirm(reference, hours=5)
    assert isinstance(again, Confirmed)
    assert again.decision.stage is Stage.CONFIRM
    assert area.rows()["decision"] == 2
    assert len(area.see(reference).history) == 2


def test_a_hold_that_ran_out_cannot_be_confirmed(area):
    reference = area.hold()
    area.complete(reference)
    with pytest.raises(WrongStatus, match="Place released"):
        area.confirm(reference, minutes=60)
    assert area.see(reference).status is S.RELEASED


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ({"authorising_rank": PoliceRank.CONSTABLE}, "national.authorising_rank"),
        ({"effect_explained": False}, "national.effect_explained"),
        ({"admission_signed": False}, "national.signed_admission"),
    ],
)
def test_below_the_floor_nothing_is_booked_and_the_place_stays(area, answer, rule):
    reference = area.hold()
    area.complete(reference)
    area.sign(reference, **answer)
    refused = area.confirm(reference)
    assert isinstance(refused, NotConfirmed)
    assert [result.rule_id for result in refused.uncovered] == [rule]
    assert not refused.only_the_area
    seen = area.see(reference)
    decision = DecisionSeen.of(refused.decision, frozenset(FieldGroup))
    assert (seen.status, seen.place.cohort, seen.decision) == (S.HELD, "N1", decision)


def test_a_refused_confirmation_can_be_put_right(area):
    reference = area.hold()
    area.complete(reference)
    area.sign(reference, authorising_rank=PoliceRank.CONSTABLE)
    area.confirm(reference)
    area.sign(reference)
    assert isinstance(area.confirm(reference), Confirmed)


def test_a_refused_confirmation_is_audited_with_its_rules(area):
    reference = area.hold()
    area.complete(reference)
    area.sign(reference, admission_signed=False)
    area.confirm(reference)
    with area.database.read() as unit:
        last = unit.execute(AuditEntry.__table__.select().order_by(AuditEntry.seq.desc())).mappings().first()
    assert (last["action"], last["resource"]) == ("booking_not_confirmed", reference)
    assert "national.signed_admission" in last["detail"]


def test_a_place_beyond_the_deadline_of_the_caution_that_was_signed_is_refused(area):
    """Workshop two is on day 112 of a caution of today, and so on day 115 of one three days ago."""
    area.cohort("late", weeks=10)
    ends = FIRST + timedelta(weeks=10, days=28)
    area.now = area.later(days=(ends - area.today).days - 112)
    reference = area.hold("late", offence_on=None)
    area.record(reference)
    area.sign(reference, caution_on=area.today - timedelta(days=3))
    with pytest.raises(PlaceDoesNotFit, match="the deadline"):
        area.confirm(reference)
    area.sign(reference)
    assert isinstance(area.confirm(reference), Confirmed)


@pytest.mark.parametrize(
    ("needs", "why"),
    [
        (Needs(access=(AccessNeed.STEP_FREE,)), "The venue has no step-free access"),
        (Needs(access=(AccessNeed.HEARING_LOOP,)), "The venue has no hearing loop"),
        (Needs(unavailable=(FIRST,)), "The person cannot come on Saturday 5 December 2026"),
        (Needs(unavailable=(FIRST + timedelta(days=28),)), "The person cannot come on Saturday 2 January 2027"),
    ],
)
def test_a_place_that_needs_no_longer_fit_is_refused(area, needs, why):
    reference = area.hold()
    area.record(reference, needs=needs)
    area.sign(reference)
    assert area.see(reference).misfits == (why,)
    before = area.rows()
    with pytest.raises(PlaceDoesNotFit) as refused:
        area.confirm(reference)
    assert refused.value.why == (why,)
    assert area.rows() == before


@pytest.mark.parametrize("named", ["reference", "name"])
def test_a_place_beside_somebody_kept_apart_is_refused(area, named):
    other = area.booked(given_names="Bilal", family_name="Otherperson", crime_reference="13/99999/26")
    reference = area.hold()
    apart = KeepApart(reference=other) if named == "reference" else KeepApart(name="Bilal Otherperson")
    area.record(reference, needs=Needs(keep_apart=(apart,)))
    area.sign(reference)
    with pytest.raises(PlaceDoesNotFit, match="kept apart"):
        area.confirm(reference)


def test_who_is_named_by_somebody_booked_is_refused_beside_him(area):
    other = area.hold()
    area.record(
        other,
        person=area.person(given_names="Bilal", family_name="Otherperson", crime_reference="13/99999/26"),
        needs=Needs(keep_apart=(KeepApart(name="Adam Testperson"),)),
    )
    area.sign(other)
    area.confirm(other)
    reference = area.hold()
    area.complete(reference)
    with pytest.raises(PlaceDoesNotFit, match="kept apart"):
        area.confirm(reference)


def test_a_cohort_that_was_closed_meanwhile_is_refused_and_still_shown(area):
    reference = area.hold()
    area.complete(reference)
    with area.database.write() as unit:
        unit.execute(update(Cohort).where(Cohort.code == "N1").values(status="closed"))
        unit.audit(Entry(at=area.now, actor="system", action="test", resource="test", request_id=""))
    assert area.see(reference).place.cohort == "N1"
    with pytest.raises(PlaceDoesNotFit, match="no longer offered"):
        area.confirm(reference)


def test_a_workshop_that_has_begun_cannot_be_confirmed(area):
    area.now = area.later(days=11, hours=13, minutes=30)
    reference = area.hold()
    area.complete(reference)
    area.now = area.later(minutes=45)
    assert area.today == FIRST
    with pytest.raises(PlaceDoesNotFit, match="not after today"):
        area.confirm(reference)


def test_a_caution_under_an_unknown_rule_goes_to_a_person_and_is_then_booked(area):
    reference = area.referred()
    decide_disposal(
        area.instance,
        area.supervisor,
        area.item_of(reference, area.supervisor),
        approve=True,
        rank=PoliceRank.INSPECTOR,
        reason="One caution, long ago",
        now=area.now,
    )
    hold_another_place(area.instance, area.officer, reference, "N1", None, now=area.now)
    area.complete(reference)
    assert isinstance(area.confirm(reference), Confirmed)


def test_what_cannot_be_confirmed_can_be_referred_on_while_the_hold_runs(area):
    reference = area.hold()
    area.complete(reference)
    refer_on(area.instance, area.officer, reference, now=area.now)
    seen = area.see(reference)
    assert (seen.status, seen.place.cohort) == (S.AWAITING_DECISION, "N1")
    with pytest.raises(WrongStatus):
        area.confirm(reference)


def test_nothing_that_is_stored_covers_a_national_rule(area):
    """Even an override that names a national rule, as no use case ever writes, books nobody below the floor."""
    reference = area.hold()
    area.complete(reference)
    area.sign(reference, authorising_rank=PoliceRank.CONSTABLE)
    area.confirm(reference)
    with area.database.write() as unit:
        forged = {
            "decision_id": unit.scalar(select(func.max(Decision.id))),
            "rules": '["national.authorising_rank"]',
            "by": area.supervisor.account,
            "reason": unit.seal(DecisionOverride.reason, reference, "Forged"),
            "at": area.now,
        }
        unit.execute(insert(DecisionOverride).values(**forged))
        unit.audit(Entry(at=area.now, actor="system", action="test", resource="test", request_id=""))
    assert isinstance(area.confirm(reference), NotConfirmed)


@pytest.mark.parametrize("code", ["officer-2", "manager-1", "supervisor-3"])
def test_only_those_who_may_confirm(area, code):
    reference = area.hold()
    area.complete(reference)
    with pytest.raises(NoSuchReferral):
        confirm_booking(area.instance, area.subjects[code], reference, now=area.now)
    assert isinstance(confirm_booking(area.instance, area.supervisor, reference, now=area.now), Confirmed)
