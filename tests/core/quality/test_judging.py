"""Observations against the agreed score, supervision in the agreed period, complaints in the agreed time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests.core.workshops.running import Running

from cara.access import NotAllowed, ProofNeeded, Role, Subject
from cara.acting import NotAccepted
from cara.quality.agreed import Agreed, agree, see_agreed
from cara.quality.complaints import (
    ComplaintAbout,
    ComplaintChannel,
    ComplaintDetails,
    ComplaintOutcome,
    ComplaintSearch,
    ComplaintState,
    acknowledge_complaint,
    close_complaint,
    download_complaints,
    list_complaints,
    record_complaint,
    see_complaint,
)
from cara.quality.content import content
from cara.quality.observations import (
    ObservationDetails,
    ObservationSearch,
    download_observations,
    list_observations,
    record_observation,
    see_observation,
)
from cara.quality.supervision import SupervisionDetails, list_sessions, record_supervision, see_coverage
from cara.records import tables as t
from cara.staff import NewAccount, add_account
from cara.vocabulary import Attendance
from cara.workshops import NoSuchWorkshop

AIMS = [aim.code for aim in content().aims]


@pytest.fixture
def director(running: Running) -> Subject:
    """The provider's director, who has just proved who it is; workshop one of N1 was held."""
    new = NewAccount("director-1", "Account director-1", Role.DIRECTOR, "provider")
    account = add_account(running.area.database, new, now=running.area.now)
    running.mark(seat_1=Attendance.HERE)
    return Subject(account, "director-1", Role.DIRECTOR, "provider", proved_at=running.moment(days=1))


def observe(running: Running, director: Subject, *scores: int, **changes) -> str:
    said = {"facilitator": "facilitator-1", "scores": dict(zip(AIMS, scores, strict=False)), **changes}
    return record_observation(
        running.area.instance, director, "N1-1", ObservationDetails(**said), now=running.moment(days=1)
    )


@pytest.mark.parametrize(
    ("scores", "good"), [((3, 3), True), ((2, 4), True), ((3, 3, 2), False), ((4,), True), ((1, 1), False)]
)
def test_an_observation_is_good_enough_from_the_agreed_mean_on(running: Running, director: Subject, scores, good):
    now = running.moment(days=1)
    agree(running.area.instance, director, Agreed(score_tenths=30), now=now)
    code = observe(running, director, *scores)
    assert see_observation(running.area.instance, director, code, now=now).is_good_enough is good


def test_without_an_agreed_score_no_observation_is_judged(running: Running, director: Subject):
    code = observe(running, director, 1)
    now = running.moment(days=1)
    agree(running.area.instance, director, Agreed(score_tenths=30), now=now)
    assert see_observation(running.area.instance, director, code, now=now).is_good_enough is None, "nor later"


def test_what_is_written_is_seen_with_one_and_not_in_the_list(running: Running, director: Subject):
    code = observe(running, director, 3, strengths="Warm", to_improve="Slower")
    now, instance = running.moment(days=1), running.area.instance
    (line,) = list_observations(instance, director, ObservationSearch(), now=now).lines
    (taken,) = download_observations(instance, director, ObservationSearch("facilitator-1"), now=now)
    assert (line.strengths, taken.to_improve, line.facilitator, line.observer) == (
        None,
        None,
        "facilitator-1",
        "director-1",
    )
    whole = see_observation(instance, director, code, now=now)
    assert (whole.strengths, whole.to_improve) == ("Warm", "Slower")
    assert list_observations(instance, director, ObservationSearch("nobody"), now=now).lines == ()


def test_what_cannot_be_is_refused_at_once(running: Running, director: Subject):
    with pytest.raises(NotAccepted) as refused:
        observe(running, director, facilitator="manager-1")
    assert [one.field for one in refused.value.problems] == ["facilitator", f"score-{AIMS[0]}"]
    observe(running, director, 3)
    with pytest.raises(NotAccepted, match="already"):
        observe(running, director, 4)


def test_a_workshop_that_was_not_held_is_not_observed(running: Running, director: Subject):
    details = ObservationDetails(facilitator="facilitator-1", scores={AIMS[0]: 3})
    with pytest.raises(NoSuchWorkshop):
        record_observation(running.area.instance, director, "N1-2", details, now=running.moment(days=1))


def supervise(running: Running, director: Subject, on: date, minutes: int = 90) -> str:
    details = SupervisionDetails(facilitator="facilitator-1", held_on=on, minutes=minutes, topics="Time out")
    return record_supervision(running.area.instance, director, details, now=running.moment(days=1))


def coverage(running: Running, director: Subject):
    return {
        line.facilitator: line
        for line in see_coverage(running.area.instance, director, now=running.moment(days=1)).lines
    }


@pytest.mark.parametrize(("on", "due"), [(date(2026, 9, 6), False), (date(2026, 9, 5), True)])
def test_a_session_on_the_periods_first_day_is_in_it(running: Running, director: Subject, on: date, due: bool):
    agree(running.area.instance, director, Agreed(supervision_months=3), now=running.moment(days=1))
    supervise(running, director, on)
    assert coverage(running, director)["facilitator-1"].is_due is due  # today is 6 December


def test_who_was_never_supervised_is_due_first_and_without_a_period_nobody_is(running: Running, director: Subject):
    assert coverage(running, director)["facilitator-1"].is_due is None
    agree(running.area.instance, director, Agreed(supervision_months=3), now=running.moment(days=1))
    assert coverage(running, director)["facilitator-1"].is_due is True


