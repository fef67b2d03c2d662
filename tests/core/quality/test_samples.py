"""Samples of cases: who drew what and when, each case opened with a reason, reviewed and closed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from tests.core.workshops.running import Running

from cara.access import NotAllowed, Role, Subject
from cara.acting import NotAccepted
from cara.quality.finding import NoSuchQualityRecord
from cara.quality.samples import (
    CaseForReview,
    ReviewOutcome,
    SampleDetails,
    SampleView,
    draw_sample,
    list_samples,
    open_case,
    review_case,
    see_case,
    see_sample,
)
from cara.records import tables as t
from cara.staff import NewAccount, add_account
from cara.staff.conflicts import declare_conflict
from cara.vocabulary import Attendance

PERIOD = {"since": date(2027, 1, 1), "until": date(2027, 3, 31)}


@pytest.fixture
def director(running: Running) -> Subject:
    """The provider's director."""
    new = NewAccount("director-1", "Account director-1", Role.DIRECTOR, "provider")
    return Subject(add_account(running.area.database, new, now=running.area.now), "director-1", Role.DIRECTOR, "p")


def draw(running: Running, director: Subject, size: int = 2, seed: int = 7) -> SampleView:
    instance, now = running.area.instance, running.area.now
    code = draw_sample(instance, director, SampleDetails(**PERIOD, size=size, seed=seed), now=now)
    return see_sample(instance, director, code, now=now)


def test_a_sample_says_who_drew_it_when_and_how(running: Running, director: Subject):
    view = draw(running, director)
    assert (view.drawn_by, view.drawn_at, view.details.seed) == ("director-1", running.area.now, 7)
    assert {one.reference for one in view.cases} <= set(running.booked.values())
    assert len(view.cases) == 2
    assert list_samples(running.area.instance, director, now=running.area.now) == (view,)


def test_drawn_again_it_is_the_same(running: Running, director: Subject):
    again = [[one.reference for one in draw(running, director, seed=11).cases] for _ in range(2)]
    assert again[0] == again[1]


def test_it_is_stratified_by_cohort(running: Running, director: Subject):
    running.book("Dogwood", "Elder", "Fir", cohort="N2")
    assert sorted(one.cohort for one in draw(running, director, size=4).cases) == ["N1", "N1", "N2", "N2"]


def test_a_period_without_a_cohort_and_one_that_ends_before_it_begins_are_refused(running: Running, director: Subject):
    for days in (
        {"since": date(2020, 1, 1), "until": date(2020, 2, 1)},
        {"since": date(2027, 2, 1), "until": date(2027, 1, 1)},
    ):
        with pytest.raises(NotAccepted):
            draw_sample(running.area.instance, director, SampleDetails(**days, size=1, seed=1), now=running.area.now)


def test_a_case_shows_nothing_before_it_is_opened_with_a_reason(running: Running, director: Subject):
    view = draw(running, director)
    case, now, instance = view.cases[0], running.area.now, running.area.instance
    assert see_case(instance, director, view.code, case.code, now=now) is None
    with pytest.raises(NotAccepted):
        open_case(instance, director, view.code, case.code, "  ", now=now)
    with pytest.raises(NotAccepted):
        review_case(instance, director, view.code, case.code, ReviewOutcome.GOOD, "Fine", now=now)
    open_case(instance, director, view.code, case.code, "Quarterly review", now=now)
    open_case(instance, director, view.code, case.code, "Another", now=now)
    found = see_case(instance, director, view.code, case.code, now=now)
    assert found
    assert found.reason == "Quarterly review"


def opened(running: Running, director: Subject) -> tuple[SampleView, CaseForReview]:
    running.mark(seat_1=Attendance.ABSENT, seat_2=Attendance.HERE, seat_3=Attendance.LATE_REFUSED)
    view, now = draw(running, director, size=3), running.area.now
    (case,) = (one for one in view.cases if one.reference == running.booked[2])
    open_case(running.area.instance, director, view.code, case.code, "Review", now=now)
    found = see_case(running.area.instance, director, view.code, case.code, now=now)
    assert found
    return view, found


def test_an_opened_case_shows_how_it_went_and_not_who_it_is(running: Running, director: Subject):
    _, found = opened(running, director)
    assert [(number, mark) for _, number, mark in found.attendance] == [(1, Attendance.HERE)]
    assert found.history[-1][1].value == "attended_one"
    assert found.caution_on == date(2026, 11, 23)
    assert "Birch" not in repr(found)


def test_a_review_is_closed_once(running: Running, director: Subject):
    view, found = opened(running, director)
    instance, now = running.area.instance, running.area.now
    review_case(instance, director, view.code, found.line.code, ReviewOutcome.LEARNING, "Letters came late", now=now)
    with pytest.raises(NotAccepted, match="already"):
        review_case(instance, director, view.code, found.line.code, ReviewOutcome.GOOD, "No", now=now)
    again = see_case(instance, director, view.code, found.line.code, now=now)
    assert again
    assert (again.findings, again.line.outcome) == ("Letters came late", ReviewOutcome.LEARNING)
    assert see_sample(instance, director, view.code, now=now).closed == 1


def test_each_opening_and_each_look_is_told(running: Running, director: Subject):
    _, found = opened(running, director)
    query = select(t.AuditEntry.action).where(t.AuditEntry.resource == str(found.line.reference))
    with running.area.database.read() as unit:
        told = unit.execute(query.where(t.AuditEntry.actor == "director-1").order_by(t.AuditEntry.seq)).scalars().all()
    assert told == ["sampled_case_opened", "sampled_case_seen"]


def test_a_declared_conflict_shuts_a_case(running: Running, director: Subject):
    view = draw(running, director, size=3)
    case = view.cases[0]
    manager = replace(running.manager, proved_at=running.area.now)
    declare_conflict(running.area.database, manager, "director-1", case.reference, now=running.area.now)
    with pytest.raises(NoSuchQualityRecord):
        open_case(running.area.instance, director, view.code, case.code, "Review", now=running.area.now)


def test_a_case_is_found_in_its_own_sample_alone(running: Running, director: Subject):
    one, other = draw(running, director), draw(running, director, seed=8)
    with pytest.raises(NoSuchQualityRecord):
        see_case(running.area.instance, director, other.code, one.cases[0].code, now=running.area.now)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_nobody_else_draws_or_opens(running: Running, director: Subject, role: Role):
    view = draw(running, director)
    somebody = replace(director, code="somebody", role=role)
    with pytest.raises(NotAllowed):
        draw(running, somebody)
    with pytest.raises(NotAllowed):
        see_case(running.area.instance, somebody, view.code, view.cases[0].code, now=running.area.now)
