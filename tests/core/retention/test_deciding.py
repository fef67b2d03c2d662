"""What people decide about a record, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests.core.disclosure.exporting import asked
from tests.core.retention.ended import LATER, Office, schedule
from tests.instances import NOW

from cara.access import Action, NotAllowed, ProofNeeded
from cara.acting import NotAccepted
from cara.casework import ErasedAlready, NoSuchReferral, Search, list_referrals, see_decisions, see_referral
from cara.disclosure.participants.requests import refuse_copy
from cara.disclosure.words import RefusedWhy
from cara.records import tables as t
from cara.retention.carrying import carry_out
from cara.retention.deciding import approve_erasure, keep_longer, lift_hold, place_hold, request_erasure, stop_erasure
from cara.retention.problems import (
    CopyAskedFor,
    NoSchedule,
    NotToErase,
    NotUnderWay,
    OnHold,
    RegisterProblem,
    SomebodyElseHeld,
)
from cara.retention.reviewing import RetentionSearch, list_retention, see_retention
from cara.retention.words import WAITS, ErasureStatus, RetentionTab, Scope, WhyErased
from cara.staff.conflicts import declare_conflict

CASE, OVER, ASKED = Scope.CASE, WhyErased.PERIOD_OVER, WhyErased.ASKED_FOR
THREE_DAYS = LATER + WAITS


def request(office: Office, reference: str, now=LATER, why=OVER, scope=CASE) -> str:
    return request_erasure(office.instance, office.manager(now), reference, scope, why, "Its time is over", now=now)


def approved(office: Office, reference: str, now=LATER, **more) -> str:
    code = request(office, reference, now, **more)
    approve_erasure(office.instance, office.other(now), reference, code, now=now)
    return code


def due(office: Office, now=LATER, tab=RetentionTab.DUE, text="") -> list[str]:
    search = RetentionSearch(tab, text)
    return [str(one.reference) for one in list_retention(office.instance, office.manager(now), search, now=now).lines]


def seen(office: Office, reference: str, now=LATER):
    return see_retention(office.instance, office.manager(now), reference, now=now)


def test_what_was_approved_three_days_ago_is_erased_and_never_earlier(office):
    approved(office, reference := office.ended())
    assert carry_out(office.instance, now=THREE_DAYS - timedelta(seconds=1)) == ()
    assert office.area.see(reference).person.family_name == "Testperson"
    assert len(carry_out(office.instance, now=THREE_DAYS)) == 1
    view = office.area.see(reference)
    assert (view.person, view.facts, view.erased_at) == (None, None, THREE_DAYS)
    assert carry_out(office.instance, now=THREE_DAYS) == ()


def test_lists_say_when_it_was_erased_and_nobody_is_found_by_name_any_more(office):
    approved(office, reference := office.ended())
    assert list_referrals(office.instance, office.area.officer, Search("Adam Testperson"), now=LATER).lines
    carry_out(office.instance, now=THREE_DAYS)
    (line,) = list_referrals(office.instance, office.area.officer, Search(), now=THREE_DAYS).lines
    assert (line.reference, line.name) == (reference, "Erased on 4 December 2028")
    for name in ("Adam Testperson", "Erased on 4 December 2028"):
        assert not list_referrals(office.instance, office.area.officer, Search(name), now=THREE_DAYS).lines
    decisions = see_decisions(office.instance, office.area.supervisor, reference, now=THREE_DAYS)
    assert decisions
    assert all(one.decision is None for one in decisions)


def test_nobody_approves_an_own_request(office):
    code = request(office, reference := office.ended())
    with pytest.raises(NotUnderWay):
        approve_erasure(office.instance, office.manager(LATER), reference, code, now=LATER)
    assert seen(office, reference).erasures[0].status is ErasureStatus.REQUESTED


def test_asking_and_approving_need_a_fresh_proof(office):
    reference = office.ended()
    with pytest.raises(ProofNeeded):
        request_erasure(office.instance, office.area.manager, reference, CASE, OVER, "Over", now=LATER)
    code = request(office, reference)
    with pytest.raises(ProofNeeded):
        approve_erasure(office.instance, office.codes["manager-2"], reference, code, now=LATER)


@pytest.mark.parametrize("code", ["officer-1", "supervisor-1", "facilitator-1"])
def test_nobody_else_decides_or_sees_it(office, code):
    reference, who = office.ended(), office.who(code, LATER)
    with pytest.raises(NotAllowed):
        request_erasure(office.instance, who, reference, CASE, OVER, "Over", now=LATER)
    with pytest.raises(NotAllowed):
        see_retention(office.instance, who, reference, now=LATER)


def test_a_director_approves_but_does_not_ask(office):
    code = request(office, reference := office.ended())
    with pytest.raises(NotAllowed):
        request_erasure(office.instance, office.who("director-1", LATER), reference, CASE, OVER, "Over", now=LATER)
    approve_erasure(office.instance, office.who("director-1", LATER), reference, code, now=LATER)
    assert len(carry_out(office.instance, now=THREE_DAYS)) == 1


def test_anybody_who_decides_stops_it_before_it_is_carried_out(office):
    code = approved(office, reference := office.ended())
    stop_erasure(office.instance, office.who("director-1", LATER), reference, code, now=LATER)
    assert carry_out(office.instance, now=THREE_DAYS) == ()
    with pytest.raises(NotUnderWay):
        stop_erasure(office.instance, office.manager(LATER), reference, code, now=LATER)
    assert due(office) == [reference]


def test_a_hold_stops_what_is_under_way_and_refuses_everything_until_it_is_lifted(office):
    code = approved(office, reference := office.ended())
    place_hold(office.instance, office.manager(LATER), reference, "A claim", now=LATER)
    assert carry_out(office.instance, now=THREE_DAYS) == ()
    with pytest.raises(OnHold):
        request(office, reference)
    assert (due(office), due(office, tab=RetentionTab.HELD)) == ([], [reference])
    with pytest.raises(SomebodyElseHeld):
        place_hold(office.instance, office.other(LATER), reference, "Another", now=LATER)
    lift_hold(office.instance, office.other(LATER), reference, "Settled", now=LATER)
    assert carry_out(office.instance, now=THREE_DAYS) == ()
    held = seen(office, reference).holds[0]
    assert (held.reason, held.lifted_reason, held.lifted_by) == ("A claim", "Settled", "manager-2")
    assert seen(office, reference).erasures[0].code == code
    with pytest.raises(SomebodyElseHeld):
        lift_hold(office.instance, office.manager(LATER), reference, "Again", now=LATER)


def test_an_open_case_is_not_erased_and_not_kept_longer(office):
    reference = office.area.booked("N1")
    with pytest.raises(NotToErase, match="has not ended"):
        request(office, reference)
    with pytest.raises(NotToErase, match="has not ended"):
        request(office, reference, why=ASKED)
    with pytest.raises(NotToErase, match="has not ended"):
        keep_longer(office.instance, office.manager(LATER), reference, CASE, date(2029, 1, 1), "So", now=LATER)
    assert due(office) == []


def test_before_the_period_is_over_only_the_person_s_own_wish_leads_to_it(office):
    reference, early = office.ended(), NOW + timedelta(days=30)
    with pytest.raises(NotToErase, match="23 November 2027"):
        request(office, reference, early)
    assert due(office, early) == []
    approved(office, reference, early, why=ASKED)
    assert len(carry_out(office.instance, now=early + WAITS)) == 1


def test_the_day_on_which_a_period_ends_is_the_first_on_which_it_is_due(office):
    reference = office.ended()
    assert due(office, LATER.replace(year=2027, month=11, day=22)) == []
    assert due(office, LATER.replace(year=2027, month=11, day=23)) == [reference]


@pytest.mark.parametrize(
    "missing", ["case_months", "victim_months", "concern_months", "decided_by", "decided_on", "source"]
)
def test_an_incomplete_schedule_is_as_none(office, missing):
    code = approved(office, reference := office.ended())
    empty = "" if missing in {"decided_by", "source"} else None
    without = replace(office.instance, retention=schedule(office.instance.retention.erasures, **{missing: empty}))
    assert without.retention.missing == (missing,)
    with pytest.raises(NoSchedule):
        carry_out(without, now=THREE_DAYS)
    stop_erasure(without, office.manager(LATER), reference, code, now=LATER)
    with pytest.raises(NoSchedule):
        request_erasure(without, office.manager(LATER), reference, CASE, ASKED, "Asked", now=LATER)


def test_nobody_approves_without_a_schedule(office):
    code = request(office, reference := office.ended())
    without = replace(office.instance, retention=schedule(office.instance.retention.erasures, source=""))
    with pytest.raises(NoSchedule):
        approve_erasure(without, office.other(LATER), reference, code, now=LATER)


def test_what_is_kept_for_longer_is_asked_again_on_its_day(office):
    reference, until = office.ended(), date(2029, 3, 1)
    keep_longer(office.instance, office.manager(LATER), reference, CASE, until, "An appeal runs", now=LATER)
    assert due(office) == []
    assert due(office, LATER.replace(year=2029, month=3, day=1)) == [reference]
    assert seen(office, reference).kept[0].reason == "An appeal runs"


@pytest.mark.parametrize("until", [date(2028, 12, 1), date(2028, 11, 30), date(2030, 12, 2)])
def test_nothing_is_kept_without_a_bound_or_for_no_time(office, until):
    with pytest.raises(NotAccepted):
        keep_longer(office.instance, office.manager(LATER), office.ended(), CASE, until, "So", now=LATER)


def test_without_a_register_nothing_is_carried_out(office):
    approved(office, reference := office.ended())
    assert office.instance.retention.erasures is not None
    office.instance.retention.erasures.unlink()
    with pytest.raises(RegisterProblem, match="is missing"):
        carry_out(office.instance, now=THREE_DAYS)
    assert office.area.see(reference).person is not None


def test_an_erased_case_is_neither_changed_nor_found_for_it(office):
    approved(office, reference := office.ended())
    carry_out(office.instance, now=THREE_DAYS)
    with pytest.raises(ErasedAlready):
        see_referral(
            office.instance,
            replace(office.area.officer, proved_at=THREE_DAYS),
            reference,
            now=THREE_DAYS,
            to=Action.CORRECT_CONTACT,
        )
    with pytest.raises(NotToErase):
        request(office, reference, THREE_DAYS)
    with pytest.raises(NotToErase):
        place_hold(office.instance, office.manager(THREE_DAYS), reference, "Late", now=THREE_DAYS)
    assert (due(office, THREE_DAYS), due(office, THREE_DAYS, RetentionTab.ERASED)) == ([], [reference])


def test_the_same_person_referred_again_is_no_duplicate_of_what_was_erased(office):
    approved(office, reference := office.ended())
    carry_out(office.instance, now=THREE_DAYS)
    again = office.area.booked("N2")
    assert office.area.see(again).duplicates == 0
    assert office.area.see(reference).duplicates == 0


def test_the_list_finds_a_record_by_its_whole_reference(office):
    first, second = office.ended(), office.ended("N2", crime_reference="13/2/26")
    assert due(office) == [first, second]
    assert due(office, text=second) == [second]
    assert due(office, text=second[:4]) == []


def test_what_is_not_there_and_what_a_conflict_closes_look_alike(office):
    reference = office.ended()
    declare_conflict(office.instance.database, office.manager(LATER), "manager-2", reference, now=LATER)
    said = []
    for wanted in (reference, "7KQ4M2XH"):
        with pytest.raises(NoSuchReferral) as seen_by_other:
            see_retention(office.instance, office.other(LATER), wanted, now=LATER)
        with pytest.raises(NoSuchReferral) as held_by_other:
            place_hold(office.instance, office.other(LATER), wanted, "Mine", now=LATER)
        said += [str(seen_by_other.value), str(held_by_other.value)]
    assert len(set(said)) == 1
    assert list_retention(office.instance, office.other(LATER), RetentionSearch(), now=LATER).lines == ()


def test_nothing_is_erased_while_somebody_waits_for_a_copy_of_it(office):
    code = asked(office.area, str(reference := office.ended()), LATER)
    with pytest.raises(CopyAskedFor, match="asked for a copy"):
        request(office, reference)
    refuse_copy(office.instance, office.manager(LATER), code, RefusedWhy.WITHDRAWN, "Rang.", now=LATER)
    approved(office, reference)
    asked(office.area, str(reference), LATER)
    assert carry_out(office.instance, now=THREE_DAYS) == ()
    assert office.area.see(reference).erased_at is None


def test_what_was_written_about_a_copy_goes_with_the_case(office):
    code = asked(office.area, str(reference := office.ended()), LATER)
    refuse_copy(office.instance, office.manager(LATER), code, RefusedWhy.WITHDRAWN, "Rang.", now=LATER)
    approved(office, reference)
    assert len(carry_out(office.instance, now=THREE_DAYS)) == 1
    with office.area.database.read() as unit:
        assert set(unit.execute(select(t.AccessRequestStep.note)).scalars()) == {None}
    with pytest.raises(ErasedAlready):
        asked(office.area, str(reference), THREE_DAYS)