def test_sessions_are_listed_with_what_they_were_about(running: Running, director: Subject):
    supervise(running, director, date(2026, 12, 1), 60)
    supervise(running, director, date(2026, 12, 5), 45)
    lines = list_sessions(running.area.instance, director, now=running.moment(days=1)).lines
    assert [(line.held_on, line.minutes, line.topics) for line in lines] == [
        (date(2026, 12, 5), 45, "Time out"),
        (date(2026, 12, 1), 60, "Time out"),
    ]
    assert coverage(running, director)["facilitator-1"].minutes == 105


def test_no_session_lies_ahead_and_none_is_with_nobody(running: Running, director: Subject):
    details = SupervisionDetails(facilitator="nobody", held_on=date(2026, 12, 7), minutes=60, topics="x")
    with pytest.raises(NotAccepted) as refused:
        record_supervision(running.area.instance, director, details, now=running.moment(days=1))
    assert [one.field for one in refused.value.problems] == ["facilitator", "held_on"]


def complain(running: Running, director: Subject, on: date = date(2026, 12, 1)) -> str:
    details = ComplaintDetails(
        received_on=on, channel=ComplaintChannel.EMAIL, about=ComplaintAbout.VENUE, said="No ramp at the door"
    )
    return record_complaint(running.area.instance, director, details, now=running.moment(days=1))


def state(running: Running, director: Subject, code: str, **later: int) -> ComplaintState:
    now = running.moment(days=1) + timedelta(**later)
    return see_complaint(running.area.instance, director, code, now=now).state(running.area.instance.today(now))


def test_a_complaints_time_runs_from_the_day_it_came(running: Running, director: Subject):
    instance, now = running.area.instance, running.moment(days=1)
    agree(instance, director, Agreed(acknowledge_days=7, answer_days=28), now=now)
    code = complain(running, director)
    found = see_complaint(instance, director, code, now=now)
    assert (found.acknowledge_by, found.due_on) == (date(2026, 12, 8), date(2026, 12, 29))
    assert state(running, director, code, days=2) is ComplaintState.OPEN, "8 December is its last day"
    assert state(running, director, code, days=3) is ComplaintState.OVERDUE
    acknowledge_complaint(instance, director, code, now=now)
    assert state(running, director, code, days=23) is ComplaintState.OPEN
    assert state(running, director, code, days=24) is ComplaintState.OVERDUE
    late = now + timedelta(days=24)
    overdue = ComplaintSearch(ComplaintState.OVERDUE)
    assert [one.code for one in list_complaints(instance, director, overdue, now=late).lines] == [code]
    close_complaint(instance, director, code, ComplaintOutcome.UPHELD, "A ramp is there now", now=late)
    assert state(running, director, code, days=40) is ComplaintState.CLOSED
    assert list_complaints(instance, director, overdue, now=late).lines == ()


def test_without_agreed_times_nothing_is_overdue(running: Running, director: Subject):
    code = complain(running, director)
    assert state(running, director, code, days=366) is ComplaintState.OPEN


def test_a_closed_complaint_is_not_closed_again(running: Running, director: Subject):
    code, now = complain(running, director), running.moment(days=1)
    close_complaint(running.area.instance, director, code, ComplaintOutcome.WITHDRAWN, "Withdrew it", now=now)
    with pytest.raises(NotAccepted, match="already"):
        close_complaint(running.area.instance, director, code, ComplaintOutcome.UPHELD, "No", now=now)
    found = see_complaint(running.area.instance, director, code, now=now)
    assert (found.outcome, found.said, found.answer) == (
        ComplaintOutcome.WITHDRAWN,
        "No ramp at the door",
        "Withdrew it",
    )


def test_the_register_is_narrowed_and_holds_nothing_that_was_written(running: Running, director: Subject):
    code, instance, now = complain(running, director), running.area.instance, running.moment(days=1)
    for search, expected in (
        (ComplaintSearch(), [code]),
        (ComplaintSearch(ComplaintState.OPEN, ComplaintAbout.VENUE), [code]),
        (ComplaintSearch(about=ComplaintAbout.DATES), []),
        (ComplaintSearch(ComplaintState.CLOSED), []),
    ):
        lines = list_complaints(instance, director, search, now=now).lines
        assert [line.code for line in lines] == expected
        assert all(line.said is None for line in (*lines, *download_complaints(instance, director, search, now=now)))


def test_what_is_agreed_replaces_what_was(running: Running, director: Subject):
    instance, now = running.area.instance, running.moment(days=1)
    agree(instance, director, Agreed(score_tenths=30, answer_days=28), now=now)
    agree(instance, director, Agreed(score_tenths=25), now=now)
    assert see_agreed(instance, running.manager, now=now) == Agreed(score_tenths=25)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_nobody_but_the_director_records_or_reads_a_complaint(running: Running, director: Subject, role: Role):
    somebody, now = replace(director, code="somebody", role=role), running.moment(days=1)
    for act in (
        lambda: observe(running, somebody, 3),
        lambda: supervise(running, somebody, date(2026, 12, 1)),
        lambda: complain(running, somebody),
        lambda: list_complaints(running.area.instance, somebody, ComplaintSearch(), now=now),
        lambda: agree(running.area.instance, somebody, Agreed(), now=now),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_nothing_is_taken_away_without_a_fresh_proof(running: Running, director: Subject):
    stale = replace(director, proved_at=None)
    for take, search in ((download_complaints, ComplaintSearch()), (download_observations, ObservationSearch())):
        with pytest.raises(ProofNeeded):
            take(running.area.instance, stale, search, now=running.moment(days=1))


def test_what_is_written_is_nowhere_in_the_clear(running: Running, director: Subject):
    observe(running, director, 3, strengths="Quetzalcoatlus")
    with running.area.database.read() as unit:
        kept = unit.scalar(select(t.Observation.strengths))
    assert kept
    assert b"Quetzalcoatlus" not in kept
