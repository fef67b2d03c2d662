"""What each use case of rescheduling does, and what it refuses in words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from tests.areas_for_tests import stated
from tests.core.workshops.running import Running, running_on

from cara.access import NotAllowed
from cara.acting import tell
from cara.casework import NoSuchReferral, NotAccepted, PlaceDoesNotFit, ReferralStatus, SomebodyElseChanged, worklist
from cara.policy import MissedWorkshopMeans
from cara.records import tables as t
from cara.staff.conflicts import declare_conflict
from cara.vocabulary import Attendance, MissedWorkshop
from cara.workshops import (
    GoingOn,
    RegisterMissing,
    WaitingSearch,
    WhatAgain,
    WrongStep,
    assign_facilitator,
    book_again,
    cancel_cohort,
    decide_going_on,
    defer,
    extend,
    give_other_days,
    list_waiting,
    move_booking,
    preview_cancellation,
    see_reschedulable,
)

S = ReferralStatus
A = Attendance
WHY = "The person starts a new job"


@pytest.fixture
def repeating(database) -> Running:
    """Testshire, where a missed workshop alone is repeated."""
    return running_on(database, stated(MissedWorkshopMeans, value=MissedWorkshop.REPEAT_MISSED))


def asked(running):
    return running.area.instance, running.manager


def at(running):
    return {"reason": WHY, "now": running.area.now}


def expected(running, seat):
    query = (
        select(t.Workshop.code)
        .join(t.ExpectedAttendance, t.ExpectedAttendance.workshop_id == t.Workshop.id)
        .join(t.Membership, t.Membership.id == t.ExpectedAttendance.membership_id)
        .join(t.Referral, t.Referral.id == t.Membership.referral_id)
        .where(t.Referral.reference == str(running.booked[seat]), t.ExpectedAttendance.ended_at.is_(None))
    )
    with running.area.database.read() as unit:
        return sorted(unit.execute(query).scalars())


def test_a_booking_moves_with_its_expected_workshops_and_its_reason(running):
    place = move_booking(*asked(running), running.booked[1], "S1", **at(running))
    assert place.cohort == "S1"
    assert expected(running, 1) == ["S1-1", "S1-2"]
    assert running.status(1) is S.BOOKED
    assert running.area.see(running.booked[1], running.manager).history[-1].reason == WHY


def test_a_booking_does_not_move_into_its_own_cohort_or_another_pathway(running):
    with pytest.raises(PlaceDoesNotFit, match="has the place now"):
        move_booking(*asked(running), running.booked[1], "N1", **at(running))
    with pytest.raises(PlaceDoesNotFit, match="another pathway"):
        move_booking(*asked(running), running.booked[1], "W1", **at(running))


def test_a_booking_whose_workshop_has_come_is_not_touched(running):
    running.area.now = running.moment("N1-1")
    for change in (
        lambda: move_booking(*asked(running), running.booked[1], "S2", **at(running)),
        lambda: defer(*asked(running), running.booked[1], date(2027, 1, 4), **at(running)),
    ):
        with pytest.raises(RegisterMissing, match="Record that first"):
            change()


def test_without_a_reason_nothing_is_done(running):
    with pytest.raises(NotAccepted):
        move_booking(*asked(running), running.booked[1], "S1", reason=" ", now=running.area.now)


@pytest.mark.parametrize("code", ["officer-1", "supervisor-1", "facilitator-1"])
def test_the_area_manager_alone_reschedules(running, code):
    other = running.area.subjects[code]
    with pytest.raises(NoSuchReferral):
        move_booking(running.area.instance, other, running.booked[1], "S1", **at(running))
    with pytest.raises(NotAllowed):
        preview_cancellation(running.area.instance, other, "N1", now=running.area.now)


def test_somebody_deferred_comes_back_on_the_day_and_is_booked_again(running):
    until = running.area.today + timedelta(days=30)
    defer(*asked(running), running.booked[1], until, **at(running))
    assert running.status(1) is S.DEFERRED
    assert running.place(1) == ("left", False)
    assert [item.due_on for item in worklist(*asked(running), now=running.area.now)] == [until]
    book_again(*asked(running), running.booked[1], "S1", WhatAgain.BOTH, **at(running))
    assert running.status(1) is S.BOOKED
    assert worklist(*asked(running), now=running.area.now) == ()


def test_nobody_is_deferred_beyond_the_last_day_that_leaves_room(running):
    last = see_reschedulable(*asked(running), running.booked[1], now=running.area.now).last_first_day
    with pytest.raises(NotAccepted, match="no room is left"):
        defer(*asked(running), running.booked[1], last + timedelta(days=1), **at(running))


def test_workshop_two_alone_is_taken_where_the_policy_repeats_the_missed_one(repeating):
    repeating.mark("N1-1", seat_1=A.HERE, seat_2=A.HERE, seat_3=A.ABSENT)
    repeating.mark("N1-2", seat_1=A.ABSENT, seat_2=A.HERE)
    repeating.area.now = repeating.moment("N1-2", days=1)
    assert repeating.status(1) is S.TO_REBOOK
    seen = see_reschedulable(*asked(repeating), repeating.booked[1], now=repeating.area.now)
    assert [choice.what for choice in seen.choices] == [WhatAgain.TWO_ALONE, WhatAgain.BOTH]
    book_again(*asked(repeating), repeating.booked[1], "S1", WhatAgain.TWO_ALONE, **at(repeating))
    assert repeating.status(1) is S.ATTENDED_ONE
    assert expected(repeating, 1) == ["N1-1", "N1-2", "S1-2"]


def test_workshop_two_alone_is_refused_where_both_are_repeated(database):
    running = running_on(database, stated(MissedWorkshopMeans, value=MissedWorkshop.REPEAT_BOTH))
    running.mark("N1-1", seat_1=A.HERE, seat_2=A.HERE, seat_3=A.HERE)
    running.mark("N1-2", seat_1=A.ABSENT)
    running.area.now = running.moment("N1-2", days=1)
    with pytest.raises(PlaceDoesNotFit, match="do not leave this open"):
        book_again(*asked(running), running.booked[1], "S1", WhatAgain.TWO_ALONE, **at(running))


def test_an_extension_is_kept_with_its_authority_and_leaves_room_for_later_days(running):
    deadline = see_reschedulable(*asked(running), running.booked[1], now=running.area.now).deadline
    until = deadline.extended
    extend(*asked(running), running.booked[1], until, authorised_by="Inspector Example", **at(running))
    seen = see_reschedulable(*asked(running), running.booked[1], now=running.area.now)
    assert (seen.deadline.binding, seen.extended_to, seen.longest) == (until, until, None)
    with pytest.raises(NotAccepted, match="no later than"):
        extend(
            *asked(running),
            running.booked[1],
            until + timedelta(days=1),
            authorised_by="Inspector Example",
            **at(running),
        )


def test_an_extension_without_authority_and_reason_names_both(running):
    with pytest.raises(NotAccepted) as refused:
        extend(*asked(running), running.booked[1], date(2027, 3, 20), authorised_by="", reason="", now=running.area.now)
    assert [problem.field for problem in refused.value.problems] == ["reason", "authorised_by"]


def test_a_cohort_gets_other_days_and_everybody_stays(running):
    first = date(2026, 12, 19)
    give_other_days(*asked(running), "N1", first, first + timedelta(days=28), **at(running))
    assert running.moment("N1-1").date() == first
    assert running.place(1) == ("booked", True)
    assert running.area.see(running.booked[1], running.manager).place.first_day == first


def test_other_days_say_everything_that_stands_in_the_way(running):
    with pytest.raises(NotAccepted) as refused:
        give_other_days(*asked(running), "N1", date(2026, 11, 28), date(2026, 12, 26), **at(running))
    assert "public holiday" in str(refused.value)
    with pytest.raises(NotAccepted, match="28 days after"):
        give_other_days(*asked(running), "N1", date(2026, 12, 5), date(2027, 1, 9), **at(running))


def test_other_days_beyond_a_deadline_name_the_case(running):
    with pytest.raises(NotAccepted, match="the deadline") as refused:
        give_other_days(*asked(running), "N1", date(2027, 2, 20), date(2027, 3, 20), **at(running))
    assert str(running.booked[1]) in str(refused.value)


def test_a_facilitator_who_is_elsewhere_on_the_day_is_said(running):
    assign_facilitator(running.area.instance, running.manager, "S1-1", "facilitator-1", now=running.area.now)
    with pytest.raises(NotAccepted, match="A facilitator of workshop 1"):
        give_other_days(*asked(running), "N1", date(2026, 12, 12), date(2027, 1, 9), **at(running))


def test_a_cohort_in_which_a_place_is_held_keeps_its_days(running):
    running.area.hold("N1")
    with pytest.raises(NotAccepted, match="held for somebody"):
        give_other_days(*asked(running), "N1", date(2026, 12, 12), date(2027, 1, 9), **at(running))


def test_a_cancelled_cohort_leaves_everybody_placed_or_on_the_worklist(running):
    for cohort in ("N2", "S2"):
        preview = preview_cancellation(*asked(running), cohort, now=running.area.now)
        cancel_cohort(*asked(running), cohort, seen=preview.digest, **at(running))
    preview = preview_cancellation(*asked(running), "N1", now=running.area.now)
    assert [one.place.cohort for one in preview.consequences] == ["S1"] * 3
    cancel_cohort(*asked(running), "N1", seen=preview.digest, **at(running))
    assert expected(running, 1) == ["S1-1", "S1-2"]
    preview = preview_cancellation(*asked(running), "S1", now=running.area.now)
    assert all(one.place is None and one.why_none and not one.misses_deadline for one in preview.consequences)
    cancel_cohort(*asked(running), "S1", seen=preview.digest, **at(running))
    assert [running.status(seat) for seat in (1, 2, 3)] == [S.TO_REBOOK] * 3
    assert len(worklist(*asked(running), now=running.area.now)) == 3


def test_a_held_place_goes_back_to_its_officer_when_the_cohort_is_cancelled(running):
    reference = running.area.hold("N2")
    preview = preview_cancellation(*asked(running), "N2", now=running.area.now)
    cancel_cohort(*asked(running), "N2", seen=preview.digest, **at(running))
    assert running.area.see(reference).status is S.RELEASED


def test_a_workshop_that_has_been_is_not_cancelled(running):
    running.area.now = running.moment("N1-1", days=1)
    with pytest.raises(WrongStep, match="before the register"):
        preview_cancellation(*asked(running), "N1", now=running.area.now)


def test_a_facilitator_of_a_cancelled_workshop_is_free_on_that_day(running):
    preview = preview_cancellation(*asked(running), "N1", now=running.area.now)
    cancel_cohort(*asked(running), "N1", seen=preview.digest, **at(running))
    running.area.cohort("N9")
    running.run("N9-1")


def test_nobody_in_conflict_is_shown_and_nobody_is_lost(running):
    area = running.area
    declare_conflict(area.database, area.manager, "manager-1", str(running.booked[1]), now=area.now)
    preview = preview_cancellation(*asked(running), "N1", now=area.now)
    assert (len(preview.consequences), preview.unseen) == (2, 1)
    assert running.booked[1] not in {one.reference for one in preview.consequences}
    cancel_cohort(*asked(running), "N1", seen=preview.digest, **at(running))
    assert area.see(running.booked[1]).status is S.BOOKED
    with pytest.raises(NoSuchReferral):
        move_booking(*asked(running), running.booked[1], "S2", **at(running))


def test_what_the_police_count_after_the_cohort_was_cancelled_waits_for_another_place(running):
    running.mark("N1-1", seat_1=A.LEFT_EARLY, seat_2=A.HERE, seat_3=A.HERE)
    running.area.now = running.moment("N1-1", days=1)
    preview = preview_cancellation(*asked(running), "N1", now=running.area.now)
    cancel_cohort(*asked(running), "N1", seen=preview.digest, **at(running))
    assert running.status(1) is S.ASK_POLICE
    code = running.area.item_of(running.booked[1], running.area.supervisor)
    counts = {"outcome": GoingOn.COUNTS, "reason": WHY, "now": running.area.now}
    assert decide_going_on(running.area.instance, running.area.supervisor, code, **counts) is S.TO_REBOOK
    seen = see_reschedulable(*asked(running), running.booked[1], now=running.area.now)
    assert [choice.what for choice in seen.choices] == [WhatAgain.TWO_ALONE, WhatAgain.BOTH]


def test_whoever_changes_a_booking_that_changed_meanwhile_changes_nothing(running):
    area, reference = running.area, running.booked[1]
    seen = see_reschedulable(area.instance, area.manager, reference, now=area.now).version
    move_booking(area.instance, area.manager, reference, "S1", reason=WHY, seen=seen, now=area.now)
    for change in (
        lambda: move_booking(area.instance, area.manager, reference, "N2", reason=WHY, seen=seen, now=area.now),
        lambda: defer(area.instance, area.manager, reference, area.today, reason=WHY, seen=seen, now=area.now),
        lambda: book_again(
            area.instance, area.manager, reference, "N2", WhatAgain.BOTH, reason=WHY, seen=seen, now=area.now
        ),
        lambda: extend(
            area.instance,
            area.manager,
            reference,
            area.today,
            authorised_by="Inspector Example",
            reason=WHY,
            seen=seen,
            now=area.now,
        ),
    ):
        with pytest.raises(SomebodyElseChanged):
            change()
    assert area.see(reference).place.cohort == "S1"


def test_where_nothing_fits_what_binds_is_said_of_every_cohort_but_the_present_one(running):
    area = running.area
    for name in ("N2", "S1", "S2"):
        with area.database.write() as unit:
            unit.execute(update(t.Cohort).where(t.Cohort.code == name).values(capacity=1))
            tell(unit, area.manager, "cohort_opened", name, area.now)
        area.booked(name, family_name=f"Full {name}", crime_reference=f"13/{name}/26")
    (choice,) = see_reschedulable(area.instance, area.manager, running.booked[1], now=area.now).choices
    assert choice.places == ()
    assert "3 cohorts of this pathway are full" in choice.why_none[0]
    assert "would be a place if a seat came free" in choice.why_none[0]


def decided(running, outcome, *, days=1):
    """Have the police decide about whoever is on seat 1, and give the moment after it."""
    now = running.moment("N1-2", days=days)
    running.area.now = now
    item = running.area.item_of(running.booked[1], running.area.supervisor)
    decide_going_on(running.area.instance, running.area.supervisor, item, outcome=outcome, reason=WHY, now=now)
    return now


def open_to(running, now):
    """Give what is open to whoever is on seat 1, of which the waiting list never says anything else."""
    seen = see_reschedulable(*asked(running), running.booked[1], now=now)
    (line,) = list_waiting(*asked(running), WaitingSearch(), now=now).lines
    assert set(line.ways.left) == {choice.what for choice in seen.choices}
    return {choice.what: [place.cohort for place in choice.places] for choice in seen.choices}


def missing_workshop_two(running, mark=A.ABSENT):
    running.area.cohort("N7", weeks=5)
    running.mark(seat_1=A.HERE)
    running.mark("N1-2", seat_1=mark)


def test_whoever_repeats_the_missed_workshop_alone_is_offered_its_days_and_nothing_else(running):
    missing_workshop_two(running)
    now = decided(running, GoingOn.REPEAT_MISSED)
    assert set(open_to(running, now)) == {WhatAgain.TWO_ALONE}
    assert open_to(running, now)[WhatAgain.TWO_ALONE] == ["N2", "S1", "S2"]
    with pytest.raises(PlaceDoesNotFit, match="do not leave this open"):
        book_again(*asked(running), running.booked[1], "N7", WhatAgain.BOTH, reason=WHY, now=now)
    book_again(*asked(running), running.booked[1], "N7", WhatAgain.TWO_ALONE, reason=WHY, now=now)
    assert running.status(1) is S.ATTENDED_ONE
    assert expected(running, 1) == ["N1-1", "N1-2", "N7-2"]


def test_whoever_repeats_both_is_offered_both_alone_even_where_the_area_repeats_the_missed_one(repeating):
    missing_workshop_two(repeating, A.SENT_HOME)
    now = decided(repeating, GoingOn.REPEAT_BOTH)
    assert set(open_to(repeating, now)) == {WhatAgain.BOTH}
    with pytest.raises(PlaceDoesNotFit, match="do not leave this open"):
        book_again(*asked(repeating), repeating.booked[1], "N7", WhatAgain.TWO_ALONE, reason=WHY, now=now)


def test_a_decision_says_nothing_of_what_is_recorded_after_it(running):
    missing_workshop_two(running)
    now = decided(running, GoingOn.REPEAT_MISSED)
    book_again(*asked(running), running.booked[1], "N2", WhatAgain.TWO_ALONE, reason=WHY, now=now)
    running.mark("N2-2", seat_1=A.ABSENT, by=running.manager)
    assert running.status(1) is S.ASK_POLICE
    running.area.now = running.moment("N2-2", days=1)
    item = running.area.item_of(running.booked[1], running.area.supervisor)
    given = {"outcome": GoingOn.REPEAT_BOTH, "reason": WHY, "now": running.area.now}
    decide_going_on(running.area.instance, running.area.supervisor, item, **given)
    assert set(open_to(running, running.area.now)) == {WhatAgain.BOTH}


def test_the_police_decide_about_the_workshop_that_was_last_and_not_about_the_highest(running):
    """Somebody repeats both after missing workshop two: what counts next is workshop one."""
    missing_workshop_two(running)
    now = decided(running, GoingOn.REPEAT_BOTH)
    book_again(*asked(running), running.booked[1], "N7", WhatAgain.BOTH, reason=WHY, now=now)
    running.mark("N7-1", seat_1=A.LEFT_EARLY, by=running.manager)
    running.area.now = running.moment("N7-1", days=1)
    item = running.area.item_of(running.booked[1], running.area.supervisor)
    given = {"outcome": GoingOn.COUNTS, "reason": WHY, "now": running.area.now}
    after = decide_going_on(running.area.instance, running.area.supervisor, item, **given)
    assert after is S.ATTENDED_ONE
