"""Holding: a seat for an hour, refused without a trace, set free where everybody can see it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from tests.instances import FIRST

from cara.access import NotAllowed
from cara.casework import (
    Gone,
    Held,
    NotAccepted,
    NotClearedYet,
    PlaceSearch,
    ReferralStatus,
    WrongStatus,
    decide_disposal,
    hold_another_place,
    hold_place,
    refer_on,
    release_expired_holds,
    run_with_holds_released,
    withdraw,
)
from cara.casework.details import Needs
from cara.records import Cohort, Entry, Membership, Unit
from cara.scheduling import Constraint
from cara.vocabulary import Pathway, PoliceRank, Relationship, Sex

S = ReferralStatus


def seats(area, cohort: str) -> list[int]:
    with area.database.read() as unit:
        taken = (
            select(Membership.seat)
            .join(Cohort, Cohort.id == Membership.cohort_id)
            .where(Cohort.code == cohort, Membership.active)
        )
        return sorted(unit.execute(taken).scalars())


def another(area, reference, cohort, search=None, **later):
    return hold_another_place(area.instance, area.officer, reference, cohort, search, now=area.later(**later))


def close(area, cohort: str) -> None:
    with area.database.write() as unit:
        unit.execute(update(Cohort).where(Cohort.code == cohort).values(status="closed"))
        audited(unit, area)


def audited(unit: Unit, area) -> None:
    unit.audit(Entry(at=area.now, actor="system", action="test", resource="test", request_id=""))


def test_a_hold_says_which_place_under_which_reference_until_when(area):
    held = area.try_to_hold("N1")
    assert isinstance(held, Held)
    assert (held.place.cohort, held.until) == ("N1", area.later(minutes=60))
    assert area.see(held.reference).status is S.HELD


def test_impossible_days_known_when_it_was_held_stay_with_the_referral(area):
    days = frozenset({FIRST + timedelta(weeks=1), date(2027, 3, 6)})
    assert area.see(area.hold("N1", PlaceSearch(impossible=days))).impossible == days


def test_seats_are_taken_from_the_lowest(area):
    first = area.hold("N1")
    area.hold("N1")
    withdraw(area.instance, area.officer, first, "Not proceeding", now=area.now)
    area.hold("N1")
    assert seats(area, "N1") == [1, 2]


def test_a_full_cohort_is_gone_with_the_next_offers_and_nothing_stored(area):
    area.cohort("one", capacity=1)
    area.hold("one")
    before = area.rows()
    gone = area.try_to_hold("one")
    assert isinstance(gone, Gone)
    assert gone.why == ("Every seat is taken",)
    assert [offer.place.cohort for offer in gone.offers.offers] == ["N1", "N2", "S1"]
    assert area.rows() == before


@pytest.mark.parametrize("cohort", ["", "no such cohort", "n1"])
def test_an_unknown_cohort_is_gone(area, cohort):
    gone = area.try_to_hold(cohort)
    assert isinstance(gone, Gone)
    assert gone.why == ("This pair of days is no longer offered",)


def test_a_closed_cohort_is_gone(area):
    close(area, "N1")
    assert isinstance(area.try_to_hold("N1"), Gone)


def test_another_pathways_cohort_is_gone(area):
    gone = area.try_to_hold("W1")
    assert isinstance(gone, Gone)
    assert gone.why == ("It is a cohort of another pathway",)


@pytest.mark.parametrize(
    "facts",
    [{"age": 17}, {"risk_grade": "high"}, {"admits_offence": None}, {"earlier_matters": ({"outcome": "caution"},)}],
)
def test_nobody_whom_the_rules_do_not_clear_holds_a_place(area, facts):
    before = area.rows()
    with pytest.raises(NotClearedYet):
        area.try_to_hold("N1", **facts)
    assert area.rows() == before


def test_impossible_facts_are_refused_and_nothing_stored(area):
    before = area.rows()
    with pytest.raises(NotAccepted):
        area.try_to_hold("N1", offence_on=date(2030, 1, 1))
    with pytest.raises(NotAccepted):
        area.try_to_hold("N1", PlaceSearch(caution_on=date(9999, 12, 31)))
    assert area.rows() == before


def test_a_manager_holds_nothing(area):
    with pytest.raises(NotAllowed):
        hold_place(area.instance, area.manager, area.facts(), area.restricted(), "N1", PlaceSearch(), now=area.now)


def test_a_hold_that_runs_out_is_released_where_its_history_shows_it(area):
    reference = area.hold("N1")
    assert release_expired_holds(area.instance, now=area.later(minutes=59)) == 0
    assert release_expired_holds(area.instance, now=area.later(minutes=60)) == 1
    last = area.see(reference).history[-1]
    assert (last.status, last.by, last.reason) == (S.RELEASED, "system", "The hold ran out before it was confirmed")
    assert seats(area, "N1") == []


def test_releasing_twice_releases_once(area):
    area.hold("N1")
    release_expired_holds(area.instance, now=area.later(hours=2))
    assert release_expired_holds(area.instance, now=area.later(hours=2)) == 0


class Refused(Exception):
    """What was asked for is refused."""


def test_work_that_is_refused_does_not_undo_the_release_before_it(area):
    reference = area.hold("N1")
    seen = []

    def work(unit):
        seen.extend(unit.execute(select(Membership.status)).scalars())
        raise Refused

    with pytest.raises(Refused):
        run_with_holds_released(area.instance, work, now=area.later(minutes=60))
    assert seen == ["released"]
    assert area.see(reference).history[-1].status is S.RELEASED


def test_work_is_done_once_where_no_hold_ran_out(area):
    area.hold("N1")
    done = []
    run_with_holds_released(area.instance, lambda _: done.append("done"), now=area.later(minutes=59))
    assert (done, seats(area, "N1")) == (["done"], [1])


def test_whoever_opens_a_referral_sees_that_its_hold_ran_out(area):
    reference = area.hold("N1")
    seen = area.see(reference, minutes=60)
    assert (seen.status, seen.place, seen.held_until) == (S.RELEASED, None, None)


def test_an_expired_hold_gives_its_seat_to_the_next(area):
    area.cohort("one", capacity=1)
    first = area.hold("one")
    area.now = area.later(minutes=61)
    area.hold("one")
    assert area.see(first).status is S.RELEASED
    assert seats(area, "one") == [1]


def test_moving_to_another_place_frees_the_first(area):
    reference = area.hold("N1")
    held = another(area, reference, "N2")
    assert isinstance(held, Held)
    assert (seats(area, "N1"), seats(area, "N2")) == ([], [1])
    assert area.see(reference).place.cohort == "N2"


def test_a_move_that_fails_keeps_the_first_place(area):
    area.cohort("one", capacity=1)
    area.hold("one")
    reference = area.hold("N1")
    before = area.rows()
    assert isinstance(another(area, reference, "one"), Gone)
    assert area.rows() == before
    assert area.see(reference).place.cohort == "N1"


def test_the_last_seat_can_be_held_again_by_whoever_has_it(area):
    area.cohort("one", capacity=1)
    reference = area.hold("one")
    held = another(area, reference, "one", minutes=30)
    assert isinstance(held, Held)
    assert held.until == area.later(minutes=90)


def test_a_released_referral_holds_again_under_its_reference(area):
    reference = area.hold("N1")
    held = another(area, reference, "N2", hours=2)
    assert isinstance(held, Held)
    assert held.reference == reference


def test_another_place_is_checked_against_what_was_recorded(area):
    reference = area.hold("N1")
    days = (FIRST + timedelta(weeks=1),)
    area.record(reference, needs=Needs(unavailable=days))
    gone = another(area, reference, "N2", PlaceSearch())
    assert isinstance(gone, Gone)
    assert gone.why == ("The person cannot come on Saturday 12 December 2026",)


def test_another_place_counts_from_the_recorded_caution(area):
    """The deadline of a caution of three weeks ago ends three weeks earlier."""
    reference = area.hold("N1", offence_on=date(2026, 11, 1))
    area.record(reference)
    area.sign(reference, caution_on=date(2026, 11, 2))
    area.cohort("late", weeks=8)
    gone = another(area, reference, "late")
    assert isinstance(gone, Gone)
    assert gone.why == ("Workshop two is after Sunday 21 February 2027, the deadline",)


def test_impossible_days_given_with_another_place_are_kept(area):
    reference = area.hold("N1")
    day = FIRST + timedelta(weeks=2)
    another(area, reference, "N2", PlaceSearch(impossible=frozenset({day})))
    assert area.see(reference).impossible == {day}


def test_nobody_holds_a_place_while_a_person_has_to_decide(area):
    reference = area.referred()
    with pytest.raises(WrongStatus):
        another(area, reference, "N1")
    held = area.hold("N1")
    refer_on(area.instance, area.officer, held, now=area.now)
    with pytest.raises(WrongStatus):
        another(area, held, "N2")


def test_a_hold_that_runs_out_while_a_person_decides_is_noted(area):
    reference = area.hold("N1")
    refer_on(area.instance, area.officer, reference, now=area.now)
    release_expired_holds(area.instance, now=area.later(hours=1))
    seen = area.see(reference)
    assert (seen.status, seen.history[-1].reason) == (
        S.AWAITING_DECISION,
        "The hold ran out before it was confirmed",
    )


def test_approval_after_the_hold_ran_out_leaves_a_place_to_choose(area):
    reference = area.hold("N1")
    refer_on(area.instance, area.officer, reference, now=area.now)
    code = area.item_of(reference, area.supervisor)
    after = decide_disposal(
        area.instance,
        area.supervisor,
        code,
        approve=True,
        rank=PoliceRank.SERGEANT,
        reason="Agreed",
        now=area.later(hours=2),
    )
    assert after is S.CLEARED


def test_when_every_place_is_taken_the_answer_says_what_binds(area):
    area.cohort("only", Pathway(Sex.FEMALE, Relationship.FAMILY), "south-1", capacity=1)
    facts = {"sex": "female", "relationship": "family"}
    area.hold("only", **facts)
    gone = area.try_to_hold("only", **facts)
    assert gone.offers.offers == ()
    assert [binding.constraint for binding in gone.offers.bindings] == [Constraint.FULL]
